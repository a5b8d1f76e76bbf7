"""What was bought with support (mua sắm): one spelling of serials and invoices, what stands against a row."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong
from khuyencong.rules.tax_code import tax_code_of
from khuyencong.rules.text import fold

EXPLAINED = frozenset({"before_contract", "above_support"})
"""What may be right, and is entered with a reason in words only."""
EXCESS = "Ghi phần vượt là đối ứng; đúng là hỗ trợ thì ghi rõ vì sao ở ô “Giải trình”."
LEAST_SERIAL = 3
"""Letters and digits below which a serial tells machines not apart; our own convention."""


def number_key(text: str) -> str:
    """A serial or number as its runs of letters and of digits, leading noughts dropped: SN-00123 is sn 123."""
    return " ".join(run.lstrip("0") or "0" for run in re.findall(r"\d+|[^\W\d_]+", fold(text)))


def plain_number(text: str) -> str:
    """The last run of digits without leading noughts: of an invoice with its series before it, the number."""
    runs = re.findall(r"\d+", fold(text))
    return runs[-1].lstrip("0") or "0" if runs else number_key(text)


def serials_in(text: str) -> list[str]:
    """The serials typed one a line, or with commas or semicolons between, each once however it is spelled."""
    found: dict[str, str] = {}
    for part in re.split(r"[\n,;]+", text):
        plain = " ".join(part.split())
        if number_key(plain):
            found.setdefault(number_key(plain), plain)
    return list(found.values())


def seller_code(text: str) -> str:
    """A seller's tax code in one spelling, or the twelve digits of a household's owner; ValueError in words."""
    digits = re.sub(r"[\s.-]", "", text)
    if re.fullmatch(r"\d{12}", digits, re.ASCII):
        return digits
    return tax_code_of(text)


def invoice_key(seller: str, number: str, on: date) -> str:
    """What makes an invoice one: its seller, its number, and the year in which numbers run.

    The series is left out: it is mistyped most, and two series of one seller and year are seldom met.
    """
    return f"{re.sub(r'[^0-9]', '', seller)[:12]}/{number_key(number)}/{on.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A purchase as it was typed; amounts in đồng, `support` the part of `amount` that the purse pays."""

    name: str
    machine: bool
    serials: Sequence[str]
    no_serial: str
    number: str
    on: date
    amount: int
    support: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a purchase is held to: its line of the estimate with what was bought on it before, in đồng.

    `known` are the serials, in their one spelling, that stand in other rows of the project.
    """

    today: date
    decided_on: date | None
    total: int
    support: int
    bought: int
    supported: int
    known: Collection[str] = ()


def check_purchase(row: Bought, shelf: Shelf) -> Iterator[Finding]:
    """Errors stop it; what only looks odd is told, for it may be true."""
    if not row.name.strip():
        yield _found("no_name", "Chưa ghi đã mua gì.", "Ghi tên máy hay dịch vụ như trên hóa đơn.", "Mua gì")
    if not number_key(row.number):
        yield _found("no_number", "Chưa ghi số hóa đơn.", "Ghi như trên hóa đơn.", "Số hóa đơn")
    for each in (wrong_amounts(row.amount, row.support), not_yet(row.on, shelf.today)):
        if each is not None:
            yield each
    if row.machine and not row.serials and not row.no_serial.strip():
        message = "Máy chưa có số máy."
        yield _found("no_serial", message, "Ghi số trên nhãn máy, hoặc ghi vì sao không có.", "Số máy")
    doubts = list(_doubts(row, shelf))
    yield from doubts
    if not row.reason.strip() and any(each.code in EXPLAINED for each in doubts):
        message = "Khoản này có chỗ phải giải trình."
        yield _found("no_reason", message, "Ghi rõ vì sao; lời này ở lại cùng khoản mua.", "Giải trình")


def wrong_amounts(amount: int, support: int) -> Finding | None:
    """The support is a part of an invoice that is for something."""
    if amount > 0 and 0 <= support <= amount:
        return None
    message = "Phần hỗ trợ phải nằm trong số tiền của hóa đơn, và hóa đơn phải lớn hơn 0."
    return _found("amounts", message, "Xem lại hai số tiền.", "Số tiền")


def not_yet(on: date, today: date) -> Finding | None:
    """Nobody has an invoice of a day to come."""
    if on <= today:
        return None
    return _found("future", f"Ngày hóa đơn {on:%d/%m/%Y} chưa đến.", "Xem lại ngày.", "Ngày hóa đơn")


def _doubts(row: Bought, shelf: Shelf) -> Iterator[Finding]:
    for each in row.serials:
        key = number_key(each)
        if len(key.replace(" ", "")) < LEAST_SERIAL:
            yield _doubt("short_serial", f"Số máy “{each}” quá ngắn.", "Xem lại nhãn máy.", "Số máy")
        if key in shelf.known:
            message = f"Số máy “{each}” đã ghi ở một khoản khác của đề án."
            yield _doubt("repeated", message, "Xem có ghi hai lần không.", "Số máy")
    if shelf.decided_on is not None and row.on < shelf.decided_on:
        message = f"Hóa đơn {row.on:%d/%m/%Y} trước ngày ký hợp đồng {shelf.decided_on:%d/%m/%Y}."
        yield _doubt("before_contract", message, "Ghi rõ vì sao mua trước ở ô “Giải trình”.", "Ngày hóa đơn")
    if shelf.bought + row.amount > shelf.total:
        message = f"Đã mua {dong(shelf.bought + row.amount)}, mà dòng dự toán có {dong(shelf.total)}."
        yield _doubt("above_line", message, "Phần vượt không được hỗ trợ thêm.", "Số tiền")
    if shelf.supported + row.support > shelf.support:
        over = f"{dong(shelf.supported + row.support)}, mà dòng dự toán xin {dong(shelf.support)}"
        yield _doubt("above_support", f"Phần hỗ trợ là {over}.", EXCESS, "Phần hỗ trợ")


def _found(code: str, message: str, fix: str, place: str, *, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, place=f"Ô “{place}”")


def _doubt(code: str, message: str, fix: str, place: str) -> Finding:
    return _found(code, message, fix, place, severity=Severity.WARNING)
