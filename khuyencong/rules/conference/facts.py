"""What the sentences of a conference report rest on. Amounts are whole đồng."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from khuyencong.rules.consolidation import BOTH, Cell, Completeness
from khuyencong.rules.ledger import Position
from khuyencong.rules.periods import share_gone
from khuyencong.rules.purses import DIVIDED, NAMES

Cells = Mapping[str, Cell]
FUND_WORDS = {fund: f"kinh phí {NAMES[fund][:1].lower()}{NAMES[fund][1:]}" for fund in DIVIDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A threshold of judgement, in its unit (% or points), as it stood on the day of the cut."""

    code: str
    value: Fraction
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A province or a content with its cells by fund; `agency` answers for a province."""

    code: str
    name: str
    cells: Cells
    agency: str = ""
    reported: bool = True
    of_law: bool = True
    """A content that the decree lists; what else is reported under "others" can be empty without a fault."""

    @property
    def both(self) -> Cell:
        """Both purses together."""
        return self.cells.get(BOTH, Cell())


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year's cells at a cut, on the basis of the report."""

    year: int
    cut: date
    cells: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Projects that a signed decision ended by the cut, of one province."""

    code: str
    name: str
    agency: str
    projects: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Returns of the year a province's department sent after their day, or owes still."""

    code: str
    name: str
    agency: str
    returns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Where a province's money of the year lay on the day of the cut, by the books as known then."""

    code: str
    name: str
    agency: str
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything a conference report of one region, year and cut may speak of.

    `now`, `before` (the whole of last year), `earlier` (the year before that) and `same` (the same day a year
    before) are on one basis throughout: `basis` says in words which.
    """

    region: str
    basis: str
    origin: str
    now: Year
    before: Year
    earlier: Year | None
    same: Year
    summed: Cells
    rows: tuple[Line, ...]
    contents: tuple[Line, ...]
    completeness: Completeness
    centre: str
    marks: Mapping[str, Mark] = field(default_factory=dict)
    stops: tuple[Stops, ...] = ()
    held: tuple[Held, ...] = ()
    late: tuple[Late, ...] = ()
    contradictions: int = 0

    @property
    def year(self) -> int:
        """The year reported on."""
        return self.now.year

    @property
    def cut(self) -> date:
        """The last day of its figures."""
        return self.now.cut

    @property
    def period(self) -> str:
        """The time reported on: "7 tháng đầu năm 2018"."""
        return period(self.year, self.cut)

    @property
    def gone(self) -> int:
        """The days of the year that have passed at the end of the cut."""
        return (self.cut - date(self.cut.year, 1, 1)).days + 1

    @property
    def passed(self) -> Fraction:
        """How much of the year that is."""
        return share_gone(self.cut.year, self.cut)

    def mark(self, code: str) -> Fraction | None:
        """The value of a threshold; None where nobody has set one."""
        found = self.marks.get(code)
        return found.value if found is not None else None


def period(year: int, cut: date) -> str:
    """The part of a year up to the cut as officials call it; a day inside a month is named."""
    if cut.year != year or (cut + timedelta(days=1)).day != 1:
        return f"tính đến hết ngày {cut:%d/%m/%Y}"
    return f"năm {year}" if cut.month == 12 else f"{cut.month} tháng đầu năm {year}"
