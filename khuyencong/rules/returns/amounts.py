"""What each amount is: whole đồng; for text numbers the notation, by evidence and never by guess."""

from collections.abc import Iterable
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


Column: TypeAlias = tuple[str, int]
Evidence: TypeAlias = dict[Column, set[str]]


def scale_of(unit: Unit | None) -> int:
    """How many `Entry.dong` make one of the file's unit."""
    return unit.scale if unit else UNKNOWN_SCALE


def read_amounts(
    entries: Iterable[Entry], unit: Unit | None, found: list[Finding]
) -> tuple[list[Entry], list[Entry]]:
    """The entries of all tables, read, and those that are no amounts (each with its finding in `found`)."""
    amounts: list[Entry] = []
    others: list[Entry] = []
    scale = scale_of(unit)
    places = len(str(scale)) - 1
    for entry in entries:
        (amounts if _is_plain(entry, scale, places) else others).append(entry)
    return (amounts, []) if not others else _with_others(amounts, others, unit, found)


def _is_plain(entry: Entry, scale: int, places: int) -> bool:
    """Read an ordinary number cell, never through a float; False for what needs a closer look."""
    value = entry.value
    if (type(value) is not float and type(value) is not int) or not 0 <= value <= LARGEST_AMOUNT:
        return False
    whole = int(value)
    if whole == value:
        entry.dong, entry.printed = whole * scale, str(whole)
    else:
        before, _, after = repr(value).partition(".")
        decimals = len(after)
        if decimals > places or not after.isdecimal():
            return False
        entry.dong, entry.printed = int(before + after) * 10 ** (places - decimals), f"{before},{after}"
        entry.decimals = decimals
    return entry.dong <= LARGEST_AMOUNT or scale == UNKNOWN_SCALE


def _with_others(
    amounts: list[Entry], others: list[Entry], unit: Unit | None, found: list[Finding]
) -> tuple[list[Entry], list[Entry]]:
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
        settled = _settled(entry, reading, unit, evidence, found)
        (amounts if settled else broken).append(entry)
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
) -> bool:
    """Put the one value that was meant into `entry`; False, with a finding, when there is none."""
    if len(reading.values) == 1:
        [value] = reading.values.values()
    else:
        notation = _notation(entry, reading, evidence, found)
        if not notation:
            return False
        value = reading.values[notation]
    dong = settle(value, unit) if unit else int(value * UNKNOWN_SCALE)
    if isinstance(dong, Refusal):
        found.append(_refused(entry, dong))
        return False
    entry.dong, entry.printed, entry.decimals = dong, reading.printed, decimals_of(value)
    return True


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
