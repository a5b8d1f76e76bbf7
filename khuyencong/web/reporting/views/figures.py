"""The rows behind a number, one figure with its history, and the sources figures come from."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Count, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import UnknownRegionError
from khuyencong.post.actions.exports import File, Progress, ask_for, export_kind
from khuyencong.reporting import permissions
from khuyencong.reporting.models import Figure, Source
from khuyencong.reporting.queries.behind import figures_behind
from khuyencong.reporting.queries.corrections import returns_that_say, under_way_of
from khuyencong.reporting.queries.findings import claim_findings
from khuyencong.reporting.queries.report import THEN, Query
from khuyencong.web.downloads import ANY, XLSX, attachment
from khuyencong.web.reporting import tables
from khuyencong.web.reporting.forms import FiguresForm
from khuyencong.web.reporting.questions import known_at
from khuyencong.web.requests import asking

PAGE = 50
MANY = 10_000
"""Rows from which a workbook takes longer than a second, so that it is made in the background."""

WORKBOOK, NAME = "Số liệu khuyến công", "so-lieu-khuyen-cong.xlsx"
RELATED = ("unit", "region", "activity", "source")
NARROWING = ("fund", "stage")
ORDER = ("-year", "-cut", "stage", "fund", "unit__sort_key", "activity__position", "pk")


def chosen(asked: dict[str, Any], known: str, actor: Actor) -> tuple[QuerySet[Figure], Query | None]:
    """The figures that were asked for, and the report's question they answer, where there is one."""
    at = known_at(known)
    narrowed = {key: asked[key] for key in NARROWING if asked[key]}
    if not asked["region"]:
        found = Figure.objects.visible_to(actor).known_on(at).filter(**narrowed)
        return (found.filter(cut=asked["cut"]) if asked["cut"] else found), None
    query = Query(
        region=asked["region"],
        year=asked["cut"].year,
        cut=asked["cut"],
        borders=asked["borders"] or THEN,
        known_at=at,
        today=localdate(),
    )
    try:
        behind = figures_behind(
            query, actor=actor, place=asked["place"], activity=asked["activity"], **narrowed
        )
    except UnknownRegionError as unknown:
        raise Http404("region") from unknown
    return behind, query


