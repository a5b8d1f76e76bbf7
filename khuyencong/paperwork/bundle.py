"""Many documents in one file: a zip with an index sheet, written one document after another."""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Literal

from khuyencong.paperwork.forms import NoFormError
from khuyencong.paperwork.official import Paper, docx_of, pdf_of
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.paperwork.zips import add
from khuyencong.rules.text import fold

Format = Literal["docx", "pdf"]
WRITERS: dict[str, Callable[[Paper], bytes]] = {"docx": docx_of, "pdf": pdf_of}
INDEX = "000-danh-muc.xlsx"
HEADS = ("TT", "Tệp", "Văn bản", "Nơi nhận", "Kết quả", "Số byte", "SHA-256")
LARGEST = 200 * 1024 * 1024
"""Bytes of the finished zip: it is kept in a row until who asked has taken it."""
LONGEST_NAME = 80


class BundleTooLargeError(ValueError):
    """More documents than one file may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A document to be printed: `make` is called when its turn comes, and what it made is let go at once."""

    title: str
    recipient: str
    make: Callable[[], Paper]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A line of the index; `refused` says why a document was not made; the others are all the same."""

    number: int
    name: str
    title: str
    recipient: str
    size: int
    digest: str
    refused: str = ""


def write_bundle(target: IO[bytes], sheets: Iterable[Sheet], *, form: Format, title: str) -> list[Printed]:
    """Write the zip to `target` and tell what is in it; memory holds one document at a time.

    The same sheets give the same bytes. BundleTooLargeError leaves the target unfinished.
    """
    printed: list[Printed] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in made(sheets, form):
            printed.append(each)
            if not each.refused:
                add(archive, each.name, content)
            if target.tell() > LARGEST:
                raise BundleTooLargeError(
                    f"Quá {LARGEST // 2**20} MB sau {each.number} văn bản; hãy in làm nhiều đợt."
                )
        add(archive, INDEX, index(printed, title))
    return printed


def made(sheets: Iterable[Sheet], form: Format) -> Iterator[tuple[Printed, bytes]]:
    """Each document with its line of the index."""
    for number, sheet in enumerate(sheets, start=1):
        content, refused = b"", ""
        try:
            content = WRITERS[form](sheet.make())
        except NoFormError as missing:
            refused = f"Không in được: chưa có mẫu cho ngày này ({missing})"
        line = Printed(
            number=number,
            name=file_name(number, sheet.title, form),
            title=sheet.title,
            recipient=sheet.recipient,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest() if content else "",
            refused=refused,
        )
        yield line, content


def file_name(number: int, title: str, form: Format) -> str:
    """A name that every system can open: its number, then the title without diacritics."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:LONGEST_NAME].rstrip("-")
    return f"{number:03}-{plain or 'van-ban'}.{form}"


def index(printed: Iterable[Printed], title: str) -> bytes:
    """What is in the zip, for whom, and the hash by which a printed document is known again."""
    rows = (
        (
            each.number,
            None if each.refused else each.name,
            each.title,
            each.recipient,
            each.refused or "đã in",
            each.size or None,
            each.digest,
        )
        for each in printed
    )
    return xlsx_rows(HEADS, rows, title=title)
