"""An approved return on money becomes figures, so that the regional report needs nothing typed again.

A figure counts from 1 January to its cut, a return its period: the second quarter's figures are both quarters'
cells together. What changes is a correction with its reason; what was printed from the old stays as it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.timezone import localtime

from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.reporting.actions.returns import LONGEST_REASON, write
from khuyencong.reporting.models import Figure, PeriodicReturn, ReturnCell, Source
from khuyencong.reporting.queries.filling.dossiers import OTHER
from khuyencong.reporting.queries.periodic.sheet import Form, Place, form_of, standing_of
from khuyencong.reporting.queries.returns import ReturnDiff
from khuyencong.rules.figures import Entry
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.money import Unit
from khuyencong.workflow.queries import events_of

MONEY_FORM = "kinh-phi"
"""The form whose lines are the report lines of the programme's money."""


def post_figures(report: PeriodicReturn, *, by: Actor, at: datetime) -> dict[str, int]:
    """Enter what a return that is being approved says, and what it changes in later ones of its year.

    How many figures are new, changed, withdrawn. Only a department's: what a centre returns is part of that. A
    period whose earlier ones are not approved says nothing of the year so far.
    """
    counts = {"new": 0, "changed": 0, "withdrawn": 0}
    if report.form != MONEY_FORM or report.agency.kind != Agency.Kind.DEPARTMENT:
        return counts
    chain = list(
        PeriodicReturn.objects.filter(
            form=report.form, agency=report.agency_id, every=report.every, year=report.year
        ).order_by("number")
    )
    cells = standing_of(chain)
    so_far: dict[Place, int] = defaultdict(int)
    for each in chain:
        if each.pk != report.pk and each.state != PeriodicReturn.State.APPROVED:
            break
        form = form_of(each)
        add(so_far, form, cells[each.pk])
        if each.number >= report.number and starts_the_year(chain):
            for name, count in put(each, form, so_far, because_of=report, by=by, at=at).items():
                counts[name] += count
    return counts


def starts_the_year(chain: Iterable[PeriodicReturn]) -> bool:
    """Whether the first of them begins on 1 January."""
    first = next(iter(chain), None)
    return first is not None and first.number == 1


def add(so_far: dict[Place, int], form: Form, cells: Mapping[Place, ReturnCell]) -> None:
    """Add one period's cells to the year's, by report line and purse; totals say nothing of their own."""
    for line in form.lines:
        for purse in form.purses_of(line):
            cell = cells.get((line.code, purse))
            if line.code not in form.totals and cell is not None and cell.value is not None:
                so_far[line.line or OTHER, purse] += cell.value


def put(
    report: PeriodicReturn,
    form: Form,
    so_far: Mapping[Place, int],
    *,
    because_of: PeriodicReturn,
    by: Actor,
    at: datetime,
) -> dict[str, int]:
    """The figures of the province at the period's end: new, or in the place of others with the reason."""
    if below := [code for (code, _), amount in so_far.items() if amount < 0]:
        message = f"Lũy kế từ đầu năm của dòng {', '.join(below)} nhỏ hơn 0."
        raise BlockedError(error("negative_figure", message, "Trả lại để cơ quan nộp xem lại số của kỳ."))
    diff = compared(report, form, so_far)
    counts = {"new": len(diff.new), "changed": len(diff.changed), "withdrawn": len(diff.gone)}
    if diff.is_empty:
        return counts
    source = Source.objects.create(
        kind=Source.Kind.DEMONSTRATION if report.made_up else Source.Kind.RETURN,
        title=f"{report}, bản {report.revision}"[:300],
        agency=report.agency,
    )
    write(diff, source=source, by=by, at=at, reason=reason_of(because_of, at))
    return counts


def compared(report: PeriodicReturn, form: Form, so_far: Mapping[Place, int]) -> ReturnDiff:
    """The cells beside the figures that stand at the cut; two SELECTs."""
    activities = dict(Activity.objects.on(report.ends).values_list("code", "pk"))
    unit = report.agency.unit_id or 0
    rows = (
        Figure.objects.standing()
        .summed()
        .filter(unit_id=unit, year=report.year, cut=report.ends, stage=Figure.Stage.DONE)
    )
    old = {(each.fund, each.activity_id): each for each in rows}
    new, changed, same = [], [], 0
    for (code, purse), amount in sorted(so_far.items()):
        entry = entry_of(report, activities[code], code, purse, amount)
        before = old.pop((purse, entry.activity), None)
        if before is None:
            new.append(entry)
        elif before.amount != amount:
            changed.append((before, entry))
        else:
            same += 1
    gone = tuple(each for each in old.values() if each.amount)
    return ReturnDiff(new=tuple(new), changed=tuple(changed), gone=gone, same=same)


def entry_of(report: PeriodicReturn, activity: int, code: str, purse: str, amount: int) -> Entry:
    """One figure, in triệu đồng as the return shows it."""
    whole, part = divmod(amount, Unit.TRIEU.scale)
    digits = f"{part:06d}".rstrip("0")
    return Entry(
        unit=report.agency.unit_id,
        year=report.year,
        cut=report.ends,
        fund=purse,
        stage=Figure.Stage.DONE,
        activity=activity,
        printed=f"{whole:,}".replace(",", ".") + (f",{digits}" if digits else ""),
        printed_unit=Unit.TRIEU.value,
        decimals=len(digits),
        amount=amount,
        location=f"dòng {code}, {purse}",
    )


def reason_of(report: PeriodicReturn, at: datetime) -> str:
    """Why figures change: the return that was approved, and why it had been opened again."""
    words = f"{report}, bản {report.revision}, duyệt ngày {localtime(at):%d/%m/%Y}"
    opened = events_of("periodic_return", str(report.pk)).filter(name="periodic.reopen").first()
    why = f": {opened.reason}" if opened is not None and report.revision > 1 else ""
    return f"{words}{why}"[:LONGEST_REASON]
