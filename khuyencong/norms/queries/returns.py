"""Forms, indicators, check rules, duties and programmes of a day, as the rooms above ask: by code, and frozen.

With a province (the key of its row) its own rows come too, or those of the one that took it over by then.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from khuyencong.norms.models import (
    CheckRule,
    Indicator,
    LawRow,
    Programme,
    ProgrammeTarget,
    ReportDuty,
    ReturnForm,
)
from khuyencong.norms.models.returns import OfAForm
from khuyencong.norms.queries.known import rows_known
from khuyencong.norms.queries.lists import rows_on
from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import Aggregation, IndicatorLine, Polarity
from khuyencong.rules.return_checks import Operator, Rule, rule_words

Row = TypeVar("Row", bound=LawRow)


def form_names() -> list[tuple[str, str]]:
    """(code, name) of every form of any day, as last worded; one SELECT."""
    return sorted(dict(ReturnForm.objects.order_by("since").values_list("code", "name")).items())


def forms_on(on: date, province: int | None = None) -> list[ReturnForm]:
    """Every form of that day, in their order; one SELECT."""
    return list(rows_on(ReturnForm, on, province=province))


def form_on(
    code: str, on: date, province: int | None = None, *, known_at: datetime | None = None
) -> ReturnForm | None:
    """The form of that code on that day, as known then or now; one SELECT."""
    return next(iter(rows_known(ReturnForm, on, known_at=known_at, province=province, code=code)), None)


def indicators_of(
    form: str, on: date, province: int | None = None, *, known_at: datetime | None = None
) -> tuple[IndicatorLine, ...]:
    """The lines of a form on that day, in its order, a province's own after those for all; one SELECT.

    An empty form asks for the lines of every form. As known then it takes two SELECTs, in a province four.
    """
    named = {"form": form} if form else {}
    rows = rows_known(Indicator, on, known_at=known_at, province=province, **named)
    return tuple(line_of(each) for each in _own_last(rows))


def own_lines(form: str, on: date) -> tuple[IndicatorLine, ...]:
    """The lines that provinces have on a form for themselves on that day; one SELECT."""
    rows: Any = Indicator._default_manager
    own = rows.on(on).filter(form=form, province__isnull=False).order_by("province_id", "position", "pk")
    return tuple(line_of(each) for each in own)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOn:
    """A line with the days it stood."""

    since: date
    until: date | None
    line: IndicatorLine


def lines_ever(codes: Collection[str], on: date) -> dict[str, list[LineOn]]:
    """Every row that lines for all had by that day, retired ones along, the oldest first; one SELECT."""
    rows: Any = Indicator._default_manager
    found: dict[str, list[LineOn]] = {}
    for each in rows.filter(code__in=codes, province__isnull=True, since__lte=on).order_by("code", "since"):
        found.setdefault(each.code, []).append(LineOn(since=each.since, until=each.until, line=line_of(each)))
    return found


def check_rules_of(
    form: str, on: date, province: int | None = None, *, known_at: datetime | None = None
) -> tuple[Rule, ...]:
    """The rules that a return of that form is checked by on that day, as known then or now; one SELECT."""
    rows = rows_known(CheckRule, on, known_at=known_at, province=province, form=form)
    return tuple(rule_of(each) for each in _own_last(rows))


def duties_on(on: date, province: int | None = None) -> list[ReportDuty]:
    """Who sends which form to whom, by the rows of that day; one SELECT."""
    return list(rows_on(ReportDuty, on, province=province))


def with_names(rows: Iterable[LawRow], on: date) -> list[LawRow]:
    """The same rows, each told the name of the form or programme that it names by code; at most two SELECTs.

    A check rule is told in words as well: the lines it names by their numbers.
    """
    found = list(rows)
    names: dict[str, str] = {}
    if found and isinstance(found[0], OfAForm):
        names = dict(rows_on(ReturnForm, on).values_list("code", "name"))
    elif found and isinstance(found[0], ProgrammeTarget):
        names = dict(rows_on(Programme, on).values_list("code", "name"))
    lines = lines_on(on) if found and isinstance(found[0], CheckRule) else {}
    for each in found:
        if isinstance(each, OfAForm):
            each.form_name = names.get(each.form, "")
        elif isinstance(each, ProgrammeTarget):
            each.form_name = names.get(each.programme, "")
        if isinstance(each, CheckRule):
            operator = Operator(each.operator)
            each.in_words = rule_words(each.left, operator, each.right, each.tolerance, lines)
    return found


def lines_on(on: date) -> dict[str, IndicatorLine]:
    """Every line of every form on that day by its code, those of provinces too; one SELECT."""
    rows: Any = Indicator._default_manager
    standing = sorted(rows.on(on), key=lambda each: each.province_id is None)
    return {each.code: line_of(each) for each in standing}


def programmes_on(on: date) -> list[Programme]:
    """Every programme decided by then, the nation's before the provinces', the latest first; one SELECT."""
    rows: Any = Programme._default_manager
    rows = rows.on(on).select_related("document", "province")
    return sorted(rows, key=lambda each: (each.province_id is not None, -each.first_year, each.code))


def programmes_with_targets(on: date) -> frozenset[str]:
    """The programmes of which somebody has read what they set out to reach; one SELECT."""
    rows: Any = ProgrammeTarget._default_manager
    known = rows.on(on).filter(kind=ProgrammeTarget.Kind.TARGET, value__isnull=False)
    return frozenset(known.order_by().values_list("programme", flat=True))


def targets_of(programme: str, on: date) -> list[ProgrammeTarget]:
    """What it set out and what was published of it, in the order of the list; one SELECT."""
    rows: Any = ProgrammeTarget._default_manager
    found = rows.on(on).filter(programme=programme).select_related("document", "province")
    return list(found.order_by("position"))


def target_named(code: str, on: date) -> ProgrammeTarget | None:
    """What was set out under that code, where lines of the forms count it; one SELECT."""
    rows: Any = ProgrammeTarget._default_manager
    counted = rows.on(on).filter(code=code, kind=ProgrammeTarget.Kind.TARGET).exclude(indicator="")
    found: ProgrammeTarget | None = counted.select_related("document").first()
    return found


def _own_last(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda each: each.province_id is not None)


def line_of(row: Indicator) -> IndicatorLine:
    """A row as the rules take it."""
    return IndicatorLine(
        code=row.code,
        name=row.name,
        form=row.form,
        unit=row.unit,
        number=row.number,
        purse=row.purse,
        money=row.money,
        decimals=row.decimals,
        parent=row.parent,
        polarity=Polarity(row.polarity),
        tolerance=row.tolerance,
        small_base=row.small_base,
        aggregation=Aggregation(row.aggregation),
        fill=row.fill,
        activity=row.activity,
        line=row.line,
        group=row.group,
        province=row.province_id,
    )


def rule_of(row: CheckRule) -> Rule:
    """A row as the rules take it."""
    return Rule(
        code=row.code,
        form=row.form,
        left=row.left,
        operator=Operator(row.operator),
        right=row.right,
        grade=Severity(row.grade),
        message=row.message,
        since=row.since,
        fix=row.fix,
        tolerance=row.tolerance,
        purse=row.purse,
    )
