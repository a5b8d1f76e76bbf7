"""The form as .xlsx: itself, the same by place, and what is marked; the same form gives the same bytes."""

import io
from collections.abc import Sequence
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khuyencong.paperwork.regional_report.wording import MADE
from khuyencong.paperwork.return_form.model import STAR, FormLine, FormSheet, Mark, Matrix
from khuyencong.paperwork.table import CREATED, EXACT, row_height
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.purses import COLUMNS

NAME_WIDTH, UNIT_WIDTH, VALUE_WIDTH, PLACE_WIDTH = 58, 14, 16, 13


class Pen:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[int, bool, bool], Format] = {}
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
                "border": 1,
                "bg_color": "#EEF1EE",
            }
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        self.inner = book.add_format(
            {"text_wrap": True, "valign": "top", "border": 1, "indent": 1, "italic": True}
        )

    def number(self, decimals: int, *, starred: bool, bold: bool = False) -> Format:
        """A number with so many decimals; the star is part of how it looks, so that it stays a number."""
        key = (decimals, starred, bold)
        if key not in self._numbers:
            shape = "#,##0" + (f".{'0' * decimals}" if decimals else "") + (f'"{STAR}"' if starred else "")
            options = {"num_format": shape, "border": 1, "valign": "top", "bold": bold}
            self._numbers[key] = self._book.add_format(options)
        return self._numbers[key]


def form_xlsx(form: FormSheet) -> bytes:
    """The bytes."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": form.title, "created": CREATED})
    pen = Pen(book)
    write_form(book.add_worksheet("Biểu"), form, pen)
    if form.matrix is not None:
        write_matrix(book.add_worksheet("Theo địa phương"), form, form.matrix, pen)
    if form.overrides or form.waivers:
        write_marks(book.add_worksheet("Sửa tay, miễn trừ"), form, pen)
    book.close()
    return content.getvalue()


def write_form(sheet: Worksheet, form: FormSheet, pen: Pen) -> None:
    """The form as it is printed: A4 upright."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&CTrang &P/&N")
    last = len(form.heads) - 1
    for column, width in enumerate((7, NAME_WIDTH, UNIT_WIDTH, *[VALUE_WIDTH] * (last - 2))):
        sheet.set_column(column, column, width)
    row = 0
    for text, look in ((form.head.agency, pen.wrap), (heading(form), pen.bold), (form.subject, pen.wrap)):
        sheet.merge_range(row, 0, row, last, text, look)
        row += 1
    for note in (*([MADE] if form.made else []), *form.notes):
        sheet.merge_range(row, 0, row, last, note, pen.wrap)
        sheet.set_row(row, 15 * (1 + len(note) // 95))
        row += 1
    row += 1
    for column, text in enumerate(form.heads):
        sheet.write_string(row, column, text, pen.head)
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 0)
    for each in form.lines:
        row += 1
        look = pen.inner if each.line.parent else pen.text
        sheet.set_row(row, row_height([(each.line.name, NAME_WIDTH), (each.line.shown_unit, UNIT_WIDTH)]))
        sheet.write_string(row, 0, each.line.number, pen.text)
        sheet.write_string(row, 1, each.line.name, look)
        sheet.write_string(row, 2, each.line.shown_unit, pen.text)
        for column, purse in enumerate(form.columns, start=3):
            value = each.values.get(purse)
            write_value(sheet, row, column, each.line, value, pen, starred=purse in each.starred)
        if form.against:
            sheet.write_string(row, last, each.compared, pen.text)


def heading(form: FormSheet) -> str:
    """The form's name, with its official number where somebody has read it."""
    return f"{form.title.upper()}{f' (Biểu {form.number})' if form.number else ''}"


def write_value(
    sheet: Worksheet, row: int, column: int, line: IndicatorLine, value: int | None, pen: Pen, *, starred: bool
) -> None:
    """One number in the unit shown; as text where a sheet would not keep all of its digits."""
    if value is None:
        sheet.write_blank(row, column, None, pen.text)
        return
    if abs(value) >= EXACT:
        sheet.write_string(row, column, line.show(value) + (STAR if starred else ""), pen.text)
        return
    shown = line.show(value)
    decimals = len(shown.partition(",")[2])
    exact = float(Fraction(value, 10**line.places))
    sheet.write_number(row, column, exact, pen.number(decimals, starred=starred))


def write_matrix(sheet: Worksheet, form: FormSheet, matrix: Matrix, pen: Pen) -> None:
    """Lines down, places across: what each sum is made of."""
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 7)
    sheet.set_column(1, 1, NAME_WIDTH)
    sheet.set_column(2, 3, UNIT_WIDTH)
    sheet.set_column(4, 3 + len(matrix.places), PLACE_WIDTH)
    for column, text in enumerate(("TT", "Chỉ tiêu", "Đơn vị tính", "Nguồn", *matrix.places)):
        sheet.write_string(0, column, text, pen.head)
    for place, words in enumerate((matrix.places, matrix.notes)):
        sheet.set_row(place, row_height([(each, PLACE_WIDTH) for each in words]))
    sheet.write_string(1, 1, "Ghi chú", pen.inner)
    for column, note in enumerate(matrix.notes, start=4):
        sheet.write_string(1, column, note, pen.text)
    sheet.freeze_panes(2, 2)
    row = 1
    for each in form.lines:
        for purse in own_columns(form.columns):
            row += 1
            write_matrix_row(sheet, row, each, purse, matrix, pen)


def own_columns(columns: Sequence[str]) -> list[str]:
    """The purses that are returned; their sum only where nothing is divided."""
    return [each for each in columns if each != "all"] or ["all"]


def write_matrix_row(sheet: Worksheet, row: int, each: FormLine, purse: str, matrix: Matrix, pen: Pen) -> None:
    """One line of one purse."""
    sheet.set_row(row, row_height([(each.line.name, NAME_WIDTH), (each.line.shown_unit, UNIT_WIDTH)]))
    sheet.write_string(row, 0, each.line.number, pen.text)
    sheet.write_string(row, 1, each.line.name, pen.inner if each.line.parent else pen.text)
    sheet.write_string(row, 2, each.line.shown_unit, pen.text)
    sheet.write_string(row, 3, COLUMNS[purse] if purse != "all" else "", pen.text)
    for column, values in enumerate(matrix.values, start=4):
        write_value(sheet, row, column, each.line, values.get((each.line.code, purse)), pen, starred=False)


def write_marks(sheet: Worksheet, form: FormSheet, pen: Pen) -> None:
    """Overridden cells, then waivers."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate((30, 60, 50, 34)):
        sheet.set_column(column, column, width)
    row = 0
    for title, marks in (
        (f"Ô sửa tay khác số hệ thống tính ({STAR})", form.overrides),
        ("Cảnh báo, lỗi được miễn trừ có lý do", form.waivers),
    ):
        if marks:
            row = marked(sheet, row, title, marks, pen)


def marked(sheet: Worksheet, row: int, title: str, marks: Sequence[Mark], pen: Pen) -> int:
    """One list; where the next begins."""
    sheet.write_string(row, 0, title, pen.bold)
    for column, text in enumerate(("Ở đâu", "Điều gì", "Lý do", "Ai, lúc nào")):
        sheet.write_string(row + 1, column, text, pen.head)
    for index, each in enumerate(marks, start=row + 2):
        for column, text in enumerate((each.where, each.what, each.reason, each.who)):
            sheet.write_string(index, column, text, pen.text)
    return row + 3 + len(marks)
