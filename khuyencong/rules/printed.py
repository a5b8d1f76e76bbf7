"""A figure exactly as somebody printed it: its digits, and every value that could stand behind them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from khuyencong.rules.money import half_up


class UnreadableFigureError(ValueError):
    """A text that is not a figure in the stated notation; the message says what was expected."""


NOTATIONS = {"vi": (".", ","), "en": (",", ".")}
"""The thousands separator and the decimal mark of each notation."""

MAX_DIGITS = 24
"""More digits than any real figure has; a longer run of digits is damage, not money."""


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
        return None if self.qualifier == "<" else Fraction(self.value) - self._slack

    @property
    def high(self) -> Fraction | None:
        """The largest value that may stand behind the figure; None where that side is open."""
        return None if self.qualifier == ">" else Fraction(self.value) + self._slack

    @property
    def last_digit(self) -> Fraction:
        """One unit of the last printed digit."""
        return Fraction(1, 10**self.decimals)

    @property
    def _slack(self) -> Fraction:
        """Half a unit of the last digit, and one unit more after "~".

        Both ends belong to the interval: nobody says whether halves were printed up or to even, and a
        figure must not be called wrong for that. ">" and "<" open one side of it and leave the other.
        """
        return self.last_digit * Fraction(3 if self.qualifier == "~" else 1, 2)


def read_printed(text: str, notation: str = "vi") -> Printed:
    """Read "57.615,3", "~7.8" or "> 91,3"; raises UnreadableFigureError, never guesses between notations."""
    group, mark = NOTATIONS[notation]
    stripped = re.sub(r"[\u00a0\u202f\u2009]", "", text.strip()).replace("\u2212", "-").replace("\u2013", "-")
    qualifier = stripped[0] if stripped[:1] in ("~", ">", "<") else ""
    digits = stripped[len(qualifier) :].strip()
    # "0.123" is a number of the other notation, not a grouped one: no group of thousands follows a zero.
    grouped = rf"[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+"
    if not re.fullmatch(rf"[-+]?(\d+|{grouped})({re.escape(mark)}\d+)?", digits, re.ASCII):
        expected = "57.615,3" if notation == "vi" else "57,615.3"
        raise UnreadableFigureError(f"“{text}” không phải số viết theo kiểu {expected}")
    if sum(map(str.isdigit, digits)) > MAX_DIGITS:
        raise UnreadableFigureError(f"“{text[:40]}…” có hơn {MAX_DIGITS} chữ số, không phải số liệu thật")
    value = Decimal(digits.replace(group, "").replace(mark, "."))
    decimals = len(digits.partition(mark)[2])
    return Printed(text=text.strip(), value=value, decimals=decimals, qualifier=qualifier)


SPELLED = {
    **dict.fromkeys(("nghìn", "ngàn"), 10**3),
    **dict.fromkeys(("triệu", "tr"), 10**6),
    **dict.fromkeys(("tỷ", "tỉ"), 10**9),
}


def spelled_out(text: str) -> int | None:
    """What "300 triệu" or "1,2 tỷ đồng" means in whole đồng; None for anything else."""
    words = text.strip().casefold().removesuffix("đồng").strip()
    for word, times in SPELLED.items():
        if words.endswith(word):
            try:
                read = read_printed(words.removesuffix(word))
            except UnreadableFigureError:
                continue
            amount = read.value * times
            return int(amount) if not read.qualifier and amount >= 0 and amount % 1 == 0 else None
    return None


def write_number(value: Fraction, decimals: int, notation: str = "vi", *, grouped: bool = True) -> str:
    """`value` rounded half up to `decimals`, in `notation`: 57615.3 is "57.615,3" in "vi"."""
    text = f"{half_up(value, decimals):{',' if grouped else ''}.{decimals}f}"
    group, mark = NOTATIONS[notation]
    return text.translate(str.maketrans(",.", group + mark))


def write_like(figure: Printed, value: Fraction, notation: str = "vi") -> str:
    """`value` as `figure` was printed: its decimals, its grouping, its plus sign; not its "~", ">" or "<"."""
    group, _ = NOTATIONS[notation]
    grouped = group in figure.text or abs(figure.value) < 1000
    sign = "+" if "+" in figure.text and value >= 0 else ""
    return sign + write_number(value, figure.decimals, notation, grouped=grouped)
