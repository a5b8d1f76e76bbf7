"""What each amount is: whole đồng; for text numbers the notation, by evidence and never by guess."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.entries import Entry
from khuyencong.rules.returns.model import FUND_LABELS
from khuyencong.rules.returns.numbers import LARGEST_AMOUNT, Reading, Refusal, decimals_of, read_amount, settle
from khuyencong.rules.returns.places import column_name, error, place, warning

UNKNOWN_SCALE = 10**12
"""Without a unit sums are still compared, in steps finer than any unit needs."""


@dataclass(slots=True)
class Amount:
    """An entry that was understood. `dong` is whole đồng; without a unit, steps of 1/UNKNOWN_SCALE of it."""

    entry: Entry
    dong: int
    printed: str
    decimals: int


Column: TypeAlias = tuple[str, int]
Evidence: TypeAlias = dict[Column, set[str]]


def scale_of(unit: Unit | None) -> int:
    """How many `Amount.dong` make one of the file's unit."""
    return unit.scale if unit else UNKNOWN_SCALE


def read_amounts(
    entries: Iterable[Entry], unit: Unit | None, found: list[Finding]
) -> tuple[list[Amount], list[Entry]]:
    """The amounts of all tables together, and the entries that are none (each with its finding in `found`)."""
    amounts: list[Amount] = []
    others: list[Entry] = []
    scale = scale_of(unit)
    places = len(str(scale)) - 1
    for entry in entries:
        amount = _plain_number(entry, scale, places)
        if amount:
            amounts.append(amount)
        else:
            others.append(entry)
    return (amounts, []) if not others else _with_others(amounts, others, unit, found)


def _plain_number(entry: Entry, scale: int, places: int) -> Amount | None:
    """The amount of an ordinary number cell, never through a float; None for what needs a closer look."""
    value = entry.value
    if type(value) is not float and type(value) is not int:
        return None
    if not 0 <= value <= LARGEST_AMOUNT:
        return None
    whole = int(value)
    if whole == value:
        dong = whole * scale
        return Amount(entry, dong, str(whole), 0) if dong <= LARGEST_AMOUNT or scale == UNKNOWN_SCALE else None
    before, _, after = repr(value).partition(".")
    if len(after) > places or not after.isdecimal():
        return None
    dong = int(before + after) * 10 ** (places - len(after))
    if dong > LARGEST_AMOUNT and scale != UNKNOWN_SCALE:
        return None
    return Amount(entry, dong, f"{before},{after}", len(after))


def _with_others(
    amounts: list[Amount], others: list[Entry], unit: Unit | None, found: list[Finding]
) -> tuple[list[Amount], list[Entry]]:
    """Add what texts and odd numbers say; what they say together is the evidence for their notation."""
    readings: list[tuple[Entry, Reading]] = []
    broken: list[Entry] = []
    evidence: Evidence = {}
    for entry in others:
        reading = read_amount(entry.value, unit)
        if isinstance(reading, Refusal):
            found.append(_refused(entry, reading))
            broken.append(entry)
            continue
        readings.append((entry, reading))
        if reading.notation in ("vi", "en"):
            evidence.setdefault((entry.sheet, entry.spot[1]), set()).add(reading.notation)
    _say_mixed(evidence, readings, found)
    for entry, reading in readings:
        amount = _settled(entry, reading, unit, evidence, found)
        if amount:
            amounts.append(amount)
        else:
            broken.append(entry)
    return amounts, broken


def _refused(entry: Entry, refusal: Refusal) -> Finding:
    return error(refusal.code, place(entry.sheet, entry.spot), f"{entry.what}: {refusal.reason}.", refusal.fix)


def _say_mixed(evidence: Evidence, readings: list[tuple[Entry, Reading]], found: list[Finding]) -> None:
    """Two notations in one column: each such number is clear by itself, but somebody should look."""
    for (sheet, column), notations in evidence.items():
        if len(notations) == 2:
            first = next(entry for entry, _ in readings if (entry.sheet, entry.spot[1]) == (sheet, column))
            found.append(
                warning(
                    "mixed_notation",
                    place(sheet, first.spot),
                    f"Cột {FUND_LABELS[first.fund]} (cột {column_name(column)}) viết số theo cả hai kiểu"
                    " 1.234,5 và 1,234.5.",
                    "Kiểm tra lại các số ở bước xem trước; nên thống nhất một kiểu.",
                )
            )


def _settled(
    entry: Entry, reading: Reading, unit: Unit | None, evidence: Evidence, found: list[Finding]
) -> Amount | None:
    if len(reading.values) == 1:
        [value] = reading.values.values()
    else:
        notation = _notation(entry, reading, evidence, found)
        if not notation:
            return None
        value = reading.values[notation]
    if unit is None:
        return Amount(entry, int(value * UNKNOWN_SCALE), reading.printed, decimals_of(value))
    dong = settle(value, unit)
    if isinstance(dong, Refusal):
        found.append(_refused(entry, dong))
        return None
    return Amount(entry, dong, reading.printed, decimals_of(value))


def _notation(entry: Entry, reading: Reading, evidence: Evidence, found: list[Finding]) -> str:
    """The notation of a number that fits both: its column's, else the file's; "" when nothing tells."""
    own = evidence.get((entry.sheet, entry.spot[1]), set())
    if len(own) == 1:
        return next(iter(own))
    whole = set[str]().union(*evidence.values())
    both = " hoặc ".join(_shown(value) for value in reading.values.values())
    where = place(entry.sheet, entry.spot)
    if not own and len(whole) == 1:
        notation = next(iter(whole))
        found.append(
            warning(
                "notation_from_elsewhere",
                where,
                f"{entry.what}: “{reading.printed}” có thể là {both}; được đọc là"
                f" {_shown(reading.values[notation])} theo cách viết ở các cột khác trong tệp.",
                "Kiểm tra lại số này ở bước xem trước.",
            )
        )
        return notation
    found.append(
        error(
            "ambiguous_number",
            where,
            f"{entry.what}: “{reading.printed}” có thể là {both}; không có số nào khác trong cột cho biết"
            " dấu chấm, dấu phẩy dùng để làm gì.",
            "Gõ lại thành ô số (không phải chữ), hoặc bỏ dấu ngăn cách hàng nghìn.",
        )
    )
    return ""


def _shown(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
