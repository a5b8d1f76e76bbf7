"""What in a sum an officer wrote over what was counted, and which findings were let stand: told beside it."""

from collections.abc import Collection, Iterable

from django.db.models import F, FilteredRelation

from khuyencong.reporting.models import CheckWaiver, ReturnCell
from khuyencong.reporting.queries.consolidated.report import Override, Waived
from khuyencong.reporting.queries.consolidated.values import Mark, cells_of
from khuyencong.rules.indicators import IndicatorLine


def overrides_of(marks: Collection[Mark], lines: Iterable[IndicatorLine]) -> tuple[Override, ...]:
    """The overridden cells of these returns as they counted, in the order of the form; one SELECT."""
    known = {line.code: (place, line) for place, line in enumerate(lines)}
    rows = cells_of(marks).filter(how=ReturnCell.How.OVERRIDDEN, indicator__in=known)
    found = rows.select_related("periodic_return__agency__unit", "by").order_by("periodic_return_id", "pk")
    return tuple(
        Override(
            report=cell.periodic_return_id,
            place=place_of(cell),
            period=cell.periodic_return.period.label,
            line=known[cell.indicator][1],
            purse=cell.purse,
            value=cell.value,
            filled=cell.filled,
            reason=cell.reason,
            by=str(cell.by),
            at=cell.at,
        )
        for cell in sorted(
            found, key=lambda cell: (place_of(cell), known[cell.indicator][0], cell.purse, cell.pk)
        )
    )


def waived_of(marks: Collection[Mark]) -> tuple[Waived, ...]:
    """The waivers these returns had when they counted; one SELECT."""
    rows = CheckWaiver.objects.alias(mark=FilteredRelation("periodic_return__marks")).filter(
        mark__in=[each.pk for each in marks], at__lte=F("mark__at")
    )
    found = rows.select_related("periodic_return__agency__unit", "by").order_by("periodic_return_id", "pk")
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
        for each in sorted(found, key=lambda one: (place_of(one), one.pk))
    )


def place_of(row: ReturnCell | CheckWaiver) -> str:
    """The province a return is of."""
    agency = row.periodic_return.agency
    return agency.unit.name if agency.unit is not None else agency.code
