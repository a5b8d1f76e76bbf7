"""One row below the head of a statement: a line, a sum, a balance or words; and reading a line cell by cell."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from khuyencong.rules.findings import Finding
from khuyencong.rules.returns.model import Sheet, Value
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.sheets import Refused, text_in
from khuyencong.rules.text import compact, fold
from khuyencong.rules.treasury.cells import day_of, money_in
from khuyencong.rules.treasury.headings import LABELS, Head
from khuyencong.rules.treasury.model import Row

Read = TypeVar("Read")
LAST_MONTH = 1
"""Money of a year is still paid in January of the next: our own convention."""
TOTALS = re.compile(
    r"(?:(?:tong )?cong|tong)(?: (?:cong|phat sinh|ps|so|trong|ngay|thang|quy|nam|no|co|doanh so).*)?:?|total.*"
)
"""Words of a row of sums; "Công ty …" is none."""
_BALANCES = re.compile(
    r"(?:so )?du (?:dau|cuoi|mang sang|no|co)\b|luy ke|opening balance|closing balance|ton (?:dau|cuoi)"
)
AGAIN, SAVE, UNMERGE = "Xuất lại sao kê.", "Mở bằng Excel, lưu lại rồi gửi.", "Bỏ gộp ô rồi gửi lại."
_PLUS = frozenset({"co", "c", "cr", "credit", "ghico", "thu"})
_MINUS = frozenset({"no", "d", "dr", "debit", "ghino", "chi"})


class Kind(StrEnum):
    """What a row is."""

    LINE = "line"
    TOTAL = "total"
    WORDS = "words"


def cell(row: Sequence[Value], column: int | None) -> Value:
    """What stands there; "" beyond the row's end or for a column that is not there."""
    return "" if column is None or column >= len(row) else row[column]


def kind_of(row: Sequence[Value], head: Head) -> Kind:
    """A row with money is a line, unless it has no day and its words call it a sum, or it tells a balance."""
    if all(is_blank(value) for value in row):
        return Kind.WORDS
    texts = [fold(value) for value in row if isinstance(value, str)]
    money = [cell(row, head.columns.get(key)) for key in ("debit", "credit", "amount")]
    dated = holds_a_day(cell(row, head.columns["on"]))
    # Who signs below stands under any column: without a day a word is no money.
    moves = any(not is_blank(value) and (dated or has_digits(value)) for value in money)
    balance = any(_BALANCES.match(text) for text in texts)
    if not dated and (balance or any(TOTALS.fullmatch(text) for text in texts)):
        return Kind.TOTAL
    if not moves:
        return Kind.LINE if dated and not balance else Kind.WORDS
    return Kind.WORDS if numbering(row) else Kind.LINE


def has_digits(value: Value) -> bool:
    """Whether it may be a number at all."""
    return any(map(str.isdigit, str(value)))


def holds_a_day(value: Value) -> bool:
    """Whether it looks like a day at all."""
    if isinstance(value, str):
        return re.match(r"\d{1,4}[./-]\d", value.strip()) is not None
    return isinstance(value, date)


