"""A periodic return as a workbook: its form out with what stands in it, a filled file in as checked cells."""

from collections.abc import Mapping
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from khuyencong.paperwork.regional_report.wording import VIETNAM
from khuyencong.paperwork.return_workbook import read_return
from khuyencong.paperwork.table import CREATED, row_height
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.periodic.sheet import Form, Place, mark_of
from khuyencong.reporting.queries.periodic.waivers import holding
from khuyencong.reporting.queries.periodic.words import words_of
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.periodic_sheets import SIGN, Asked, CheckedSheet, check_sheet, layout_of

SHEET, WAIVED = "Biểu", "Bỏ qua có lý do"
WIDTHS = (14, 8, 52, 14)
NUMBER, WORDS = 16, 44
FIRST, COLUMN = 5, 4
"""The row of the first line, the column of the first number."""


def sign_of(report: PeriodicReturn) -> str:
    """What tells a file of this return from those of all others."""
    return f"BCDK-{report.pk}"


def asked_of(report: PeriodicReturn, form: Form) -> Asked:
    """What a file of the return is held to."""
    return Asked(sign=sign_of(report), lines=form.lines, purses=form.purses, totals=frozenset(form.totals))


def sheet_out(report: PeriodicReturn, form: Form, cells: Mapping[Place, ReturnCell], agency: str) -> bytes:
    """The form with every number that stands in it, and its waivers; also what an empty one looks like."""
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": str(report), "created": CREATED})
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EEF1EE"})
    headings = [each.heading for each in layout_of(form.purses).columns]
    widths = [*WIDTHS, *([NUMBER] * len(form.purses)), *([WORDS] * len(form.purses))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    made = " Số liệu minh họa." if report.made_up else ""
    about = f"{agency}. {report.get_state_display()}, bản {report.revision}.{made} Tiền ghi bằng triệu đồng."
    sheet.write_string(0, 0, str(report), bold)
    sheet.write_string(1, 0, about)
    sheet.write_string(2, 0, f"{SIGN} {sign_of(report)}/{mark_of(cells)}")
    for column, heading in enumerate(headings):
        sheet.write_string(4, column, heading, head)
    for row, line in enumerate(form.lines, start=FIRST):
        write_line(book, sheet, row, line, form, cells)
    write_sums(book, sheet, form, cells)
    sheet.freeze_panes(5, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)
    add_waivers(book, report)
    book.close()
    return content.getvalue()


def write_line(
    book: xlsxwriter.Workbook,
    sheet: "xlsxwriter.worksheet.Worksheet",
    row: int,
    line: IndicatorLine,
    form: Form,
    cells: Mapping[Place, ReturnCell],
) -> None:
    """One line: numbers stay numbers where Excel keeps every digit of them."""
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    told = (line.code, line.number, line.name, line.shown_unit)
    sheet.set_row(row, row_height(zip(told, WIDTHS, strict=True)))
    for column, words in enumerate(told):
        sheet.write_string(row, column, words, wrap)
    whole, parted = (book.add_format({"num_format": each}) for each in ("#,##0", "#,##0.######"))
    for column, purse in enumerate(form.purses, start=COLUMN):
        cell = cells.get((line.code, purse))
        if cell is None or purse not in form.purses_of(line):
            continue
        sheet.write_string(row, column + len(form.purses), words_of(cell))
        if cell.value is not None and line.code not in form.totals:
            # "#.######" leaves a comma behind a whole number.
            look = parted if cell.value % 10**line.places else whole
            sheet.write_number(row, column, cell.value / 10**line.places, look)


def write_sums(
    book: xlsxwriter.Workbook,
    sheet: "xlsxwriter.worksheet.Worksheet",
    form: Form,
    cells: Mapping[Place, ReturnCell],
) -> None:
    """A total follows its lines while the form is filled in: a stale one would be refused."""
    rows = {line.code: row for row, line in enumerate(form.lines, start=FIRST)}
    look = book.add_format({"num_format": "#,##0.######"})
    for code, parts in form.totals.items():
        line = form.by_code[code]
        for column, purse in enumerate(form.purses, start=COLUMN):
            if purse not in form.purses_of(line):
                continue
            cell = cells.get((code, purse))
            stands = cell.value / 10**line.places if cell is not None and cell.value is not None else 0
            names = ",".join(xl_rowcol_to_cell(rows[part], column) for part in parts)
            sheet.write_formula(rows[code], column, f"=SUM({names})", look, stands)


def add_waivers(book: xlsxwriter.Workbook, report: PeriodicReturn) -> None:
    """What was let stand, by whom and why, on a sheet of its own: it goes with the numbers wherever they go."""
    waivers = holding(report)
    if not waivers:
        return
    sheet = book.add_worksheet(WAIVED)
    sheet.set_column(0, 0, NUMBER * 4)
    sheet.set_column(1, 3, WORDS)
    for row, each in enumerate(waivers, start=1):
        told = (each.told, each.reason, str(each.by), f"{each.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}")
        for column, words in enumerate(told):
            sheet.write_string(row, column, words)
    for column, heading in enumerate(("Điều được bỏ qua", "Lý do", "Người cho", "Lúc")):
        sheet.write_string(0, column, heading)


def read_sheet(report: PeriodicReturn, form: Form, name: str, content: bytes) -> CheckedSheet:
    """What a filled file says, or every reason why it is refused."""
    workbook = read_return(name, content, choose=lambda names: {SHEET} if SHEET in names else set(names))
    return check_sheet(workbook, asked_of(report, form))
