"""What a worksheet's XML says beside its values: hidden rows, formula errors, lost results, percents.

Values come from calamine, which keeps silent about all of these. Everything here first asks cheaply, by plain
substrings, whether there is anything to find; only then a pattern goes over the text. XML written in any other
than the usual way (prefixes, single quotes, line breaks between tags) is always gone over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError, too_many_cells
from khuyencong.rules.returns.model import Spot

SMALL = 64 * 2**10
"""A sheet of fewer bytes cannot span too large an area unless a cell's address says so."""

_FAR = re.compile(rb' r="(?:[A-Za-z]{2,}\d|[A-Za-z]?\d{5})')
_UNUSUAL = (b":row", b":c ", b"='", b" =", b"= ", b"\n", b"\t", b"\r")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c(?=\s)([^>]*\st\s*=\s*[\"']e[\"'][^>]*)>")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c(?=\s)([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</)"
)
_VALUE = re.compile(
    rb"(?:\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<"
)
_STRINGS_TAG = re.compile(rb"<(?:\w+:)?sst\s[^>]*>")
_COUNT = re.compile(rb"\s(?:count|uniqueCount)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
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


PLAIN = Marks()


def check_xml(xml: bytes) -> None:
    """Refuse XML that defines entities or is in another encoding; nothing is expanded or fetched."""
    declared = _ENCODING.match(xml)
    foreign = declared is not None and declared[1].lower() not in _ENCODINGS
    if foreign or b"!DOCTYPE" in xml or b"!ENTITY" in xml or b"\0" in xml:
        raise RefusedFileError(
            "unsafe_xml",
            "Bên trong tệp có khai báo DTD, thực thể hoặc bảng mã lạ mà Excel không bao giờ ghi ra.",
            "Chép số liệu sang biểu mẫu mới rồi gửi lại.",
        )


_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS = frozenset([b"utf-8", b"utf8", b"us-ascii"])


def without_counts(strings: bytes) -> bytes:
    """The shared strings without the count they claim: the reader would make room for as many, believing it."""
    return _STRINGS_TAG.sub(lambda tag: _COUNT.sub(b"", tag[0]), strings)


def percent_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles that show percentages."""
    if b"%" not in styles and b'"9"' not in styles and b'"10"' not in styles:
        return frozenset()
    block = _XFS.search(styles)
    if not block:
        return frozenset()
    wanted = set(_PERCENT_IDS)
    for match in _FORMAT.finditer(styles):
        attributes = attributes_of(match[1])
        if b"%" in attributes.get(b"formatCode", b""):
            wanted.add(attributes.get(b"numFmtId", b""))
    found = (
        str(number).encode()
        for number, match in enumerate(_XF.finditer(block[0]))
        if attributes_of(match[1]).get(b"numFmtId") in wanted
    )
    return frozenset(found)


def check_area(name: str, xml: bytes, longest_string: int, *, unusual: bool) -> None:
    """Refuse a sheet whose filled cells span more than CELLS, or whose repeated strings would fill memory."""
    if longest_string * xml.count(b"<v") > limits.STRING_BYTES:
        raise too_many_cells(name)
    if len(xml) < SMALL and not unusual and not _FAR.search(xml):
        return
    rows = columns = row = column = 0
    for match in _ROW_OR_CELL.finditer(xml):
        attributes = attributes_of(match[2])
        reference = attributes.get(b"r", b"")
        if match[1] == b"row":
            row, column = (int(reference) if reference.isdigit() and len(reference) < 8 else row + 1), 0
            continue
        spot = _spot(reference)
        if reference and not spot:
            raise too_many_cells(name)
        row, column = (spot[0] + 1, spot[1] + 1) if spot else (row, column + 1)
        if not match[2].rstrip().endswith(b"/"):
            rows, columns = max(rows, row), max(columns, column)
    if rows * columns > limits.CELLS:
        raise too_many_cells(name)


def is_unusual(xml: bytes) -> bool:
    """Whether the XML, after its declaration, is written otherwise than spreadsheets write it."""
    start = xml.find(b"<worksheet")
    return start < 0 or any(xml.find(each, start) >= 0 for each in _UNUSUAL)


def marks(xml: bytes, percents: frozenset[bytes], *, unusual: bool) -> Marks:
    """Everything a sheet's XML says beside its values; `percents` as given by `percent_styles`."""
    hidden = unusual or b'hidden="' in xml
    failed = unusual or b' t="e"' in xml
    doubtful = unusual or _may_lack_results(xml)
    if not (hidden or failed or doubtful or percents):
        return PLAIN
    errors = [(spot, _text_after(xml, end)) for spot, _, end in (_found(_ERROR_CELL, xml) if failed else ())]
    uncached = [
        spot
        for spot, attributes, _ in (_found(_NO_RESULT, xml) if doubtful else ())
        if attributes.get(b"t") != b"str"
    ]
    percent = [
        spot
        for spot, attributes, _ in (_found(_styled(percents), xml) if percents else ())
        if attributes.get(b"t", b"n") == b"n"
    ]
    return Marks(
        hidden_rows=_hidden_rows(xml) if hidden else frozenset(),
        hidden_columns=_hidden_columns(xml) if hidden else frozenset(),
        errors=tuple(errors),
        uncached=frozenset(uncached),
        percents=frozenset(percent),
    )


def _may_lack_results(xml: bytes) -> bool:
    """Whether a formula, in the usual spelling, may stand without its result."""
    if b"<f" not in xml:
        return False
    return (
        xml.count(b"</f>") != xml.count(b"</f><v>")
        or any(each in xml for each in (b"<v></v>", b"<v/>", b"<v />"))
        or (b"<f " in xml and b"/></c>" in xml)
    )


def _found(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[tuple[Spot, dict[bytes, bytes], int]]:
    """Cells found by a pattern whose first group is their attributes: spot, attributes, end of the match."""
    for match in pattern.finditer(xml):
        attributes = attributes_of(match[1])
        if spot := _spot(attributes.get(b"r", b"")):
            yield spot, attributes, match.end()


def _text_after(xml: bytes, start: int) -> str:
    """The value of the cell whose start tag ends at `start`; Excel's own word for an error such as #REF!."""
    value = _VALUE.match(xml, start)
    return value[1].decode("utf-8", "replace")[:20] if value else "#N/A"


@lru_cache(maxsize=64)
def _styled(styles: frozenset[bytes]) -> re.Pattern[bytes]:
    """Cells with content in one of `styles`."""
    numbers = b"|".join(re.escape(each) for each in sorted(styles))
    return re.compile(rb"<(?:\w+:)?c(?=\s)([^>]*\ss\s*=\s*[\"'](?:" + numbers + rb")[\"'][^>]*(?<!/))>")


def _hidden_rows(xml: bytes) -> frozenset[int]:
    rows = (attributes_of(match[1]) for match in _ROW.finditer(xml) if b"hidden" in match[1])
    return frozenset(
        int(each[b"r"]) - 1 for each in rows if each.get(b"hidden") in _TRUE and each.get(b"r", b"").isdigit()
    )


def _hidden_columns(xml: bytes) -> frozenset[int]:
    columns: set[int] = set()
    for match in _COLUMN.finditer(xml):
        each = attributes_of(match[1])
        first, last = each.get(b"min", b""), each.get(b"max", b"")
        if each.get(b"hidden") in _TRUE and first.isdigit() and last.isdigit():
            columns.update(range(int(first) - 1, min(int(last), 16384)))
    return frozenset(columns)


_TRUE = frozenset([b"1", b"true"])


def attributes_of(text: bytes) -> dict[bytes, bytes]:
    """The attributes written in a start tag, entities left as they are."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(text)}


def _spot(reference: bytes) -> Spot | None:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1
