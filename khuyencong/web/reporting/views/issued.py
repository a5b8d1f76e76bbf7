"""The reports that went out, and those on their way."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from khuyencong.reporting import permissions
from khuyencong.reporting.models import ConferenceIssue, IssuedReport
from khuyencong.reporting.queries.requests import requests_under_way
from khuyencong.web.downloads import DOCX, PPTX, XLSX, attachment
from khuyencong.web.requests import asking

KINDS = {"bao-cao.xlsx": ("xlsx", XLSX), "bao-cao.docx": ("docx", DOCX)}
SLIDES = "trinh-chieu.pptx"


@require_safe
def issued_reports(request: HttpRequest) -> HttpResponse:
    """Which reports went out, when, and with what standing open?"""
    if not permissions.may_see_reports(asking(request)):
        raise PermissionDenied
    reports = IssuedReport.objects.select_related("region", "issued_by", "conference", "request")
    reports = reports.defer("xlsx", "docx", "conference__pptx")
    page = Paginator(reports, 30).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "waiting": requests_under_way(asking(request)),
        "may_prepare": permissions.may_prepare(asking(request)),
    }
    return render(request, "reporting/issued_reports.html", context)


@require_safe
def issued_report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The stored bytes of an issued report, exactly as they went out."""
    if not permissions.may_see_reports(asking(request)):
        raise PermissionDenied
    if kind == SLIDES:
        return issued_slides(pk)
    if kind not in KINDS:
        raise Http404("kind")
    column, content_type = KINDS[kind]
    report = get_object_or_404(
        IssuedReport.objects.select_related("region").only("region__code", "cut", column), pk=pk
    )
    name = f"khuyen-cong-{report.region.code}-{report.cut.isoformat()}-so-{report.pk}.{column}"
    return attachment(bytes(getattr(report, column)), name, content_type)


def issued_slides(pk: int) -> HttpResponse:
    """The slides of an issued conference report."""
    found = get_object_or_404(ConferenceIssue.objects.select_related("report__region"), report=pk)
    report = found.report
    name = f"hoi-nghi-{report.region.code}-{report.cut.isoformat()}-so-{report.pk}.pptx"
    return attachment(bytes(found.pptx), name, PPTX)
