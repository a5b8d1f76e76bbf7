"""Finding the table of a form in a sheet, and what is wrong with it before a single row is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khuyencong.rules.findings import Finding
from khuyencong.rules.returns.model import Sheet, Value, Workbook
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.sheets.columns import Layout
from khuyencong.rules.text import compact

HEAD_ROWS = 30
"""So many rows from the top are searched for the headings."""
NEEDED = 3
"""So many known headings make a row the row of headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet with its row of headings (`top`, counted from 0) and the columns found in it by key."""

    sheet: Sheet
    layout: Layout
    top: int
    columns: Mapping[str, int]


def table_in(sheet: Sheet, layout: Layout) -> Table | None:
    """The table; None where no row near the top has enough of its headings."""
    best: Table | None = None
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        columns: dict[str, int] = {}
        for place_in_row, value in enumerate(row):
            if (key := heading_of(value, layout)) is not None:
                columns.setdefault(key, place_in_row)
        if len(columns) >= NEEDED and (best is None or len(columns) > len(best.columns)):
            best = Table(sheet=sheet, layout=layout, top=number, columns=columns)
    return best


def heading_of(value: Value, layout: Layout) -> str | None:
    """Which column a heading names."""
    return layout.headings.get(compact(value)) if isinstance(value, str) else None


def no_headings(workbook: Workbook) -> Finding:
    """What is read where no sheet has the headings of the form."""
    names = ", ".join(f"“{name[:31]}”" for name in workbook.sheet_names[:5])
    return error(
        "headings_missing",
        place(workbook.sheet_names[0]) if workbook.sheet_names else "",
        f"Không thấy dòng tiêu đề của mẫu trong tệp (các sheet: {names or 'không có'}).",
        "Tải mẫu, chép số liệu vào đúng cột rồi gửi tệp ấy; giữ nguyên dòng tiêu đề.",
    )


def problems(table: Table) -> Iterator[Finding]:
    """What is wrong with the headings, and with cells that cannot be taken at their face."""
    yield from headings(table)
    yield from marks(table)


def headings(table: Table) -> Iterator[Finding]:
    """Columns that must be there and are not, and columns that are there twice."""
    name, top = table.sheet.name, table.top
    for column in table.layout.columns:
        if column.required and column.key not in table.columns:
            yield error(
                "column_missing",
                place(name, (top, 0)),
                f"Thiếu cột “{column.heading}”.",
                f"Thêm cột “{column.heading}” vào dòng tiêu đề. {column.help}",
            )
    seen: dict[str, int] = {}
    for number, value in enumerate(table.sheet.rows[top]):
        key = heading_of(value, table.layout)
        if key is not None and seen.setdefault(key, number) != number:
            told = f"Cột “{table.layout.by_key[key].heading}” có hai lần."
            yield error("column_twice", place(name, (top, number)), told, "Giữ một cột, xóa cột kia.")


def marks(table: Table) -> Iterator[Finding]:
    """Merged cells, failed formulas and formulas without a saved value below the headings."""
    sheet, row = table.sheet, table.layout.row
    for first, last in sheet.merged:
        if last[0] > table.top:
            yield error(
                "merged_cells",
                place(sheet.name, first),
                f"Có ô gộp trong bảng, nên không biết dòng nào thuộc {row} nào.",
                f"Bỏ gộp ô (Unmerge Cells), mỗi dòng một {row}, rồi gửi lại.",
            )
    for spot, words in sheet.errors:
        if spot[0] > table.top:
            told = f"Ô báo lỗi {words}."
            yield error("formula_error", place(sheet.name, spot), told, "Gõ lại nội dung của ô.")
    for spot in sorted(sheet.uncached):
        if spot[0] > table.top:
            fix = "Mở bằng Excel, lưu lại rồi gửi; hoặc gõ thẳng nội dung."
            yield error("formula_uncached", place(sheet.name, spot), "Ô là công thức chưa có giá trị.", fix)


def filled_rows(table: Table) -> list[int]:
    """The rows below the headings that are neither blank nor the example of the form."""
    below = range(table.top + 1, len(table.sheet.rows))
    return [number for number in below if says_something(table.sheet.rows[number], table)]


def says_something(row: Sequence[Value], table: Table) -> bool:
    """Whether a row is neither blank nor the example of the form."""
    known = {key: str(row[at]).strip() for key, at in table.columns.items() if at < len(row)}
    example = known == {key: value for key, value in table.layout.example.items() if key in known}
    return not example and not all(is_blank(value) for value in row)


def amount_of_rows(table: Table, filled: Sequence[int]) -> Iterator[Finding]:
    """No row at all, or more than are taken at once."""
    name, row, most = table.sheet.name, table.layout.row, table.layout.most
    if not filled:
        fix = f"Ghi mỗi {row} một dòng dưới dòng tiêu đề rồi gửi lại."
        yield error("no_rows", place(name), "Dưới dòng tiêu đề chưa có dòng nào.", fix)
    if len(filled) > most:
        told = f"Tệp có {len(filled)} dòng, mỗi lần nhập nhiều nhất {most} dòng."
        yield error("too_many_rows", place(name), told, "Chia làm nhiều tệp.")
