"""A periodic return as a workbook: its form out with what stands in it, a filled file in as checked cells."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import xlsxwriter

from khuyencong.paperwork.return_workbook import read_return
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.periodic.sheet import Form, Place
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.periodic_sheets import SIGN, Asked, CheckedSheet, check_sheet, layout_of

SHEET, WAIVED = "Biểu", "Bỏ qua có lý do"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  the same return gives the same bytes, whatever the day
WIDTHS = (14, 8, 52, 14)
NUMBER, WORDS = 16, 44


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
    widths = [*WIDTHS, *([NUMBER] * len(form.purses)), WORDS]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    made = " Số liệu minh họa." if report.made_up else ""
    about = f"{agency}. {report.get_state_display()}, bản {report.revision}.{made} Tiền ghi bằng triệu đồng."
    sheet.write_string(0, 0, str(report), bold)
    sheet.write_string(1, 0, about)
    last = max((each.pk for each in cells.values()), default=0)
    sheet.write_string(2, 0, f"{SIGN} {sign_of(report)}/{last}")
    for column, heading in enumerate(headings):
        sheet.write_string(4, column, heading, head)
    for row, line in enumerate(form.lines, start=5):
        write_line(book, sheet, row, line, form, cells)
    sheet.freeze_panes(5, 3)
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
    for column, words in enumerate((line.code, line.number, line.name, line.shown_unit)):
        sheet.write_string(row, column, words)
    format_ = book.add_format({"num_format": "#,##0.######" if line.places else "#,##0"})
    notes = []
    for column, purse in enumerate(form.purses, start=4):
        cell = cells.get((line.code, purse))
        if cell is None or purse not in form.purses_of(line):
            continue
        notes.append(cell.note)
        if cell.value is not None:
            sheet.write_number(row, column, cell.value / 10**line.places, format_)
    sheet.write_string(row, 4 + len(form.purses), next((each for each in notes if each), ""))


def add_waivers(book: xlsxwriter.Workbook, report: PeriodicReturn) -> None:
    """What was let stand, by whom and why, on a sheet of its own: it goes with the numbers wherever they go."""
    waivers = list(report.waivers.select_related("by").order_by("pk"))
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
