"""From the cells of a workbook of establishments to rows that may be entered, or every reason why not.

All or nothing: with any error there are no rows. Each finding names sheet, cell, column, rule and fix.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from khuyencong.rules.establishments.columns import COLUMNS, Column
from khuyencong.rules.establishments.values import Refused, day_in, million_in, text_in, whole_in
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.returns.model import Sheet, Spot, Value, Workbook
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.tax_code import tax_code_of
from khuyencong.rules.text import compact

MOST_ROWS = 5_000
HEAD_ROWS = 30
"""So many rows from the top are searched for the headings."""
NEEDED = 3
"""So many known headings make a row the row of headings."""
Resolve = Callable[[str, str], "int | str"]
"""Province and commune as written → the key of the place, or a sentence why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known outside the file: lists by their folded names, and how a place is found."""

    legal_forms: Mapping[str, str]
    sectors: Mapping[str, int]
    place: Resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishmentRow:
    """A row that may be entered: what is said, where it is, products, figures of a year in đồng."""

    number: int
    said: Mapping[str, object]
    unit: int
    address: str
    products: tuple[str, ...] = ()
    year: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedEstablishments:
    """What a file says after all checks."""

    rows: tuple[EstablishmentRow, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether anything stops the import."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check_establishments(
    workbook: Workbook, known: Known, *, source: str, this_year: int
) -> CheckedEstablishments:
    """Judge a workbook; `source` is said of rows that name none of their own."""
    found = list(workbook.findings)
    if any(each.severity is Severity.ERROR for each in found):
        return CheckedEstablishments(rows=(), findings=tuple(found))
    table = next((each for sheet in workbook.sheets if (each := table_in(sheet)) is not None), None)
    if table is None:
        return CheckedEstablishments(rows=(), findings=(*found, no_headings(workbook)))
    sheet, top, columns = table
    found += [*headings(sheet, top, columns), *marks(sheet, top)]
    below = range(top + 1, len(sheet.rows))
    filled = [number for number in below if says_something(sheet.rows[number], columns)]
    found += amount_of_rows(sheet, filled)
    rows: list[EstablishmentRow] = []
    if not any(each.severity is Severity.ERROR for each in found):
        for number in filled:
            reader = RowReader(sheet, number, columns, known, source=source, this_year=this_year)
            row = reader.read()
            found += reader.findings
            if row is not None:
                rows.append(row)
        found += twice(sheet, rows, columns)
    refused = any(each.severity is Severity.ERROR for each in found)
    return CheckedEstablishments(rows=() if refused else tuple(rows), findings=tuple(found))


def table_in(sheet: Sheet) -> tuple[Sheet, int, dict[str, int]] | None:
    """The sheet with its row of headings and the columns found in it."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        columns: dict[str, int] = {}
        for place_in_row, value in enumerate(row):
            if (key := heading_of(value)) is not None:
                columns.setdefault(key, place_in_row)
        if len(columns) >= NEEDED and (best is None or len(columns) > len(best[1])):
            best = (number, columns)
    return (sheet, *best) if best is not None else None


def heading_of(value: Value) -> str | None:
    """Which column a heading names."""
    return _HEADINGS.get(compact(value)) if isinstance(value, str) else None


_HEADINGS = {compact(name): each.key for each in COLUMNS for name in (each.heading, *each.aliases)}


_EXAMPLE = {each.key: each.example for each in COLUMNS}


def no_headings(workbook: Workbook) -> Finding:
    """What is read where no sheet has the headings of the form."""
    names = ", ".join(f"“{name[:31]}”" for name in workbook.sheet_names[:5])
    return error(
        "headings_missing",
        place(workbook.sheet_names[0]) if workbook.sheet_names else "",
        f"Không thấy dòng tiêu đề của mẫu trong tệp (các sheet: {names or 'không có'}).",
        "Tải mẫu, chép số liệu vào đúng cột rồi gửi tệp ấy; giữ nguyên dòng tiêu đề.",
    )


