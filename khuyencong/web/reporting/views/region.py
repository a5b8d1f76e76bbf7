"""The region page, and its downloads."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from khuyencong.paperwork import regional_files as files
from khuyencong.paperwork.regional_report import chart_svg
from khuyencong.paperwork.tile_map import tile_map
from khuyencong.reporting import permissions
from khuyencong.reporting.queries.report import Query, RegionalReport
from khuyencong.rules import purses
from khuyencong.rules.consolidation import FUNDS
from khuyencong.rules.findings import Severity
from khuyencong.web.downloads import DOCX, XLSX, attachment
from khuyencong.web.reporting import tables
from khuyencong.web.reporting.forms import RegionForm
from khuyencong.web.reporting.questions import answer, question
from khuyencong.web.reporting.region_page import RANKS, headline, ordered
from khuyencong.web.requests import asking

FIRST_PAGE = ("nam", 2018, date(2018, 7, 31))


def context_of(request: HttpRequest, query: Query, report: RegionalReport) -> dict[str, Any]:
    """Everything the region page shows."""
    sort = request.GET.get("sort", "rate")
    return {
        "query": query,
        "report": report,
        "known": request.GET.get("known", ""),
        "headline": headline(report),
        "rows": ordered(report.rows, sort),
        "sort": sort,
        "ranks": {key: words for key, (words, _) in RANKS.items()},
        "map": tile_map(report),
        # Our own drawing: every text in it is escaped where it is drawn.
        "chart": mark_safe(chart_svg(report.years)) if report.years else "",  # noqa: S308
        "form": RegionForm.showing(query, known=request.GET.get("known", "")),
        "may_prepare": permissions.may_prepare(asking(request)),
        "may_see_conference": permissions.may_see_conference(asking(request)),
        "grave": [each for each in report.findings if each.severity != Severity.NOTE],
        "mild": [each for each in report.findings if each.severity == Severity.NOTE],
        "funds": FUNDS,
        "fund_order": (purses.WHOLE, *purses.DIVIDED),
        "published_rates": {fund: printed.cell.rate for fund, printed in report.published.items()},
        "cuts": sorted({point.cut for point in report.years} | {query.cut}),
    }


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: the southern region, 2018, at 31 July."""
    return region(request, *FIRST_PAGE)


@login_not_required
@require_safe
def region(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """How far has this region come, and what is wrong with its figures?"""
    query = question(request, region, year, cut)
    report = answer(query, asking(request))
    return render(request, "reporting/region.html", context_of(request, query, report))


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Go to the region that was chosen, or say what is wrong with the choice."""
    form = RegionForm(request.GET or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "reporting/region_choose.html", {"form": form}, status=status)
    return redirect(form.address())


@login_not_required
@require_safe
def workbook(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """The report as .xlsx, a draft until it is issued."""
    report = answer(question(request, region, year, cut), asking(request))
    return attachment(files.draft_workbook(report), file_name(report, "xlsx"), XLSX)


@login_not_required
@require_safe
def document(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """The report as .docx, a draft until it is issued."""
    report = answer(question(request, region, year, cut), asking(request))
    return attachment(files.draft_document(report), file_name(report, "docx"), DOCX)


TABLES = {"tinh": tables.provinces_workbook, "noi-dung": tables.activities_workbook}


@login_not_required
@require_safe
def table(request: HttpRequest, region: str, year: int, cut: date, which: str) -> HttpResponse:
    """One table of the page as .xlsx."""
    if which not in TABLES:
        raise Http404("table")
    report = answer(question(request, region, year, cut), asking(request))
    return attachment(TABLES[which](report), f"{which}-{file_name(report, 'xlsx')}", XLSX)


def file_name(report: RegionalReport, ending: str) -> str:
    """khuyen-cong-nam-2018-07-31.xlsx: plain letters, so that every mail server leaves it alone."""
    return f"khuyen-cong-{report.query.region}-{report.query.cut.isoformat()}.{ending}"
