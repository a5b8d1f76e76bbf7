"""What a figure should have been: from the printed figures it speaks of, and how it is written."""

from collections.abc import Mapping
from fractions import Fraction

from khuyencong.rules.printed import write_like, write_number
from khuyencong.rules.reconcile.claims import Claim, Interval, Kind
from khuyencong.rules.reconcile.system import System

Book = Mapping[str, Claim]


def own_span(claim: Claim, book: Book, set_aside: frozenset[str]) -> Interval:
    """What the printed amounts a derived claim speaks of allow it to be, as exact values.

    Points are judged on their two shares as well, unless these are set aside or contradict their own
    amounts.
    """
    references = list(claim.of)
    if claim.kind == Kind.POINTS:
        references += [amount for share in claim.of for amount in book[share].of]
    system = System(book, {claim.id, *references} - set_aside)
    believed = system.judged - {claim.id}
    return Interval() if system.clash(believed) is not None else system.span(claim.id, believed)


def naive(claim: Claim, book: Book) -> Fraction | None:
    """A claim's figure from the printed figures as they stand, in the claim's unit; None if it cannot be.

    For a `sum` it is the sum of the parts in the unit of the whole.
    """
    if claim.kind == Kind.SUM:
        parts = [printed_value(book[part]) for part in claim.of[1:]]
        known = [part for part in parts if part is not None]
        return sum(known, Fraction(0)) / book[claim.of[0]].scale if len(known) == len(parts) else None
    if claim.kind == Kind.POINTS:
        new, old = (_share(book[share], book) for share in claim.of)
        factor = None if new is None or old is None else new - old
    else:
        factor = _quotient(claim, book)
    return None if factor is None else claim.as_printed(Interval(low=factor)).low


def printed_value(claim: Claim) -> Fraction | None:
    """A printed figure as an exact value: đồng or counts for an amount, a factor for the rest."""
    figure = claim.figure
    return None if figure is None else claim.exact(Interval(low=Fraction(figure.value))).low


def _quotient(claim: Claim, book: Book) -> Fraction | None:
    part, whole = (printed_value(book[amount]) for amount in claim.of)
    return None if part is None or not whole else part / whole


def _share(share: Claim, book: Book) -> Fraction | None:
    computed = _quotient(share, book)
    return computed if computed is not None else printed_value(share)


def recomputed(claim: Claim, book: Book, span: Interval) -> Fraction | None:
    """What a derived claim or an amount should be, in its unit: computed naively, or the middle of `span`."""
    computed = naive(claim, book) if claim.kind != Kind.AMOUNT else None
    return computed if computed is not None else claim.as_printed(span).nearest_known


def like(claim: Claim, value: Fraction | None) -> str:
    """`value` written as the claim's own figure is; "" for none."""
    figure = claim.figure
    return "" if value is None or figure is None else write_like(figure, value, claim.notation)


def finer(claim: Claim, value: Fraction, digits: int = 1) -> str:
    """`value` with more decimals than the claim prints, to show what rounding hides."""
    figure = claim.figure
    return write_number(value, (figure.decimals if figure else 0) + digits, claim.notation)
