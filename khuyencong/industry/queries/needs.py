"""What is wished for as a table: names, and contents by sectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khuyencong.industry.queries.surveys import Need
from khuyencong.norms.models import Activity, Sector
from khuyencong.places.models import Unit

NO_CONTENT, NO_SECTOR = "Chưa nói rõ nội dung", "Chưa rõ ngành"
"""How a wish without a content, or of an establishment that is not in the register, is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNeed:
    """A need with the names of its content, sector and commune."""

    need: Need
    activity: str
    sector: str
    commune: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """So many wishes of a content in a sector; the keys are 0 where nothing was said."""

    activity: int
    sector: int
    wishes: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixLine:
    """A content with its cells, one a sector of the matrix, and what they make together."""

    activity: int
    name: str
    cells: tuple[MatrixCell, ...]
    wishes: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Contents by sectors."""

    sectors: tuple[tuple[int, str], ...]
    lines: tuple[MatrixLine, ...]


def named(needs: Sequence[Need]) -> list[NamedNeed]:
    """The needs with their names: contents and sectors in the order of their lists. Three SELECTs."""
    activities = dict(Activity.objects.order_by("position", "pk").values_list("pk", "name"))
    sectors = dict(Sector.objects.order_by("position", "pk").values_list("pk", "name"))
    keys = {each.commune for each in needs}
    communes = {unit.pk: unit.full_name for unit in Unit.objects.filter(pk__in=keys).order_by("sort_key", "pk")}
    places = [{key: place for place, key in enumerate(names)} for names in (activities, sectors, communes)]

    def place(each: Need) -> tuple[int, ...]:
        given = zip(places, (each.activity, each.sector, each.commune), strict=True)
        return tuple(order.get(key, len(order)) if key is not None else len(order) for order, key in given)

    return [
        NamedNeed(
            need=each,
            activity=activities[each.activity] if each.activity is not None else NO_CONTENT,
            sector=sectors[each.sector] if each.sector is not None else NO_SECTOR,
            commune=communes[each.commune],
        )
        for each in sorted(needs, key=place)
    ]


def matrix_of(rows: Sequence[NamedNeed]) -> Matrix:
    """Contents by sectors, of rows in their order; empty cells hold 0. No SQL."""
    activities = {each.need.activity or 0: each.activity for each in rows}
    sectors = {each.need.sector or 0: each.sector for each in rows}
    sums: dict[tuple[int, int], tuple[int, int]] = {}
    for each in rows:
        at = (each.need.activity or 0, each.need.sector or 0)
        wishes, cost = sums.get(at, (0, 0))
        sums[at] = (wishes + each.need.wishes, cost + (each.need.cost or 0))
    return Matrix(
        sectors=tuple(sectors.items()),
        lines=tuple(line_of(key, name, sectors, sums) for key, name in activities.items()),
    )


def line_of(
    activity: int, name: str, sectors: Mapping[int, str], sums: Mapping[tuple[int, int], tuple[int, int]]
) -> MatrixLine:
    """One content across the sectors. No SQL."""
    cells = []
    for sector in sectors:
        wishes, cost = sums.get((activity, sector), (0, 0))
        cells.append(MatrixCell(activity=activity, sector=sector, wishes=wishes, cost=cost))
    return MatrixLine(
        activity=activity,
        name=name,
        cells=tuple(cells),
        wishes=sum(each.wishes for each in cells),
        cost=sum(each.cost for each in cells),
    )
