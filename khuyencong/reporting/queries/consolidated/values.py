"""The values of returns as they counted at an instant: one SELECT of marks, one of cells."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    When,
)

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import ReturnCell, ReturnMark
from khuyencong.reporting.queries.consolidated.question import Counted
from khuyencong.rules.periods import Period

Kind = ReturnMark.Kind


class Mark(NamedTuple):
    """The mark since which a return counts; `unit` is the province. A tuple, for there are thousands."""

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


Amounts = dict[Line, dict[int, int]]
"""What was returned, by line and by unit."""


def province_at(agency: str) -> Case:
    """The province of the agency at that path: its own place, or that of the department above an office below.

    None for a centre of a region: its projects stand in the returns of provinces.
    """
    own = When(**{f"{agency}__level": Agency.Level.PROVINCE}, then=F(f"{agency}__unit_id"))
    return Case(own, default=F(f"{agency}__parent__unit_id"))


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
    """Everything that happened by then to the returns she sees, in its order; every "" is all kinds."""
    rows = ReturnMark.objects.visible_to(actor).filter(
        of_periods(periods),
        at__lte=known_at,
        periodic_return__form=form,
        periodic_return__agency__kind=by,
    )
    if every:
        rows = rows.filter(periodic_return__every=every)
    return rows.order_by("periodic_return_id", "at", "pk")


def counting(marks: QuerySet[ReturnMark], counted: Counted) -> list[Mark]:
    """For each return the mark since which what it said counts; none for one that counts no more. One SELECT.

    What was sent back counts no more, but what was approved before it was opened again stands until what
    replaces it is signed in its turn.
    """
    rows = marks.values_list(
        *("pk", "periodic_return_id", "periodic_return__agency_id", province_at("periodic_return__agency")),
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
        elif kind in (Kind.RETURNED, Kind.KEPT, Kind.MISSING, Kind.DROPPED):
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


def held(waiver: int, waived: Collection[int] | None) -> bool:
    """Whether a mark names the waiver; marks of before this was kept name none, and then all held."""
    return waived is None or waiver in waived


def values_of(marks: Collection[Mark], indicator: str = "", rates: Collection[str] = ()) -> Amounts:
    """What these returns said, or of it one indicator, by line and unit; one SELECT.

    A place of a return holds one standing cell, so that the database has nothing to group; where a province has
    several agencies of the kind, theirs are added, but of `rates`: several say nothing together. What is of no
    province is left out.
    """
    cells = cells_of(marks).filter(value__isnull=False)
    rows = (cells.filter(indicator=indicator) if indicator else cells).order_by()
    homes = {mark.report: (mark.unit, mark.year, mark.number) for mark in marks}
    by_period: dict[tuple[int, int], dict[tuple[str, str], dict[int, int]]] = {}
    several: list[tuple[dict[int, int], int]] = []
    picked = rows.values_list("periodic_return_id", "indicator", "purse", "value")
    for report, code, purse, value in picked.iterator(chunk_size=10_000):
        unit, year, number = homes[report]
        if unit is None or value is None:
            continue
        given = by_period.setdefault((year, number), {}).setdefault((code, purse), {})
        if unit in given and code in rates:
            several.append((given, unit))
        given[unit] = given.get(unit, 0) + value
    for given, unit in several:
        given.pop(unit, None)
    return {
        Line(year, number, code, purse): given
        for (year, number), lines in by_period.items()
        for (code, purse), given in lines.items()
    }
