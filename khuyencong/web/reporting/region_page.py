"""How a regional report is laid out as a page: its headline and the order of its lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from khuyencong.reporting.queries.report import PlaceRow, PublishedFigure, RegionalReport
from khuyencong.rules.consolidation import BOTH, Cell
from khuyencong.rules.money import percent, trieu

RANKS: dict[str, tuple[str, Callable[[PlaceRow], Fraction | int]]] = {
    "rate": ("thấp nhất trước", lambda row: row.cells[BOTH].rate or Fraction(0)),
    "plan": ("kế hoạch lớn trước", lambda row: -(row.cells[BOTH].plan or 0)),
    "done": ("thực hiện nhiều trước", lambda row: -(row.cells[BOTH].done or 0)),
    "name": ("theo tên", lambda row: 0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The answer in one line, on which figures it rests, and those figures; amounts in đồng."""

    title: str
    basis: str
    cell: Cell
    plan: PublishedFigure | None
    done: PublishedFigure | None
    made: bool


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
