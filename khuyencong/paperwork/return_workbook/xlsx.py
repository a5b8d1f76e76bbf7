"""Reading an .xlsx: every part that matters is checked, and only checked bytes are handed to the reader."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree
from zlib import crc32

from python_calamine import CalamineSheet, CalamineWorkbook

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.archive import Archive, stored
from khuyencong.paperwork.return_workbook.refusal import (
    AGAIN,
    AS_XLSX,
    RefusedFileError,
    damaged,
    too_many_cells,
)
from khuyencong.paperwork.return_workbook.sheet_xml import Marks, check_area, check_xml, marks, percent_styles
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.returns.labels import choose_sheets
from khuyencong.rules.returns.model import Sheet, Value, Workbook

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
ROOT = "_rels/.rels"
ROOT_XML = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    b' Target="xl/workbook.xml"/></Relationships>'
)
"""Our own, so that the reader looks at the workbook that was checked and at no other."""

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


def read_xlsx(name: str, data: bytes) -> Workbook:
    """The form's sheets of an .xlsx; raises RefusedFileError for anything that is not a sound workbook."""
    archive = Archive(data)
    _refuse_other(archive)
    parts = {each: archive.read(each) for each in (WORKBOOK, RELATIONS)}
    parts |= {each: archive.read(each) for each in (STRINGS, STYLES) if each in archive}
    for xml in parts.values():
        check_xml(xml)
    listed = _listed(parts[WORKBOOK], parts[RELATIONS])
    names = tuple(each.name for each in listed)
    chosen = set(choose_sheets(names).chosen.values())
    wanted = [each for each in listed if each.name in chosen]
    marked = _check_sheets(archive, parts, wanted)
    packed = stored([(ROOT, ROOT_XML, crc32(ROOT_XML)), *((each, xml, archive.checksum(each)) for each, xml in parts.items())])
    return Workbook(
        name=name,
        kind="xlsx",
        sheet_names=names,
        sheets=_sheets(packed, wanted, marked),
        findings=_macros(archive),
    )


def _refuse_other(archive: Archive) -> None:
    if WORKBOOK in archive and RELATIONS in archive:
        return
    for part, (code, message, fix) in _OTHERS.items():
        if part in archive:
            raise RefusedFileError(code, message, fix)
    raise RefusedFileError("zip_not_workbook", "Đây là tệp nén (zip), bên trong không phải bảng tính.", AGAIN)


def _listed(workbook: bytes, relations: bytes) -> list[Listed]:
    """The sheets in the workbook's order. The XML has no DTD (checked before), so nothing can expand."""
    try:
        book = ElementTree.fromstring(workbook)  # noqa: S314
        links = ElementTree.fromstring(relations)  # noqa: S314
    except (ElementTree.ParseError, ValueError) as broken:
        raise damaged() from broken
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    listed = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        part = posixpath.normpath(posixpath.join("xl", targets.get(link, ""))).removeprefix("/")
        hidden = sheet.get("state", "visible") != "visible"
        listed.append(Listed(name=sheet.get("name", ""), part=part, hidden=hidden))
    names = {each.name for each in listed}
    if not listed or len(names) < len(listed) or len(listed) > limits.SHEETS:
        raise damaged()
    return listed


def _check_sheets(archive: Archive, parts: dict[str, bytes], wanted: list[Listed]) -> dict[str, Marks]:
    """Inflate and check the wanted sheets into `parts`; what stands in each beside its values, by sheet name."""
    percents = percent_styles(parts.get(STYLES, b""))
    longest = max((len(each) for each in parts.get(STRINGS, b"").split(b"<si")), default=0)
    marked = {}
    for each in wanted:
        xml = archive.read(each.part)
        check_xml(xml)
        check_area(each.name, xml, longest)
        parts[each.part] = xml
        marked[each.name] = marks(xml, percents)
    return marked


def _sheets(packed: bytes, wanted: list[Listed], marked: dict[str, Marks]) -> tuple[Sheet, ...]:
    book = CalamineWorkbook.from_filelike(BytesIO(packed))
    sheets = []
    for each in wanted:
        read = book.get_sheet_by_name(each.name)
        mark = marked[each.name]
        sheets.append(
            Sheet(
                name=each.name,
                rows=rows_of(read),
                hidden=each.hidden,
                hidden_rows=mark.hidden_rows,
                hidden_columns=mark.hidden_columns,
                errors=mark.errors,
                uncached=mark.uncached,
                percents=mark.percents,
                merged=tuple(read.merged_cell_ranges or ()),
            )
        )
    return tuple(sheets)


def rows_of(sheet: CalamineSheet) -> Sequence[Sequence[Value]]:
    """All rows from A1 on, all equally long."""
    if sheet.total_height * sheet.total_width > limits.CELLS:
        raise too_many_cells(sheet.name)
    return sheet.to_python(skip_empty_area=False)


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
