"""What of a table still lacks, and which of it this reader may ask for or put down as missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness.table import Table, lacking
from khuyencong.reporting.queries.periodic import returns_seen_by
from khuyencong.reporting.queries.periodic.lists import OWED

State = PeriodicReturn.State
DECLARED = (State.EXPECTED, State.DRAFT, State.SUBMITTED, State.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """The returns that should be here, those she may ask for, those she may put down as missing."""

    all: Sequence[PeriodicReturn] = ()
    to_urge: Sequence[PeriodicReturn] = ()
    to_declare: Sequence[PeriodicReturn] = ()


def lacking_of(table: Table, *, actor: Actor) -> Lacking:
    """One SELECT, and one a level above for whether it is hers or one she inherited."""
    keys = lacking(table)
    if not keys:
        return Lacking()
    late = list(returns_seen_by(actor).filter(pk__in=keys).order_by("due_on", "pk"))
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
        to_urge=[each for each in late if urges[each.to_id] and each.state in OWED],
        to_declare=[
            each
            for each in late
            if decides[each.to_id]
            and each.state in DECLARED
            and each.approved_at is None
            and each.due_on is not None
        ],
    )
