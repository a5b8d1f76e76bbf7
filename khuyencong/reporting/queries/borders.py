"""Facts shown on the borders that were asked for, and who has reported on them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.places.queries import Place
from khuyencong.reporting.models import Figure
from khuyencong.reporting.queries.facts import Facts, Line
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.consolidation import PURSES, Cell, with_both
from khuyencong.rules.rebasing import Lineage, rebase

Cells = dict[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Facts on the borders of the report: sums per place and line, and which places are made or estimated."""

    sums: Mapping[int, Mapping[Line, int]]
    made: frozenset[tuple[int, int]]
    estimated: frozenset[int]
    parts: Mapping[int, frozenset[int]]


def on_borders(given: Facts, lineage: Lineage[int], target: Collection[int]) -> Shown:
    """The facts on the target borders; each line's total stays the same to the đồng."""
    by_line: dict[Line, dict[int, int]] = defaultdict(dict)
    for unit, line, amount in given.sums:
        amounts = by_line[line]
        amounts[unit] = amounts.get(unit, 0) + amount
    sums: dict[int, dict[Line, int]] = defaultdict(dict)
    estimated: set[int] = set()
    for line, amounts in by_line.items():
        rebased = rebase(amounts, lineage, target)
        estimated |= rebased.estimated
        for unit, amount in rebased.amounts.items():
            sums[unit][line] = amount
    units = {unit for unit, _, _ in given.sums}
    homes = {unit: lineage.shown_at(unit, target) for unit in units}
    parts: dict[int, set[int]] = defaultdict(set)
    for unit, places in homes.items():
        for place in places:
            parts[place].add(unit)
    made = frozenset((place, year) for unit, year in given.made for place in homes[unit])
    return Shown(
        sums=sums,
        made=made,
        estimated=frozenset(estimated),
        parts={place: frozenset(units) for place, units in parts.items()},
    )


def cells_of(lines: Iterable[tuple[Line, int]], year: int, cut: date) -> Cells:
    """The cells by purse of one place (or of many together) in a year at a cut."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line, amount in lines:
        if line.year == year and (line.stage == Figure.Stage.PLAN or line.cut == cut):
            sums[line.fund, line.stage] += amount
    return with_both(
        {fund: Cell(plan=sums.get((fund, "plan")), done=sums.get((fund, "done"))) for fund in PURSES}
    )


def needs_of(
    members: Sequence[Place], given: Facts, query: Query, lineage: Lineage[int], then: Collection[int]
) -> tuple[dict[int, frozenset[int]], frozenset[int]]:
    """For each member the units whose report it needs; and the units that reported what was done by the cut.

    A member needs its own report, or, where other borders are shown, those of all the places it was made of.
    """
    reporting = frozenset(
        unit for unit, line, _ in given.sums if line.stage == Figure.Stage.DONE and line.cut == query.cut
    )
    needs = {}
    for place in members:
        origins = lineage.parts(place.id, then) or lineage.shown_at(place.id, then)
        own = place.id in reporting or not origins
        needs[place.id] = frozenset({place.id}) if own else frozenset(origins)
    return needs, reporting