def headings(sheet: Sheet, top: int, columns: Mapping[str, int]) -> Iterator[Finding]:
    """Columns that must be there and are not, and columns that are there twice."""
    for column in COLUMNS:
        if column.required and column.key not in columns:
            yield error(
                "column_missing",
                place(sheet.name, (top, 0)),
                f"Thiếu cột “{column.heading}”.",
                f"Thêm cột “{column.heading}” vào dòng tiêu đề. {column.help}",
            )
    seen: dict[str, int] = {}
    for number, value in enumerate(sheet.rows[top]):
        key = heading_of(value)
        if key is not None and seen.setdefault(key, number) != number:
            heading = next(each.heading for each in COLUMNS if each.key == key)
            yield error(
                "column_twice",
                place(sheet.name, (top, number)),
                f"Cột “{heading}” có hai lần.",
                "Giữ một cột, xóa cột kia.",
            )


def marks(sheet: Sheet, top: int) -> Iterator[Finding]:
    """Merged cells, failed formulas and formulas without a saved value below the headings."""
    for first, last in sheet.merged:
        if last[0] > top:
            yield error(
                "merged_cells",
                place(sheet.name, first),
                "Có ô gộp trong bảng, nên không biết dòng nào thuộc cơ sở nào.",
                "Bỏ gộp ô (Unmerge Cells), mỗi dòng một cơ sở, rồi gửi lại.",
            )
    for spot, words in sheet.errors:
        if spot[0] > top:
            yield error(
                "formula_error", place(sheet.name, spot), f"Ô báo lỗi {words}.", "Gõ lại nội dung của ô."
            )
    for spot in sorted(sheet.uncached):
        if spot[0] > top:
            fix = "Mở bằng Excel, lưu lại rồi gửi; hoặc gõ thẳng nội dung."
            yield error("formula_uncached", place(sheet.name, spot), "Ô là công thức chưa có giá trị.", fix)


def says_something(row: Sequence[Value], columns: Mapping[str, int]) -> bool:
    """Whether a row is neither blank nor the example of the form."""
    known = {key: str(row[at]).strip() for key, at in columns.items() if at < len(row)}
    example = known == {key: value for key, value in _EXAMPLE.items() if key in known}
    return not example and not all(is_blank(value) for value in row)


def products_in(text: str) -> tuple[str, ...]:
    """The products of a cell, each once."""
    return tuple(dict.fromkeys(part for each in text.split(";") if (part := each.strip())))


def amount_of_rows(sheet: Sheet, filled: Sequence[int]) -> Iterator[Finding]:
    """No row at all, or more than are taken at once."""
    if not filled:
        fix = "Ghi mỗi cơ sở một dòng dưới dòng tiêu đề rồi gửi lại."
        yield error("no_rows", place(sheet.name), "Dưới dòng tiêu đề chưa có dòng nào.", fix)
    if len(filled) > MOST_ROWS:
        told = f"Tệp có {len(filled)} dòng, mỗi lần nhập nhiều nhất {MOST_ROWS} dòng."
        yield error("too_many_rows", place(sheet.name), told, "Chia làm nhiều tệp.")


def twice(sheet: Sheet, rows: Sequence[EstablishmentRow], columns: Mapping[str, int]) -> Iterator[Finding]:
    """The same tax code, or the same name at the same place, in two rows of the file."""
    codes: dict[object, int] = {}
    names: dict[tuple[object, ...], int] = {}
    for row in rows:
        code, name = row.said["tax_code"], (compact(str(row.said["name"])), row.unit, compact(row.address))
        if code and codes.setdefault(code, row.number) != row.number:
            told = f"Mã số thuế {code} đã có ở dòng {codes[code] + 1} của tệp."
            spot = (row.number, columns["tax_code"])
            yield error("tax_code_twice", place(sheet.name, spot), told, "Xóa dòng trùng, hoặc sửa mã số thuế.")
        elif names.setdefault(name, row.number) != row.number:
            told = f"Cơ sở này đã có ở dòng {names[name] + 1} của tệp: cùng tên, cùng địa điểm."
            spot = (row.number, columns["name"])
            yield error("row_twice", place(sheet.name, spot), told, "Xóa một trong hai dòng.")


