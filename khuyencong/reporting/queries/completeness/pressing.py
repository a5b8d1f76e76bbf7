"""What of a table still lacks, and which of it this reader may ask for or put down as missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness.table import Table, lacking
from khuyencong.reporting.queries.periodic import returns_seen_by
from khuyencong.reporting.queries.periodic.lists import OWED
from khuyencong.rules.timeliness import Standing

State = PeriodicReturn.State
DECLARED = (State.EXPECTED, State.DRAFT, State.SUBMITTED, State.RETURNED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """The returns that should be here, those she may ask for, those she may put down as missing."""

    all: Sequence[PeriodicReturn] = ()
    to_urge: Sequence[PeriodicReturn] = ()
    to_declare: Sequence[PeriodicReturn] = ()
    never: int = 0
    """How many of the table are not here, and came at most before they were declared missing."""
    again: int = 0
    """How many came and were sent back, so that they have to come once more."""


def lacking_of(table: Table, *, actor: Actor) -> Lacking:
    """One SELECT, and one a level above for whether it is hers or one she inherited."""
    keys = lacking(table)
    if not keys:
        return Lacking()
    late = list(returns_seen_by(actor).filter(pk__in=keys).order_by("due_on", "pk"))
    never = sum(table.rates.counts.get(each, 0) for each in (Standing.OVERDUE, Standing.MISSING))
    return replace(pressing_of(late, actor=actor, on=table.on), never=never, again=table.rates.again)


def pressing_of(late: Sequence[PeriodicReturn], *, actor: Actor, on: date) -> Lacking:
    """Which of these she may ask for that day, and which put down as missing; no SELECT where none can be hers.

    What has not opened is asked of nobody; what is not past its day is no debt, though it was sent back.
    """
    urges: dict[int, bool] = {}
    decides: dict[int, bool] = {}
    for each in late:
        if each.to_id not in urges:
            # Only an agency of her own's kind can be hers or one she inherited; others cost no SELECT.
            hers = actor.agency is not None and actor.agency.kind == each.to.kind
            urges[each.to_id] = hers and permissions.approves_return(actor, each)
            decides[each.to_id] = hers and permissions.decides_on_return(actor, each)
    return Lacking(
        all=late,
        to_urge=[each for each in late if urges[each.to_id] and each.state in OWED and each.opens_on <= on],
        to_declare=[
            each
            for each in late
            if decides[each.to_id]
            and each.state in DECLARED
            and each.approved_at is None
            and each.due_on is not None
            and each.due_on < on
        ],
    )
