"""Reading an .xlsx: every part that matters is checked, and only checked bytes are handed to the reader."""

import re
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from zlib import crc32

from python_calamine import CalamineWorkbook

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.archive import Archive, stored
from khuyencong.paperwork.return_workbook.refusal import (
    AGAIN,
    AS_XLSX,
    RefusedFileError,
    damaged,
)
from khuyencong.paperwork.return_workbook.sheet_xml import (
    Marks,
    attributes_of,
    check_area,
    check_xml,
    is_unusual,
    marks,
    percent_styles,
    without_counts,
)
from khuyencong.paperwork.return_workbook.sheets import Choose, sheet_of, sheets_of_a_return
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.returns.model import Sheet, Workbook

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
ROOT = "_rels/.rels"
ROOT_XML = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    b' Target="xl/workbook.xml"/></Relationships>'
)
ROOT_SUM = crc32(ROOT_XML)
"""Our own, so that the reader looks at the workbook that was checked and at no other."""

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")

_OTHERS = {
    "word/document.xml": ("word_document", "Đây là tệp Word (.docx) đổi đuôi, không phải bảng tính.", AGAIN),
    "ppt/presentation.xml": (
        "not_a_workbook",
        "Đây là tệp trình chiếu PowerPoint, không phải bảng tính.",
        AGAIN,
    ),
    "xl/workbook.bin": ("other_format", "Tệp thuộc dạng Excel nhị phân (.xlsb), chưa đọc được.", AS_XLSX),
    "content.xml": ("other_format", "Tệp thuộc dạng OpenDocument (.ods), chưa đọc được.", AS_XLSX),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A sheet as the workbook lists it: its name, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


def read_xlsx(name: str, data: bytes, choose: Choose = sheets_of_a_return) -> Workbook:
    """The chosen sheets of an .xlsx; raises RefusedFileError for anything that is not a sound workbook."""
    archive = Archive(data)
    _refuse_other(archive)
    parts = {each: archive.read(each) for each in (WORKBOOK, RELATIONS)}
    parts |= {each: archive.read(each) for each in (STRINGS, STYLES) if each in archive}
    for xml in parts.values():
        check_xml(xml)
    listed = _listed(parts[WORKBOOK], parts[RELATIONS])
    names = tuple(each.name for each in listed)
    chosen = choose(names)
    wanted = [each for each in listed if each.name in chosen]
    marked = _check_sheets(archive, parts, wanted)
    packed = _packed(archive, parts)
    return Workbook(
        name=name,
        kind="xlsx",
        sheet_names=names,
        sheets=_sheets(packed, names, wanted, marked),
        findings=_macros(archive),
    )


def _packed(archive: Archive, parts: dict[str, bytes]) -> bytes:
    """The checked parts alone, as a new file for the reader."""
    files = [(ROOT, ROOT_XML, ROOT_SUM)]
    for name, xml in parts.items():
        if name == STRINGS:
            bare = without_counts(xml)
            files.append((name, bare, crc32(bare)))
        else:
            files.append((name, xml, archive.checksum(name)))
    return stored(files)


def _refuse_other(archive: Archive) -> None:
    if WORKBOOK in archive and RELATIONS in archive:
        return
    for part, (code, message, fix) in _OTHERS.items():
        if part in archive:
            raise RefusedFileError(code, message, fix)
    raise RefusedFileError("zip_not_workbook", "Đây là tệp nén (zip), bên trong không phải bảng tính.", AGAIN)


def _listed(workbook: bytes, relations: bytes) -> list[Listed]:
    """The sheets in the workbook's order; that the reader sees the same ones is checked afterwards."""
    targets = {}
    for match in _RELATION.finditer(relations):
        link = attributes_of(match[1])
        targets[link.get(b"Id", b"")] = link.get(b"Target", b"").decode("utf-8", "replace")
    listed = []
    for match in _SHEET.finditer(workbook):
        sheet = attributes_of(match[1])
        link_id = next((value for key, value in sheet.items() if key.endswith(b":id")), b"")
        target = targets.get(link_id, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        name = unescape(sheet.get(b"name", b"").decode("utf-8", "replace"))
        hidden = sheet.get(b"state", b"visible") != b"visible"
        listed.append(Listed(name=name, part=part, hidden=hidden))
    names = {each.name for each in listed}
    if not listed or len(names) < len(listed) or len(listed) > limits.SHEETS:
        raise damaged()
    return listed


def _check_sheets(archive: Archive, parts: dict[str, bytes], wanted: list[Listed]) -> dict[str, Marks]:
    """Inflate and check the wanted sheets into `parts`; what each says beside its values."""
    percents = percent_styles(parts.get(STYLES, b""))
    longest = max((len(each) for each in parts.get(STRINGS, b"").split(b"<si")), default=0)
    marked = {}
    for each in wanted:
        xml = archive.read(each.part)
        check_xml(xml)
        unusual = is_unusual(xml)
        check_area(each.name, xml, longest, unusual=unusual)
        parts[each.part] = xml
        marked[each.name] = marks(xml, percents, unusual=unusual)
    return marked


def _sheets(
    packed: bytes, names: tuple[str, ...], wanted: list[Listed], marked: dict[str, Marks]
) -> tuple[Sheet, ...]:
    book = CalamineWorkbook.from_filelike(BytesIO(packed))
    if tuple(book.sheet_names) != names:
        raise damaged()
    return tuple(
        sheet_of(book.get_sheet_by_name(each.name), marked[each.name], hidden=each.hidden) for each in wanted
    )


def _macros(archive: Archive) -> tuple[Finding, ...]:
    if "xl/vbaProject.bin" not in archive:
        return ()
    return (
        Finding(
            code="macros",
            severity=Severity.WARNING,
            message="Tệp có macro; macro không được chạy, chỉ các ô được đọc.",
            fix="Lần sau lưu tệp ở dạng .xlsx không macro.",
        ),
    )
