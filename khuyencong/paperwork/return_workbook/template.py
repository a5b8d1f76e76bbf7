"""The empty form of a province's return: information, plan and done, with sums already in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khuyencong.rules.money import Unit
from khuyencong.rules.returns.info import FIELD_LABELS, FIRST_YEAR
from khuyencong.rules.returns.labels import ROLE_LABELS
from khuyencong.rules.returns.model import FUND_LABELS, FUNDS, STAGE_LABELS, STAGES, ActivityLine, Stage

HEADERS = ("Mã", "Nội dung", *(FUND_LABELS[fund] for fund in FUNDS), "Ghi chú")
HEADER_ROW = 3
"""The row of the header, from 0; the lines follow, and the total stands right under it."""

_GUIDE = (
    "1. Điền đủ bốn ô đầu trang này. Mọi số tiền trong tệp tính bằng đơn vị chọn ở ô “Đơn vị tính”.",
    "2. Sheet “Kế hoạch”: kế hoạch cả năm. Sheet “Thực hiện”: cộng từ 01/01 đến ngày chốt số liệu.",
    "3. Chỉ điền cột KCQG và KCĐP ở các dòng chi tiết (mã K…); dòng nội dung và dòng Tổng cộng tự cộng.",
    "4. Không có số chi tiết thì ghi thẳng số vào dòng nội dung (thay công thức).",
    "5. Không có thì để trống; đúng là bằng không thì ghi 0. Không thêm chữ, dấu % hay gộp ô vào cột số.",
)


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of the form."""

    title: Format
    label: Format
    input: Format
    day: Format
    head: Format
    text: Format
    bold: Format
    money: Format
    sum: Format
    guide: Format


def template(activities: Sequence[ActivityLine], *, province: str = "", year: int | None = None) -> bytes:
    """The form as an .xlsx, with `province` and `year` filled in when given.

    `activities` in the order of the form, each line right after its content. Amounts are left blank; contents
    and the total are formulas.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    looks = _looks(book)
    _info(book.add_worksheet(ROLE_LABELS["info"]), looks, province, year)
    for stage in STAGES:
        _table(book.add_worksheet(ROLE_LABELS[stage]), looks, stage, activities)
    book.close()
    return buffer.getvalue()


def _looks(book: xlsxwriter.Workbook) -> Looks:
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    wrap = base | {"text_wrap": True}
    money = base | {"num_format": "#,##0.######", "border": 1}
    filled = {"bg_color": "#FFF9E5"}
    return Looks(
        title=book.add_format(base | {"bold": True, "font_size": 14}),
        label=book.add_format(base | {"bold": True, "border": 1}),
        input=book.add_format(base | filled | {"border": 1, "align": "left"}),
        day=book.add_format(base | filled | {"border": 1, "align": "left", "num_format": "dd/mm/yyyy"}),
        head=book.add_format(wrap | {"bold": True, "border": 1, "align": "center", "bg_color": "#E8EEF7"}),
        text=book.add_format(wrap | {"border": 1}),
        bold=book.add_format(wrap | {"border": 1, "bold": True}),
        money=book.add_format(money | filled),
        sum=book.add_format(money | {"bold": True}),
        guide=book.add_format(base | {"italic": True}),
    )


def _info(sheet: Worksheet, looks: Looks, province: str, year: int | None) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 36)
    sheet.write_string(0, 0, "BÁO CÁO KINH PHÍ KHUYẾN CÔNG CỦA TỈNH, THÀNH PHỐ", looks.title)
    values: list[tuple[str, str | int | None]] = [
        (FIELD_LABELS["province"], province),
        (FIELD_LABELS["year"], year),
        (FIELD_LABELS["cut"], None),
        (FIELD_LABELS["unit"], Unit.TRIEU.label),
        ("Người lập", None),
        ("Ghi chú", None),
    ]
    for row, (label, value) in enumerate(values, start=2):
        sheet.write_string(row, 0, label, looks.label)
        sheet.write(row, 1, value, looks.day if label == FIELD_LABELS["cut"] else looks.input)
    sheet.data_validation(
        3, 1, 3, 1, {"validate": "integer", "criteria": "between", "minimum": FIRST_YEAR, "maximum": 2099}
    )
    sheet.data_validation(4, 1, 4, 1, _DAY_HINT)
    sheet.data_validation(5, 1, 5, 1, {"validate": "list", "source": [unit.label for unit in Unit]})
    for row, line in enumerate(_GUIDE, start=9):
        sheet.write_string(row, 0, line, looks.guide)
    sheet.freeze_panes(2, 0)


_DAY_HINT = {
    "validate": "any",
    "input_title": "Ngày chốt số liệu",
    "input_message": "Ghi ngày/tháng/năm, ví dụ 31/07/2018. Thuộc năm báo cáo, không sau hôm nay.",
}


def _table(sheet: Worksheet, looks: Looks, stage: Stage, activities: Sequence[ActivityLine]) -> None:
    for column, width in enumerate((7, 62, 18, 18, 30)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{STAGE_LABELS[stage].upper()} KINH PHÍ KHUYẾN CÔNG", looks.title)
    unit_cell = f"'{ROLE_LABELS['info']}'!$B$6"
    sheet.write_formula(1, 0, f'="Đơn vị tính: "&{unit_cell}', looks.guide, f"Đơn vị tính: {Unit.TRIEU.label}")
    for column, header in enumerate(HEADERS):
        sheet.write_string(HEADER_ROW, column, header, looks.head)
    total = HEADER_ROW + 1
    first = total + 1
    rows = {line.code: row for row, line in enumerate(activities, start=first)}
    lines = {code: [rows[line.code] for line in activities if line.parent_code == code] for code in rows}
    tops = [rows[line.code] for line in activities if line.parent_code not in rows]
    _row(sheet, looks, total, ("", "Tổng cộng"), tops)
    for line in activities:
        _row(sheet, looks, rows[line.code], (line.code, line.name), lines[line.code])
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _row(sheet: Worksheet, looks: Looks, row: int, label: tuple[str, str], parts: Sequence[int]) -> None:
    """One line of the form; with `parts` (rows to add up) its amounts are sums, else cells to fill."""
    text = looks.bold if parts else looks.text
    sheet.write_string(row, 0, label[0], text)
    sheet.write_string(row, 1, label[1], text)
    for column in range(2, 2 + len(FUNDS)):
        if parts:
            letter = "ABCDEFGH"[column]
            terms = ",".join(f"{letter}{part + 1}" for part in parts)
            sheet.write_formula(row, column, f"=SUM({terms})", looks.sum, 0)
        else:
            sheet.write_blank(row, column, None, looks.money)
    sheet.write_blank(row, 2 + len(FUNDS), None, looks.text)
