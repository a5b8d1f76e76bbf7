"""Money is whole đồng (int). Units of printed figures, and the one place where đồng become text."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Unit(StrEnum):
    """A unit in which amounts are printed; `scale` is its size in đồng."""

    DONG = "dong"
    NGHIN = "nghin"
    TRIEU = "trieu"
    TY = "ty"

    @property
    def scale(self) -> int:
        return {"dong": 1, "nghin": 10**3, "trieu": 10**6, "ty": 10**9}[self.value]

    @property
    def label(self) -> str:
        return {"dong": "đồng", "nghin": "nghìn đồng", "trieu": "triệu đồng", "ty": "tỷ đồng"}[self.value]


class NotWholeDongError(ValueError):
    """An amount that is not a whole number of đồng."""


def to_dong(value: Decimal, unit: Unit) -> int:
    """`value` in `unit` as whole đồng; raises NotWholeDongError rather than round."""
    amount = value * unit.scale
    if amount != amount.to_integral_value():
        raise NotWholeDongError(f"{value} {unit.label} không phải số đồng chẵn")
    return int(amount)


def half_up(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """`value` rounded half away from zero, as printed tables round; never through a float."""
    scaled = abs(Fraction(value)) * 10**decimals
    whole = (scaled.numerator * 2 + scaled.denominator) // (2 * scaled.denominator)
    # Written out, because every operation on a Decimal rounds to the context's 28 digits.
    return Decimal(f"{'-' if value < 0 and whole else ''}{whole}e{-decimals}")


def number(value: Fraction | Decimal | int, decimals: int = 0) -> str:
    """`value` in Vietnamese notation: a point groups thousands, a comma marks decimals ("57.615,3")."""
    return f"{half_up(value, decimals):,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def dong(amount: int) -> str:
    """Whole đồng as in a dossier: "300.000.000 đồng"."""
    return f"{number(amount)} đồng"


def in_unit(amount: int, unit: Unit, decimals: int = 1) -> str:
    """`amount` đồng as a number of `unit`, without the unit's name: 19_619_200_000 in triệu is "19.619,2"."""
    return number(Fraction(amount, unit.scale), decimals)


def trieu(amount: int, decimals: int = 1) -> str:
    """`amount` đồng as triệu đồng for a table cell, half up."""
    return in_unit(amount, Unit.TRIEU, decimals)


def percent(share: Fraction, decimals: int = 2) -> str:
    """A share of 1 as "26,59 %"."""
    return f"{number(share * 100, decimals)} %"
