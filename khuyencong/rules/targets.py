"""What was reached of a target: out of returns of months, quarters, halves and years that may overlap.

A year is made of returns that do not overlap, from its first month on, as far as they reach; the fewest that
reach farthest. What adds up is their sum; of what stands (staff, areas) the last one counts.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from khuyencong.rules.chains import Span, farthest
from khuyencong.rules.indicators import Aggregation

YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What is known of a year: the value, up to which month (1 to 12), and the spans it is made of."""

    value: int
    through: int
    spans: tuple[Span, ...]


def reached(found: Mapping[Span, int], aggregation: Aggregation, *, since: int = 1) -> Reached | None:
    """One place's year out of its returns, from the month `since` on; None where nothing reaches back to it."""
    if aggregation is Aggregation.LAST:
        last = max(found, key=lambda span: (span[1], span[0]), default=None)
        return Reached(value=found[last], through=last[1], spans=(last,)) if last is not None else None
    spans = farthest(found, since)
    if not spans:
        return None
    return Reached(value=sum(found[span] for span in spans), through=spans[-1][1], spans=spans)


def reach_words(reaches: Collection[int], *, what: str = "tỉnh") -> str:
    """Up to which month the places of one figure reach; "" where each has its whole year.

    Places that reach as far together: a sum of several reaches has no last month of its own.
    """
    if not reaches or all(month == YEAR for month in reaches):
        return ""
    counted = Counter(reaches)
    if len(counted) == 1:
        return f"đến hết tháng {next(iter(counted))}"
    far = (f"{counted[month]} {what} đến hết tháng {month}" for month in sorted(counted, reverse=True))
    return "; ".join(far)


def share_of(done: int | None, target: int | None) -> Fraction | None:
    """How much of a target was reached; None where either is unknown, or nothing was aimed at."""
    return Fraction(done, target) if done is not None and target else None


def due_by(first_year: int, last_year: int, year: int, month: int) -> Fraction:
    """Which share of its years has gone by at the end of that month: 0 before, 1 after."""
    months = (last_year - first_year + 1) * 12
    gone = (year - first_year) * 12 + month
    return Fraction(min(max(gone, 0), months), months)
