"""A return as one reads it: the lines of its form on the period's last day, and the number in each cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from khuyencong.norms.queries.returns import form_on, indicators_of
from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling.ways import SUMMED
from khuyencong.rules.findings import Finding, error
from khuyencong.rules.indicators import IndicatorLine, children
from khuyencong.rules.purses import DIVIDED, WHOLE

NAMED = 4
"""How many lines a sentence names before it only counts them."""
Place = tuple[str, str]
"""A cell: indicator, purse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it stands on a day: its lines and its columns."""

    code: str
    name: str
    number: str
    lines: tuple[IndicatorLine, ...]
    purses: tuple[str, ...]

    @property
    def by_code(self) -> dict[str, IndicatorLine]:
        """Each line by its code."""
        return {each.code: each for each in self.lines}

    @property
    def places(self) -> list[Place]:
        """Every cell that is asked for, line by line; a line of one purse has one."""
        return [(line.code, purse) for line in self.lines for purse in self.purses_of(line)]

    @property
    def totals(self) -> dict[str, tuple[str, ...]]:
        """The lines that are the sum of others, and those."""
        below = children(self.lines)
        return {
            each.code: below[each.code] for each in self.lines if each.fill == SUMMED and each.code in below
        }

    def purses_of(self, line: IndicatorLine) -> tuple[str, ...]:
        """The columns in which the line has a cell."""
        return tuple(each for each in self.purses if line.purse in (WHOLE, each) or each == WHOLE)


def province_of(agency: Agency) -> int | None:
    """The province an agency belongs to, by the key of its unit; its own, or its department's."""
    if agency.level == Agency.Level.PROVINCE or agency.parent is None:
        return agency.unit_id
    return agency.parent.unit_id


def known_of(report: PeriodicReturn) -> datetime | None:
    """As known when its form and rules are told: a locked return's when it was approved, any other's now.

    A line entered later would stand blank in what was approved without it.
    """
    return report.approved_at if report.state == PeriodicReturn.State.APPROVED else None


def form_of(report: PeriodicReturn) -> Form:
    """The form of a return on its period's last day, the province's own lines along.

    Two SELECTs; eight of a locked one, whose form is that of its approval.
    """
    province, known_at = province_of(report.agency), known_of(report)
    row = form_on(report.form, report.ends, province, known_at=known_at)
    return Form(
        code=report.form,
        name=row.name if row is not None else report.title,
        number=row.number if row is not None else "",
        lines=indicators_of(report.form, report.ends, province, known_at=known_at),
        purses=DIVIDED if row is None or row.by_purse else (WHOLE,),
    )


def standing_of(reports: Iterable[PeriodicReturn]) -> dict[int, dict[Place, ReturnCell]]:
    """The cells that stand in each of these returns; one SELECT."""
    found: dict[int, dict[Place, ReturnCell]] = {each.pk: {} for each in reports}
    rows = ReturnCell.objects.standing().filter(periodic_return__in=found).select_related("by")
    for each in rows:
        found[each.periodic_return_id][each.indicator, each.purse] = each
    return found


def cells_of(report: PeriodicReturn) -> dict[Place, ReturnCell]:
    """The cells that stand in one return; one SELECT."""
    return standing_of([report])[report.pk]


def mark_of(cells: Mapping[Place, ReturnCell]) -> int:
    """The last row among the cells that stand: what a page or a file carries to say what it showed."""
    return max((each.pk for each in cells.values()), default=0)


def changed_since(mark: int, form: Form, cells: Mapping[Place, ReturnCell]) -> list[Finding]:
    """That numbers were written after what a page showed: nobody decides on what she has not seen."""
    newer = [each for each in form.places if each in cells and cells[each].pk > mark]
    if not newer:
        return []
    lines = list(dict.fromkeys(form.by_code[code].title for code, _ in newer))
    more = f" và {len(lines) - NAMED} dòng nữa" if len(lines) > NAMED else ""
    who = ", ".join(sorted({str(cells[each].by) for each in newer}))
    message = f"{len(newer)} số đã đổi từ khi bạn mở trang: {', '.join(lines[:NAMED])}{more}; {who} ghi."
    return [error("changed_meanwhile", message, "Xem các số dưới đây như hiện nay, rồi bấm lại nếu đúng.")]


def blank(form: Form, cells: Mapping[Place, ReturnCell]) -> list[Place]:
    """The places where no number stands; blank is not nought."""
    return [each for each in form.places if each not in cells or cells[each].value is None]


def unconfirmed(form: Form, cells: Mapping[Place, ReturnCell]) -> list[Place]:
    """The places where a number of the system stands that nobody has looked at; totals follow by themselves."""
    totals, filled = form.totals, ReturnCell.How.FILLED
    return [
        each for each in form.places if each in cells and cells[each].how == filled and each[0] not in totals
    ]
