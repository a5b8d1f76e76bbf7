"""Adding up: places into regions and the nation, purses into their total. Amounts are whole đồng."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from khuyencong.rules import purses

KCQG, KCDP, BOTH = purses.KCQG, purses.KCDP, purses.WHOLE
PURSES = purses.DIVIDED
FUNDS = purses.PURSES

Place = TypeVar("Place", bound=Hashable)
Line = TypeVar("Line", bound=Hashable)


def roll_up(
    facts: Iterable[tuple[Place, Line, int]], parents: Mapping[Place, Collection[Place]]
) -> dict[Place, dict[Line, int]]:
    """Each place's own sums and those of every place above it, per line; `parents` lists all ancestors.

    A parent's amount is the sum of its children's by construction, in whatever order the facts come.
    """
    totals: dict[Place, dict[Line, int]] = defaultdict(lambda: defaultdict(int))
    for place, line, amount in facts:
        totals[place][line] += amount
    for place in list(totals):
        for above in parents.get(place, ()):
            target = totals[above]
            for line, amount in totals[place].items():
                target[line] += amount
    return {place: dict(lines) for place, lines in totals.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Plan and done of one place and one fund, in đồng; None where nothing was given, which is not zero."""

    plan: int | None = None
    done: int | None = None

    @property
    def rate(self) -> Fraction | None:
        """Done as a share of plan; None without a plan above zero."""
        if self.plan is None or self.done is None or self.plan == 0:
            return None
        return Fraction(self.done, self.plan)


def add(cells: Iterable[Cell]) -> Cell:
    """The sum of cells; a side that nobody gave stays None."""
    listed = list(cells)
    plans = [cell.plan for cell in listed if cell.plan is not None]
    dones = [cell.done for cell in listed if cell.done is not None]
    return Cell(plan=sum(plans) if plans else None, done=sum(dones) if dones else None)


def with_both(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of the two purses, and their sum under `all`."""
    purses = {fund: cells.get(fund, Cell()) for fund in PURSES}
    return {**purses, BOTH: add(purses.values())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Who has reported out of who should: the list comes from the register, so a rate never exceeds 100 %."""

    reported: int
    expected: int
    missing: tuple[str, ...]


def completeness(expected: Mapping[str, Collection[Hashable]], reporting: Collection[Hashable]) -> Completeness:
    """`expected` maps each place's name to the units it needs; one missing unit leaves it missing."""
    missing = tuple(name for name, needs in expected.items() if not set(needs) <= set(reporting))
    return Completeness(reported=len(expected) - len(missing), expected=len(expected), missing=missing)
