"""One periodic return as the form that is printed and signed: .xlsx and .docx."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from khuyencong.paperwork.return_form import filled_form, head_of
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.consolidated import marks_of_one
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.reporting.queries.periodic.waivers import holding
from khuyencong.web.downloads import attachment
from khuyencong.web.reporting.views.consolidation import KINDS, content_of
from khuyencong.web.reporting.views.periodic import seen


@require_safe
def return_form(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The form with what stands in it, overridden cells starred, waivers listed."""
    if kind not in KINDS:
        raise Http404("kind")
    report = seen(request, pk)
    form, cells = form_of(report), cells_of(report)
    overrides, waivers = marks_of_one(report, cells.values(), form.lines, holding(report))
    sheet = filled_form(
        report,
        form.lines,
        {place: cell.value for place, cell in cells.items()},
        columns=form.purses,
        head=head_of(report.agency, report.ends),
        at=told_at(report, [each.at for each in cells.values()]),
        overrides=overrides,
        waivers=waivers,
        number=form.number,
        notes=[f"Bước: {report.get_state_display()}."],
    )
    return attachment(content_of(sheet, kind), f"bieu-{report.form}-{report.pk}.{kind}", KINDS[kind])


def told_at(report: PeriodicReturn, written: list[datetime]) -> datetime:
    """The instant it is told as of, its last signature or cell: the same numbers then give the same bytes."""
    return max(each for each in (report.created_at, report.sent_at, report.approved_at, *written) if each)