class RowReader:
    """Reads one row; what is wrong gathers in `findings`, all of it at once."""

    def __init__(
        self,
        sheet: Sheet,
        number: int,
        columns: Mapping[str, int],
        known: Known,
        *,
        source: str,
        this_year: int,
    ) -> None:
        self.sheet, self.number, self.columns, self.known = sheet, number, columns, known
        self.source, self.this_year = source, this_year
        self.findings: list[Finding] = []

    def read(self) -> EstablishmentRow | None:
        """The row; None where anything is wrong."""
        texts = {column.key: self.text(column) for column in COLUMNS}
        said = {key: texts[key] for key in ("name", "registration_number", "representative", "email", "vsic")}
        row = EstablishmentRow(
            number=self.number,
            said={
                **said,
                "phone": self.phone(texts["phone"]),
                "tax_code": self.tax_code(texts["tax_code"]),
                "legal_form": self.listed("legal_form", texts, self.known.legal_forms),
                "sector": self.listed("sector", texts, self.known.sectors),
                "since": self.took("since", day_in),
                "source": texts["source"] or self.source,
            },
            unit=self.unit(texts),
            address=texts["address"],
            products=products_in(texts["products"]),
            year=self.year(),
        )
        return row if not self.findings else None

    def spot(self, key: str) -> Spot:
        """Where the column is in this row; the first cell for a column that is not there."""
        return (self.number, self.columns.get(key, 0))

    def value(self, key: str) -> Value:
        """What stands in the cell; "" for a column that is not there."""
        place_in_row = self.columns.get(key)
        row = self.sheet.rows[self.number]
        return "" if place_in_row is None or place_in_row >= len(row) else row[place_in_row]

    def wrong(self, key: str, code: str, message: str, fix: str) -> None:
        """One more thing that stops the import, with the column's name."""
        heading = next(each.heading for each in COLUMNS if each.key == key)
        self.findings.append(error(code, place(self.sheet.name, self.spot(key)), f"{heading}: {message}", fix))

    def text(self, column: Column) -> str:
        """The cell as text."""
        try:
            text = text_in(self.value(column.key), longest=column.longest)
        except Refused as refused:
            self.wrong(column.key, refused.code, refused.message, refused.fix)
            return ""
        if column.required and not text:
            self.wrong(column.key, "required", "chưa ghi.", column.help)
        return text

    def took(self, key: str, read: Callable[[Value], object]) -> object:
        """The cell read by `read`, None where it is blank or wrong."""
        if is_blank(self.value(key)):
            return None
        try:
            return read(self.value(key))
        except Refused as refused:
            self.wrong(key, refused.code, refused.message, refused.fix)
            return None

    def phone(self, text: str) -> str:
        """A number cell has lost its leading zero."""
        return f"0{text}" if isinstance(self.value("phone"), int | float) and len(text) == 9 else text

    def tax_code(self, text: str) -> str:
        """The code with its check digit; a number cell has lost its leading zero."""
        lost = isinstance(self.value("tax_code"), int | float) and len(text) in (9, 12)
        try:
            return tax_code_of(f"0{text}" if lost else text)
        except ValueError as problem:
            self.wrong(
                "tax_code", "tax_code", str(problem), "Xem lại giấy đăng ký thuế; chưa biết thì để trống."
            )
            return ""

    def listed(self, key: str, texts: Mapping[str, str], known: Mapping[str, object]) -> object:
        """The row of a list that the text names; None for a blank."""
        text = texts[key]
        if not text:
            return None
        if compact(text) in known:
            return known[compact(text)]
        self.wrong(
            key, f"unknown_{key}", f"“{text[:60]}” không có trong danh mục.", "Chép một dòng ở tờ “Danh mục”."
        )
        return None

    def unit(self, texts: Mapping[str, str]) -> int:
        """The key of the place; 0 where there is none."""
        if not texts["province"]:
            return 0
        found = self.known.place(texts["province"], texts["commune"])
        if isinstance(found, int):
            return found
        key = "commune" if texts["commune"] else "province"
        self.wrong(key, "unknown_place", found, "Ghi tên hiện nay của nơi đặt xưởng; gõ không dấu cũng được.")
        return 0

    def year(self) -> dict[str, int]:
        """The figures of a year; a year is asked for where there are figures."""
        given = {
            "labour": self.took("labour", whole_in),
            "capital": self.took("capital", million_in),
            "revenue": self.took("revenue", million_in),
        }
        figures = {key: value for key, value in given.items() if isinstance(value, int)}
        year = self.took("year", whole_in)
        if figures and year is None:
            self.wrong(
                "year", "year_missing", "có số liệu mà chưa ghi năm.", "Ghi năm của số liệu, ví dụ 2025."
            )
        if not isinstance(year, int):
            return {}
        if not 1990 <= year <= self.this_year:
            self.wrong(
                "year", "year", f"{year} không phải năm số liệu.", f"Ghi năm từ 1990 đến {self.this_year}."
            )
        return {"year": year, **figures} if figures else {}
