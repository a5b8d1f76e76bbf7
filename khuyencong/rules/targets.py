"""What was reached of a target: out of returns of months, quarters, halves and years that may overlap.

A year is made of returns that do not overlap, from its first month on, as far as they reach; the fewest that
reach farthest. What adds up is their sum; of what stands (staff, areas) the last one counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from khuyencong.rules.indicators import Aggregation

Span = tuple[int, int]
"""The first and the last month of a return, 1 to 12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What is known of a year: the value, up to which month, and the spans it is made of."""

    value: int
    through: int
    spans: tuple[Span, ...]


def reached(found: Mapping[Span, int], aggregation: Aggregation, *, since: int = 1) -> Reached | None:
    """One place's year out of its returns, from the month `since` on; None where nothing reaches back to it."""
    if aggregation is Aggregation.LAST:
        last = max(found, key=lambda span: (span[1], span[0]), default=None)
        return Reached(value=found[last], through=last[1], spans=(last,)) if last is not None else None
    spans = _farthest(found, since)
    if not spans:
        return None
    return Reached(value=sum(found[span] for span in spans), through=spans[-1][1], spans=spans)


def _farthest(found: Iterable[Span], since: int) -> tuple[Span, ...]:
    """The chain from `since` that reaches farthest; of those the one with the fewest links."""
    chains: dict[int, tuple[Span, ...]] = {since: ()}
    for first, last in sorted(found):
        if first in chains:
            chain = (*chains[first], (first, last))
            if last + 1 not in chains or len(chain) < len(chains[last + 1]):
                chains[last + 1] = chain
    return chains[max(chains)]


def share_of(done: int | None, target: int | None) -> Fraction | None:
    """How much of a target was reached; None where either is unknown, or nothing was aimed at."""
    return Fraction(done, target) if done is not None and target else None


def due_by(first_year: int, last_year: int, year: int, month: int) -> Fraction:
    """Which share of its years has gone by at the end of that month: 0 before, 1 after."""
    months = (last_year - first_year + 1) * 12
    gone = (year - first_year) * 12 + month
    return Fraction(min(max(gone, 0), months), months)
