"""A figure exactly as somebody printed it: its digits, and every value that could stand behind them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


class UnreadableFigureError(ValueError):
    """A text that is not a figure in the stated notation; the message says what was expected."""


NOTATIONS = {"vi": (".", ","), "en": (",", ".")}
"""The thousands separator and the decimal mark of each notation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printed figure: `text` as given, `qualifier` one of "", "~", ">", "<", and its exact digits."""

    text: str
    value: Decimal
    decimals: int
    qualifier: str = ""

    @property
    def low(self) -> Fraction | None:
        """The smallest value that may stand behind the figure; None where that side is open."""
        if self.qualifier == "<":
            return None
        return Fraction(self.value) - self._slack

    @property
    def high(self) -> Fraction | None:
        """The largest value that may stand behind the figure; None where that side is open."""
        if self.qualifier == ">":
            return None
        return Fraction(self.value) + self._slack

    @property
    def _slack(self) -> Fraction:
        """Half a unit of the last digit; one and a half after "~"; none after ">" and "<", which are exact."""
        if self.qualifier in (">", "<"):
            return Fraction(0)
        halves = 3 if self.qualifier == "~" else 1
        return Fraction(halves, 2 * 10**self.decimals)


def read_printed(text: str, notation: str = "vi") -> Printed:
    """Read "57.615,3", "~7.8" or "> 91,3"; raises UnreadableFigureError, never guesses between notations."""
    group, mark = NOTATIONS[notation]
    stripped = text.strip().replace("\u00a0", "").replace("\u2212", "-")
    qualifier = stripped[0] if stripped[:1] in ("~", ">", "<") else ""
    digits = stripped[len(qualifier) :].strip()
    pattern = rf"-?(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(mark)}\d+)?"
    if not re.fullmatch(pattern, digits, re.ASCII):
        expected = "57.615,3" if notation == "vi" else "57,615.3"
        raise UnreadableFigureError(f"“{text}” không phải số viết theo kiểu {expected}")
    value = Decimal(digits.replace(group, "").replace(mark, "."))
    decimals = len(digits.partition(mark)[2])
    return Printed(text=text.strip(), value=value, decimals=decimals, qualifier=qualifier)
