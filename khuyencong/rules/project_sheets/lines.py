"""Reading a row of the estimate's table; what the row's project says of years and purse is checked with it."""

from dataclasses import dataclass
from decimal import Decimal

from khuyencong.rules.estimate import MOST_DONG, Line, check_lines
from khuyencong.rules.findings import Severity
from khuyencong.rules.money import Unit
from khuyencong.rules.project_sheets.known import KnownLists
from khuyencong.rules.returns.model import Value
from khuyencong.rules.returns.numbers import Reading, read_amount
from khuyencong.rules.sheets import CellReader, Refused, Table, amount_in, whole_in

MOST_THINGS, MOST_COUNT = 10**5, 10_000
DIGITS = 3
"""So many digits after the comma a quantity may have."""
COLUMNS = {"wrong_year": "year", "item_missing": "item"}
"""The column that mends what a rule of the estimate finds; the unit price where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """A line as read, in đồng; `item` is the code of what is supported, "" for what the workshop pays."""

    row: int
    place: str
    number: str
    name: str
    item: str
    count: int | None
    unit: str
    quantity: Decimal
    unit_price: int
    year: int | None
    support: int
    other: int

    def line(self, purse: str, year: int) -> Line:
        """The same as the rules of the estimate know it, the beneficiary paying the rest."""
        national = self.support if purse == "KCQG" else 0
        return Line(
            name=self.name,
            item=self.item,
            unit=self.unit,
            quantity=self.quantity,
            unit_price=self.unit_price,
            year=self.year or year,
            national=national,
            local=self.support - national,
            other=self.other,
        )


def dong_in(value: Value) -> int:
    """Whole đồng; Refused for a part of one, for more than any project costs, and for "1,000".

    Read as elsewhere that comma begins the parts of one đồng, which nobody has: she meant a thousand.
    """
    try:
        dong = amount_in(value, Unit.DONG)
    except Refused as refused:
        if refused.code != "not_a_number":
            raise
        fix = "Ghi số đồng chẵn bằng chữ số, ví dụ 300.000.000."
        raise Refused(refused.code, refused.message, fix) from refused
    if isinstance(value, str) and "," in value and not unmistakable(value):
        raise Refused("comma", f"“{value}” có thể đọc hai cách.", "Ghi đồng chẵn, ví dụ 1.000 hoặc 1000.")
    if dong != int(dong):
        raise Refused("whole_dong", f"“{value}” không phải đồng chẵn.", "Làm tròn đến đồng.")
    if dong > MOST_DONG:
        raise Refused("too_much", f"“{value}” đồng lớn quá: xem lại đơn vị.", "Ghi bằng đồng.")
    return int(dong)


def unmistakable(value: str) -> bool:
    """Whether everybody reads the same amount in it."""
    read = read_amount(value, Unit.DONG)
    return isinstance(read, Reading) and len(set(read.values.values())) == 1


def quantity_in(value: Value) -> Decimal:
    """How many; Refused for none."""
    found = amount_in(value, None)
    if not 0 < found <= MOST_THINGS or found != round(found, DIGITS):
        told = f"“{value}” không dùng được làm số lượng."
        raise Refused("quantity", told, "Ghi số lớn hơn 0, nhiều nhất ba số lẻ, ví dụ 2 hoặc 1,5.")
    return found


def count_in(value: Value) -> int:
    """For how many an item is asked."""
    found = whole_in(value)
    if not 1 <= found <= MOST_COUNT:
        raise Refused("count", f"“{value}” không dùng được làm số suất.", "Ghi số nguyên từ 1 trở lên.")
    return found


class CostReader(CellReader):
    """Reads one row of the estimate."""

    def __init__(self, table: Table, number: int, known: KnownLists) -> None:
        super().__init__(table, number)
        self.known = known

    def read(self) -> CostRow | None:
        """The line; None where anything is wrong."""
        item = self.listed("item", self.text("item"), self.known.items)
        row = CostRow(
            row=self.number,
            place=self.place("name"),
            number=self.text("number"),
            name=self.text("name"),
            item=item or "",
            count=self.took("count", count_in),
            unit=self.text("unit"),
            quantity=self.took("quantity", quantity_in) or Decimal(1),
            unit_price=self.took("unit_price", dong_in) or 0,
            year=self.took("year", whole_in),
            support=self.took("support", dong_in) or 0,
            other=self.took("other", dong_in) or 0,
        )
        return row if not self.findings else None

    def within(self, row: CostRow, purse: str, years: range) -> None:
        """What the line says against its project: its year, whole đồng, and no more paid than it costs."""
        line = row.line(purse, years[0])
        wrongs = [each for each in check_lines([line], years) if each.severity is Severity.ERROR]
        for each in wrongs:
            if each.code != "parts_differ":
                self.wrong(COLUMNS.get(each.code, "unit_price"), each.code, each.message, each.fix)
        if not self.findings and line.completed().counterpart < 0:
            told = "phần hỗ trợ và nguồn khác cộng lại lớn hơn thành tiền."
            self.wrong("support", "parts_exceed", told, "Giảm phần hỗ trợ hoặc nguồn khác.")
