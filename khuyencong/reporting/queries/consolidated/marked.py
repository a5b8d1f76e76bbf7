"""What in a sum an officer wrote over what was counted, and which findings were let stand: told beside it."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import F, FilteredRelation

from khuyencong.reporting.models import CheckWaiver, PeriodicReturn, ReturnCell, ReturnMark
from khuyencong.reporting.queries.consolidated.report import Override, Waived
from khuyencong.reporting.queries.consolidated.values import Mark, cells_of, held
from khuyencong.reporting.queries.periodic.words import words_of
from khuyencong.rules.indicators import IndicatorLine


def overrides_of(marks: Collection[Mark], lines: Iterable[IndicatorLine]) -> tuple[Override, ...]:
    """The overridden cells of these returns as they counted, in the order of the form; one SELECT."""
    rows = cells_of(marks).filter(how=ReturnCell.How.OVERRIDDEN)
    return overridden(rows.select_related("periodic_return__agency__unit", "by"), lines)


def overridden(cells: Iterable[ReturnCell], lines: Iterable[IndicatorLine]) -> tuple[Override, ...]:
    """Those of some cells that an officer wrote over what was counted, by place and line of the form."""
    known = {line.code: (place, line) for place, line in enumerate(lines)}
    found = [each for each in cells if each.how == ReturnCell.How.OVERRIDDEN and each.indicator in known]
    return tuple(
        Override(
            report=cell.periodic_return_id,
            place=place_of(cell),
            period=cell.periodic_return.period.label,
            line=known[cell.indicator][1],
            purse=cell.purse,
            value=cell.value,
            filled=cell.filled,
            reason=words_of(cell) or "chưa có lý do",
            by=str(cell.by),
            at=cell.at,
        )
        for cell in sorted(
            found, key=lambda cell: (place_of(cell), known[cell.indicator][0], cell.purse, cell.pk)
        )
    )


def waived_of(marks: Collection[Mark]) -> tuple[Waived, ...]:
    """The waivers that held for the numbers of these returns when they counted; two SELECTs."""
    keys = [each.pk for each in marks]
    then = dict(ReturnMark.objects.filter(pk__in=keys).order_by().values_list("periodic_return_id", "waived"))
    rows = CheckWaiver.objects.alias(mark=FilteredRelation("periodic_return__marks")).filter(
        mark__in=keys, at__lte=F("mark__at")
    )
    listed = rows.select_related("periodic_return__agency__unit", "by")
    return waived(each for each in listed if held(each.pk, then[each.periodic_return_id]))


def waived(rows: Iterable[CheckWaiver]) -> tuple[Waived, ...]:
    """Waivers as they are listed."""
    return tuple(
        Waived(
            report=each.periodic_return_id,
            place=place_of(each),
            period=each.periodic_return.period.label,
            told=each.told or each.rule,
            reason=each.reason,
            by=str(each.by),
            at=each.at,
        )
        for each in sorted(rows, key=lambda one: (place_of(one), one.pk))
    )


def marks_of_one(
    report: PeriodicReturn,
    cells: Iterable[ReturnCell],
    lines: Iterable[IndicatorLine],
    waivers: Sequence[CheckWaiver],
) -> tuple[tuple[Override, ...], tuple[Waived, ...]]:
    """The same of one return as it stands: its overridden cells, and the waivers that hold."""
    rows = list(cells)
    for each in rows:
        each.periodic_return = report
    for waiver in waivers:
        waiver.periodic_return = report
    return overridden(rows, lines), waived(waivers)


def place_of(row: ReturnCell | CheckWaiver) -> str:
    """The province a return is of."""
    agency = row.periodic_return.agency
    return agency.unit.name if agency.unit is not None else agency.code
