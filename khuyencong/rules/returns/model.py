"""A province's return as plain data: the workbook as read, the rows that may be imported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from khuyencong.rules import purses
from khuyencong.rules.consolidation import Cell, with_both
from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.money import Unit

Value: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""What stands in a cell; an empty cell is ""."""

Stage: TypeAlias = Literal["plan", "done"]
Fund: TypeAlias = Literal["KCQG", "KCDP"]
Kind: TypeAlias = Literal["xlsx", "xls", "csv", ""]
Spot: TypeAlias = tuple[int, int]
"""A cell as (row, column), both counted from 0."""

STAGES: tuple[Stage, Stage] = ("plan", "done")
FUNDS: tuple[Fund, Fund] = ("KCQG", "KCDP")
STAGE_LABELS: dict[Stage, str] = {"plan": "Kế hoạch", "done": "Thực hiện"}
FUND_LABELS: dict[Fund, str] = {fund: purses.SHORT[fund] for fund in FUNDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """One row of the form: a content (no parent), or a report line under the content `parent_code`."""

    code: str
    name: str
    parent_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedProvince:
    """The one province a text means; `note` tells the officer when it was known by another name."""

    code: str
    name: str
    note: str = ""


ResolveProvince: TypeAlias = Callable[[str, date], ResolvedProvince | list[str]]
"""What a text names on a day: the province, or the names it may have meant (possibly none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet as read: `rows` from A1 on, and the spots whose value cannot be taken at its face.

    `errors` holds formula errors by spot ("#REF!"), `uncached` formulas without a saved value, `percents`
    cells shown as percentages, `merged` ranges as (first, last) spots, `hidden_*` what Excel does not show.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: tuple[tuple[Spot, str], ...] = ()
    uncached: frozenset[Spot] = frozenset()
    percents: frozenset[Spot] = frozenset()
    merged: tuple[tuple[Spot, Spot], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A file as read. With an error in `findings` it could not be read and `sheets` is empty.

    `sheet_names` lists every sheet in the file; `sheets` only those the form needs (a .csv is one sheet).
    """

    name: str
    kind: Kind = ""
    sheet_names: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """One amount to import: whole đồng in `amount`, and exactly how and where it stood in the file.

    `printed` is the text of the cell, or a number cell in Vietnamese notation ("57615,3"), in `unit` with
    `decimals` digits after the mark; `cell` is an address such as "C7".
    """

    stage: Stage
    fund: Fund
    activity: str
    printed: str
    unit: Unit
    decimals: int
    amount: int
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedReturn:
    """What a file says after all checks. All or nothing: with any error finding `rows` is empty."""

    province: ResolvedProvince | None
    year: int | None
    cut: date | None
    unit: Unit | None
    rows: tuple[ReturnRow, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether anything stops the import."""
        return stops(self.findings)

    @property
    def cells(self) -> dict[str, Cell]:
        """The sums of the rows by purse and both together, in đồng; a row is counted once, at its own level."""
        sums: dict[tuple[str, str], int] = {}
        for row in self.rows:
            sums[row.fund, row.stage] = sums.get((row.fund, row.stage), 0) + row.amount
        return with_both(
            {fund: Cell(plan=sums.get((fund, "plan")), done=sums.get((fund, "done"))) for fund in FUNDS}
        )
