"""The records of an .xls (Excel 97 to 2003): its sheets, its texts, and which styles are dates or percents.

The reader used for .xlsx would read these files too, but a single wrong byte makes it ask for hundreds of
gigabytes and takes the whole process down; it would also keep silent about errors and hidden rows.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.refusal import AS_XLSX, UNLOCK, RefusedFileError, damaged

_BOF, _EOF, _SHEET, _PASSWORD, _FORMAT, _STYLE = 0x0809, 0x000A, 0x0085, 0x002F, 0x041E, 0x00E0
_STRINGS, _CONTINUED, _EPOCH = 0x00FC, 0x003C, 0x0022
_BIFF8 = 0x0600
_PERCENT_FORMATS = frozenset([9, 10])
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NO_PATTERN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|general', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the file lists it; `offset` is where its records begin."""

    name: str
    offset: int
    hidden: bool


@dataclass(slots=True)
class Globals:
    """What all sheets share: texts by number, and the styles (by number) that show dates and percentages."""

    sheets: list[Listed] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()
    since_1904: bool = False


def records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """The records from a beginning-of-file mark to its end mark; charts nested in a sheet are passed over."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        body = stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
        if depth == 0 and (kind != _BOF or len(body) < 4):
            raise damaged()
        if kind == _BOF:
            if struct.unpack_from("<H", body)[0] != _BIFF8:
                raise RefusedFileError(
                    "old_excel", "Tệp thuộc phiên bản Excel trước 1997, chưa đọc được.", AS_XLSX
                )
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                return
        elif depth == 1:
            yield kind, body
    raise damaged()


def read_globals(stream: bytes) -> Globals:
    """The first part of the stream; raises RefusedFileError when it is locked, too old or broken."""
    book = Globals()
    formats: dict[int, str] = {}
    styles: list[int] = []
    pieces: list[bytes] = []
    last = 0
    for kind, body in records(stream, 0):
        if kind == _PASSWORD:
            raise RefusedFileError("encrypted", "Tệp có đặt mật khẩu nên không mở được.", UNLOCK)
        if kind == _SHEET:
            book.sheets.append(_listed(body))
        elif kind == _FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = text_of(body[2:])
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _EPOCH:
            book.since_1904 = body[:1] == b"\1"
        elif kind == _STRINGS or (kind == _CONTINUED and last == _STRINGS):
            pieces.append(body)
        last = last if kind == _CONTINUED else kind
    if not book.sheets or len(book.sheets) > limits.SHEETS:
        raise damaged()
    percents = _PERCENT_FORMATS | {number for number, text in formats.items() if "%" in _pattern(text)}
    dates = _DATE_FORMATS | {number for number, text in formats.items() if _is_date(_pattern(text))}
    book.percents = frozenset(number for number, each in enumerate(styles) if each in percents)
    book.dates = frozenset(number for number, each in enumerate(styles) if each in dates)
    book.texts = _texts(pieces)
    return book


def _listed(body: bytes) -> Listed:
    offset, state, _, length, wide = struct.unpack_from("<I4B", body)
    return Listed(_decoded(body[8:], length, wide & 1), offset, state & 3 != 0)


def text_of(body: bytes) -> str:
    """A text with its length in two bytes and a byte saying whether its characters take two."""
    length, wide = struct.unpack_from("<HB", body)
    return _decoded(body[3:], length, wide & 1)


def _decoded(raw: bytes, length: int, wide: int) -> str:
    return raw[: length * 2].decode("utf-16-le", "replace") if wide else raw[:length].decode("latin-1")


def _pattern(number_format: str) -> str:
    """A number format without its literal texts, colours and fillers, in lower case."""
    return _NO_PATTERN.sub("", number_format).lower()


def _is_date(pattern: str) -> bool:
    return bool(set("dmyhs") & set(pattern)) and not set("#0?") & set(pattern.split(".")[0])


def _texts(pieces: list[bytes]) -> list[str]:
    """The table of shared texts, which runs over several records; a text cut in two repeats how wide it is."""
    if not pieces:
        return []
    count = struct.unpack_from("<I", pieces[0], 4)[0]
    reader = _Pieces(pieces, 8)
    texts: list[str] = []
    while len(texts) < count and reader.more():
        length, flags = struct.unpack("<HB", reader.raw(3))
        runs = struct.unpack("<H", reader.raw(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", reader.raw(4))[0] if flags & 4 else 0
        texts.append(reader.text(length, flags & 1))
        reader.raw(min(runs * 4 + extra, limits.FILE_BYTES))
    return texts


@dataclass(slots=True)
class _Pieces:
    """Reading on over the seams between records."""

    pieces: list[bytes]
    at: int
    number: int = 0

    def more(self) -> bool:
        self._step()
        return self.number < len(self.pieces)

    def raw(self, length: int) -> bytes:
        """`length` bytes, or what is left of them padded with zeros."""
        taken = b""
        while len(taken) < length and self.more():
            part = self.pieces[self.number][self.at : self.at + length - len(taken)]
            self.at += len(part)
            taken += part
        return taken.ljust(min(length, 8), b"\0")

    def text(self, length: int, wide: int) -> str:
        """`length` characters; when they run into the next record, its first byte says how wide the rest is."""
        taken = ""
        while len(taken) < length and self.number < len(self.pieces):
            room = self.pieces[self.number][self.at :]
            part = _decoded(room, length - len(taken), wide)
            self.at += len(part) * (1 + wide)
            taken += part
            if len(taken) < length:
                self.number, self.at = self.number + 1, 1
                wide = self.pieces[self.number][0] & 1 if self.number < len(self.pieces) else 0
        return taken

    def _step(self) -> None:
        while self.number < len(self.pieces) and self.at >= len(self.pieces[self.number]):
            self.number, self.at = self.number + 1, 0
