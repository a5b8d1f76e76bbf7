"""Questions about places, each in a fixed number of SQL statements; answers are frozen, under dated names."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.db.models import Q, QuerySet

from khuyencong.places.models import Lineage, Region, Unit, full_name, valid_on
from khuyencong.rules import rebasing
from khuyencong.rules.text import Candidate, fold, match_name, sort_key, spelled
from khuyencong.rules.validity import in_force

DATA = Path(__file__).parent / "data"


class UnknownRegionError(Region.DoesNotExist):
    """No region of that code on that day: the first versions begin on 1 August 2008."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit under the kind and name it had on the day that was asked about; `until` None means it still is.

    `short` is its label on the tile map, at most five characters; provinces only.
    """

    id: int
    code: str
    level: str
    kind: str
    name: str
    since: date
    until: date | None
    verified: bool
    short: str = ""

    @property
    def full_name(self) -> str:
        """Kind and name, as in a document."""
        return full_name(self.kind, self.name)

    @property
    def sort_key(self) -> str:
        """Its place in Vietnamese alphabetical order."""
        return sort_key(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """One version of a region with its members in alphabetical order."""

    id: int
    code: str
    name: str
    since: date
    until: date | None
    source: str
    verified: bool
    members: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChanges:
    """What joined and what left a region between two days, as provinces of the earlier day."""

    before: RegionView
    after: RegionView
    joined: tuple[Place, ...]
    left: tuple[Place, ...]

    @property
    def changed(self) -> bool:
        """True if the region does not cover the same territory on both days."""
        return bool(self.joined or self.left)

    @property
    def sentence(self) -> str:
        """The sentence to print under a series that crosses the change; empty where there is none."""
        if not self.changed:
            return ""
        parts = []
        if self.joined:
            parts.append(f"có thêm địa bàn {_listed(self.joined)}")
        if self.left:
            parts.append(f"không còn địa bàn {_listed(self.left)}")
        day = self.after.since.strftime("%d/%m/%Y")
        doubt = (
            "" if self.after.verified and self.before.verified else " (danh sách thành viên chưa kiểm chứng)"
        )
        return (
            f"{self.after.name} đổi thành viên: từ {day} {' và '.join(parts)}{doubt}. "
            "Số liệu trước và sau ngày này không cùng phạm vi nếu chưa quy đổi."
        )


class Found(StrEnum):
    """How a province's name was found."""

    EXACT = "exact"
    ALIAS = "alias"
    ELSEWHEN = "elsewhen"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceMatch:
    """The province that a text names on a day, or None with a Vietnamese `message` and `suggestions`.

    ELSEWHEN: the name is a province's of another time; the suggestions are those that hold its territory.
    """

    place: Place | None
    how: Found
    message: str = ""
    suggestions: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A province on the tile map; `part` is set on the two archipelagos, shown apart from their province."""

    code: str
    since: date
    col: int
    row: int
    short: str
    part: str
    name: str


def _place(unit: Unit) -> Place:
    """A unit that came from `named(on)` as a Place."""
    return Place(
        id=unit.pk,
        code=unit.code,
        level=unit.level,
        kind=getattr(unit, "kind_on", unit.kind),
        name=getattr(unit, "name_on", unit.name),
        since=unit.since,
        until=unit.until,
        verified=unit.verified,
        short=_shorts().get((unit.code, unit.since), ""),
    )


def _ordered(units: Iterable[Unit]) -> tuple[Place, ...]:
    return tuple(sorted((_place(unit) for unit in units), key=lambda place: (place.sort_key, place.code)))


def _listed(places: Iterable[Place]) -> str:
    return ", ".join(place.name for place in places)


def units_on(on: date, level: str) -> tuple[Place, ...]:
    """The units of one level that existed on that day, in Vietnamese alphabetical order. One SQL statement."""
    return _ordered(Unit.objects.on(on).filter(level=level).named(on))


def units_listed(on: date, level: str = "", parent: str = "") -> QuerySet[Unit]:
    """The same unread, for lists that page, as `named` has them; `parent` is a unit's code of that day."""
    rows = Unit.objects.on(on).named(on).select_related("parent__parent")
    if level:
        rows = rows.filter(level=level)
    if parent:
        above = Unit.objects.on(on).filter(code=parent)
        rows = rows.filter(Q(parent__in=above) | Q(parent__parent__in=above))
    return rows.order_by("level", "sort_key", "code")


