"""One figure whose replacement makes all the rest consistent: which figure could be it, and with what value."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from khuyencong.rules.money import half_up
from khuyencong.rules.printed import Printed, write_like
from khuyencong.rules.reconcile.claims import Interval
from khuyencong.rules.reconcile.recompute import Book
from khuyencong.rules.reconcile.simplex import Reasons
from khuyencong.rules.reconcile.system import System
from khuyencong.rules.reconcile.verdict import Correction

MOST_TRIES = 25
"""So many prints around the centre are tried."""


def corrections(system: System, book: Book, clash: Reasons) -> list[Correction]:
    """Every single correction of the judged claims, smallest relative change first.

    It must be a figure of every contradiction, so those of one `clash` are all that need trying. Where the
    other figures leave a side open there is no centre, and no proposal.
    """
    found = [one for name in book if name in clash and (one := _correction(system, book, name))]
    return sorted(found, key=lambda one: (one.change is None, one.change))


def _correction(system: System, book: Book, name: str) -> Correction | None:
    claim, others = book[name], system.judged - {name}
    figure = claim.figure
    if figure is None or system.clash(others) is not None:
        return None
    for value in _prints(figure, claim.as_printed(system.span(name, others))):
        corrected = replace(claim, value=write_like(figure, value, claim.notation))
        if not system.is_loose or System({**book, name: corrected}, system.judged).clash(system.judged) is None:
            printed = Fraction(figure.value)
            change = abs(value - printed) / abs(printed) if printed else None
            return Correction(claim=name, printed=claim.value, value=corrected.value, change=change)
    return None


def _prints(figure: Printed, allowed: Interval) -> Iterator[Fraction]:
    """The centre of what is allowed, rounded as `figure` is, then its neighbours.

    The centre as printed stands for the centre itself, so it will do; only where points compare shares of
    different wholes, which the system bounds loosely, may a neighbour have to stand in.
    """
    if allowed.centre is None or allowed.high is None:
        return
    centre = Fraction(half_up(allowed.centre, figure.decimals))
    yield centre
    for step in range(1, MOST_TRIES // 2 + 1):
        if centre + step * figure.last_digit > allowed.high:
            return
        yield centre + step * figure.last_digit
        yield centre - step * figure.last_digit