def numbering(row: Sequence[Value]) -> bool:
    """The row under the headings that numbers the columns: A, B, 1, 2, (3), 4=1+2-3."""
    filled = [str(value).strip() for value in row if not is_blank(value)]
    signs = re.compile(r"\(?(?:[A-Da-d]|\d{1,2}(?:\.0)?)\)?(?:\s*=[\d+\-() ]+)?")
    return len(filled) >= 3 and all(signs.fullmatch(text) for text in filled)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A sheet with its head, and what is asked of every row alike, found once."""

    sheet: Sheet
    head: Head
    year: int
    today: date

    @cached_property
    def bad(self) -> Mapping[int, Sequence[Finding]]:
        """What is wrong with cells of a row before they are read: merged, failed or not reckoned."""
        name, found = self.sheet.name, defaultdict(list)
        used = set(self.head.columns.values())
        for first, last in self.sheet.merged:
            if last[0] > self.head.last and used & set(range(first[1], last[1] + 1)):
                told = error("merged_cells", place(name, first), "Có ô gộp ở dòng giao dịch.", UNMERGE)
                for number in range(max(first[0], self.head.last + 1), last[0] + 1):
                    found[number].append(told)
        for spot, words in self.sheet.errors:
            found[spot[0]].append(error("formula_error", place(name, spot), f"Ô báo lỗi {words}.", AGAIN))
        for spot in sorted(self.sheet.uncached):
            told = error("formula_uncached", place(name, spot), "Ô là công thức chưa có giá trị.", SAVE)
            found[spot[0]].append(told)
        return found

    @cached_property
    def width(self) -> int:
        """How many columns the head has."""
        row = self.sheet.rows[self.head.last]
        return max((at + 1 for at, value in enumerate(row) if not is_blank(value)), default=0)

    @cached_property
    def debits_are_signed(self) -> bool:
        """Whether no debit is above zero, so that its minus is only how the bank prints it."""
        column = self.head.columns.get("debit")
        found = [cell(row, column) for row in self.sheet.rows[self.head.last + 1 :]]
        return not any(
            value > 0
            if isinstance(value, int | float)
            else isinstance(value, str) and value.strip()[:1].isdigit()
            for value in found
        )


class RowReader:
    """Reads one line; each finding names sheet, cell, column, what is wrong and what to do."""

    def __init__(self, page: Page, number: int) -> None:
        self.sheet, self.head, self.number, self.page = page.sheet, page.head, number, page
        self.row = page.sheet.rows[number]
        self.findings: list[Finding] = list(page.bad.get(number, ()))

    def read(self) -> Row | None:
        """The line; None where anything is wrong."""
        self.overflow()
        on = self.took("on", day_of, required=True)
        number, content = self.text("number", 100), self.text("content", 1000)
        debit, credit = self.money()
        balance = self.balance()
        if on is not None:
            self.check_day(on)
        if self.findings or on is None:
            return None
        return Row(
            on=on,
            number=number,
            content=content,
            debit=debit,
            credit=credit,
            balance=balance,
            cell=place(self.sheet.name, (self.number, self.head.columns["on"])),
        )

    def value(self, key: str) -> Value:
        """What stands in the cell of the column."""
        return cell(self.row, self.head.columns.get(key))

    def wrong(self, key: str, code: str, message: str, fix: str) -> None:
        """One more thing that stops the import."""
        spot = (self.number, self.head.columns.get(key, 0))
        told = f"{LABELS.get(key, 'Số dư')}: {message}"
        self.findings.append(error(code, place(self.sheet.name, spot), told, fix))

    def took(self, key: str, read: Callable[[Value], Read], *, required: bool = False) -> Read | None:
        """The cell read, None where it is blank or wrong."""
        value = self.value(key)
        if is_blank(value):
            if required:
                self.wrong(key, "required", "chưa ghi.", "Dòng có số tiền thì phải có ngày.")
            return None
        try:
            return read(value)
        except Refused as refused:
            self.wrong(key, refused.code, refused.message, refused.fix)
            return None

    def text(self, key: str, longest: int) -> str:
        """The cell as one line of text, whatever it begins with: a bank may write "=" or "+"."""
        value = self.value(key)
        if isinstance(value, str):
            told = " ".join(value.replace("\0", "").split())
            if len(told) > longest:
                self.wrong(key, "too_long", f"dài quá {longest} chữ.", "Rút gọn, hoặc xem lại dấu ngăn cột.")
            return told[:longest]
        return self.took(key, lambda given: text_in(given, longest=longest)) or ""

    def money(self) -> tuple[int, int]:
        """Debit and credit, neither below zero: of two columns one says something, or one column has a sign."""
        if "amount" in self.head.columns and not {"debit", "credit"} <= self.head.columns.keys():
            return self.signed()
        debit, credit = self.took("debit", money_in) or 0, self.took("credit", money_in) or 0
        if debit and credit:
            fix = "Mỗi dòng một bên; xem lại dấu ngăn cột hoặc dấu phẩy trong số."
            self.wrong("debit", "both_sides", f"Nợ {debit} và Có {credit} cùng một dòng.", fix)
        elif not debit and not credit and not self.findings:
            self.wrong("debit", "no_money", "dòng có ngày mà không có số tiền.", "Ghi số tiền, hoặc xóa dòng.")
        # A bank that writes its debits with a minus says the column twice; a correction in red turns the side.
        if debit < 0 and self.page.debits_are_signed:
            debit = -debit
        return max(debit, 0) + max(-credit, 0), max(credit, 0) + max(-debit, 0)

    def signed(self) -> tuple[int, int]:
        """One column: its sign, or the column that names the side, says which."""
        amount = self.took("amount", money_in) or 0
        side = compact(str(self.value("direction")))
        if amount == 0 and not self.findings:
            self.wrong("amount", "no_money", "dòng có ngày mà không có số tiền.", "Ghi số tiền, hoặc xóa dòng.")
        if "direction" in self.head.columns:
            if side in _MINUS:
                return abs(amount), 0
            if side in _PLUS:
                return 0, abs(amount)
            raw = str(self.value("direction")).strip()
            if raw not in ("+", "-"):
                self.wrong("direction", "unknown_side", f"“{raw[:20]}” không rõ Nợ hay Có.", "Ghi Nợ hoặc Có.")
            return (abs(amount), 0) if raw == "-" else (0, abs(amount))
        return (-amount, 0) if amount < 0 else (0, amount)

    def balance(self) -> int | None:
        """What stands in the account after the line; a debit balance is below zero."""
        held, owed = self.took("balance", money_in), self.took("owed", money_in)
        if held is None and owed is None:
            return None
        return (held or 0) - (owed or 0)

    def check_day(self, on: date) -> None:
        """The day has come and belongs to the year, or to the January after it."""
        if on > self.page.today:
            self.wrong("on", "future", f"{on:%d/%m/%Y} chưa đến.", "Xem lại ngày, tháng.")
        elif on.year != self.page.year and (on.year, on.month) != (self.page.year + 1, LAST_MONTH):
            year = self.page.year
            fix = f"Xuất sao kê từ 01/01/{year}, muộn nhất đến 31/01/{year + 1}."
            self.wrong("on", "other_year", f"{on:%d/%m/%Y} không thuộc năm {year}.", fix)

    def overflow(self) -> None:
        """Cells beyond the last heading of a .csv: a comma inside a number has split it."""
        beyond = [at for at in range(self.page.width, len(self.row)) if not is_blank(self.row[at])]
        if self.sheet.name == "CSV" and beyond:
            told = "Dòng có nhiều ô hơn tiêu đề: dấu ngăn cột nằm trong số hoặc chữ đã tách ô làm đôi."
            fix = "Đặt số có dấu phẩy trong ngoặc kép, ngăn cột bằng dấu chấm phẩy, hoặc gửi tệp .xlsx."
            self.findings.append(
                error("csv_columns", place(self.sheet.name, (self.number, beyond[0])), told, fix)
            )