def lineage_of(unit: Unit) -> tuple[list[Lineage], list[Lineage]]:
    """What the unit came from and what became of it, by name. Two SQL statements."""
    before = unit.came_from.select_related("ancestor").order_by("ancestor__sort_key", "ancestor__since")
    after = unit.became.select_related("descendant").order_by("descendant__sort_key", "descendant__since")
    return list(before), list(after)


def provinces_on(on: date) -> tuple[Place, ...]:
    """The provinces of that day: 63 until 30 June 2025, 34 since."""
    return units_on(on, Unit.Level.PROVINCE)


def listed_counts() -> list[tuple[date, str, int]]:
    """(day, level, how many units there must be) as data/counts.csv lists them with their sources. No SQL."""
    with (DATA / "counts.csv").open(encoding="utf-8", newline="") as file:
        return [
            (date.fromisoformat(row["day"]), row["level"], int(row["count"])) for row in csv.DictReader(file)
        ]


def count_on(on: date, level: str) -> int:
    """How many units of one level existed on that day. One SQL statement."""
    return Unit.objects.on(on).filter(level=level).count()


def region_row(code: str, on: date) -> Region:
    """The region's version of that day. Raises UnknownRegionError if there was none (before August 2008)."""
    region = Region.objects.filter(valid_on(on), code=code).first()
    if region is None:
        raise UnknownRegionError(f"Không có vùng “{code}” vào ngày {on:%d/%m/%Y}")
    return region


def region_on(code: str, on: date) -> RegionView:
    """The region as it was on that day. Two SQL statements. Raises UnknownRegionError if there was none."""
    region = region_row(code, on)
    return RegionView(
        id=region.pk,
        code=region.code,
        name=region.name,
        since=region.since,
        until=region.until,
        source=region.source,
        verified=region.verified,
        members=_ordered(Unit.objects.on(on).filter(memberships__region=region).named(on)),
    )


def regions_on(on: date) -> tuple[RegionView, ...]:
    """The three regions and the nation on that day, north to south."""
    return tuple(region_on(code, on) for code in Region.Code.values)


def province_lineage() -> rebasing.Lineage[int]:
    """Which province (by id) became part of which. One SQL statement; provinces that stayed are not in it."""
    links = Lineage.objects.filter(ancestor__level=Unit.Level.PROVINCE)
    return rebasing.Lineage(
        rebasing.Became(ancestor=before, descendant=after, weight=weight or 1)
        for before, after, weight in links.values_list("ancestor_id", "descendant_id", "weight")
    )


def province_successors() -> dict[int, int]:
    """Each ended province's id → the id of the province that holds it. One SQL statement."""
    links = Lineage.objects.filter(ancestor__level=Unit.Level.PROVINCE)
    return dict(links.values_list("ancestor_id", "descendant_id"))


def region_changes(code: str, one: date, other: date) -> RegionChanges:
    """What joined and left the region from the earlier to the later day, on territory rather than on names.

    Seven SQL statements. Raises UnknownRegionError for a day without the region.
    """
    before, after = sorted((one, other))
    first, last = region_on(code, before), region_on(code, after)
    lineage, target = province_lineage(), {place.id for place in provinces_on(after)}
    was, became = {place.id for place in first.members}, {place.id for place in last.members}
    joined, left = [], []
    for place in provinces_on(before):
        inside = lineage.holder(place.id, target) in became
        if inside and place.id not in was:
            joined.append(place)
        if not inside and place.id in was:
            left.append(place)
    return RegionChanges(before=first, after=last, joined=tuple(joined), left=tuple(left))


