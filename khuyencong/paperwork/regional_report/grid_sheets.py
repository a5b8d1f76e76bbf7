"""The sheets of money: by place, by content, by year; for each fund and for both, plan, done and rate."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from khuyencong.paperwork.regional_report.sheet import (
    HEADING_ROWS,
    Book,
    add_sheet,
    formula,
    grow,
    millions,
    put,
    rate,
    share,
    text,
)
from khuyencong.paperwork.regional_report.wording import (
    DASH,
    DIFFERENCE_ROW,
    FUND_NAMES,
    INNER_ROW,
    MADE,
    ORIGINS,
    PUBLISHED_ROW,
    SUMMED_ROW,
    UNIT_LINE,
    has_published,
    published_sources,
    row_note,
)
from khuyencong.rules.comparison import Base, Change
from khuyencong.rules.consolidation import BOTH, FUNDS, KCDP, KCQG, Cell, add

PUBLISHED_NOTE = "như in trong nguồn ghi ở dưới; tỷ lệ tính lại từ số đã in"
PLACES, CONTENTS, YEARS = "Tổng hợp", "Nội dung", "Các năm"
FIRST = HEADING_ROWS + 2
"""The first row of figures, counted from 0: under the heading and two rows of column heads."""
FIGURES = (*((11, 11, 8.5) * 3),)
NAME_WIDTH, NOTE_WIDTH, CONTENT_WIDTH = 26, 32, 52
Cells = Mapping[str, Cell]


def column_of(fund: str, start: int) -> int:
    """Where the three columns of a fund begin."""
    return start + 3 * FUNDS.index(fund)


def heads(book: Book, sheet: Worksheet, names: Sequence[str], *, note: str = "") -> None:
    """Two rows of column heads: `names`, then plan, done and rate for each fund, then a note."""
    top, start, head = HEADING_ROWS, len(names), book.styles["head"]
    last = start + 9 - 1
    text(book, sheet, top - 1, last, UNIT_LINE, "unit")
    for column, name in enumerate(names):
        sheet.merge_range(top, column, top + 1, column, name, head)
    for fund in FUNDS:
        column = column_of(fund, start)
        sheet.merge_range(top, column, top, column + 2, FUND_NAMES[fund], head)
        for offset, name in enumerate(("Kế hoạch", "Thực hiện", "Tỷ lệ")):
            text(book, sheet, top + 1, column + offset, name, "head")
    if note:
        sheet.merge_range(top, last + 1, top + 1, last + 1, note, head)
    sheet.freeze_panes(FIRST, min(start, 2))
    sheet.repeat_rows(top, top + 1)


def line(book: Book, sheet: Worksheet, row: int, start: int, cells: Cells, *, both_is_sum: bool) -> None:
    """One line of figures; the sum of the two funds is a formula unless it was given by itself."""
    for fund in FUNDS:
        column, cell = column_of(fund, start), cells.get(fund, Cell())
        for offset, amount in enumerate((cell.plan, cell.done)):
            if fund == BOTH and both_is_sum and amount is not None:
                parts = [xl_rowcol_to_cell(row, column_of(purse, start) + offset) for purse in (KCQG, KCDP)]
                formula(book, sheet, row, column + offset, f"=SUM({','.join(parts)})", millions(amount))
            else:
                put(book, sheet, row, column + offset, amount)
        rate(book, sheet, row, column + 2, cell)


def is_sum(cells: Cells) -> bool:
    """Whether the cell of both funds is what the two funds add up to."""
    return add(cells.get(fund, Cell()) for fund in (KCQG, KCDP)) == cells.get(BOTH, Cell())


def total_line(book: Book, sheet: Worksheet, row: int, start: int, cells: Cells, rows: range) -> None:
    """The sums of `rows`, column by column, as formulas."""
    for fund in FUNDS:
        column, cell = column_of(fund, start), cells.get(fund, Cell())
        for offset, amount in enumerate((cell.plan, cell.done)):
            if amount is None:
                text(book, sheet, row, column + offset, DASH, "money_total")
                continue
            first, last = (xl_rowcol_to_cell(each, column + offset) for each in (rows[0], rows[-1]))
            said = f"=SUM({first}:{last})"
            formula(book, sheet, row, column + offset, said, millions(amount), "money_total")
        rate(book, sheet, row, column + 2, cell, "share_total")


def gap(left: int | None, right: int | None) -> float | str:
    """The difference of two amounts in triệu đồng, or a dash where one is not given."""
    return DASH if left is None or right is None else millions(left - right)


def difference_line(
    book: Book, sheet: Worksheet, row: int, start: int, above: tuple[int, Cells], below: tuple[int, Cells]
) -> None:
    """One line minus another, rounded to the đồng: no trace of binary fractions shows as a difference."""
    for fund in FUNDS:
        column = column_of(fund, start)
        for offset, side in enumerate(("plan", "done")):
            given = [getattr(cells.get(fund, Cell()), side) for _, cells in (above, below)]
            a, b = (xl_rowcol_to_cell(each, column + offset) for each, _ in (above, below))
            said = f'=IF(COUNT({a},{b})=2,ROUND({a}-{b},6),"{DASH}")'
            formula(book, sheet, row, column + offset, said, gap(*given), "signed")
        text(book, sheet, row, column + 2, "", "text")


def inner_line(book: Book, sheet: Worksheet, row: int, start: int, printed: int, cells: Cells) -> None:
    """What the two printed funds add up to, minus the printed total: does the text agree with itself?"""
    for column in range(start, start + 9):
        text(book, sheet, row, column, "", "text")
    column = column_of(BOTH, start)
    for offset, side in enumerate(("plan", "done")):
        national, local, both = (getattr(cells[fund], side) for fund in FUNDS)
        a, b, c = (xl_rowcol_to_cell(printed, column_of(fund, start) + offset) for fund in FUNDS)
        said = f'=IF(COUNT({a},{b},{c})=3,ROUND({a}+{b}-{c},6),"{DASH}")'
        value = DASH if national is None or local is None else gap(national + local, both)
        formula(book, sheet, row, column + offset, said, value, "signed")


def places(book: Book) -> int:
    """The sheet by place and fund; returns the row of sums."""
    report = book.report
    sheet = add_sheet(book, PLACES, (5, NAME_WIDTH, *FIGURES, NOTE_WIDTH))
    heads(book, sheet, ("TT", "Địa phương"), note="Ghi chú")
    for index, place in enumerate(report.rows):
        row = FIRST + index
        sheet.write_number(row, 0, index + 1, book.styles["year"])
        text(book, sheet, row, 1, place.name)
        line(book, sheet, row, 2, place.cells, both_is_sum=is_sum(place.cells))
        note = row_note(place)
        text(book, sheet, row, 11, note)
        grow(sheet, row, ((place.name, NAME_WIDTH), (note, NOTE_WIDTH)))
    row = FIRST + len(report.rows)
    text(book, sheet, row, 0, "", "text_total")
    text(book, sheet, row, 1, SUMMED_ROW, "text_total")
    total_line(book, sheet, row, 2, report.summed, range(FIRST, row) if report.rows else range(row, row + 1))
    reported = f"{report.completeness.reported}/{report.completeness.expected} địa phương đã báo cáo"
    note = f"{reported}; {MADE}" if report.made else reported
    text(book, sheet, row, 11, note, "text_total")
    grow(sheet, row, ((SUMMED_ROW, NAME_WIDTH), (note, NOTE_WIDTH)))
    if has_published(report):
        published_lines(book, sheet, row)
    return row


def published_lines(book: Book, sheet: Worksheet, summed: int) -> None:
    """Below the sums, apart from them: printed totals, what separates the two, the text's own gap."""
    report = book.report
    printed = {fund: report.published[fund].cell for fund in FUNDS}
    row = summed + 2
    for offset, name in enumerate((PUBLISHED_ROW, DIFFERENCE_ROW, INNER_ROW)):
        text(book, sheet, row + offset, 0, "")
        text(book, sheet, row + offset, 1, name)
        note = PUBLISHED_NOTE if offset == 0 else ""
        text(book, sheet, row + offset, 11, note)
        grow(sheet, row + offset, ((name, NAME_WIDTH), (note, NOTE_WIDTH)))
    line(book, sheet, row, 2, printed, both_is_sum=False)
    difference_line(book, sheet, row + 1, 2, (summed, report.summed), (row, printed))
    inner_line(book, sheet, row + 2, 2, row, printed)
    for offset, said in enumerate(published_sources(report)):
        text(book, sheet, row + 4 + offset, 1, said, "plain")


