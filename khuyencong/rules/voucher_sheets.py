"""A workbook of vouchers: its columns, and what must be right in each row. All or nothing, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.project_sheets.lines import dong_in
from khuyencong.rules.returns.model import Workbook
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.sheets import (
    CellReader,
    Column,
    Layout,
    Table,
    amount_of_rows,
    day_in,
    filled_rows,
    no_headings,
    problems,
    table_in,
)
from khuyencong.rules.text import compact
from khuyencong.rules.vouchers import Listed, twice_in

SOURCES = {
    "kcqg": "national",
    "khuyencongquocgia": "national",
    "kcdp": "local",
    "khuyencongdiaphuong": "local",
    "doiung": "own",
    "vondoiung": "own",
    "nguonkhac": "other",
    "khac": "other",
}
VOUCHERS = Layout(
    row="chứng từ",
    most=2_000,
    columns=(
        Column(
            key="number",
            heading="Số chứng từ",
            aliases=("số", "số hiệu", "số hóa đơn", "chứng từ số"),
            required=True,
            longest=60,
            help="Như in trên chứng từ.",
            example="HĐ-0001",
        ),
        Column(
            key="on",
            heading="Ngày chứng từ",
            aliases=("ngày", "ngày tháng", "ngày hóa đơn"),
            required=True,
            longest=20,
            help="Ngày/tháng/năm, ví dụ 15/03/2027.",
            example="15/03/2027",
        ),
        Column(
            key="content",
            heading="Nội dung chi",
            aliases=("nội dung", "diễn giải"),
            required=True,
            longest=300,
            help="Chi việc gì.",
            example="Mua máy sấy bơm nhiệt",
        ),
        Column(
            key="amount",
            heading="Số tiền (đồng)",
            aliases=("số tiền", "thành tiền"),
            required=True,
            longest=30,
            help="Đồng chẵn, ví dụ 300.000.000.",
            example="300.000.000",
        ),
        Column(
            key="source",
            heading="Nguồn",
            aliases=("nguồn vốn", "nguồn kinh phí"),
            required=True,
            longest=60,
            help="KCQG, KCĐP, Đối ứng hoặc Nguồn khác.",
            example="KCQG",
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedVouchers:
    """What a file says after all checks; with any error there are no rows."""

    rows: tuple[Listed, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether anything stops the import."""
        return stops(self.findings)


def check_voucher_sheet(workbook: Workbook, today: date) -> CheckedVouchers:
    """The vouchers of a file, or every reason why it is refused."""
    if workbook.findings:
        return CheckedVouchers(rows=(), findings=workbook.findings)
    tables = [table for sheet in workbook.sheets if (table := table_in(sheet, VOUCHERS)) is not None]
    if not tables:
        return CheckedVouchers(rows=(), findings=(no_headings(workbook),))
    table = tables[0]
    found = [*problems(table)]
    filled = filled_rows(table)
    found += amount_of_rows(table, filled)
    if stops(found):
        return CheckedVouchers(rows=(), findings=tuple(found))
    readers = [VoucherReader(table, number, today) for number in filled]
    rows = [reader.read() for reader in readers]
    found += [finding for reader in readers for finding in reader.findings]
    found += doubles(table, filled, rows)
    good = () if stops(found) else tuple(row for row in rows if row is not None)
    return CheckedVouchers(rows=good, findings=tuple(found))


def doubles(table: Table, filled: list[int], rows: list[Listed | None]) -> Iterator[Finding]:
    """The same number, day and source twice."""
    read = [(number, row) for number, row in zip(filled, rows, strict=True) if row is not None]
    for first, again in twice_in(row for _, row in read):
        spot = (read[again][0], table.columns["number"])
        told = f"Số chứng từ: {read[again][1].number} cùng ngày, cùng nguồn đã có ở dòng {read[first][0] + 1}."
        fix = "Xóa một dòng; một chứng từ chi nhiều việc thì cộng lại một dòng."
        yield error("voucher_twice", place(table.sheet.name, spot), told, fix)


class VoucherReader(CellReader):
    """Reads one row."""

    def __init__(self, table: Table, number: int, today: date) -> None:
        super().__init__(table, number)
        self.today = today

    def read(self) -> Listed | None:
        """The voucher; None where anything is wrong."""
        number, content = self.text("number"), self.text("content")
        on, amount = self.took("on", day_in), self.took("amount", dong_in)
        source = self.source()
        if on is not None and on > self.today:
            self.wrong("on", "future", f"{on:%d/%m/%Y} chưa đến.", "Xem lại ngày trên chứng từ.")
        if amount == 0:
            self.wrong("amount", "nothing", "số tiền bằng 0.", "Ghi số tiền, hoặc xóa dòng.")
        if self.findings or on is None or amount is None:
            return None
        return Listed(number=number, on=on, content=content, amount=amount, source=source)

    def source(self) -> str:
        """Whose money."""
        text = self.text("source")
        if text and compact(text) not in SOURCES:
            self.wrong(
                "source",
                "unknown_source",
                f"“{text[:40]}” không dùng được.",
                "Ghi KCQG, KCĐP, Đối ứng hoặc Nguồn khác.",
            )
        return SOURCES.get(compact(text), "")
