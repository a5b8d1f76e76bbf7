"""Results by indicator and returns in late, out of the departments' periodic returns, as known then."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localdate

from khuyencong.norms.queries.returns import indicators_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import PeriodicReturn, PeriodicReturnQuerySet, ReturnCell
from khuyencong.reporting.queries.conference.sides import Homes
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference import Late
from khuyencong.rules.conference.indicators import Indicator, Stretch, covering
from khuyencong.rules.indicators import Aggregation
from khuyencong.workflow.models import Event

FORM = "ket-qua"
APPROVED, UNLOCKED = "periodic.approve", "periodic.reopen"
Sums = dict[str, int]


@dataclass
class Adding:
    """What the returns add up to: by indicator, and which provinces are in it."""

    values: Sums = field(default_factory=lambda: defaultdict(int))
    places: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def indicators(query: Query, actor: Actor, homes: Homes) -> tuple[Indicator, ...]:
    """Every indicator with a value from the first day of the year to the cut; four SELECTs at most."""
    rows = owed(query, actor).filter(form=FORM, ends__lte=query.cut, starts__gte=date(query.year, 1, 1))
    returns = [each for each in rows if homes.of(each.agency.unit_id or 0) is not None]
    locked = locked_then([each.pk for each in returns], query)
    by_agency: dict[int, list[Stretch]] = defaultdict(list)
    for each in returns:
        if each.pk in locked:
            by_agency[each.agency_id].append(Stretch(key=each.pk, starts=each.starts, ends=each.ends))
    chosen = {agency: covering(found, date(query.year, 1, 1), query.cut) for agency, found in by_agency.items()}
    if not any(chosen.values()):
        return ()
    lines = indicators_of(FORM, query.cut)
    last = {line.code for line in lines if line.aggregation == Aggregation.LAST}
    added = summed(chosen, query, last)
    return tuple(
        Indicator(
            code=line.code,
            number=line.number,
            name=line.name,
            unit=line.unit,
            money=line.money,
            value=added.values[line.code],
            places=len(added.places[line.code]),
            digits=line.decimals,
        )
        for line in lines
        if added.places[line.code]
    )


def owed(query: Query, actor: Actor) -> PeriodicReturnQuerySet:
    """What departments owe the ministry for periods of the year."""
    return (
        PeriodicReturn.objects.visible_to(actor)
        .filter(agency__kind=Agency.Kind.DEPARTMENT, to__level=Agency.Level.MINISTRY, year=query.year)
        .select_related("agency")
        .order_by("ends", "pk")
    )


def locked_then(keys: Collection[int], query: Query) -> set[int]:
    """Those of the returns that stood approved at the instant, whatever became of them since; one SELECT."""
    rows = Event.objects.filter(
        dossier_kind="periodic_return",
        dossier_key__in=[str(key) for key in keys],
        name__in=(APPROVED, UNLOCKED),
        at__lte=query.known_at,
    )
    told = dict(rows.order_by("sequence").values_list("dossier_key", "name")) if keys else {}
    return {int(key) for key, name in told.items() if name == APPROVED}


def summed(chosen: dict[int, Sequence[Stretch]], query: Query, last: Collection[str]) -> Adding:
    """The cells of the chosen returns as known then: added up, or the last one where that is what counts."""
    agency_of = {each.key: agency for agency, found in chosen.items() for each in found}
    final = {found[-1].key for found in chosen.values() if found}
    cells = ReturnCell.objects.known_on(query.known_at).filter(
        periodic_return__in=agency_of, value__isnull=False
    )
    added = Adding()
    for key, code, value in cells.order_by().values_list("periodic_return_id", "indicator", "value"):
        if code not in last or key in final:
            added.values[code] += value or 0
            added.places[code].add(agency_of[key])
    return added


def late(query: Query, actor: Actor, homes: Homes, agencies: Mapping[int, str]) -> tuple[Late, ...]:
    """Returns of the year sent after their day, or due and not sent, as known then; one SELECT."""
    known_on = localdate(query.known_at)
    rows = owed(query, actor).filter(ends__lte=query.cut, due_on__lt=known_on, created_at__lte=query.known_at)
    rows = rows.exclude(state=PeriodicReturn.State.DROPPED)
    found: dict[int, list[PeriodicReturn]] = defaultdict(list)
    for each in rows:
        sent = each.first_sent_at if each.first_sent_at and each.first_sent_at <= query.known_at else None
        place = homes.of(each.agency.unit_id or 0)
        if place is not None and each.due_on and (sent is None or localdate(sent) > each.due_on):
            found[place.id].append(each)
    return tuple(
        Late(code=place.code, name=place.name, agency=agencies.get(place.id, ""), returns=len(found[place.id]))
        for place in homes.members
        if place.id in found
    )