def contents(book: Book, totals: int) -> None:
    """The sheet by content of the programme, checked against the sums by place in row `totals`."""
    report = book.report
    sheet = add_sheet(book, CONTENTS, (6, CONTENT_WIDTH, *FIGURES))
    heads(book, sheet, ("TT", "Nội dung"))
    if not report.activities:
        text(book, sheet, FIRST, 1, "Chưa có số liệu theo nội dung.", "plain")
        return
    for index, activity in enumerate(report.activities):
        text(book, sheet, FIRST + index, 0, activity.code, "center")
        grow(sheet, FIRST + index, ((activity.name, CONTENT_WIDTH),))
        text(book, sheet, FIRST + index, 1, activity.name)
        line(book, sheet, FIRST + index, 2, activity.cells, both_is_sum=is_sum(activity.cells))
    row = FIRST + len(report.activities)
    added = {fund: add(each.cells.get(fund, Cell()) for each in report.activities) for fund in FUNDS}
    for offset, name in enumerate(("Cộng các nội dung", SUMMED_ROW, "Chưa phân theo nội dung")):
        text(book, sheet, row + offset, 0, "", "text_total" if offset == 0 else "text")
        text(book, sheet, row + offset, 1, name, "text_total" if offset == 0 else "text")
    total_line(book, sheet, row, 2, added, range(FIRST, row))
    carried_line(book, sheet, row + 1, totals)
    difference_line(book, sheet, row + 2, 2, (row + 1, report.summed), (row, added))


