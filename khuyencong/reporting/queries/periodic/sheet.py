"""A return as one reads it: the lines of its form on the period's last day, and the number in each cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khuyencong.norms.queries.returns import form_on, indicators_of
from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling.ways import SUMMED
from khuyencong.rules.indicators import IndicatorLine, children

BOTH = ("KCQG", "KCDP")
ONE = ("all",)
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
        return tuple(each for each in self.purses if line.purse in ("all", each) or each == "all")


def province_of(agency: Agency) -> int | None:
    """The province an agency belongs to, by the key of its unit; its own, or its department's."""
    if agency.level == Agency.Level.PROVINCE or agency.parent is None:
        return agency.unit_id
    return agency.parent.unit_id


def form_of(report: PeriodicReturn) -> Form:
    """The form of a return on its period's last day, the province's own lines along; two SELECTs."""
    province = province_of(report.agency)
    row = form_on(report.form, report.ends, province)
    return Form(
        code=report.form,
        name=row.name if row is not None else report.title,
        number=row.number if row is not None else "",
        lines=indicators_of(report.form, report.ends, province),
        purses=BOTH if row is None or row.by_purse else ONE,
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


def blank(form: Form, cells: Mapping[Place, ReturnCell]) -> list[Place]:
    """The places where no number stands; blank is not nought."""
    return [each for each in form.places if each not in cells or cells[each].value is None]


def unconfirmed(form: Form, cells: Mapping[Place, ReturnCell]) -> list[Place]:
    """The places where a number of the system stands that nobody has looked at; totals follow by themselves."""
    totals, filled = form.totals, ReturnCell.How.FILLED
    return [
        each for each in form.places if each in cells and cells[each].how == filled and each[0] not in totals
    ]
