"""Money in the tables of a dossier: triệu đồng, exact, so that what is printed adds up as printed."""

from collections.abc import Callable, Iterable

from khuyencong.rules.estimate import Sums
from khuyencong.rules.money import Unit, dong, in_unit, number
from khuyencong.rules.norms import Purse
from khuyencong.rules.words import dong_in_words

UNIT_LINE = "Đơn vị tính: triệu đồng"
DONG_LINE = "Đơn vị tính: đồng"
FINEST = 6
"""Digits after the comma at which a triệu shows each đồng."""

SOURCES = {
    "total": "Tổng kinh phí",
    "national": "Kinh phí KCQG",
    "local": "Kinh phí KCĐP",
    "counterpart": "Đóng góp của đơn vị thụ hưởng",
    "other": "Nguồn khác",
}
IN_WORDS = {
    "national": "kinh phí khuyến công quốc gia",
    "local": "kinh phí khuyến công địa phương",
    "counterpart": "đóng góp của đơn vị thụ hưởng",
    "other": "nguồn khác",
}
STATE_PART = {Purse.NATIONAL: "national", Purse.LOCAL: "local"}


def exact(amounts: Iterable[int]) -> Callable[[int], str]:
    """How to print amounts of one table: as few digits after the comma as show every one of them exactly."""
    amounts = list(amounts)
    digits = next(digits for digits in range(FINEST + 1) if all(_fits(amount, digits) for amount in amounts))
    return lambda amount: in_unit(amount, Unit.TRIEU, digits)


def _fits(amount: int, digits: int) -> bool:
    step: int = 10 ** (FINEST - digits)
    return amount % step == 0


def column_width(texts: Iterable[str]) -> float:
    """mm that the longest number of a column needs at the size of tables, its padding included."""
    return max(20.0, 1.95 * max((len(text) for text in texts), default=0) + 4.5)


def sources(purse: Purse, found: Iterable[Sums]) -> tuple[str, ...]:
    """The columns of a table: the total, the purse that is asked, the other purse only if it pays something."""
    found = list(found)
    asked = STATE_PART[purse]
    states = [
        part for part in ("national", "local") if part == asked or any(getattr(one, part) for one in found)
    ]
    return ("total", *states, "counterpart", "other")


def state_part(money: Sums, purse: Purse) -> int:
    """What the purse pays."""
    part: int = getattr(money, STATE_PART[purse])
    return part


def together(found: Iterable[Sums]) -> Sums:
    """Sums of sums."""
    found = list(found)
    parts = ("total", "national", "local", "counterpart", "other")
    return Sums(**{part: sum(getattr(one, part) for one in found) for part in parts})


def in_full(amount: int) -> str:
    """An amount in figures and in words, as a decision has to say it."""
    return f"{dong(amount)} (bằng chữ: {dong_in_words(amount)})"


def breakdown(money: Sums) -> str:
    """Who pays how much, in a sentence; a part of nothing is left out."""
    parts = [
        f"{words} {dong(getattr(money, part))}" for part, words in IN_WORDS.items() if getattr(money, part)
    ]
    return "; ".join(parts)


def in_dong(amount: int) -> str:
    """An amount in a table of đồng: grouped digits, nothing rounded."""
    return number(amount)
