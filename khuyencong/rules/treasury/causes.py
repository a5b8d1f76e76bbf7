"""Why a line or a posting is left without the other: the likeliest cause, as a hint to a person."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyencong.rules.money import dong
from khuyencong.rules.text import fold
from khuyencong.rules.treasury.balances import swapped
from khuyencong.rules.treasury.matching import DAYS, same_number
from khuyencong.rules.treasury.model import Item

NEAR_END = 7
"""So many days before the statements end a payment may still be on its way; our own convention."""
SMALL = 1_000_000
"""A fee of a bank is below this; our own convention."""
_FEE = re.compile(r"\b(?:phi|le phi|fee|charge|vat)\b")
_INTEREST = re.compile(r"\b(?:lai|tra lai|interest)\b")


class Cause(StrEnum):
    """What explains a difference; whoever explains one says which."""

    TRANSIT = "transit"
    FEE = "fee"
    NUMBER = "number"
    DIGITS = "digits"
    DOUBLED = "doubled"
    PURSE = "purse"
    OWN = "own"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return CAUSES[self]


CAUSES = {
    Cause.TRANSIT: "Tiền đang chuyển, sang kỳ sau mới báo Có hoặc báo Nợ",
    Cause.FEE: "Phí, lãi của Kho bạc hoặc ngân hàng",
    Cause.NUMBER: "Sai số tiền hoặc số chứng từ",
    Cause.DIGITS: "Đảo chữ số",
    Cause.DOUBLED: "Chuyển hai lần, hoặc chuyển rồi trả lại",
    Cause.PURSE: "Thuộc nguồn kinh phí hoặc năm khác",
    Cause.OWN: "Thu chi khác của tài khoản, không phải kinh phí hỗ trợ",
    Cause.OTHER: "Lý do khác",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The likeliest cause of a difference, None where nothing speaks for one, in a sentence."""

    cause: Cause | None
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a difference is looked at beside: both sides whole, the unit's other books, the days covered.

    `elsewhere` are postings of the same unit under another purse or year, with its name; `open_lines` and
    `open_entries` are those of which nothing is said yet.
    """

    lines: Sequence[Item] = ()
    entries: Sequence[Item] = ()
    elsewhere: Sequence[tuple[Item, str]] = ()
    open_lines: Sequence[Item] = ()
    open_entries: Sequence[Item] = ()
    since: date | None = None
    until: date | None = None


def hint_for_line(line: Item, around: Around) -> Hint:
    """Why a line has no posting."""
    if found := waiting(line, around.open_entries):
        return Hint(cause=None, told=f"Bút toán ngày {day(found)} đúng số tiền này: xem cặp được đề xuất.")
    words = fold(line.told)
    if abs(line.amount) < SMALL and (_FEE.search(words) or _INTEREST.search(words)):
        return Hint(cause=Cause.FEE, told="Nội dung nói về phí hoặc lãi.")
    if found := twin(line, around.lines):
        return Hint(
            cause=Cause.DOUBLED, told=f"Giống dòng ngày {day(found)}: cùng số tiền{same_words(line, found)}."
        )
    if found := opposite(line, around.lines):
        return Hint(
            cause=Cause.DOUBLED, told=f"Ngày {day(found)} có {dong(abs(found.amount))} theo chiều ngược lại."
        )
    if hint := near_miss(line, around.entries, "bút toán", number_of=lambda other: same_number(line, other)):
        return hint
    for other, name in around.elsewhere:
        if other.amount == line.amount and abs((other.on - line.on).days) <= DAYS:
            return Hint(cause=Cause.PURSE, told=f"{name} có bút toán đúng số tiền này ngày {day(other)}.")
    if line.amount < 0:
        return Hint(
            cause=Cause.OWN, told="Không bút toán hoàn trả nào gần số này: có thể là khoản chi của đơn vị."
        )
    return Hint(cause=None, told="Không bút toán nào gần số này: xem chứng từ gốc.")


def hint_for_entry(entry: Item, around: Around) -> Hint:
    """Why a posting has no line."""
    if found := waiting(entry, around.open_lines):
        return Hint(cause=None, told=f"Dòng sao kê ngày {day(found)} đúng số tiền này: xem cặp được đề xuất.")
    if around.since is None or around.until is None:
        return Hint(cause=None, told="Chưa nhập sao kê nào.")
    if not around.since <= entry.on <= around.until:
        told = f"Sao kê đã nhập từ {around.since:%d/%m/%Y} đến {around.until:%d/%m/%Y}, chưa có ngày này."
        return Hint(cause=Cause.TRANSIT if entry.on > around.until else None, told=told)
    if (around.until - entry.on).days <= NEAR_END:
        told = (
            f"Ghi sổ {(around.until - entry.on).days} ngày trước ngày cuối của sao kê: có thể tiền đang chuyển."
        )
        return Hint(cause=Cause.TRANSIT, told=told)
    if hint := near_miss(entry, around.lines, "dòng sao kê", number_of=lambda other: same_number(other, entry)):
        return hint
    if found := twin(entry, around.entries):
        return Hint(cause=Cause.DOUBLED, told=f"Giống bút toán ngày {day(found)}: có thể ghi sổ hai lần.")
    return Hint(cause=None, told="Không dòng nào gần số này: hỏi Kho bạc, hoặc nhập sao kê của tài khoản khác.")


def near_miss(
    item: Item, others: Iterable[Item], what: str, *, number_of: Callable[[Item], bool]
) -> Hint | None:
    """Another of nearly the same: one number and another amount, changed digits, or the amount far in time."""
    far = None
    for other in others:
        apart = abs((other.on - item.on).days)
        if other.amount != item.amount and apart <= 60 and number_of(other):
            gap = item.amount - other.amount
            told = f"Cùng số chứng từ với {what} ngày {day(other)}, lệch {dong(abs(gap))}."
            cause = Cause.DIGITS if swapped(item.amount, other.amount) else Cause.NUMBER
            return Hint(cause=cause, told=told)
        if apart <= DAYS and swapped(item.amount, other.amount):
            told = f"{what.capitalize()} ngày {day(other)} là {dong(abs(other.amount))}: đảo hai chữ số?"
            return Hint(cause=Cause.DIGITS, told=told)
        if (
            other.amount == item.amount
            and apart > DAYS
            and (far is None or apart < abs((far.on - item.on).days))
        ):
            far = other
    if far is None:
        return None
    return Hint(cause=Cause.NUMBER, told=f"{what.capitalize()} đúng số này nhưng cách xa: ngày {day(far)}.")


def waiting(item: Item, others: Iterable[Item]) -> Item | None:
    """The same amount on the other side, near in time and as open: no difference yet, a pair to look at."""
    return next(
        (each for each in others if each.amount == item.amount and abs((each.on - item.on).days) <= DAYS), None
    )


def twin(item: Item, others: Iterable[Item]) -> Item | None:
    """Another of the same side, the same amount, near in time and with the same number or words."""
    for other in others:
        if other.key == item.key or other.amount != item.amount or abs((other.on - item.on).days) > DAYS:
            continue
        if (item.number and item.number == other.number) or (item.told and fold(item.told) == fold(other.told)):
            return other
    return None


def opposite(item: Item, others: Iterable[Item]) -> Item | None:
    """The same amount the other way, near in time."""
    return next(
        (each for each in others if each.amount == -item.amount and abs((each.on - item.on).days) <= DAYS), None
    )


def same_words(one: Item, other: Item) -> str:
    """What else two lines have in common."""
    return ", cùng số chứng từ" if one.number and one.number == other.number else ", cùng nội dung"


def day(item: Item) -> str:
    """Its day."""
    return f"{item.on:%d/%m/%Y}"
