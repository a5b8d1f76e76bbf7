"""Everything that happened, by who is scored: the events of each unit and department of a round."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from khuyencong.organisations.models import Agency
from khuyencong.organisations.scope import below
from khuyencong.reporting.queries.capability.money import spent
from khuyencong.reporting.queries.capability.returns import returns
from khuyencong.reporting.queries.capability.sending import (
    Happened,
    days_to_judge,
    monthly,
    places_of_projects,
    requests,
    right_first,
)
from khuyencong.reporting.queries.capability.trail import trail_until
from khuyencong.reporting.queries.capability.work import days_to_settle, ended, inspected, outcomes
from khuyencong.rules.capability import About, Event

CENTRES = (Agency.Kind.CENTRE, Agency.Kind.REGION_CENTRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who is scored, as what."""

    agency: int
    about: About


def happened(known: datetime, cut: date) -> Iterator[Happened]:
    """Everything, as it was known at an instant, of which what happened by the end of `cut` will count.

    A SELECT or a few for each source, however many dossiers: the deadlines of months ask once a month.
    """
    trail, places = trail_until(known, cut), places_of_projects()
    yield from monthly(trail)
    yield from returns(trail)
    yield from right_first(trail, places)
    yield from requests(trail)
    yield from days_to_judge(trail, places)
    yield from days_to_settle(trail, places)
    yield from ended(trail, places)
    yield from spent(trail, places)
    yield from outcomes(trail, places)
    yield from inspected(trail, places)


def heirs_on(cut: date) -> dict[int, Agency]:
    """The agency that stands for each on that day: itself, or who took it over by then; one SELECT."""
    agencies = {each.pk: each for each in Agency.objects.all()}

    def heir(each: Agency) -> Agency:
        seen = {each.pk}
        while each.until is not None and each.until <= cut and each.successor_id is not None:
            each = agencies[each.successor_id]
            if each.pk in seen:
                break
            seen.add(each.pk)
        return each

    return {key: heir(each) for key, each in agencies.items()}


def bodies_of(runner: Agency, cut: date) -> list[Body]:
    """Who a round scores whatever happened: centres, and at the ministry the departments; one SELECT."""
    standing = Agency.objects.filter(since__lte=cut).filter(Q(until__isnull=True) | Q(until__gt=cut))
    if runner.kind != Agency.Kind.MINISTRY:
        standing = standing.filter(pk__in=below(runner)).exclude(pk=runner.pk)
    found = [Body(agency=key, about=About.UNIT) for key in keys(standing.filter(kind__in=CENTRES))]
    if runner.kind == Agency.Kind.MINISTRY:
        departments = standing.filter(kind=Agency.Kind.DEPARTMENT)
        found += [Body(agency=key, about=About.DEPARTMENT) for key in keys(departments)]
    return found


def keys(rows: QuerySet[Agency]) -> list[int]:
    """The keys of some agencies, in a fixed order."""
    return list(rows.order_by("pk").values_list("pk", flat=True))


def events_of(runner: Agency, known: datetime, cut: date) -> Mapping[Body, Sequence[Event]]:
    """The events of each body a round of that agency scores; one without events is there with none.

    What an agency did that was taken over by the end of the round is its heir's. A province scores its units,
    never its own department; the ministry scores both.
    """
    heirs = heirs_on(cut)
    found: dict[Body, list[Event]] = defaultdict(list)
    for body in bodies_of(runner, cut):
        found[body] = []
    national = runner.kind == Agency.Kind.MINISTRY
    own = set(Agency.objects.filter(pk__in=below(runner)).values_list("pk", flat=True)) - {runner.pk}
    for each in happened(known, cut):
        for key, about in ((each.unit, About.UNIT), (each.department, About.DEPARTMENT)):
            if key is None or (about is About.DEPARTMENT and not national):
                continue
            agency = heirs[key].pk
            if agency != runner.pk and (national or agency in own):
                found[Body(agency=agency, about=about)].append(each.event)
    return found
