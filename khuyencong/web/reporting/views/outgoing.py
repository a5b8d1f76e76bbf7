"""A report on its way out: prepared and handed up by one, issued or returned by another."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.actors import Actor
from khuyencong.paperwork import conference_files
from khuyencong.paperwork.regional_files import issued_files
from khuyencong.reporting import permissions
from khuyencong.reporting.lifecycle import REPORT, Issue, request_report
from khuyencong.reporting.models import ReportRequest
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.reporting.queries.report import Query, RegionalReport
from khuyencong.reporting.queries.requests import requests_seen_by
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.reporting.forms import IssueForm, PrepareForm, ReasonForm
from khuyencong.web.reporting.questions import answer, question
from khuyencong.web.reporting.views.conference import answered
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

Kind = ReportRequest.Kind
TOLD = {
    "report.issue": "Đã phát hành; bản phát hành được giữ nguyên từng byte.",
    "report.return": "Đã trả lại kèm lý do.",
    "report.submit": "Đã trình lại với số liệu như hiện nay.",
    "report.withdraw": "Đã rút tờ trình.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, region: str, year: int, cut: date, kind: str = Kind.PLAIN) -> HttpResponse:
    """Is this report fit to be handed up, and what must be said along with it?"""
    by = asking(request)
    if not permissions.may_prepare(by):
        raise PermissionDenied
    query = question(request, region, year, cut)
    if kind == Kind.CONFERENCE:
        query = replace(query, today=localdate(query.known_at))
    report, _ = built(kind, query, by)
    form = PrepareForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "query": query,
        "report": report,
        "known": request.GET.get("known", ""),
        "errors": errors_of(report),
        "conference": kind == Kind.CONFERENCE,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "reporting/prepare.html", context, status=422 if form.is_bound else 200)
    try:
        act = Act(by=by, at=localtime())
        handed = request_report(report=report, note=form.cleaned_data["note"], act=act, kind=kind)
    except BlockedError as blocked:
        return render(request, "reporting/prepare.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã trình lãnh đạo; tờ trình nằm ở đây cho đến khi được phát hành hoặc trả lại.")
    return redirect("report_request", handed.pk)


def built(kind: str, query: Query, by: Actor) -> tuple[RegionalReport, ConferenceReport | None]:
    """The report of that kind: a conference report has the findings of its own sentences besides."""
    if kind != Kind.CONFERENCE:
        return answer(query, by), None
    found = answered(query, by)
    return found.regional, found


def errors_of(report: RegionalReport) -> list[Any]:
    """The errors that stand open in a report."""
    return [each for each in report.findings if each.severity == Severity.ERROR]


def query_of(found: ReportRequest) -> Query:
    """The question whose answer was handed up, as it was known then."""
    return Query(
        region=found.region.code,
        year=found.year,
        cut=found.cut,
        borders=found.borders,
        known_at=found.known_at,
        today=localdate(found.known_at),
    )


def shown(request: HttpRequest, found: ReportRequest, report: RegionalReport, **more: Any) -> dict[str, Any]:
    """Everything the page of a request shows."""
    return {
        "each": found,
        "query": report.query,
        "report": report,
        "errors": errors_of(report),
        "offered": {each.name.partition(".")[2] for each in REPORT.offered(found, asking(request))},
        "steps": steps_of(REPORT, found),
        "form": IssueForm(),
        "reason_form": ReasonForm(),
        "codes": found.issued.numbers.filter(printed=True) if found.issued is not None else [],
    } | more


@require_http_methods(["GET", "HEAD", "POST"])
def report_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed up, and shall it go out?"""
    by = asking(request)
    found = get_object_or_404(requests_seen_by(by), pk=pk)
    report, conference = built(found.kind, query_of(found), by)
    if request.method != "POST":
        return render(request, "reporting/request.html", shown(request, found, report))
    name = f"report.{request.POST.get('do', '')}"
    issue_form, reason_form = IssueForm(request.POST), ReasonForm(request.POST)
    context = shown(request, found, report, form=issue_form, reason_form=reason_form)
    if name not in TOLD or not issue_form.is_valid() or not reason_form.is_valid():
        return render(request, "reporting/request.html", context, status=422)
    confirm_before(request, REPORT.transition(name))
    try:
        given = Prepared(report=report, conference=conference)
        REPORT.perform(name, found, attempt(name, by, given, issue_form, reason_form))
    except BlockedError as blocked:
        return render(request, "reporting/request.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, TOLD[name])
    return redirect("report_request", found.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The report of a request as it was known when it was handed up."""

    report: RegionalReport
    conference: ConferenceReport | None


def attempt(name: str, by: Actor, prepared: Prepared, issue: IssueForm, reason: ReasonForm) -> Act:
    """What she gives along with each thing she may do with a request."""
    at, report = localtime(), prepared.report
    if name == "report.submit":
        fresh = replace(report.query, known_at=at, today=localdate(at))
        kind = Kind.PLAIN if prepared.conference is None else Kind.CONFERENCE
        return Act(by=by, at=at, given=built(kind, fresh, by)[0])
    if name == "report.issue" and permissions.may_issue(by):
        waiver = issue.cleaned_data["waiver"] if report.open_errors else ""
        return Act(by=by, at=at, reason=waiver, given=files_of(prepared, waiver=waiver, by=by, at=at))
    return Act(by=by, at=at, reason=reason.cleaned_data["note"])


def files_of(prepared: Prepared, *, waiver: str, by: Actor, at: datetime) -> Issue:
    """The files of either kind of report as they go out."""
    report = prepared.report
    if prepared.conference is None:
        xlsx, docx = issued_files(report, waiver=waiver, by=str(by), on=at.date())
        return Issue(report=report, xlsx=xlsx, docx=docx, waiver=waiver)
    made = conference_files.issued_files(
        prepared.conference, waiver=waiver, by=str(by), on=at.date(), site=settings.SITE_URL
    )
    return Issue(
        report=report,
        xlsx=made.xlsx,
        docx=made.docx,
        waiver=waiver,
        conference=prepared.conference,
        pptx=made.pptx,
    )
