"""Mẫu 10 as .xlsx: every figure a formula over the rows of the books and of the statement beside it."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from khuyencong.paperwork.dossier.reconciliation import Reconciled, reason_of, steps
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.table import CREATED
from khuyencong.rules.treasury.sheet import Booked, Told

MATCHED, CANCELLED, OPEN, EXPLAINED = "Khớp", "Đã đảo", "Chưa", "Giải thích"
MAIN, BOOKS, ACCOUNT = "Mẫu 10", "Sổ", "Sao kê"
AMOUNTS, STATES, LINES = "'Sổ'!$F:$F", "'Sổ'!$H:$H", "'Sổ'!$A:$A"

BOOK_HEADS = ("Dòng", "Ngày", "Số chứng từ", "Loại", "Đề án", "Số tiền", "Cặp", "Tình trạng", "Giải thích")
LINE_HEADS = ("Ngày", "Số chứng từ", "Nội dung", "Số tiền đến đơn vị", "Cặp", "Tình trạng", "Giải thích")


def reconciliation_workbook(given: Reconciled) -> bytes:
    """The sheet and the rows it adds up."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Đối chiếu {given.purse} {given.year}", "created": CREATED})
    styles = {
        "bold": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EEF1EE"}),
        "money": book.add_format({"num_format": "#,##0"}),
        "sum": book.add_format({"num_format": "#,##0", "bold": True, "top": 1}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    main, books, account = (book.add_worksheet(name) for name in (MAIN, BOOKS, ACCOUNT))
    places = {each.project: number for number, each in enumerate(given.sheet.projects, start=1)}
    write_main(main, given, styles)
    write_rows(books, BOOK_HEADS, [book_row(each, places) for each in given.entries], styles)
    write_rows(account, LINE_HEADS, [line_row(each) for each in given.lines], styles)
    book.close()
    return content.getvalue()


def state_of(row: Booked | Told) -> str:
    """What was said of a row, in one word."""
    if isinstance(row, Booked) and row.cancelled:
        return CANCELLED
    if row.open:
        return OPEN
    return EXPLAINED if row.cause else MATCHED


def book_row(each: Booked, places: dict[int, int]) -> Sequence[Any]:
    """A posting; its first cell says which line of the sheet counts it."""
    why = reason_of(each) if each.cause else ""
    pair = each.pair or ""
    return (
        places[each.project],
        each.on,
        each.number,
        each.kind,
        each.title,
        each.amount,
        pair,
        state_of(each),
        why,
    )


def line_row(each: Told) -> Sequence[Any]:
    """A line of the statement."""
    why = reason_of(each) if each.cause else ""
    return (each.on, each.number, each.told, each.amount, each.pair or "", state_of(each), why)


def write_rows(
    sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Any]], styles: dict[str, Any]
) -> None:
    """A head and rows under it: text is never run, whatever it begins with."""
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, styles["head"])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, styles["money"])
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write_datetime(number, column, value, styles["day"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    sheet.set_column(0, len(heads) - 1, 18)


def write_main(sheet: Worksheet, given: Reconciled, styles: dict[str, Any]) -> None:
    """The sheet itself."""
    form, found = form_on("mau-10", given.letter.on), given.sheet
    title = f"BẢNG ĐỐI CHIẾU KINH PHÍ: {given.purse} năm {given.year}"
    made = "Số liệu minh họa." if given.made else ""
    notes = (f"{given.unit}. Tài khoản: {'; '.join(given.accounts)}", form.number, form.layout_note, made)
    for number, text in enumerate((title, *(note for note in notes if note))):
        sheet.write_string(number, 0, text, styles["bold"] if number == 0 else None)
    top = 6
    heads = ("TT", "Đề án", "Hợp đồng", "Đã chi", "Đã thu hồi", "Theo sổ", "Khớp sao kê", "Chênh lệch")
    for column, head in enumerate(heads):
        sheet.write_string(top, column, head, styles["head"])
    for number, each in enumerate(found.projects, start=1):
        row, at = top + number, top + number + 1
        sheet.write_number(row, 0, number)
        sheet.write_string(row, 1, each.title)
        sheet.write_string(row, 2, each.contract)
        counted = f"{AMOUNTS},{LINES},$A{at},{STATES}"
        cells = (
            (f'=SUMIFS({counted},"<>{CANCELLED}",{AMOUNTS},">0")', each.paid),
            (f'=-SUMIFS({counted},"<>{CANCELLED}",{AMOUNTS},"<0")', each.returned),
            (f"=D{at}-E{at}", each.booked),
            (f'=SUMIFS({counted},"{MATCHED}")', each.on_account),
            (f"=F{at}-G{at}", each.gap),
        )
        for column, (formula, value) in enumerate(cells, start=3):
            sheet.write_formula(row, column, formula, styles["money"], value)
    write_sums(sheet, given, styles, top)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 7, 18)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def write_sums(sheet: Worksheet, given: Reconciled, styles: dict[str, Any], top: int) -> None:
    """The sums, and how the account comes out of the books; the last line is what must be nothing."""
    found, count = given.sheet, len(given.sheet.projects)
    row = top + count + 1
    sheet.write_string(row, 1, "Tổng cộng", styles["bold"])
    for column, name in enumerate(("paid", "returned", "booked", "on_account", "gap"), start=3):
        letter = "ABCDEFGH"[column]
        value = sum(getattr(each, name) for each in found.projects)
        span = (
            f"{letter}{top + 2}:{letter}{max(row, top + 2)}"
            if count
            else f"{letter}{top + 1}:{letter}{top + 1}"
        )
        sheet.write_formula(row, column, f"=SUM({span})", styles["sum"], value)
    apart = '{"' + OPEN + '","' + EXPLAINED + '"}'
    formulas = (
        f"=SUM({AMOUNTS})",
        f"=SUM(SUMIFS({AMOUNTS},{STATES},{apart}))",
        f"=SUM(SUMIFS('Sao kê'!$D:$D,'Sao kê'!$F:$F,{apart}))",
        "=SUM('Sao kê'!$D:$D)",
    )
    below = row + 2
    for number, ((name, value), formula) in enumerate(zip(steps(found), formulas, strict=True)):
        sheet.write_string(below + number, 1, name)
        sheet.write_formula(below + number, 5, formula, styles["money"], value)
    sheet.write_string(below + 4, 1, "Kiểm tra: phải bằng 0", styles["bold"])
    first = below + 1
    check = f"=F{first}-F{first + 1}+F{first + 2}-F{first + 3}"
    gap = found.booked - found.ours + found.theirs - found.account
    sheet.write_formula(below + 4, 5, check, styles["sum"], gap)
