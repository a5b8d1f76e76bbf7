"""The cells of one sheet of an .xls, and what its records say beside the values."""

import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.biff import Globals, Listed, records, text_of
from khuyencong.paperwork.return_workbook.refusal import too_many_cells
from khuyencong.rules.returns.model import Sheet, Spot, Value

_ROW, _COLUMNS, _MERGED = 0x0208, 0x007D, 0x00E5
_FORMULA, _RESULT_TEXT, _NUMBER, _RK, _MANY_RK = 0x0006, 0x0207, 0x0203, 0x027E, 0x00BD
_TRUTH_OR_ERROR, _SHARED_TEXT, _TEXT, _RICH_TEXT = 0x0205, 0x00FD, 0x0204, 0x00D6
_HIDDEN_ROW = 0x20
_NO_NUMBER = b"\xff\xff"
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(slots=True)
class Gathered:
    """What the walk over one sheet's records gathers.

    A formula that was never computed looks like one whose result is an empty text; a sheet in which every
    formula does (`blank_results` and no other `results`) was never computed.
    """

    book: Globals
    cells: dict[Spot, Value] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: list[tuple[Spot, str]] = field(default_factory=list)
    results: set[Spot] = field(default_factory=set)
    blank_results: set[Spot] = field(default_factory=set)
    percents: set[Spot] = field(default_factory=set)
    merged: list[tuple[Spot, Spot]] = field(default_factory=list)
    awaiting: Spot | None = None


def read_sheet(stream: bytes, listed: Listed, book: Globals) -> Sheet:
    """The sheet with all rows from A1 on, all equally long; raises RefusedFileError when it spans too much."""
    gathered = Gathered(book)
    for kind, body in records(stream, listed.offset):
        _take(gathered, kind, body)
    width = max((column for _, column in gathered.cells), default=-1) + 1
    height = max((row for row, _ in gathered.cells), default=-1) + 1
    if width * height > limits.CELLS:
        raise too_many_cells(listed.name)
    rows: list[list[Value]] = [[""] * width for _ in range(height)]
    for (row, column), value in gathered.cells.items():
        rows[row][column] = value
    return Sheet(
        name=listed.name,
        rows=rows,
        hidden=listed.hidden,
        hidden_rows=frozenset(gathered.hidden_rows),
        hidden_columns=frozenset(gathered.hidden_columns),
        errors=tuple(gathered.errors),
        uncached=frozenset() if gathered.results else frozenset(gathered.blank_results),
        percents=frozenset(gathered.percents),
        merged=tuple(gathered.merged),
    )


def _take(gathered: Gathered, kind: int, body: bytes) -> None:
    if kind in (_ROW, _COLUMNS, _MERGED):
        _take_layout(gathered, kind, body)
    elif kind == _RESULT_TEXT and gathered.awaiting:
        gathered.cells[gathered.awaiting] = text_of(body)
        gathered.awaiting = None
    elif kind == _MANY_RK:
        row, column = struct.unpack_from("<2H", body)
        for number in range((len(body) - 6) // 6):
            style, packed = struct.unpack_from("<HI", body, 4 + number * 6)
            _put_number(gathered, (row, column + number), style, _unpacked(packed))
    elif kind in (_FORMULA, _NUMBER, _RK, _TRUTH_OR_ERROR, _SHARED_TEXT, _TEXT, _RICH_TEXT):
        _take_cell(gathered, kind, body)


def _take_layout(gathered: Gathered, kind: int, body: bytes) -> None:
    if kind == _ROW:
        if struct.unpack_from("<H", body, 12)[0] & _HIDDEN_ROW:
            gathered.hidden_rows.add(struct.unpack_from("<H", body)[0])
    elif kind == _COLUMNS:
        first, last, _, _, options = struct.unpack_from("<5H", body)
        if options & 1:
            gathered.hidden_columns.update(range(first, min(last, 255) + 1))
    else:
        for number in range(min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 8)):
            top, bottom, left, right = struct.unpack_from("<4H", body, 2 + number * 8)
            gathered.merged.append(((top, left), (bottom, right)))


def _take_cell(gathered: Gathered, kind: int, body: bytes) -> None:
    row, column, style = struct.unpack_from("<3H", body)
    spot = (row, column)
    if kind == _NUMBER:
        _put_number(gathered, spot, style, struct.unpack_from("<d", body, 6)[0])
    elif kind == _RK:
        _put_number(gathered, spot, style, _unpacked(struct.unpack_from("<I", body, 6)[0]))
    elif kind == _SHARED_TEXT:
        gathered.cells[spot] = gathered.book.texts[struct.unpack_from("<I", body, 6)[0]]
    elif kind in (_TEXT, _RICH_TEXT):
        gathered.cells[spot] = text_of(body[6:])
    elif kind == _TRUTH_OR_ERROR:
        _put_special(gathered, spot, 2 if body[7] else 1, body[6])
    elif body[12:14] == _NO_NUMBER:
        _put_special(gathered, spot, body[6], body[8])
        (gathered.blank_results if body[6] == 3 else gathered.results).add(spot)
    else:
        gathered.results.add(spot)
        _put_number(gathered, spot, style, struct.unpack_from("<d", body, 6)[0])


def _put_special(gathered: Gathered, spot: Spot, kind: int, code: int) -> None:
    """A result that is no number: 0 a text that follows, 1 a truth value, 2 an error, 3 nothing."""
    if kind == 0:
        gathered.awaiting = spot
    elif kind == 1:
        gathered.cells[spot] = bool(code)
    elif kind == 2:
        gathered.cells[spot] = ""
        gathered.errors.append((spot, _ERRORS.get(code, "#N/A")))
    else:
        gathered.cells[spot] = ""


def _put_number(gathered: Gathered, spot: Spot, style: int, value: float) -> None:
    if style in gathered.book.dates:
        gathered.cells[spot] = _day(value, since_1904=gathered.book.since_1904)
        return
    gathered.cells[spot] = value
    if style in gathered.book.percents:
        gathered.percents.add(spot)


def _day(value: float, *, since_1904: bool) -> Value:
    """The day behind Excel's number; a number that is no day stays a number."""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    return start + timedelta(days=value) if 0 <= value < 2_900_000 else value


def _unpacked(packed: int) -> float:
    """A number in Excel's four-byte form: two bits say whether it is an integer, and whether in hundredths."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if whole >> 29 else whole)
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))[0]
    return value / 100 if packed & 1 else value
