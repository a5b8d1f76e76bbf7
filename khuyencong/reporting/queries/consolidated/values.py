"""The values of returns as they counted at an instant: one SELECT of marks, one grouped SELECT of cells."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.models import ReturnCell, ReturnMark
from khuyencong.reporting.queries.consolidated.question import Counted
from khuyencong.rules.periods import Period

Kind = ReturnMark.Kind


class Mark(NamedTuple):
    """The mark since which a return counts; a tuple, for there are thousands."""

    pk: int
    report: int
    agency: int
    unit: int | None
    year: int
    number: int
    at: datetime


class Line(NamedTuple):
    """What a value is of, apart from where; a tuple, for a national consolidation hashes hundred thousands."""

    year: int
    number: int
    indicator: str
    purse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was returned: (unit, line, sum, how many cells of it were overridden), one a unit and line."""

    rows: Iterable[tuple[int, Line, int | None, int]]


def of_periods(periods: Collection[Period]) -> Q:
    """Returns for one of these periods; none asked is every one."""
    found = Q()
    by_year: dict[int, set[int]] = {}
    for each in periods:
        by_year.setdefault(each.year, set()).add(each.number)
    for year, numbers in sorted(by_year.items()):
        found |= Q(periodic_return__year=year, periodic_return__number__in=sorted(numbers))
    return found


def marks_of(
    *, actor: Actor, form: str, every: str, by: str, known_at: datetime, periods: Collection[Period] = ()
) -> QuerySet[ReturnMark]:
    """Everything that happened by then to the returns she sees, in its order."""
    rows = ReturnMark.objects.visible_to(actor).filter(
        of_periods(periods),
        at__lte=known_at,
        periodic_return__form=form,
        periodic_return__every=every,
        periodic_return__agency__kind=by,
    )
    return rows.order_by("periodic_return_id", "at", "pk")


def counting(marks: QuerySet[ReturnMark], counted: Counted) -> list[Mark]:
    """For each return the mark since which what it said counts; none for one that counts no more. One SELECT.

    What was sent back counts no more, but what was approved before it was opened again stands until what
    replaces it is signed in its turn.
    """
    rows = marks.values_list(
        *("pk", "periodic_return_id", "periodic_return__agency_id", "periodic_return__agency__unit_id"),
        *("periodic_return__year", "periodic_return__number", "at", "kind"),
    )
    found: dict[int, Mark] = {}
    approved: dict[int, Mark] = {}
    for *row, kind in rows.iterator(chunk_size=5000):
        mark = Mark._make(row)
        if kind == Kind.APPROVED:
            found[mark.report] = approved[mark.report] = mark
        elif kind == Kind.SENT:
            found[mark.report] = mark
        elif kind in (Kind.RETURNED, Kind.MISSING, Kind.DROPPED):
            if mark.report in approved:
                found[mark.report] = approved[mark.report]
            else:
                found.pop(mark.report, None)
    return list((approved if counted is Counted.APPROVED else found).values())


def cells_of(marks: Collection[Mark]) -> QuerySet[ReturnCell]:
    """The cells of these returns as they stood at the mark of each."""
    replaced = ReturnCell.objects.filter(replaces=OuterRef("pk"), at__lte=OuterRef("mark__at"))
    rows = ReturnCell.objects.alias(mark=FilteredRelation("periodic_return__marks"))
    return rows.filter(~Exists(replaced), mark__in=[each.pk for each in marks], at__lte=F("mark__at"))


def values_of(marks: Collection[Mark], indicator: str = "") -> Iterator[tuple[int, Line, int | None, int]]:
    """(unit, line, sum, how many overridden), one a unit and line, or those of one indicator; one SELECT.

    Regional centres, which have no unit, are left out: their projects stand in the returns of provinces.
    """
    cells = cells_of(marks).filter(indicator=indicator) if indicator else cells_of(marks)
    rows = (
        cells.filter(periodic_return__agency__unit__isnull=False)
        .order_by()
        .values_list(
            *("periodic_return__agency__unit_id", "periodic_return__year", "periodic_return__number"),
            *("indicator", "purse"),
        )
        .annotate(
            total=Cast(Sum("value"), BigIntegerField()),
            overridden=Sum(Case(When(how=ReturnCell.How.OVERRIDDEN, then=Value(1)), default=Value(0))),
        )
    )
    for unit, year, number, indicator, purse, total, overridden in rows.iterator(chunk_size=10_000):
        yield unit, Line(year, number, indicator, purse), total, overridden


def by_place(
    rows: Iterable[tuple[int, Line, int | None, int]],
) -> tuple[dict[Line, dict[int, int]], Mapping[tuple[int, Line], int]]:
    """Amounts by line and unit, and where some of them were overridden."""
    amounts: dict[Line, dict[int, int]] = {}
    overridden: dict[tuple[int, Line], int] = {}
    for unit, line, amount, times in rows:
        if amount is not None:
            amounts.setdefault(line, {})[unit] = amount
        if times:
            overridden[unit, line] = times
    return amounts, overridden