def carried_line(book: Book, sheet: Worksheet, row: int, totals: int) -> None:
    """The sums by place, taken over from their sheet."""
    for fund in FUNDS:
        column, cell = column_of(fund, 2), book.report.summed.get(fund, Cell())
        for offset, amount in enumerate((cell.plan, cell.done)):
            said = f"='{PLACES}'!{xl_rowcol_to_cell(totals, column + offset)}"
            value = DASH if amount is None else millions(amount)
            formula(book, sheet, row, column + offset, said, value)
        rate(book, sheet, row, column + 2, cell)


def years(book: Book) -> None:
    """The sheet of years: printed totals and sums in lines of their own, then changes with their base."""
    report = book.report
    sheet = add_sheet(book, YEARS, (8, 13, 28, 16, *FIGURES))
    heads(book, sheet, ("Năm", "Thực hiện đến ngày", "Số liệu", "Loại"))
    for row, point in enumerate(report.years, start=FIRST):
        sheet.write_number(row, 0, point.year, book.styles["year"])
        sheet.write_datetime(row, 1, datetime.combine(point.cut, time()), book.styles["day"])
        text(book, sheet, row, 2, ORIGINS[point.origin])
        text(book, sheet, row, 3, MADE if point.made else "")
        given = point.origin == "published" or not is_sum(point.cells)
        line(book, sheet, row, 4, point.cells, both_is_sum=not given)
    row = FIRST + len(report.years) + 1
    changes(book, sheet, row)
    if report.pace is not None:
        text(book, sheet, row + len(report.changes) + 2, 0, report.pace.sentence, "plain")


def changes(book: Book, sheet: Worksheet, row: int) -> None:
    """Each change with both amounts and its declared base; the change itself is a formula."""
    if not book.report.changes:
        return
    names = ("Chỉ tiêu", "So với", "Cách tính", "Số mới", "Số gốc", "Tăng, giảm")
    head = book.styles["head"]
    for (first, last), name in zip(((0, 2), (3, 4), (5, 6), (7, 7), (8, 8), (9, 9)), names, strict=True):
        if first == last:
            text(book, sheet, row, first, name, "head")
        else:
            sheet.merge_range(row, first, row, last, name, head)
    for offset, change in enumerate(book.report.changes, start=1):
        change_line(book, sheet, row + offset, change)


def change_line(book: Book, sheet: Worksheet, row: int, change: Change) -> None:
    """One change: amounts in triệu đồng, or rates whose difference is in points."""
    relative = change.base == Base.RELATIVE
    look = book.styles["text"]
    how = "tỷ lệ % trên số gốc" if relative else "điểm phần trăm"
    for first, last, said in ((0, 2, change.label), (3, 4, change.against), (5, 6, how)):
        sheet.merge_range(row, first, row, last, "", look)
        text(book, sheet, row, first, said)
    for column, value in ((7, change.new), (8, change.old)):
        shown = millions(int(value)) if relative else float(value)
        sheet.write_number(row, column, shown, book.styles["money" if relative else "share"])
    new, old = xl_rowcol_to_cell(row, 7), xl_rowcol_to_cell(row, 8)
    change_share = change.value
    if relative:
        said = f'=IFERROR({new}/{old}-1,"{DASH}")'
        formula(book, sheet, row, 9, said, share(change_share), "signed_share")
    else:
        points = None if change_share is None else change_share * 100
        formula(book, sheet, row, 9, f"=({new}-{old})*100", share(points), "points")
