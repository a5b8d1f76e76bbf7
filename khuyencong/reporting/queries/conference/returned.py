"""The returns and provinces behind a figure of a conference report: the list counted, as known then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.norms.queries.returns import indicators_of
from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import Place, region_on
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.conference.building import conference_report
from khuyencong.reporting.queries.conference.indicators import FORM, adding, chosen, sent_late, told_by
from khuyencong.reporting.queries.conference.sides import Homes
from khuyencong.reporting.queries.periodic.known import came
from khuyencong.reporting.queries.regional import regional_report
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference import Counter, Told
from khuyencong.rules.indicators import IndicatorLine

LATE, INDICATOR, PLACES = "late.", "indicator.", "indicators.places"
COUNTED = {
    "complete.reported": True,
    "silent.places": False,
    "complete.expected": None,
    "region.members": None,
}
"""Figures that count provinces with figures, and which of them: those that have some, that have none, all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One return in the figure: of which member, since when it counts or when it was sent, what it says."""

    report: PeriodicReturn
    place: str
    since: datetime | None
    value: int | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsBehind:
    """The returns a figure was counted or added up from, in order; `line` where they say a value."""

    rows: Sequence[Counted]
    late: bool
    line: IndicatorLine | None = None

    @property
    def places(self) -> int:
        """Of how many members they are."""
        return len({each.place for each in self.rows})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBehind:
    """A province that is counted, and whether its figures are there."""

    name: str
    reported: bool


def returns_behind(told: Told, query: Query, actor: Actor) -> ReturnsBehind | None:
    """The returns it is made of; None where it is made of none. A fixed number of SELECTs.

    By the figure's name, which every issued report has: older ones keep less of where a figure is from.
    """
    ways: dict[str, Callable[[str, Query, Actor], ReturnsBehind]] = {LATE: those_late, INDICATOR: those_adding}
    if told.name == PLACES:
        return those_adding("", query, actor)
    for head, way in ways.items():
        if told.name.startswith(head):
            return way(told.name.removeprefix(head), query, actor)
    return None


def those_late(code: str, query: Query, actor: Actor) -> ReturnsBehind:
    """What came late or is owed still: of one member by its code, or of all ("returns")."""
    homes = Homes(region_on(query.region, query.target).members, query)
    found = sent_late(query, actor, homes)
    rows = [
        Counted(report=each, place=place.name, since=came(each))
        for place in homes.members
        if code in ("returns", place.code)
        for each in found.get(place.id, ())
    ]
    return ReturnsBehind(rows=rows, late=True)


def those_adding(code: str, query: Query, actor: Actor) -> ReturnsBehind:
    """The approved returns that chapter IV adds up; with an indicator's code those that say something of it."""
    homes = Homes(region_on(query.region, query.target).members, query)
    members: dict[int, Place] = {place.id: place for place in homes.members}
    order = {place.name: number for number, place in enumerate(homes.members)}
    found = chosen(query, actor, homes)
    lines = indicators_of(FORM, query.cut, known_at=query.known_at)
    line = next((each for each in lines if each.code == code), None)
    wanted = [code] if code else [each.code for each in told_by(found, lines)]
    said: dict[int, int] = {}
    for key, _, value in adding(found, lines, wanted):
        said[key] = said.get(key, 0) + value
    reports = PeriodicReturn.objects.visible_to(actor).filter(pk__in=said).select_related("agency")
    rows = [
        Counted(
            report=each,
            place=members[found.home_of[each.pk]].name,
            since=found.marks[each.pk].at,
            value=said[each.pk] if line is not None else None,
            shown=line.show(said[each.pk]) if line is not None else "",
        )
        for each in reports
    ]
    rows.sort(key=lambda each: (order[each.place], each.report.ends, each.report.pk))
    return ReturnsBehind(rows=rows, late=False, line=line)


def places_behind(told: Told, query: Query, actor: Actor) -> list[PlaceBehind] | None:
    """The provinces a figure counts, in its order; None for one that counts something else, or returns."""
    if told.counts != Counter.PLACES or told.name == PLACES:
        return None
    if told.name not in COUNTED:
        return named_by(told, query, actor)
    wanted = COUNTED[told.name]
    missing = set(regional_report(query, actor=actor).completeness.missing)
    members = region_on(query.region, query.target).members
    rows = [PlaceBehind(name=each.name, reported=each.name not in missing) for each in members]
    return [each for each in rows if wanted is None or each.reported is wanted]


def named_by(told: Told, query: Query, actor: Actor) -> list[PlaceBehind] | None:
    """The provinces a sentence counts; those of an issued report are asked for again, as known then.

    None where that gives another number by now: then nobody can say any more which they were.
    """
    fresh = told if told.among else conference_report(query, actor=actor).told.get(told.name)
    if fresh is None or len(fresh.among) != told.value:
        return None
    return [PlaceBehind(name=each, reported=True) for each in fresh.among]
