"""A conference report that came back from Word: its paragraphs and cells, coded figures and bare words.

The file is opened by our own reader of archives, its XML without entities; nothing in it is run or fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from khuyencong.paperwork.conference_report.controls import BOOKMARK, TAG
from khuyencong.paperwork.conference_report.identity import query_of
from khuyencong.paperwork.return_workbook.archive import Archive
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError
from khuyencong.paperwork.return_workbook.sheet_xml import check_xml
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference.returned import Spot

BODY = "word/document.xml"
DELETED = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:rPr"), qn("w:pPr"), qn("w:drawing"), qn("w:pict")})
MARKS = frozenset({qn("w:bookmarkStart"), qn("w:bookmarkEnd")})
LETTER = re.compile(r"[^\W\d_]")
EMPTIED = "-"
"""A control whose figure was deleted: Word shows a line of its own in it, which nobody wrote."""
CLOSING = "Nơi nhận:"
LIST_OF_CODES = "Phụ lục III"
"""Says again what stands above; nothing in it is read."""
MOST_SPOTS = 20_000
AGAIN = "Mở bằng Word, chọn Lưu thành (Save As) loại “Word Document (.docx)”, rồi gửi tệp mới."


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a file holds: which question it answers, and its spots in order."""

    query: Query | None
    spots: tuple[Spot, ...]


@dataclass
class Walk:
    """Where the reader is: under which headings, in which table, and which bookmarks are open."""

    chapter: str = ""
    section: str = ""
    paragraph: int = 0
    table: int = 0
    controls: int = 0
    closed: bool = False
    names: set[str] = field(default_factory=set)
    marks: dict[str, str] = field(default_factory=dict)

    def place(self, inner: str) -> str:
        """Where a spot stands, in words."""
        return " › ".join(part for part in (self.chapter, self.section, inner) if part)


def read(content: bytes) -> Returned:
    """A .docx as it came back; RefusedFileError for what is none, or not sound."""
    archive = Archive(content)
    if BODY not in archive:
        raise RefusedFileError("not_docx", "Tệp không phải văn bản Word (.docx).", AGAIN)
    xml = archive.read(BODY)
    check_xml(xml)
    try:
        root = parse_xml(xml)
    except SyntaxError as broken:
        raise RefusedFileError("damaged", "Tệp bị hỏng: không đọc được nội dung bên trong.", AGAIN) from broken
    body = root.find(qn("w:body"))
    if body is None:
        raise RefusedFileError("damaged", "Tệp bị hỏng: văn bản không có nội dung.", AGAIN)
    walk = Walk()
    spots = []
    for spot in blocks(body, walk, ""):
        spots.append(spot)
        if len(spots) > MOST_SPOTS:
            raise RefusedFileError(
                "too_long", "Văn bản dài bất thường, không phải báo cáo của hệ thống.", AGAIN
            )
    queries = (query_of(name) for name in sorted(walk.names))
    return Returned(query=next((each for each in queries if each is not None), None), spots=tuple(spots))


