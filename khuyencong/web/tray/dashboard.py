"""What is late, stuck, good and to be done next, for the desk she sits at; its charts as files."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import reads
from khuyencong.paperwork.bar_chart import bar_png, bar_svg, table_of
from khuyencong.paperwork.csv_table import csv_rows
from khuyencong.paperwork.made import in_column, noted
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.reporting.queries.dashboard import Said, Stuck, chart_of, dashboard_of
from khuyencong.rules.charts import Chart
from khuyencong.web.dossiers import address_of
from khuyencong.web.downloads import CSV, XLSX, attachment
from khuyencong.web.requests import asking


def reader(request: HttpRequest) -> Actor:
    """Who asks; PermissionDenied for whom sees no dossier."""
    actor = asking(request)
    if not reads(actor) or actor.desk is None:
        raise PermissionDenied
    return actor


def leads(said: Said | Stuck) -> str:
    """Where it is opened."""
    return f"{reverse(said.page)}{f'?{said.query}' if said.query else ''}"


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """How does it stand, and what is next?"""
    found = dashboard_of(reader(request), localdate())
    context = {
        "found": found,
        "tasks": [(each, address_of(each.dossier_kind, each.dossier_key)) for each in found.items],
        "late": [(each, leads(each)) for each in found.late],
        "stuck": [(each, leads(each)) for each in found.stuck],
        "sent_on": [
            (each, address_of(each.item.dossier_kind, each.item.dossier_key)) for each in found.sent_on
        ],
        "good": [(each, leads(each)) for each in found.good],
        "short": [(each, leads(each)) for each in found.short],
        # Our own drawing: every text in it is escaped where it is drawn.
        "charts": [(each, mark_safe(bar_svg(each))) for each in found.charts],  # noqa: S308
    }
    return render(request, "tray/dashboard.html", context)


def counted() -> str:
    """Of which day a picture or table that leaves its page is."""
    return f"Tính đến ngày {localdate():%d/%m/%Y}"


def svg_file(chart: Chart) -> tuple[bytes, str]:
    """The picture, to be scaled."""
    return bar_svg(chart, said=counted()).encode(), "image/svg+xml"


def png_file(chart: Chart) -> tuple[bytes, str]:
    """The picture, for a letter or a slide."""
    return bar_png(chart, said=counted()), "image/png"


def xlsx_file(chart: Chart) -> tuple[bytes, str]:
    """The numbers."""
    header, rows = table_of(chart)
    notes = [*noted(chart.made), f"{counted()}. Đơn vị: {chart.unit}."]
    return xlsx_rows(header, rows, title=chart.title, notes=notes), XLSX


def csv_file(chart: Chart) -> tuple[bytes, str]:
    """The numbers, for programs."""
    header, rows = table_of(chart)
    return csv_rows(*in_column(header, rows, made=chart.made)), CSV


FILES: dict[str, Callable[[Chart], tuple[bytes, str]]] = {
    "svg": svg_file,
    "png": png_file,
    "xlsx": xlsx_file,
    "csv": csv_file,
}


@require_safe
def chart_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One chart as a picture or a table."""
    actor = reader(request)
    if kind not in FILES:
        raise Http404("kind")
    chart = chart_of(actor, code, localdate())
    if chart is None:
        raise Http404("chart")
    content, media_type = FILES[kind](chart)
    return attachment(content, f"{chart.code}-{localdate():%Y-%m-%d}.{kind}", media_type)