def totals(found: QuerySet[Figure]) -> dict[str, Any]:
    """How many rows, and their sum for each stage, never one sum across stages."""
    by_stage = (
        found.order_by()
        .values("stage")
        .annotate(
            total=Cast(Sum("amount"), BigIntegerField()),
            rows=Count("pk"),
            made_rows=Count("pk", filter=Q(made=True)),
        )
    )
    listed = {row["stage"]: row for row in by_stage}
    return {
        "all_made": bool(listed) and all(row["made_rows"] == row["rows"] for row in listed.values()),
        "count": sum(row["rows"] for row in listed.values()),
        "sums": [(words, listed[stage]["total"]) for stage, words in Figure.Stage.choices if stage in listed],
    }


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Which figures make up this number?"""
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return render(request, "reporting/figures.html", {"form": form, "query": None}, status=422)
    asked = form.cleaned_data
    found, query = chosen(asked, request.GET.get("known", ""), asking(request))
    rows = found.select_related(*RELATED).order_by(*ORDER)
    summary = totals(found)
    paginator = Paginator(rows, PAGE)
    paginator.count = summary["count"]
    page = paginator.get_page(asked["page"] or 1)
    question = request.GET.copy()
    question.pop("page", None)
    place = next((row.unit for row in page if row.unit), None) if asked["place"] else None
    context = {
        "form": form,
        "query": query,
        "page": page,
        "asking": question.urlencode(),
        "asked": asked,
        "place": place,
    }
    return render(
        request, "reporting/figures.html", context | summary | {"known": request.GET.get("known", "")}
    )


@login_not_required
@require_safe
def figures_workbook(request: HttpRequest) -> HttpResponse:
    """The same rows as .xlsx, all of them; very many are offered as a job to who has a desk."""
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return render(request, "reporting/figures.html", {"form": form, "query": None}, status=422)
    found, _ = chosen(form.cleaned_data, request.GET.get("known", ""), asking(request))
    if asking(request).desk is not None and (count := found.count()) > MANY:
        context = {"count": count, "asking": request.GET.urlencode()}
        return render(request, "reporting/figures_many.html", context)
    rows = found.select_related(*RELATED).order_by(*ORDER).iterator(chunk_size=2000)
    return attachment(tables.figures_workbook(rows, title=WORKBOOK), NAME, XLSX)


@require_POST
def figures_export(request: HttpRequest) -> HttpResponse:
    """Ask for the same rows as a file that is made in the background."""
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return render(request, "reporting/figures.html", {"form": form, "query": None}, status=422)
    export = ask_for(
        by=asking(request), maker=figures_file, title=WORKBOOK, parameters=form.given, at=localtime()
    )
    return redirect("tray_export", export.pk)


@export_kind
def figures_file(actor: Actor, parameters: dict[str, Any], progress: Progress) -> File:
    """The workbook of the figures asked for, as the actor may see them on the day it is made; Http404."""
    form = FiguresForm(parameters)
    if not form.is_valid():
        raise Http404("question")
    found, _ = chosen(form.cleaned_data, parameters.get("known", ""), actor)
    rows = found.select_related(*RELATED).order_by(*ORDER).iterator(chunk_size=2000)
    content = tables.figures_workbook(progress.over(rows, total=found.count()), title=WORKBOOK)
    return File(name=NAME, content_type=XLSX, content=content)


@login_not_required
@require_safe
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Where does this figure come from, and was it ever another?"""
    visible = Figure.objects.visible_to(asking(request))
    related = ("unit", "region", "activity", "source__agency", "source__file", "entered_by")
    found = get_object_or_404(visible.select_related(*related), pk=pk)
    chain = list(
        visible.filter(key=found.key).select_related("source", "entered_by").order_by("entered_at", "pk")
    )
    newest = chain[-1] if chain[-1].pk != found.pk else None
    context = {"figure": found, "chain": chain, "replaced_by": newest}
    context["under_way"] = under_way_of(found, asking(request))
    corrects = newest is None and permissions.may_correct(asking(request), found)
    context["returns"] = returns_that_say(found) if corrects else []
    context["may_correct"] = corrects and not context["returns"]
    return render(request, "reporting/figure.html", context | file_right(request, found.source))


def file_right(request: HttpRequest, source: Source) -> dict[str, bool]:
    """Whether the reader may open the original file of the source."""
    return {"may_open_file": source.file_id is not None and permissions.may_open_file(asking(request), source)}


@login_not_required
@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """What does this source say, and does it agree with itself?"""
    visible = Source.objects.visible_to(asking(request)).select_related("agency", "file", "claim_set__region")
    found = get_object_or_404(visible, pk=pk)
    rows = Figure.objects.visible_to(asking(request)).filter(source=found)
    page = Paginator(rows.select_related("unit", "region", "activity").order_by(*ORDER), PAGE).get_page(
        request.GET.get("page", "1")
    )
    claim_set = getattr(found, "claim_set", None)
    findings, suggestions = claim_findings([claim_set]) if claim_set else ([], [])
    context = {
        "source": found,
        "page": page,
        "claims": list(claim_set.claims.all()) if claim_set else [],
        "findings": findings,
        "suggestions": suggestions,
        "marks": {code: each.severity for each in reversed(findings) for code in each.claims},
    }
    return render(request, "reporting/source.html", context | file_right(request, found))


@login_not_required
@require_safe
def source_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a source as .xlsx."""
    found = get_object_or_404(Source.objects.visible_to(asking(request)), pk=pk)
    rows = (
        Figure.objects.visible_to(asking(request))
        .filter(source=found)
        .select_related(*RELATED)
        .order_by(*ORDER)
    )
    content = tables.figures_workbook(rows.iterator(chunk_size=2000), title=found.title)
    return attachment(content, f"nguon-{pk}.xlsx", XLSX)


@require_safe
def source_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file exactly as it came in, for those whose own it is."""
    visible = Source.objects.visible_to(asking(request)).select_related("file", "agency")
    found = get_object_or_404(visible.filter(file__isnull=False), pk=pk)
    if not permissions.may_open_file(asking(request), found):
        raise PermissionDenied
    assert found.file is not None
    return attachment(bytes(found.file.content), found.file.name, ANY)
