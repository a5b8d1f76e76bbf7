"""Any table of the screens as .xlsx: "Tải Excel". Numbers stay numbers, and text is never run as a formula."""

import io
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

SHEET_ROWS = 1_048_576
CELL_LETTERS = 32_767
SAMPLE = 100
NARROW, WIDE = 8, 60
LINE = 15
"""How high a line of text is, in points: LibreOffice does not grow a row that wraps by itself."""
GROUPED = 10_000
"""From here on a whole number is shown in groups of three; a year or a number of a document is below."""
EXACT = 10**15
"""Excel keeps 15 digits: a longer whole number is written as text rather than changed."""
CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  the same rows give the same bytes, whatever the day

Row = Sequence[Any]
Write = Callable[[int, int, Any], object]


def xlsx_rows(header: Sequence[str], rows: Iterable[Row], *, title: str, notes: Sequence[str] = ()) -> bytes:
    """`rows` under `header` as .xlsx: title and notes above; the header is frozen, filtered, repeated in print.

    A cell may be None (left blank), bool, int, Decimal, Fraction, float, date, datetime or text; anything else
    is written as its text. Rows that one sheet cannot hold go on in the next. Rows are streamed, never held.
    """
    content = io.BytesIO()
    # write_string, the only way text is written here, heeds neither; said for the reader.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": title, "created": CREATED})
    left = iter(rows)
    for number in itertools.count(1):
        sheet = book.add_worksheet("Số liệu" if number == 1 else f"Số liệu ({number})")
        fill(book, sheet, header, left, title=title, notes=notes)
        following = list(itertools.islice(left, 1))
        if not following:
            break
        left = itertools.chain(following, left)
    book.close()
    return content.getvalue()


def fill(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    header: Sequence[str],
    rows: Iterator[Row],
    *,
    title: str,
    notes: Sequence[str],
) -> None:
    """Write as many of `rows` as the sheet holds."""
    bold = book.add_format({"bold": True})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#EEF1EE"}
    )
    first = list(itertools.islice(rows, min(SAMPLE, SHEET_ROWS - len(notes) - 2)))
    wide = widths(header, first)
    for column, width in enumerate(wide):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, title, bold)
    for index, note in enumerate(notes, start=1):
        sheet.write_string(index, 0, note)
    top = len(notes) + 1
    sheet.set_row(top, row_height(zip(header, wide, strict=True)))
    for column, name in enumerate(header):
        sheet.write_string(top, column, name, head)
    write = writers(book, sheet)
    other = write[object]
    last = top
    for last, row in enumerate(
        itertools.chain(first, itertools.islice(rows, SHEET_ROWS - top - 1 - len(first))), start=top + 1
    ):
        for column, value in enumerate(row):
            write.get(type(value), other)(last, column, value)
    set_up_print(sheet, top, last, len(header))


def set_up_print(sheet: Worksheet, top: int, last: int, columns: int) -> None:
    """Freeze, filter and repeat the header; A4 landscape, as wide as one page."""
    sheet.freeze_panes(top + 1, 0)
    if columns:
        sheet.autofilter(top, 0, last, columns - 1)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&CTrang &P/&N")


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """The height in points of a row whose texts wrap in columns of those widths, in letters."""
    return LINE * max((math.ceil(len(text) * 1.1 / width) for text, width in cells), default=1)


def widths(header: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """A width in letters for each column, from its heading and the first rows."""
    longest = [min(len(name), 24) for name in header]
    for row in rows:
        for column, value in enumerate(row[: len(longest)]):
            longest[column] = max(longest[column], len(str(value)))
    return [min(max(length + 2, NARROW), WIDE) for length in longest]


def blank(row: int, column: int, value: None) -> object:
    """Nothing."""
    return None


def writers(book: xlsxwriter.Workbook, sheet: Worksheet) -> dict[type, Write]:
    """How a cell of each type is written; `object`: every other type. Called for each cell: kept bare."""
    number = sheet.write_number
    # A space behind the number, or it stands against the text of the next column.
    plain, grouped = (book.add_format({"num_format": each}) for each in ("0_)", "#,##0_)"))
    share, exact = (book.add_format({"num_format": each}) for each in ("#,##0.00_)", "#,##0.######_)"))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    minute = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})

    def text(row: int, column: int, value: Any) -> object:
        return sheet.write_string(row, column, str(value)[:CELL_LETTERS])

    def whole(row: int, column: int, value: int) -> object:
        if not -EXACT < value < EXACT:
            return text(row, column, value)
        return number(row, column, value, grouped if abs(value) >= GROUPED else plain)

    def real(row: int, column: int, value: float | Decimal) -> object:
        if not math.isfinite(value):
            return text(row, column, value)
        # "#.######" leaves a comma behind a whole number.
        return number(row, column, float(value), grouped if value == int(value) else exact)

    def part(row: int, column: int, value: Fraction) -> object:
        return number(row, column, float(value), share)

    def yes(row: int, column: int, value: bool) -> object:
        return sheet.write_string(row, column, "có" if value else "không")

    def on(row: int, column: int, value: date) -> object:
        return sheet.write_datetime(row, column, value, day) if value.year >= 1900 else text(row, column, value)

    def at(row: int, column: int, value: datetime) -> object:
        # A sheet knows no time zones: the wall clock of the value's own zone is what an officer reads.
        return sheet.write_datetime(row, column, value.replace(tzinfo=None), minute)

    real_types: dict[type, Write] = {**dict.fromkeys((float, Decimal), real), Fraction: part}
    others: dict[type, Write] = {type(None): blank, bool: yes, date: on, datetime: at, object: text}
    return {int: whole, str: text, **real_types, **others}
