"""Results by indicator and returns in late, out of the departments' periodic returns, as known then."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localdate

from khuyencong.norms.queries.returns import indicators_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.reporting.models import PeriodicReturn, PeriodicReturnQuerySet
from khuyencong.reporting.queries.conference.sides import Homes
from khuyencong.reporting.queries.consolidated.question import Counted
from khuyencong.reporting.queries.consolidated.values import Mark, cells_of, counting, marks_of
from khuyencong.reporting.queries.periodic.known import came, owed_then
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference import Late
from khuyencong.rules.conference.indicators import Indicator, Stretch, covering
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.returned_values import adds_up, last_counts
from khuyencong.rules.validity import in_force

FORM = "ket-qua"
Sums = dict[str, int]
Sent = dict[tuple[date, date], dict[int, int]]
"""Of one place: by the days a return is about, which province of those days said it in which return."""


@dataclass
class Adding:
    """What the returns add up to: by indicator, which provinces of the region are in it, and how many cells."""

    values: Sums = field(default_factory=lambda: defaultdict(int))
    places: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    given: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The returns that chapter IV adds up, each by the mark it counts since and by the member it is shown in.

    `final` are those whose period is the last of their member's.
    """

    marks: Mapping[int, Mark]
    home_of: Mapping[int, int]
    final: frozenset[int]


def chosen(query: Query, actor: Actor, homes: Homes) -> Chosen:
    """Which returns cover the time from the first day of the year to the cut, as known then; three SELECTs."""
    counted = approved_then(query, actor)
    sent = by_home(query, actor, homes, counted)
    chains = {
        home: covering(spans, date(query.year, 1, 1), query.cut) for home, spans in whole(sent, homes).items()
    }
    home_of = {
        key: home for home, chain in chains.items() for span in chain for key in returns_of(sent[home], span)
    }
    final = {key for home, chain in chains.items() if chain for key in returns_of(sent[home], chain[-1])}
    return Chosen(marks={key: counted[key] for key in home_of}, home_of=home_of, final=frozenset(final))


def indicators(query: Query, actor: Actor, homes: Homes) -> tuple[Indicator, ...]:
    """Every indicator with a value from the first day of the year to the cut; six SELECTs at most."""
    found = chosen(query, actor, homes)
    if not found.marks:
        return ()
    return told_by(found, indicators_of(FORM, query.cut, known_at=query.known_at))


def told_by(found: Chosen, lines: Sequence[IndicatorLine]) -> tuple[Indicator, ...]:
    """Of these lines every one that the chosen returns give a value; one SELECT."""
    added = summed(found, lines)
    # A single rate is told as it is; those of several provinces, old or new, or purses say nothing together.
    told = [line for line in lines if adds_up(line) or added.given[line.code] == 1]
    return tuple(
        Indicator(
            code=line.code,
            number=line.number,
            name=line.name,
            unit=line.unit,
            money=line.money,
            value=added.values[line.code],
            places=frozenset(added.places[line.code]),
            digits=line.decimals,
        )
        for line in told
        if added.places[line.code]
    )


def approved_then(query: Query, actor: Actor) -> dict[int, Mark]:
    """The departments' returns of the year that stood approved then, by the mark since which; one SELECT."""
    marks = marks_of(actor=actor, form=FORM, every="", by=Agency.Kind.DEPARTMENT, known_at=query.known_at)
    rows = marks.filter(periodic_return__year=query.year)
    return {mark.report: mark for mark in counting(rows, Counted.APPROVED)}


def by_home(query: Query, actor: Actor, homes: Homes, counted: Collection[int]) -> dict[int, Sent]:
    """Which return says what of each member of the region, up to the cut; one SELECT."""
    rows = owed(query, actor).filter(form=FORM, ends__lte=query.cut, starts__gte=date(query.year, 1, 1))
    sent: dict[int, Sent] = defaultdict(lambda: defaultdict(dict))
    for each in rows:
        unit = each.agency.unit_id
        place = homes.of(unit) if unit is not None and each.pk in counted else None
        if place is not None and unit is not None:
            sent[place.id][each.starts, each.ends][unit] = each.pk
    return sent


def whole(sent: Mapping[int, Sent], homes: Homes) -> dict[int, list[Stretch]]:
    """The days for which every province that stood at their end and is shown in the member has spoken.

    Before a merger those are several, after it the one: half of a province's first half year is not its.
    """
    made_of: dict[int, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(level=Unit.Level.PROVINCE) if sent else ():
        if (place := homes.of(unit.pk)) is not None:
            made_of[place.id].append(unit)
    return {
        home: [
            Stretch(starts=starts, ends=ends)
            for (starts, ends), said in spans.items()
            if {unit.pk for unit in made_of[home] if in_force(unit.since, unit.until, ends)} <= said.keys()
        ]
        for home, spans in sent.items()
    }


def returns_of(sent: Sent, span: Stretch) -> Collection[int]:
    """The returns about exactly these days."""
    return sent[span.starts, span.ends].values()


def owed(query: Query, actor: Actor) -> PeriodicReturnQuerySet:
    """What departments owe the ministry for periods of the year."""
    return (
        PeriodicReturn.objects.visible_to(actor)
        .filter(agency__kind=Agency.Kind.DEPARTMENT, to__level=Agency.Level.MINISTRY, year=query.year)
        .select_related("agency")
        .order_by("ends", "pk")
    )


def summed(found: Chosen, lines: Iterable[IndicatorLine]) -> Adding:
    """The cells of the chosen returns added up."""
    added = Adding()
    for key, code, value in adding(found, lines):
        added.values[code] += value
        added.given[code] += 1
        added.places[code].add(found.home_of[key])
    return added


def adding(
    found: Chosen, lines: Iterable[IndicatorLine], codes: Collection[str] | None = None
) -> Iterator[tuple[int, str, int]]:
    """The cells that are added up, as they counted then: by return and code, of some codes or of all.

    Where the last period says it all only its cells are. One SELECT.
    """
    last = {line.code for line in lines if last_counts(line)}
    cells = cells_of(found.marks.values()).filter(value__isnull=False).order_by()
    if codes is not None:
        cells = cells.filter(indicator__in=codes)
    for key, code, value in cells.values_list("periodic_return_id", "indicator", "value"):
        if code not in last or key in found.final:
            yield key, code, value or 0


def late(query: Query, actor: Actor, homes: Homes, agencies: Mapping[int, str]) -> tuple[Late, ...]:
    """How many returns each member sent after their day, or owes still, as known then; one SELECT."""
    found = sent_late(query, actor, homes)
    return tuple(
        Late(code=place.code, name=place.name, agency=agencies.get(place.id, ""), returns=len(found[place.id]))
        for place in homes.members
        if place.id in found
    )


def sent_late(query: Query, actor: Actor, homes: Homes) -> dict[int, list[PeriodicReturn]]:
    """The returns themselves, by the member of the region they are of; one SELECT."""
    known_on = localdate(query.known_at)
    rows = owed_then(owed(query, actor).filter(ends__lte=query.cut, due_on__lt=known_on), query.known_at)
    found: dict[int, list[PeriodicReturn]] = defaultdict(list)
    for each in rows:
        sent = came(each)
        place = homes.of(each.agency.unit_id or 0)
        if place is not None and each.due_on and (sent is None or localdate(sent) > each.due_on):
            found[place.id].append(each)
    return found
