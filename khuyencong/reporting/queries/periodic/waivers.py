"""Which waivers hold for the numbers that stand: one given for numbers that were put right since is past."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from khuyencong.reporting.models import CheckWaiver, PeriodicReturn, ReturnMark
from khuyencong.reporting.queries.consolidated.values import held
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic.checking import Judged, judged_of
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of

Life = PeriodicReturn.State
LOCKED_BY = {Life.SENT: ReturnMark.Kind.SENT, Life.APPROVED: ReturnMark.Kind.APPROVED}
"""States in which a return says what it said at its last mark of that kind."""


def holding(report: PeriodicReturn, judged: Iterable[Judged] | None = None) -> list[CheckWaiver]:
    """The waivers that go with its numbers, in their order; `judged` are its findings, asked where not given.

    Of a return that lies above those that held when it was signed or approved, whatever the books say since.
    """
    waivers = list(report.waivers.select_related("by").order_by("pk"))
    if not waivers:
        return []
    kind = LOCKED_BY.get(Life(report.state))
    mark = report.marks.filter(kind=kind).order_by("at", "pk").last() if kind is not None else None
    if mark is not None:
        return [each for each in waivers if held(each.pk, mark.waived)]
    found = judged if judged is not None else findings_of(report, localtime())
    keys = {each.waiver.pk for each in found if each.waiver is not None}
    return [each for each in waivers if each.pk in keys]


def findings_of(report: PeriodicReturn, at: datetime) -> Sequence[Judged]:
    """Every finding of it as known then."""
    return judged_of(report, form_of(report), cells_of(report), Dossiers(report, at))


def held_now(report: PeriodicReturn, at: datetime) -> list[int]:
    """The keys of the waivers that hold for what stands, as a mark keeps them; one SELECT where it has none."""
    if not report.waivers.exists():
        return []
    return sorted({each.waiver.pk for each in findings_of(report, at) if each.waiver is not None})
