"""What every sheet of the report's workbook has: styles, heading, print set-up, and cells that hold money."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from khuyencong.paperwork.regional_report.wording import DASH, marks, printable, scope, title
from khuyencong.reporting.queries.report import RegionalReport
from khuyencong.rules.consolidation import Cell
from khuyencong.rules.money import Unit

MONEY, SHARE, SIGNED = "#,##0.0", "0.00%", "+#,##0.0;-#,##0.0;0.0"
FONT = "Times New Roman"
HEADING_ROWS = 4
LINE_HEIGHT, LETTERS_PER_WIDTH = 15, 1.3
"""Points a line; letters of Times New Roman 11 in one unit of column width, a little under what fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The open workbook and what it is written from."""

    file: xlsxwriter.Workbook
    styles: dict[str, Format]
    report: RegionalReport
    draft: bool


def styles(file: xlsxwriter.Workbook) -> dict[str, Format]:
    """The looks of cells by name."""
    base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
    line = base | {"border": 1, "border_color": "#87938F"}
    number = line | {"align": "right"}
    bold, sunk = {"bold": True}, {"bold": True, "bg_color": "#EEF1EE"}
    looks = {
        "title": base | {"bold": True, "font_size": 14},
        "plain": base,
        "wrapped": base | {"text_wrap": True, "valign": "top"},
        "label": base | {"bold": True, "text_wrap": True, "valign": "top"},
        "mark": base | {"bold": True, "italic": True},
        "unit": base | {"italic": True, "align": "right"},
        "head": line | sunk | {"align": "center", "text_wrap": True},
        "text": line | {"text_wrap": True, "align": "left", "indent": 1},
        "center": line | {"align": "center"},
        "top": line | {"text_wrap": True, "valign": "top", "align": "left", "indent": 1},
        "text_total": line | sunk | {"text_wrap": True, "align": "left", "indent": 1},
        "day": line | {"num_format": "dd/mm/yyyy", "align": "center"},
        "year": line | {"num_format": "0", "align": "center"},
        "money": number | {"num_format": MONEY},
        "share": number | {"num_format": SHARE},
        "signed": number | bold | {"num_format": SIGNED},
        "points": number | {"num_format": "+0.00;-0.00;0.00"},
        "signed_share": number | {"num_format": "+0.00%;-0.00%;0.00%"},
        "money_total": number | sunk | {"num_format": MONEY},
        "share_total": number | sunk | {"num_format": SHARE},
    }
    return {name: file.add_format(look) for name, look in looks.items()}


def add_sheet(book: Book, name: str, widths: Sequence[float]) -> Worksheet:
    """A sheet with its heading and its print set-up: A4 landscape, one page wide."""
    sheet = book.file.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    text(book, sheet, 0, 0, title(book.report), "title")
    text(book, sheet, 1, 0, scope(book.report), "plain")
    text(book, sheet, 2, 0, marks(book.report, draft=book.draft), "mark")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    said = marks(book.report, draft=book.draft).replace("&", "&&")
    sheet.set_header(f"&L{name}&R{said}")
    sheet.set_footer("&CTrang &P/&N")
    return sheet


def text(book: Book, sheet: Worksheet, row: int, column: int, value: str, style: str = "text") -> None:
    """Text as text, whatever it begins with: an "=" that somebody sent in must never run."""
    sheet.write_string(row, column, printable(value), book.styles[style])


def grow(sheet: Worksheet, row: int, cells: Iterable[tuple[str, float]]) -> None:
    """Make a row as high as its longest (text, column width) needs: not every program does so by itself."""
    lines = max((count_lines(said, width) for said, width in cells), default=1)
    if lines > 1:
        sheet.set_row(row, LINE_HEIGHT * lines)


def count_lines(said: str, width: float) -> int:
    """How many lines `said` fills in a column of `width` letters."""
    return sum(max(1, math.ceil(len(line) / ((width - 2) * LETTERS_PER_WIDTH))) for line in said.split("\n"))


def millions(amount: int) -> float:
    """đồng as triệu đồng for a cell: the nearest double, which holds every đồng up to 10^15."""
    return amount / Unit.TRIEU.scale


def put(book: Book, sheet: Worksheet, row: int, column: int, amount: int | None, style: str = "money") -> None:
    """A given amount in đồng, as a number; a dash where nothing was given."""
    if amount is None:
        text(book, sheet, row, column, DASH, style)
    else:
        sheet.write_number(row, column, millions(amount), book.styles[style])


def formula(
    book: Book, sheet: Worksheet, row: int, column: int, said: str, value: float | str, style: str = "money"
) -> None:
    """A formula with the value that it has."""
    sheet.write_formula(row, column, said, book.styles[style], value)


def rate(book: Book, sheet: Worksheet, row: int, column: int, cell: Cell, style: str = "share") -> None:
    """The rate of the plan and done that stand just left of it."""
    plan, done = xl_rowcol_to_cell(row, column - 2), xl_rowcol_to_cell(row, column - 1)
    formula(book, sheet, row, column, f'=IFERROR({done}/{plan},"{DASH}")', share(cell.rate), style)


def share(value: Fraction | None) -> float | str:
    """A share of 1 for a cell, or a dash."""
    return DASH if value is None else float(value)
