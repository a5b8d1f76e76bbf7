"""What was asked of a return when it was sent back, and what was answered when it was handed up again."""

from collections.abc import Sequence
from dataclasses import dataclass

from khuyencong.reporting.models import PeriodicReturn
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import events_of

SENT_BACK = ("periodic.refuse", "periodic.return")
"""Steps that say why it must be looked at again, and ask for an answer."""
HANDED_UP, SIGNED, TAKEN_BACK = "periodic.submit", "periodic.sign", "periodic.withdraw"
SETTLED = ("periodic.approve", "periodic.keep", "periodic.miss", "periodic.drop")
"""Steps after which nothing that was asked before is waited for."""
TOLD = (*SENT_BACK, HANDED_UP, SIGNED, TAKEN_BACK, *SETTLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The present round: why it was sent back, the latest first; the last answer; who withdrew it."""

    asked: tuple[Event, ...] = ()
    answer: Event | None = None
    withdrawn: Event | None = None


def again_of(report: PeriodicReturn) -> Again:
    """What stands asked and answered of it now; one SELECT.

    A round begins where the level above sends back what it had; what its own leader refuses joins the round.
    """
    rows = events_of("periodic_return", str(report.pk)).filter(name__in=TOLD)
    return read(list(rows.order_by("sequence")))


def read(events: Sequence[Event]) -> Again:
    """The round that stands after these events, the earliest first."""
    asked: list[Event] = []
    answer: Event | None = None
    withdrawn: Event | None = None
    signed = False
    for each in events:
        withdrawn = each if each.name == TAKEN_BACK else None
        if each.name in SENT_BACK:
            asked = [each] if signed else [each, *asked]
            answer, signed = (None, False) if signed else (answer, False)
        elif each.name == HANDED_UP:
            answer = each if asked and each.reason else answer
        elif each.name == SIGNED:
            signed = True
        elif each.name in SETTLED:
            asked, answer, signed = [], None, False
    return Again(asked=tuple(asked), answer=answer, withdrawn=withdrawn)
