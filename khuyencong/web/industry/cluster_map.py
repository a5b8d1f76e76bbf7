"""Where clusters lie: the tile map of provinces, and points by their coordinates drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from khuyencong.industry.models import ClusterNotice
from khuyencong.industry.queries.notices import Province
from khuyencong.places.queries import Tile, tiles_on
from khuyencong.rules.clusters import HECTARE

STEPS = (10, 50, 100, 200)
"""Limits of the colour scale in hectares free: a convention of this page."""
WIDE, HIGH, EDGE = 320, 480, 24
MOST = 300
"""More points than these are no picture any more; the table has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTile:
    """A tile with what is free there; `row` is None where nothing is public and for an archipelago."""

    tile: Tile
    row: Province | None
    col: int
    line: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A cluster on the drawing."""

    row: ClusterNotice
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The drawing: its points, and the corner degrees in words."""

    points: tuple[Point, ...]
    without: int
    north: str
    south: str
    west: str
    east: str


def tiles_of(rows: Sequence[Province], on: date) -> list[FreeTile]:
    """Every province of the country, both archipelagos apart as on the other maps; no SQL."""
    by_code = {each.code: each for each in rows}
    return [
        FreeTile(
            tile=tile,
            row=None if tile.part else by_code.get(tile.code),
            col=tile.col + 1,
            line=tile.row + 1,
            step=step_of(None if tile.part else by_code.get(tile.code)),
        )
        for tile in tiles_on(on)
    ]


def step_of(row: Province | None) -> str:
    """The name of a tile's colour."""
    return "none" if row is None else str(sum(row.free >= limit * HECTARE for limit in STEPS))


def drawn_points(rows: Sequence[ClusterNotice] | QuerySet[ClusterNotice]) -> Points | None:
    """Those with coordinates, scaled into one frame; None where there are none. Borders are not drawn.

    A degree is as long either way, as nearly as matters between 8 and 24 degrees north.
    """
    listed = list(rows[:MOST])
    placed = [
        (each, float(each.latitude), float(each.longitude))
        for each in listed
        if each.latitude is not None and each.longitude is not None
    ]
    if not placed:
        return None
    north, south = max(lat for _, lat, _ in placed) + 0.1, min(lat for _, lat, _ in placed) - 0.1
    west, east = min(lon for *_, lon in placed) - 0.1, max(lon for *_, lon in placed) + 0.1
    scale = min((WIDE - 2 * EDGE) / (east - west), (HIGH - 2 * EDGE) / (north - south))
    return Points(
        points=tuple(
            Point(row=each, x=round(EDGE + (lon - west) * scale), y=round(EDGE + (north - lat) * scale))
            for each, lat, lon in placed
        ),
        without=len(listed) - len(placed),
        north=degrees(north, "B"),
        south=degrees(south, "B"),
        west=degrees(west, "Đ"),
        east=degrees(east, "Đ"),
    )


def degrees(value: float, side: str) -> str:
    """10,4°B."""
    return f"{value:.1f}°{side}".replace(".", ",")
