"""A consolidation as frozen dataclasses: page, workbook and document print the same one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.places.queries import Place
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.rules.consolidation import Completeness
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.returned_values import Compared

BOTH = "all"
Key = tuple[str, str]
"""An indicator's code and a purse."""


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
    made: bool
    estimated: bool

    @property
    def purses(self) -> Sequence[str]:
        """The columns of values."""
        return ("KCQG", "KCDP", BOTH) if self.by_purse else (BOTH,)

    @property
    def empty(self) -> bool:
        """Whether nothing was given at all."""
        return all(row.whole.value is None for row in self.rows)
