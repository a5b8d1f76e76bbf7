"""Deciding what each amount is: the notation of text numbers by evidence, then whole đồng."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.entries import Entry
from khuyencong.rules.returns.model import FUND_LABELS
from khuyencong.rules.returns.numbers import Reading, Refusal, decimals_of, read_amount, settle
from khuyencong.rules.returns.places import column_name, error, place, warning


@dataclass(frozen=True, slots=True)
class Amount:
    """An entry that was understood: its exact value in the file's unit and in whole đồng (0 without a unit)."""

    entry: Entry
    value: Decimal
    dong: int
    printed: str
    decimals: int


Column = tuple[str, int]


def read_amounts(
    entries: Iterable[Entry], unit: Unit | None, found: list[Finding]
) -> tuple[list[Amount], list[Entry]]:
    """The amounts of all tables together, and the entries that are none (each with its finding in `found`)."""
    readings: list[tuple[Entry, Reading]] = []
    broken: list[Entry] = []
    evidence: dict[Column, set[str]] = {}
    for entry in entries:
        reading = read_amount(entry.value, unit)
        if isinstance(reading, Refusal):
            found.append(_refused(entry, reading))
            broken.append(entry)
            continue
        readings.append((entry, reading))
        if reading.notation in ("vi", "en"):
            evidence.setdefault((entry.sheet, entry.spot[1]), set()).add(reading.notation)
    _say_mixed(evidence, readings, found)
    amounts: list[Amount] = []
    for entry, reading in readings:
        amount = _settled(entry, reading, unit, evidence, found)
        if amount:
            amounts.append(amount)
        else:
            broken.append(entry)
    return amounts, broken


def _refused(entry: Entry, refusal: Refusal) -> Finding:
    return error(refusal.code, place(entry.sheet, entry.spot), f"{entry.what}: {refusal.reason}.", refusal.fix)


def _say_mixed(
    evidence: dict[Column, set[str]], readings: list[tuple[Entry, Reading]], found: list[Finding]
) -> None:
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
    entry: Entry, reading: Reading, unit: Unit | None, evidence: dict[Column, set[str]], found: list[Finding]
) -> Amount | None:
    if len(reading.values) == 1:
        [value] = reading.values.values()
    else:
        notation = _notation(entry, reading, evidence, found)
        if not notation:
            return None
        value = reading.values[notation]
    if unit is None:
        return Amount(entry, value, 0, reading.printed, decimals_of(value))
    dong = settle(value, unit)
    if isinstance(dong, Refusal):
        found.append(_refused(entry, dong))
        return None
    return Amount(entry, value, dong, reading.printed, decimals_of(value))


def _notation(entry: Entry, reading: Reading, evidence: dict[Column, set[str]], found: list[Finding]) -> str:
    """The notation of a number that reads well in both: its column's, else the file's; "" when nothing tells."""
    own = evidence.get((entry.sheet, entry.spot[1]), set())
    if len(own) == 1:
        return next(iter(own))
    whole = set[str]().union(*evidence.values())
    readings = " hoặc ".join(f"{value:f}".replace(".", ",") for value in reading.values.values())
    if not own and len(whole) == 1:
        notation = next(iter(whole))
        found.append(
            warning(
                "notation_from_elsewhere",
                place(entry.sheet, entry.spot),
                f"{entry.what}: “{reading.printed}” có thể là {readings}; được đọc là "
                + f"{reading.values[notation]:f}".replace(".", ",")
                + " theo cách viết ở các cột khác trong tệp.",
                "Kiểm tra lại số này ở bước xem trước.",
            )
        )
        return notation
    found.append(
        error(
            "ambiguous_number",
            place(entry.sheet, entry.spot),
            f"{entry.what}: “{reading.printed}” có thể là {readings}; không có số nào khác trong cột cho biết"
            " dấu chấm, dấu phẩy dùng để làm gì.",
            "Gõ lại thành ô số (không phải chữ), hoặc bỏ dấu ngăn cách hàng nghìn.",
        )
    )
    return ""