class ProvinceFinder:
    """Resolves provinces' names as of one day. Four SQL statements when made, none for each name."""

    def __init__(self, on: date) -> None:
        self._on = on
        units = list(
            Unit.objects.filter(level=Unit.Level.PROVINCE).named(on).prefetch_related("aliases", "names")
        )
        self._places = {unit.pk: _place(unit) for unit in units}
        self._today = {unit.pk for unit in units if in_force(unit.since, unit.until, on)}
        candidates = {unit.pk: _candidate(unit, self._places[unit.pk].name) for unit in units}
        self._present = [candidates[key] for key in self._today]
        self._absent = [each for key, each in candidates.items() if key not in self._today]
        self._lineage = province_lineage()

    def find(self, text: str) -> ProvinceMatch:
        """The province of the day that `text` names; never a guess."""
        match = match_name(text, self._present)
        if match.key is not None:
            return ProvinceMatch(place=self._places[match.key], how=Found(match.how.value))
        other = match_name(text, self._absent)
        if other.key is not None and self._today:
            return self._elsewhen(self._places[other.key])
        return self._unknown(text, tuple(self._places[key] for key in match.suggestions))

    def _elsewhen(self, place: Place) -> ProvinceMatch:
        """A province of another time: say what holds it, or what it is made of, on the day."""
        day = self._on.strftime("%d/%m/%Y")
        holder = self._lineage.holder(place.id, self._today)
        keys = (holder,) if holder is not None else self._lineage.parts(place.id, self._today) or ()
        nearest = tuple(self._places[key] for key in keys)
        if holder is not None:
            message = f"{place.full_name} không còn vào ngày {day}; địa bàn thuộc {nearest[0].full_name}"
        else:
            message = f"{place.full_name} chưa có vào ngày {day}; khi đó là {_listed(nearest)}"
        return ProvinceMatch(place=None, how=Found.ELSEWHEN, message=message, suggestions=nearest)

    def _unknown(self, text: str, near: tuple[Place, ...]) -> ProvinceMatch:
        message = f"Không có tỉnh, thành phố “{text.strip()}” vào ngày {self._on:%d/%m/%Y}"
        if near:
            message += f"; có phải {' hoặc '.join(place.full_name for place in near)}?"
        return ProvinceMatch(place=None, how=Found.NONE, message=message, suggestions=near)


def _candidate(unit: Unit, name: str) -> Candidate[int]:
    """A province under its name of the day; its other names and its aliases are other ways of writing it."""
    others = {unit.name, *(each.name for each in unit.names.all()), *(each.text for each in unit.aliases.all())}
    return Candidate(key=unit.pk, name=name, aliases=tuple(sorted(others - {name})))


def find_province(text: str, on: date) -> ProvinceMatch:
    """One name as of one day; for many names make one ProvinceFinder."""
    return ProvinceFinder(on).find(text)


@lru_cache(maxsize=2)
def _tiles(name: str) -> tuple[Tile, ...]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Tile(
                code=row["code"],
                since=date.fromisoformat(row["unit_since"]),
                col=int(row["col"]),
                row=int(row["row"]),
                short=row["short"],
                part=row["part"],
                name=row["name"],
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def _shorts() -> dict[tuple[str, date], str]:
    tiles = (*_tiles("tiles_then"), *_tiles("tiles_now"))
    return {(tile.code, tile.since): tile.short for tile in tiles if not tile.part}


def tiles_on(on: date) -> tuple[Tile, ...]:
    """The tile map of the day's provinces, row by row; the two archipelagos are tiles of their own. No SQL."""
    return _tiles("tiles_now" if on >= date(2025, 7, 1) else "tiles_then")


def communes_in(province: int, on: date) -> list[Unit]:
    """The communes of a province on that day, also below a district. One SQL statement."""
    inside = Q(parent=province) | Q(parent__parent=province)
    return list(Unit.objects.on(on).filter(inside, level=Unit.Level.COMMUNE).order_by("sort_key"))


def named_among(text: str, communes: Iterable[Unit]) -> list[Unit]:
    """Those whose name is the text, with or without kind and marks; with its marks before without. No SQL."""
    listed = list(communes)

    def alike(plain: Callable[[str], str]) -> list[Unit]:
        wanted = plain(text)
        whole = [unit for unit in listed if plain(unit.full_name) == wanted]
        return whole or [unit for unit in listed if plain(unit.name) == wanted]

    return alike(spelled) or alike(fold)


def communes_named(text: str, province: int, on: date) -> list[Unit]:
    """The communes of a province on that day whose name is the text, with or without kind and marks."""
    return named_among(text, communes_in(province, on))
