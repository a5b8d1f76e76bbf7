"""What a worksheet's XML says beside the values: hidden rows, formula errors, formulas never computed, percentages.

Values come from calamine, which keeps silent about all of these. Everything here first asks cheaply whether there
is anything to find; only then cells are gone through one by one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError, too_many_cells
from khuyencong.rules.returns.model import Spot

SMALL = 64 * 2**10
"""A sheet of fewer bytes cannot span too large an area unless a cell's address says so."""

_FAR = re.compile(rb"\sr\s*=\s*[\"'](?:[A-Za-z]{2,}\d|[A-Za-z]?\d{5})")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_ERROR_CELL = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</)"
)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_XFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_XF = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_PERCENT_IDS = frozenset([b"9", b"10"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What stands in a sheet beside its values; spots as (row, column) from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: tuple[tuple[Spot, str], ...] = ()
    uncached: frozenset[Spot] = frozenset()
    percents: frozenset[Spot] = frozenset()


def check_xml(xml: bytes) -> None:
    """Refuse XML that defines entities or hides its text in another encoding; nothing is expanded or fetched."""
    head = xml[:200].lower()
    declared = re.search(rb"encoding\s*=\s*[\"']([^\"']*)", head)
    if (
        b"<!DOCTYPE" in xml
        or b"<!ENTITY" in xml
        or b"\0" in head
        or (declared and declared[1] not in _ENCODINGS)
    ):
        raise RefusedFileError(
            "unsafe_xml",
            "Bên trong tệp có khai báo DTD/thực thể hoặc bảng mã lạ mà Excel không bao giờ ghi ra.",
            "Chép số liệu sang biểu mẫu mới rồi gửi lại.",
        )


_ENCODINGS = frozenset([b"utf-8", b"utf8", b"us-ascii"])


def percent_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles that show percentages."""
    if b"%" not in styles and b'"9"' not in styles and b'"10"' not in styles:
        return frozenset()
    block = _XFS.search(styles)
    if not block:
        return frozenset()
    wanted = set(_PERCENT_IDS)
    for match in _FORMAT.finditer(styles):
        attributes = _attributes(match[1])
        if b"%" in attributes.get(b"formatCode", b""):
            wanted.add(attributes.get(b"numFmtId", b""))
    found = (
        str(number).encode()
        for number, match in enumerate(_XF.finditer(block[0]))
        if _attributes(match[1]).get(b"numFmtId") in wanted
    )
    return frozenset(found)


def check_area(name: str, xml: bytes, longest_string: int) -> None:
    """Refuse a sheet whose filled cells span more than CELLS, or whose repeated strings would fill the memory."""
    if longest_string * xml.count(b"<v") > limits.STRING_BYTES:
        raise too_many_cells(name)
    if len(xml) < SMALL and not _FAR.search(xml):
        return
    rows = columns = row = column = 0
    for match in re.finditer(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>", xml):
        attributes = _attributes(match[2])
        reference = attributes.get(b"r", b"")
        if match[1] == b"row":
            row, column = (int(reference) if reference.isdigit() and len(reference) < 8 else row + 1), 0
            continue
        spot = _spot(reference)
        row, column = (spot[0] + 1, spot[1] + 1) if spot else (row, column + 1)
        if not match[2].rstrip().endswith(b"/"):
            rows, columns = max(rows, row), max(columns, column)
    if rows * columns > limits.CELLS:
        raise too_many_cells(name)


def marks(xml: bytes, percents: frozenset[bytes]) -> Marks:
    """Everything a sheet's XML says beside its values; `percents` as given by `percent_styles`."""
    hidden = b"hidden=" in xml
    errors: list[tuple[Spot, str]] = []
    uncached: set[Spot] = set()
    percent: set[Spot] = set()
    has_percent = bool(percents) and any(
        b's="%s"' % each in xml or b"s='%s'" % each in xml for each in percents
    )
    if has_percent or _ERROR_CELL.search(xml) or _NO_RESULT.search(xml):
        for spot, attributes, body in _cells(xml):
            value = _VALUE.search(body)
            if attributes.get(b"t") == b"e":
                errors.append((spot, value[1].decode("utf-8", "replace")[:20] if value else "#N/A"))
            elif attributes.get(b"t") != b"str" and _NO_RESULT.search(body):
                uncached.add(spot)
            if attributes.get(b"s") in percents and value and attributes.get(b"t", b"n") == b"n":
                percent.add(spot)
    return Marks(
        hidden_rows=_hidden_rows(xml) if hidden else frozenset(),
        hidden_columns=_hidden_columns(xml) if hidden else frozenset(),
        errors=tuple(errors),
        uncached=frozenset(uncached),
        percents=frozenset(percent),
    )


def _cells(xml: bytes) -> Iterator[tuple[Spot, dict[bytes, bytes], bytes]]:
    """Each cell's spot, attributes, and what stands in the XML up to the next cell."""
    matches = list(_CELL.finditer(xml))
    for number, match in enumerate(matches):
        attributes = _attributes(match[1])
        spot = _spot(attributes.get(b"r", b""))
        if spot is None or match[1].endswith(b"/"):
            continue
        end = matches[number + 1].start() if number + 1 < len(matches) else len(xml)
        yield spot, attributes, xml[match.end() : end]


def _hidden_rows(xml: bytes) -> frozenset[int]:
    rows = (_attributes(match[1]) for match in _ROW.finditer(xml) if b"hidden" in match[1])
    return frozenset(
        int(each[b"r"]) - 1 for each in rows if each.get(b"hidden") in _TRUE and each.get(b"r", b"").isdigit()
    )


def _hidden_columns(xml: bytes) -> frozenset[int]:
    columns: set[int] = set()
    for match in _COLUMN.finditer(xml):
        each = _attributes(match[1])
        first, last = each.get(b"min", b""), each.get(b"max", b"")
        if each.get(b"hidden") in _TRUE and first.isdigit() and last.isdigit():
            columns.update(range(int(first) - 1, min(int(last), 16384)))
    return frozenset(columns)


_TRUE = frozenset([b"1", b"true"])


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(text)}


def _spot(reference: bytes) -> Spot | None:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1
