"""The returns of a year, of every kind together: by kind, by place; one SELECT."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import inherited
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness.table import KEPT, owed_of
from khuyencong.reporting.queries.periodic.known import let_in_since
from khuyencong.rules.timeliness import Rates, Standing, Timed, rates, timed


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Rates of the periods of a year that she sees: by kind of return (its code), by place, her own, all.

    Places by their key: communes of two provinces bear one name, and so do an old province and its heir.
    `due` says that the day of one of them has passed: what was only sent early tells nothing of the year.
    """

    year: int
    by_kind: Mapping[str, Rates]
    by_place: Mapping[int, Rates]
    names: Mapping[int, str]
    rates: Rates
    own: Rates
    due: bool
    made: bool

    @property
    def perfect(self) -> list[str]:
        """The places that sent everything in time, where they owed anything."""
        found = self.by_place.items()
        return sorted(self.names[key] for key, each in found if each.owed and each.in_time == each.owed)


def whole_of(actor: Actor, year: int, on: date) -> Whole:
    """Everything that is owed for the year's periods, as it stands on that day."""
    seen = PeriodicReturn.objects.visible_to(actor).filter(year=year).order_by()
    rows = seen.annotate(kept=KEPT, let_in=let_in_since())
    hers = inherited(actor.agency) if actor.agency is not None else frozenset()
    by_kind: dict[str, list[Timed]] = defaultdict(list)
    by_place: dict[int, list[Timed]] = defaultdict(list)
    names: dict[int, str] = {}
    own: list[Timed] = []
    due = made = False
    columns = ("form", "every", "agency__kind", "agency", "agency__unit", "agency__unit__name")
    for (
        form,
        every,
        kind,
        agency,
        place,
        name,
        due_on,
        sent_at,
        state,
        revision,
        kept,
        let_in,
        made_up,
    ) in rows.values_list(
        *columns, "due_on", "first_sent_at", "state", "revision", "kept", "let_in", "made_up"
    ):
        sent_on = localdate(sent_at) if sent_at and not let_in else None
        made |= made_up
        found = timed(owed_of(due_on, sent_on, state, revision - kept), on)
        due |= found.standing is not Standing.DROPPED and due_on is not None and due_on < on
        by_kind[f"{form}.{every}.{kind}"].append(found)
        if agency in hers:
            own.append(found)
        if place is not None:
            by_place[place].append(found)
            names[place] = name
    return Whole(
        year=year,
        by_kind={code: rates(each) for code, each in by_kind.items()},
        by_place={key: rates(each) for key, each in by_place.items()},
        names=names,
        rates=rates(each for listed in by_kind.values() for each in listed),
        own=rates(own),
        due=due,
        made=made,
    )


def latest_whole(actor: Actor, today: date) -> Whole:
    """The year we are in once anything of it is due, in its first weeks the year before."""
    found = whole_of(actor, today.year, today)
    return found if found.due else whole_of(actor, today.year - 1, today)
