"""A consolidation as frozen dataclasses: page, workbook and document print the same one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.places.queries import Place
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.rules import purses
from khuyencong.rules.consolidation import Completeness
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.returned_values import Compared, adds_up

BOTH = purses.WHOLE
Key = tuple[str, str]
"""An indicator's code and a purse."""


def times_of(overridden: Mapping[Key, int], code: str, purse: str) -> int:
    """How many overridden cells a line has in a column; both purses together have those of each."""
    return sum(times for (line, at), times in overridden.items() if line == code and purse in (at, BOTH))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCell:
    """One number: its value, of how many places it is the sum, how many cells behind it were overridden."""

    value: int | None
    given: int
    overridden: int
    compared: Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of the form: its cells by purse, with both purses together where the form divides them."""

    line: IndicatorLine
    cells: Mapping[str, LineCell]

    @property
    def whole(self) -> LineCell:
        """Both purses together, or the only column."""
        return self.cells[BOTH]

    @property
    def is_rate(self) -> bool:
        """Whether its values are not added up: of several places none is told."""
        return not adds_up(self.line)

    @property
    def depth(self) -> int:
        """1 for a line that belongs to another."""
        return 1 if self.line.parent else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSum:
    """One province, or a region: its values, which of them rest on overridden cells, whether it is complete."""

    code: str
    name: str
    values: Mapping[Key, int]
    overridden: Mapping[Key, int]
    reported: bool
    estimated: bool = False
    parts: tuple[str, ...] = ()
    members: int = 1
    reports: tuple[int, ...] = ()

    def overridden_of(self, code: str, purse: str) -> int:
        """How many cells behind one of its numbers were overridden."""
        return times_of(self.overridden, code, purse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A cell in the sum that an officer wrote over what the system had counted."""

    report: int
    place: str
    period: str
    line: IndicatorLine
    purse: str
    value: int | None
    filled: int | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A finding of a return in the sum that was let stand."""

    report: int
    place: str
    period: str
    told: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """What a province gave in a line of its own; `of` is the line for all that it is a part of, if any."""

    place: str
    line: IndicatorLine
    value: int
    of: IndicatorLine | None

    @property
    def words(self) -> str:
        """The same in a sentence."""
        held = f", đã cộng vào dòng {self.of.title}" if self.of is not None else ""
        return f"{self.place}: {self.line.title}: {self.line.told(self.value)}{held}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """The whole answer to a question."""

    question: Question
    form_name: str
    form_number: str
    by_purse: bool
    area_name: str
    members: tuple[Place, ...]
    rows: tuple[LineRow, ...]
    completeness: Completeness
    base_completeness: Completeness
    regions: tuple[PlaceSum, ...]
    places: tuple[PlaceSum, ...]
    overrides: tuple[Override, ...]
    waived: tuple[Waived, ...]
    own: tuple[OwnLine, ...]
    made: bool
    estimated: bool
    borders_moved: bool
    """Whether the area stands on other provinces by the borders of then than by those of today."""

    @property
    def purses(self) -> Sequence[str]:
        """The columns of values."""
        return purses.PURSES if self.by_purse else (BOTH,)

    @property
    def empty(self) -> bool:
        """Whether nothing was given at all."""
        return all(row.whole.value is None for row in self.rows)