def blocks(parent: Any, walk: Walk, code: str, inner: str = "") -> Iterator[Spot]:
    """The spots of everything below: paragraphs, tables, and what is wrapped in controls or insertions."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield from paragraph(child, walk, code, inner)
        elif child.tag == qn("w:tbl"):
            yield from table(child, walk)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if content is not None:
                yield from blocks(content, walk, place_of(child, walk) or code, inner)
        elif child.tag in MARKS:
            mark(child, walk)
        elif child.tag not in DELETED and len(child):
            yield from blocks(child, walk, code, inner)


def table(found: Any, walk: Walk) -> Iterator[Spot]:
    """The cells of a table, each a spot, in rows; a table inside a cell is one of its own."""
    walk.table += 1
    number = walk.table
    for line, (row, _) in enumerate(inside(found, qn("w:tr"), walk, ""), start=1):
        cells = [
            spot
            for column, (cell, code) in enumerate(inside(row, qn("w:tc"), walk, ""), start=1)
            for spot in blocks(cell, walk, code, f"bảng thứ {number}, dòng {line}, cột {column}")
        ]
        name = next((each.words for each in cells if not each.coded and LETTER.search(each.words)), "")
        yield from (replace(each, row=name) if each.coded and name else each for each in cells)


def inside(parent: Any, tag: str, walk: Walk, code: str) -> Iterator[tuple[Any, str]]:
    """The rows of a table or the cells of a row, through what may be wrapped around them."""
    for child in parent:
        if child.tag == tag:
            yield child, code
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if content is not None:
                yield from inside(content, tag, walk, place_of(child, walk) or code)
        elif child.tag not in DELETED and child.tag not in (qn("w:tr"), qn("w:tc"), qn("w:tbl")):
            yield from inside(child, tag, walk, code)


def paragraph(found: Any, walk: Walk, code: str, inner: str) -> Iterator[Spot]:
    """One paragraph as a spot, once the chapters have begun and until the closing; headings move the walk."""
    pieces = list(runs(found, walk, code))
    walk.marks.clear()  # ours never reach beyond their paragraph
    text = "".join(each for _, each in pieces).strip()
    level = heading_of(found)
    if level == 1 and text:
        walk.chapter, walk.section, walk.paragraph = text, "", 0
        walk.closed = text == LIST_OF_CODES
    elif level == 2 and text:
        walk.section, walk.paragraph = text, 0
    elif text.startswith(CLOSING):
        walk.closed = True
    if not walk.chapter or walk.closed:
        return
    if not inner and not level:
        walk.paragraph += bool(text)
        inner = f"đoạn {walk.paragraph}"
    coded = joined((key, each) for key, each in pieces if key)
    words = "".join(" " if key else each for key, each in pieces)
    if coded or words.strip():
        yield Spot(place=walk.place(inner), coded=coded, words=words, heading=bool(level))


def joined(pieces: Iterator[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Neighbouring pieces of one place put together: a program may cut a figure into several runs."""
    found: list[list[str]] = []
    for key, text in pieces:
        if found and found[-1][0] == key:
            found[-1][1] += text
        else:
            found.append([key, text])
    return tuple((key.partition("/")[0], text) for key, text in found)


def heading_of(found: Any) -> int:
    """1 or 2 for a chapter's or a section's title."""
    style = found.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = style.get(qn("w:val"), "") if style is not None else ""
    return {"Heading1": 1, "Heading2": 2}.get(name.replace(" ", "").replace("heading", "Heading"), 0)


def runs(parent: Any, walk: Walk, code: str) -> Iterator[tuple[str, str]]:
    """The words below in order, each with the place of its code; without what a tracked change struck out."""
    for child in parent:
        if child.tag == qn("w:t"):
            yield code or next(iter(walk.marks.values()), ""), child.text or ""
        elif child.tag in (qn("w:tab"), qn("w:br")) and parent.tag == qn("w:r"):
            yield code, " "
        elif child.tag == qn("w:sdt"):
            content, place = child.find(qn("w:sdtContent")), place_of(child, walk)
            if content is not None and place != EMPTIED:
                yield from runs(content, walk, place or code)
        elif child.tag in MARKS:
            mark(child, walk)
        elif child.tag not in DELETED and not hidden(child):
            yield from runs(child, walk, code)


def hidden(run: Any) -> bool:
    """Whether it is formatted away: it stands in the file, and nobody reads it."""
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def place_of(control: Any, walk: Walk) -> str:
    """The code a control carries, with a number of its own; "" for a control of somebody else."""
    found = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    tag: str = found.get(qn("w:val"), "") if found is not None else ""
    if not tag.startswith(TAG):
        return ""
    walk.controls += 1
    if control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
        return EMPTIED
    return f"{tag.removeprefix(TAG)}/c{walk.controls}"


def mark(found: Any, walk: Walk) -> None:
    """Keep which bookmarks are open: their name carries the code where a program dropped the control."""
    number = found.get(qn("w:id"), "")
    if found.tag == qn("w:bookmarkEnd"):
        walk.marks.pop(number, None)
        return
    name = found.get(qn("w:name"), "")
    walk.names.add(name)
    if name.startswith(BOOKMARK):
        code, _, place = name.removeprefix(BOOKMARK).partition("_")
        walk.marks[number] = f"{code}/{place}"
