"""How a regional report is laid out as a page: its headline, the order of its lines, its map."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from khuyencong.places.queries import Tile, tiles_on
from khuyencong.reporting.queries.report import PlaceRow, PublishedFigure, RegionalReport
from khuyencong.rules.consolidation import BOTH, Cell
from khuyencong.rules.money import percent, trieu

RANKS: dict[str, tuple[str, Callable[[PlaceRow], Fraction | int]]] = {
    "rate": ("thấp nhất trước", lambda row: row.cells[BOTH].rate or Fraction(0)),
    "plan": ("kế hoạch lớn trước", lambda row: -(row.cells[BOTH].plan or 0)),
    "done": ("thực hiện nhiều trước", lambda row: -(row.cells[BOTH].done or 0)),
    "name": ("theo tên", lambda row: 0),
}
LOW, WIDE = (10, 20, 30, 40), (20, 40, 60, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The answer in one line, on which figures it rests, and those figures; amounts in đồng."""

    title: str
    basis: str
    cell: Cell
    plan: PublishedFigure | None
    done: PublishedFigure | None
    made: bool


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


def headline(report: RegionalReport) -> Headline:
    """What the page answers: the share of the plan that was done, on printed totals where there are any."""
    printed = report.published[BOTH]
    query = report.query
    if printed.plan or printed.done:
        cell = printed.cell
        return Headline(
            title=title(report, cell),
            basis="theo số đã công bố",
            cell=cell,
            plan=printed.plan,
            done=printed.done,
            made=False,
        )
    cell = report.summed[BOTH]
    reported = f"{report.completeness.reported}/{report.completeness.expected}"
    basis = f"tổng hợp từ {reported} địa phương" if cell.plan or cell.done else f"năm {query.year}"
    return Headline(title=title(report, cell), basis=basis, cell=cell, plan=None, done=None, made=report.made)


def title(report: RegionalReport, cell: Cell) -> str:
    """The page's first line: "Miền Nam 2018: đến 31/7 mới thực hiện 26,6 % kế hoạch"."""
    query = report.query
    until = (
        "cả năm" if (query.cut.month, query.cut.day) == (12, 31) else f"đến {query.cut.day}/{query.cut.month}"
    )
    head = f"{report.region_name} {query.year}: {until}"
    if cell.done is not None and cell == report.summed[BOTH] and report.completeness.missing:
        # A rate of those who reported is not the rate of the region: the headline must not read like one.
        complete = report.completeness
        return f"{head} mới có số của {complete.reported}/{complete.expected} địa phương"
    if cell.rate is not None:
        return f"{head} {'mới ' if is_behind(report) else ''}thực hiện {percent(cell.rate, 1)} kế hoạch"
    if cell.done is not None:
        return f"{head} thực hiện {trieu(cell.done)} triệu đồng, chưa rõ kế hoạch"
    if cell.plan is not None:
        plan = f"{report.region_name} {query.year}: kế hoạch {trieu(cell.plan)} triệu đồng"
        return f"{plan}, {until} chưa có số thực hiện"
    return f"{head} chưa có số liệu nào"


def is_behind(report: RegionalReport) -> bool:
    """Whether the rest of the year needs a faster pace than the year so far."""
    pace = report.pace
    return pace is not None and pace.needed is not None and pace.left > 0 and pace.needed > pace.so_far


def ordered(rows: Sequence[PlaceRow], sort: str) -> list[PlaceRow]:
    """The lines, those without a report first, then what hurts most, or as asked."""
    _, rank = RANKS[sort if sort in RANKS else "rate"]
    return sorted(rows, key=lambda row: (sort == "rate" and row.reported, rank(row)))


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
