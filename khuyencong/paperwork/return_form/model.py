"""What stands on a form, whoever's it is; nothing here knows .xlsx or .docx."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.purses import COLUMNS, WHOLE

STAR = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One line: its values by column, and in which columns a star says that a cell was overridden."""

    line: IndicatorLine
    values: Mapping[str, int | None]
    starred: frozenset[str] = frozenset()
    compared: str = ""
    """The change against the declared base, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One overridden cell or one waiver, in the words of the list at the end."""

    where: str
    what: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The same lines place by place: what the sums are made of. `values` by place, then code and purse."""

    places: Sequence[str]
    values: Sequence[Mapping[tuple[str, str], int]]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Whose form it is, under whom that agency stands ("" where that is not said), and where it is signed."""

    agency: str
    parent_agency: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """The whole form; `at` is the instant as of which it is told, and the document's own time."""

    title: str
    number: str
    subject: str
    head: Head
    columns: Sequence[str]
    lines: Sequence[FormLine]
    at: datetime
    notes: Sequence[str] = ()
    overrides: Sequence[Mark] = ()
    waivers: Sequence[Mark] = ()
    matrix: Matrix | None = None
    made: bool = False
    against: str = ""
    """What the last column compares with; "" where nothing is compared."""

    @property
    def starred(self) -> bool:
        """Whether any cell has a star to be explained."""
        return any(each.starred for each in self.lines)

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table."""
        names = COLUMNS | {WHOLE: "Cộng"} if len(self.columns) > 1 else COLUMNS
        compared = (f"So với {self.against}",) if self.against else ()
        return ("TT", "Chỉ tiêu", "Đơn vị tính", *(names[each] for each in self.columns), *compared)
