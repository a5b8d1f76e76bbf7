"""A conference report that came back from Word: which figures were changed by hand. Nothing is written."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.actors import Actor
from khuyencong.paperwork import conference_files as files
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError
from khuyencong.reporting.models import IssuedReport
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.findings import Finding, error
from khuyencong.web.reporting import links
from khuyencong.web.reporting.forms import ReadBackForm
from khuyencong.web.reporting.views.conference import answered, asked, permitted


@require_http_methods(["GET", "HEAD", "POST"])
def read_back(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """Which figures were changed by hand?"""
    by = permitted(request)
    query = asked(request, region, year, cut)
    form = (
        ReadBackForm(request.POST or None, request.FILES or None)
        if request.method == "POST"
        else ReadBackForm()
    )
    context = {"form": form, "query": query, "known": request.GET.get("known", "")}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reporting/readback.html", context, status=422 if form.is_bound else 200)
    content = form.cleaned_data["document"].read()
    try:
        found = differences_of(content, query, by)
    except RefusedFileError as refused:
        return render(request, "reporting/readback.html", context | {"blocked": [refused.finding]}, status=422)
    if isinstance(found, Finding):
        return render(request, "reporting/readback.html", context | {"blocked": [found]}, status=422)
    return render(
        request, "reporting/readback.html", context | found | {"name": form.cleaned_data["document"].name}
    )


def differences_of(content: bytes, query: Query, by: Actor) -> dict[str, Any] | Finding:
    """What was changed in a file, or why it cannot be told."""
    own = files.question_in(content)
    if own is None:
        return unknown_file()
    if (own.region, own.cut) != (query.region, query.cut):
        return another_report(own)
    report = answered(own, by)
    written, issued = original_of(report)
    found = files.changed_by_hand(written, content, report)
    return {
        "read": True,
        "issued": issued,
        "own": own,
        "found": found,
        "wrong": [each for each in found if each.agrees is False],
    }


def original_of(report: ConferenceReport) -> tuple[bytes, IssuedReport | None]:
    """The document as it was written: the issued one where it went out, else the draft again."""
    query = report.query
    issued = IssuedReport.objects.filter(
        region__code=query.region,
        cut=query.cut,
        borders=query.borders,
        known_at=query.known_at,
        conference__isnull=False,
    ).first()
    if issued is not None:
        return bytes(issued.docx), issued
    return files.draft_document(report, site=settings.SITE_URL), None


def unknown_file() -> Finding:
    """A document that was not written here, or lost what says so."""
    return error(
        "unknown_file",
        "Tệp này không phải báo cáo hội nghị do hệ thống lập, hoặc đã mất dấu nhận ra ở dòng tên báo cáo.",
        "Tải lại bản Word từ trang báo cáo hội nghị rồi sửa trên bản ấy; đừng chép nội dung sang tệp mới.",
    )


def another_report(own: Query) -> Finding:
    """A report of another region or cut."""
    return error(
        "another_report",
        f"Tệp này là báo cáo của vùng khác hoặc mốc khác (số liệu đến hết {own.cut:%d/%m/%Y}).",
        f"Mở trang đọc lại của báo cáo ấy: {links.region(own, name='conference_readback')}",
    )
