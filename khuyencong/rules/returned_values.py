"""Adding up what was returned: over places, over the periods of a year, and against a declared base.

A value is a whole number of the indicator's own unit (đồng where it is money). None is unknown, never nought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.indicators import Aggregation, IndicatorLine
from khuyencong.rules.money import number, percent

PERCENT = "%"
"""The unit of an indicator that is a rate: it does not add up over places, and changes by points."""


class Against(StrEnum):
    """What a figure is compared with."""

    YEAR_BEFORE = "year_before"
    PREVIOUS = "previous"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {"year_before": "cùng kỳ năm trước", "previous": "kỳ trước"}[self.value]


def adds_up(line: IndicatorLine) -> bool:
    """Whether values of several places together are their sum."""
    return line.unit.strip() != PERCENT


def rates_in(lines: Iterable[IndicatorLine]) -> frozenset[str]:
    """The codes of those that are rates."""
    return frozenset(line.code for line in lines if not adds_up(line))


def over_time(line: IndicatorLine, values: Mapping[int, int], numbers: Sequence[int]) -> int | None:
    """The value of several periods of a year together: all of them, or the last where that one stands.

    `values` by the number of the period. Of a sum what was given counts; a last one not given is unknown.
    """
    if last_counts(line):
        return values.get(numbers[-1]) if numbers else None
    return total(values[each] for each in numbers if each in values)


def over_places(line: IndicatorLine, values: Iterable[int | None]) -> int | None:
    """The value of several places together: their sum; a rate has none, unless only one was given."""
    given = [each for each in values if each is not None]
    return total(given) if adds_up(line) or len(given) == 1 else None


def last_counts(line: IndicatorLine) -> bool:
    """Whether of several periods the last one says it all: what stands (staff, areas), and every rate."""
    return line.aggregation is Aggregation.LAST or not adds_up(line)


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what was given; None where nothing was."""
    given = [each for each in values if each is not None]
    return sum(given) if given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A change against a declared base: `new` and `old` of that line, `against` says which base."""

    line: IndicatorLine
    new: int | None
    old: int | None
    against: Against

    @property
    def share(self) -> Fraction | None:
        """The change as a share of the old value; None where a percentage would say nothing."""
        if self.new is None or not self.old or not adds_up(self.line):
            return None
        if self.line.small_base is not None and abs(self.old) < self.line.small_base:
            return None
        return Fraction(self.new - self.old, abs(self.old))

    @property
    def words(self) -> str:
        """The change as a table cell tells it, "" where one of the two is unknown.

        Of a small base the difference and no percentage: three instead of one is no growth of 200 %.
        """
        if self.new is None or self.old is None:
            return ""
        if self.new == self.old:
            return "không đổi"
        sign = "+" if self.new > self.old else "−"
        gap = abs(self.new - self.old)
        if not adds_up(self.line):
            points = number(Fraction(gap, 10**self.line.decimals), max(self.line.decimals, 1))
            return f"{sign}{points} điểm phần trăm"
        if self.share is None:
            why = "gốc bằng 0" if self.old == 0 else "gốc nhỏ"
            return f"{sign}{self.line.show(gap)} ({why})"
        return f"{sign}{percent(abs(self.share), 1)}"
