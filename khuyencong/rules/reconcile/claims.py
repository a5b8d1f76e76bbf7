"""What a text claims: one printed figure or relation each, and the values that may stand behind it.

The format is that of the claims file: `amount`, `sum`, `share`, `growth`, `points`, `ratio`. Amounts are
compared in đồng (counts in their own word); a share, a growth and a ratio as the factor in part = factor ×
whole or new = factor × old; points as a difference of two such factors.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import Unit
from khuyencong.rules.printed import Printed, read_printed


class Kind(StrEnum):
    """What a claim says of the amounts it names."""

    AMOUNT = "amount"
    SUM = "sum"
    SHARE = "share"
    GROWTH = "growth"
    POINTS = "points"
    RATIO = "ratio"


FACTORS = frozenset({Kind.SHARE, Kind.GROWTH, Kind.RATIO})
"""Kinds that say one amount is so many times another."""

DERIVED = FACTORS | {Kind.POINTS}
"""Kinds whose figure follows from amounts, so that it can be recomputed."""


class ClaimsError(ValueError):
    """Claims that cannot be judged at all; `findings` name every place, rule and fix, not the first only."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """All values from `low` to `high`, both included; None leaves that side open."""

    low: Fraction | None = None
    high: Fraction | None = None

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        below = self.low is not None and other.high is not None and other.high < self.low
        above = self.high is not None and other.low is not None and other.low > self.high
        return not (below or above)

    @property
    def centre(self) -> Fraction | None:
        """The middle; None where a side is open."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2

    @property
    def nearest_known(self) -> Fraction | None:
        """The middle, or the one end there is."""
        return self.centre if self.centre is not None else (self.low if self.low is not None else self.high)

    def nearest(self, value: Fraction) -> Fraction:
        """The value of the interval that is nearest to `value`."""
        if self.low is not None and value < self.low:
            return self.low
        return self.high if self.high is not None and value > self.high else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim as printed. `value` keeps the print ("57.615,3", "~7,8"); `of` names the claims spoken of."""

    id: str
    label: str
    kind: str
    value: str = ""
    unit: str = ""
    of: tuple[str, ...] = ()
    note: str = ""
    notation: str = "vi"

    @property
    def figure(self) -> Printed | None:
        """The printed figure; None where nothing is printed. Raises UnreadableFigureError."""
        return read_printed(self.value, self.notation) if self.value.strip() else None

    @property
    def has_stated_base(self) -> bool:
        """False for the growth that does not say on what."""
        return not (self.kind == Kind.GROWTH and len(self.of) == 1)

    @property
    def interval(self) -> Interval:
        """The exact values that round to the print: đồng or counts for an amount, factors for the rest."""
        figure = self.figure
        return Interval() if figure is None else self.exact(Interval(low=figure.low, high=figure.high))

    @property
    def scale(self) -> Fraction:
        """How much one unit of the print is: đồng for money, 1 for counts and ratios, 1/100 for the rest."""
        if self.kind == Kind.AMOUNT:
            return Fraction(Unit(self.unit).scale if self.unit in MONEY else 1)
        return Fraction(1) if self.kind == Kind.RATIO else Fraction(1, 100)

    def exact(self, printed: Interval) -> Interval:
        """An interval of this claim's print as exact values; a growth of g % is the factor 1 + g/100."""
        low, high = (
            end if end is None else end * self.scale + self._base for end in (printed.low, printed.high)
        )
        return Interval(low=low, high=high)

    def as_printed(self, exact: Interval) -> Interval:
        """An interval of exact values in the unit this claim is printed in."""
        low, high = (end if end is None else (end - self._base) / self.scale for end in (exact.low, exact.high))
        return Interval(low=low, high=high)

    @property
    def _base(self) -> int:
        return 1 if self.kind == Kind.GROWTH else 0

    @property
    def dimension(self) -> str:
        """What an amount measures: money in whatever unit, or the counted thing."""
        return "đồng" if self.unit in MONEY else self.unit.casefold()

    @property
    def unit_label(self) -> str:
        """The unit as an officer reads it, with a leading space where there is one."""
        if self.kind == Kind.AMOUNT:
            return f" {Unit(self.unit).label if self.unit in MONEY else self.unit}"
        return {Kind.POINTS: " điểm phần trăm", Kind.RATIO: " lần"}.get(Kind(self.kind), " %")


MONEY = frozenset(unit.value for unit in Unit)
