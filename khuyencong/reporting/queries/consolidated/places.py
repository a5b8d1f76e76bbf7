"""Which places a consolidation is about, on which borders, and who owes returns for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import is_ministry
from khuyencong.places.queries import (
    Place,
    RegionView,
    UnknownRegionError,
    province_lineage,
    provinces_on,
    regions_on,
)
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.reporting.queries.consolidated.values import Line, Mark, province_at
from khuyencong.reporting.queries.periodic.known import let_go
from khuyencong.reporting.queries.report import NOW, THEN
from khuyencong.rules.consolidation import Completeness, completeness
from khuyencong.rules.periods import Period
from khuyencong.rules.rebasing import Lineage, rebase, rebase_rate

NATION = "vn"


class UnknownAreaError(LookupError):
    """No region or province of that code on that day, or none this reader sees as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The borders of a consolidation: every province of that day, its regions, and what became of what."""

    provinces: tuple[Place, ...]
    regions: tuple[RegionView, ...]
    lineage: Lineage[int]
    keys: frozenset[int]
    """The provinces by key."""

    def home(self, unit: int) -> tuple[int, ...]:
        """The provinces of that day in which what a unit reported is shown."""
        return self.lineage.shown_at(unit, self.keys)


def ground_of(question: Question) -> Ground:
    """In a fixed number of SELECTs; no regions before there were any."""
    provinces = provinces_on(question.target)
    try:
        regions = regions_on(question.target)
    except UnknownRegionError:
        regions = ()
    keys = frozenset(place.id for place in provinces)
    return Ground(provinces=provinces, regions=regions, lineage=province_lineage(), keys=keys)


def area_of(question: Question, ground: Ground, actor: Actor) -> tuple[str, tuple[Place, ...]]:
    """The name of the area that is asked for, and its provinces. UnknownAreaError.

    Whoever sees one province only is shown that one and no region: part of a region would pass for the whole.
    """
    whole = is_ministry(actor)
    for region in ground.regions:
        if region.code == question.area and whole:
            return region.name, region.members
    mine = own_units(actor, ground)
    for place in ground.provinces:
        if place.code == question.area and (whole or place.id in mine):
            return place.full_name, (place,)
    raise UnknownAreaError(question.area)


def borders_moved(question: Question, members: Sequence[Place], actor: Actor) -> bool:
    """Whether the area has other provinces on the other of the two borders; a fixed number of SELECTs."""
    other = replace(question, borders=NOW if question.borders == THEN else THEN)
    if other.target == question.target:
        return False
    try:
        _, there = area_of(other, ground_of(other), actor)
    except UnknownAreaError:
        return True
    return {place.id for place in there} != {place.id for place in members}


def own_units(actor: Actor, ground: Ground) -> frozenset[int]:
    """The provinces of that day that hold the place of her agency, or that it is made of."""
    unit = actor.agency.unit if actor.agency is not None else None
    while unit is not None and unit.level != "province":
        unit = unit.parent
    return frozenset(ground.home(unit.pk)) if unit is not None else frozenset()


def areas_of(actor: Actor, ground: Ground) -> list[tuple[str, str]]:
    """What she may choose from: nation, regions and provinces; below the ministry her own province."""
    if not is_ministry(actor):
        mine = own_units(actor, ground)
        return [(each.code, each.full_name) for each in ground.provinces if each.id in mine]
    regions = sorted(ground.regions, key=lambda each: each.code != NATION)
    return [
        *((each.code, each.name) for each in regions),
        *((each.code, each.full_name) for each in ground.provinces),
    ]


def on_ground(
    amounts: Mapping[Line, Mapping[int, int]], ground: Ground, rates: Collection[str] = ()
) -> tuple[dict[Line, Mapping[int, int]], frozenset[int]]:
    """The same amounts on those borders, and which provinces hold estimates; no line's total changes.

    `rates` are neither added up nor apportioned: one is shown where its province stands alone.
    """
    keys = ground.keys
    shown: dict[Line, Mapping[int, int]] = {}
    estimated: set[int] = set()
    for line, given in amounts.items():
        if given.keys() <= keys:
            shown[line] = given
            continue
        if line.indicator in rates:
            shown[line] = rebase_rate(given, ground.lineage, keys)
            continue
        rebased = rebase(given, ground.lineage, keys)
        shown[line] = rebased.amounts
        estimated |= rebased.estimated
    return shown, frozenset(estimated)


Owed = tuple[int, int, int, int]
"""A province, an agency, a year and the number of a period: what one return is for."""


def owed_for(question: Question, periods: Collection[Period], *, actor: Actor) -> tuple[set[Owed], bool]:
    """What was owed for these periods as known then, and whether any of it is made up; one SELECT."""
    rows = PeriodicReturn.objects.visible_to(actor).filter(
        ~let_go(question.known_at),
        form=question.form,
        every=question.period.every,
        agency__kind=question.by,
        year__in={each.year for each in periods},
        created_at__lte=question.known_at,
    )
    wanted = {(each.year, each.number) for each in periods}
    found: set[Owed] = set()
    made = False
    for unit, agency, year, number, made_up in rows.order_by().values_list(
        province_at("agency"), "agency_id", "year", "number", "made_up"
    ):
        if unit is not None and (year, number) in wanted:
            found.add((unit, agency, year, number))
            made = made or made_up
    return found, made


def complete(
    owed: Iterable[Owed],
    marks: Iterable[Mark],
    members: Iterable[Place],
    ground: Ground,
    periods: Collection[Period],
) -> Completeness:
    """How many of the area's provinces that owe something are here whole.

    Each needs all it was made of, and in it every agency that owes.
    """
    wanted = {(each.year, each.number) for each in periods}
    here = {(mark.unit, mark.agency, mark.year, mark.number) for mark in marks if mark.unit is not None}
    asked = {each for each in {*owed, *here} if each[2:] in wanted}
    needs: dict[int, set[Owed]] = defaultdict(set)
    homes = {unit: ground.home(unit) for unit in {each[0] for each in asked}}
    for each in asked:
        for place in homes[each[0]]:
            needs[place].add(each)
    expected = {place.name: needs[place.id] for place in members if place.id in needs}
    return completeness(expected, here)
