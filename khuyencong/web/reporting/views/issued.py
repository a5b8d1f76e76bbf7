"""Issuing a regional report, and the reports that went out."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.paperwork.regional_files import issued_files
from khuyencong.reporting import permissions
from khuyencong.reporting.actions import check_issue, issue_report
from khuyencong.reporting.models import IssuedReport
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.web.downloads import DOCX, XLSX, attachment
from khuyencong.web.reporting.forms import IssueForm
from khuyencong.web.reporting.questions import answer, question
from khuyencong.web.requests import asking

KINDS = {"bao-cao.xlsx": ("xlsx", XLSX), "bao-cao.docx": ("docx", DOCX)}


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """May this report go out now, and if errors stand open, why?"""
    by = asking(request)
    if not permissions.may_issue(by):
        raise PermissionDenied
    query = question(request, region, year, cut)
    report = answer(query, by)
    form = IssueForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "query": query,
        "report": report,
        "known": request.GET.get("known", ""),
        "errors": [each for each in report.findings if each.severity == Severity.ERROR],
        "may_waive": permissions.may_waive(by),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "reporting/issue.html", context, status=422 if form.is_bound else 200)
    waiver, at = form.cleaned_data["waiver"], localtime()
    try:
        check_issue(report=report, by=by, waiver=waiver)
        xlsx, docx = issued_files(report, waiver=waiver if report.open_errors else "", by=str(by), on=at.date())
        issue_report(report=report, xlsx=xlsx, docx=docx, by=by, at=at, waiver=waiver)
    except BlockedError as blocked:
        return render(request, "reporting/issue.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(
        request, f"Đã phát hành báo cáo {report.region_name} năm {year}, số liệu đến {cut:%d/%m/%Y}."
    )
    return redirect("issued_reports")


@require_safe
def issued_reports(request: HttpRequest) -> HttpResponse:
    """Which reports went out, when, and with what standing open?"""
    if not permissions.may_issue(asking(request)):
        raise PermissionDenied
    reports = IssuedReport.objects.select_related("region", "issued_by").defer("xlsx", "docx")
    page = Paginator(reports, 30).get_page(request.GET.get("page", "1"))
    return render(request, "reporting/issued_reports.html", {"page": page})


@require_safe
def issued_report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The stored bytes of an issued report, exactly as they went out."""
    if not permissions.may_issue(asking(request)):
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404("kind")
    column, content_type = KINDS[kind]
    report = get_object_or_404(
        IssuedReport.objects.select_related("region").only("region__code", "cut", column), pk=pk
    )
    name = f"khuyen-cong-{report.region.code}-{report.cut.isoformat()}-so-{report.pk}.{column}"
    return attachment(bytes(getattr(report, column)), name, content_type)
