"""The provinces of a region on the tile map of its borders, as page, document and slides draw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from khuyencong.places.queries import Tile, tiles_on
from khuyencong.reporting.queries.report import PlaceRow, RegionalReport
from khuyencong.rules.consolidation import BOTH

LOW, WIDE = (10, 20, 30, 40), (20, 40, 60, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTile:
    """A province on the map; `row` is None for an archipelago, which is shown apart."""

    tile: Tile
    row: PlaceRow | None
    col: int
    line: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TileMap:
    """The tiles of a region, as many columns as they need, with the steps of the colour scale."""

    tiles: tuple[MapTile, ...]
    columns: int
    scale: tuple[tuple[str, str], ...]


def steps(rows: Sequence[PlaceRow]) -> tuple[int, ...]:
    """The limits of the colour scale in per cent: finer while the year's rates are still low."""
    rates = [row.cells[BOTH].rate or Fraction(0) for row in rows]
    return LOW if all(rate <= Fraction(1, 2) for rate in rates) else WIDE


def step_of(row: PlaceRow | None, limits: Sequence[int]) -> str:
    """The name of a tile's colour step; `none` where there is no rate."""
    rate = row.cells[BOTH].rate if row else None
    if rate is None:
        return "none"
    return str(sum(rate * 100 >= limit for limit in limits))


def scale_of(limits: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """The legend: each step with its range in words."""
    inner = [f"{low}–dưới {high} %" for low, high in pairwise(limits)]
    words = [f"dưới {limits[0]} %", *inner, f"từ {limits[-1]} %"]
    return (*((str(step), text) for step, text in enumerate(words)), ("none", "chưa có tỷ lệ"))


def tile_map(report: RegionalReport) -> TileMap:
    """The region's provinces on the tile map of its borders; both archipelagos are always shown."""
    rows = {row.code: row for row in report.rows}
    everything = tiles_on(report.query.target)
    shown = [tile for tile in everything if tile.code in rows and not tile.part]
    if not shown:
        return TileMap(tiles=(), columns=1, scale=())
    left, top = min(tile.col for tile in shown), min(tile.row for tile in shown)
    width = max(tile.col for tile in shown) - left + 1
    limits = steps(report.rows)
    land = [
        MapTile(
            tile=tile,
            row=rows[tile.code],
            col=tile.col - left + 1,
            line=tile.row - top + 1,
            step=step_of(rows[tile.code], limits),
        )
        for tile in shown
    ]
    last = max(tile.line for tile in land)
    islands = [tile for tile in everything if tile.part]
    return TileMap(
        tiles=(*land, *sea(islands, top, last, width + 1)), columns=width + 1, scale=scale_of(limits)
    )


def sea(islands: Sequence[Tile], top: int, last: int, col: int) -> list[MapTile]:
    """The archipelagos in a column east of the land, at their latitude or as near to it as the map reaches."""
    placed: list[MapTile] = []
    free = last - len(islands) + 1
    for tile in sorted(islands, key=lambda tile: tile.row):
        line = max(1, min(tile.row - top + 1, max(free, 1)), *(each.line + 1 for each in placed))
        placed.append(MapTile(tile=tile, row=None, col=col, line=line, step="none"))
        free += 1
    return placed
