"""What a file may be called and may hold before it is kept at all: pure rules, the same for every upload."""

import re
import unicodedata
from collections.abc import Collection, Iterator

MOST_FILES = 40
LONGEST_NAME = 255
LARGEST = 10 * 2**20
"""No field takes a larger file than this."""
MOST_AT_ONCE = 40 * 2**20
"""Bytes of all files of one press that are kept while who sent them shows who she is."""
HEAD = 4096
"""So many first bytes are enough to tell what a file is."""

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_ACTIVE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?xml|!entity)\b|<\?php", re.IGNORECASE
)
_MARKS = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}
_PDF_BEGINS = 1024
"""A PDF may have so many bytes of something else before its mark, and every reader opens it."""
_SEPARATORS, _HIDDEN = frozenset('/\\:*?"<>|'), ("Cc", "Cf", "Co", "Cs")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def extension(name: str) -> str:
    """What follows the last dot, in lower case; "" where there is none."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem else ""


def objections(name: str, size: int, head: bytes, *, kinds: Collection[str], most: int) -> Iterator[str]:
    """Sentences on why a file is not taken in: its name, its size, or what its first bytes say it is.

    A file that only is no workbook (a picture, a PDF) is left to its reader, who explains it beside the others.
    """
    if len(name) > LONGEST_NAME:
        yield f"Tên tệp dài {len(name)} ký tự, quá {LONGEST_NAME}; đặt tên ngắn hơn."
    if bad := unwritable(name):
        yield f"Tên tệp có ký tự không dùng được ({bad}); đổi tên rồi gửi lại."
    if extension(name) not in kinds:
        taken = ", ".join(f".{kind}" for kind in kinds)
        yield f"“{printable(name)}” không phải tệp {taken}."
    if size > most:
        yield f"“{printable(name)}” lớn hơn {most // 2**20} MB; hãy nén lại hoặc chia nhỏ."
    if active := runs(head):
        yield f"“{printable(name)}” bên trong là {active} chứ không phải tài liệu; không được nhận."


def belies(name: str, head: bytes) -> Iterator[str]:
    """A sentence where the first bytes are not those of what the name says; nobody could open it later.

    For papers that are kept for people to open. A workbook that is read at once is left to its reader.
    """
    kind = extension(name)
    begins = head[:_PDF_BEGINS] if kind == "pdf" else head
    there = any(mark in begins if kind == "pdf" else begins.startswith(mark) for mark in _MARKS.get(kind, ()))
    if kind in _MARKS and not there:
        yield f"“{printable(name)}” bên trong không phải tệp .{kind}; mở thử trên máy rồi lưu lại đúng loại."


def runs(head: bytes) -> str:
    """What a browser or a machine would run in it, in words; "" for a file that only holds something."""
    if head.startswith(_PROGRAMS):
        return "tệp chương trình"
    text = head.replace(b"\0", b"")  # the same in UTF-16, as far as plain letters go
    for mark in _BOMS:
        text = text.removeprefix(mark)
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return ""
    return "trang web hay ảnh SVG" if _ACTIVE.search(text) else ""


def unwritable(name: str) -> str:
    """The names of characters that hide what a file is: controls, marks that turn the writing, separators."""
    hidden = {char for char in name if char in _SEPARATORS or unicodedata.category(char) in _HIDDEN}
    return ", ".join(sorted(f"U+{ord(char):04X}" for char in hidden))


def printable(name: str) -> str:
    """The name as a sentence may show it."""
    return "".join("·" if unicodedata.category(char).startswith("C") else char for char in name)[:80]
