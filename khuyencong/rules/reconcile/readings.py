"""Other readings of a figure that does not hold: cut instead of rounded, a ratio printed as a percentage."""

from collections.abc import Iterator
from fractions import Fraction

from khuyencong.rules.reconcile.claims import Claim, Interval, Kind
from khuyencong.rules.reconcile.verdict import Code

Reading = tuple[Code, Interval]
"""What kind of slip it would be, and the exact values the figure would then stand for."""


def slip_of(claim: Claim, span: Interval) -> Code | None:
    """The slip that explains why a derived figure lies outside `span`; None if none does, or it lies inside."""
    if claim.interval.meets(span):
        return None
    return next((code for code, reading in other_readings(claim) if _fits(claim, code, reading, span)), None)


def other_readings(claim: Claim) -> Iterator[Reading]:
    """Every other way to read a derived figure."""
    figure = claim.figure
    if figure is None or figure.low is None or figure.high is None:
        return
    value, unit = Fraction(figure.value), figure.last_digit
    if not figure.qualifier:
        cut = Interval(low=value - (unit if value <= 0 else 0), high=value + (unit if value >= 0 else 0))
        yield Code.TRUNCATED, claim.exact(cut)
    half = figure.high - value
    size = Interval(low=abs(value) - half, high=abs(value) + half)
    # "1 %" would read as anything from 0,5 to 1,5 times, and so explain nearly every wrong growth.
    if claim.kind in (Kind.GROWTH, Kind.SHARE) and not size.meets(Interval(low=Fraction(1), high=Fraction(1))):
        yield Code.RATIO_AS_PERCENT, size
    if claim.kind == Kind.GROWTH:  # 107,72 % of the old figure, printed as 107,72 % more
        yield Code.RATIO_AS_PERCENT, Interval(low=(abs(value) - half) / 100, high=(abs(value) + half) / 100)


def _fits(claim: Claim, code: Code, reading: Interval, span: Interval) -> bool:
    if not reading.meets(span):
        return False
    if code is Code.TRUNCATED:
        # Cutting 2,6999 leaves 2,69, cutting 2,70 does not: the far end is not part of the reading.
        return span.low != reading.high and span.high != reading.low
    if span.centre is None:
        return False  # with a side open, too much would fit
    # "Down 0,92 %" can be the ratio 0,92; "down 1,08 %" cannot be 1,08, which is a rise.
    return not claim.value.lstrip("~ ").startswith(("-", "\u2212", "\u2013")) or (span.high or 2) < 1
