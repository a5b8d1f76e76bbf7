"""The conference report: read before it goes out, taken along as a draft, and each of its figures opened."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.paperwork import conference_files as files
from khuyencong.paperwork.conference_report.bars import charts
from khuyencong.paperwork.tile_map import tile_map
from khuyencong.places.queries import UnknownRegionError
from khuyencong.reporting import permissions
from khuyencong.reporting.queries.conference import ConferenceReport, conference_report
from khuyencong.reporting.queries.conference.books import books_behind
from khuyencong.reporting.queries.conference.numbers import Opened, numbers_with, opened, rows_behind, today_of
from khuyencong.reporting.queries.conference.returned import places_behind, returns_behind
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference.codes import LENGTH, as_typed, is_code
from khuyencong.rules.findings import Severity
from khuyencong.web.downloads import DOCX, PPTX, attachment
from khuyencong.web.reporting import links
from khuyencong.web.reporting.conference_page import laid_out
from khuyencong.web.reporting.questions import question
from khuyencong.web.requests import asking

ROWS = 50
RELATED = ("unit", "region", "activity", "source")
ORDER = ("unit__sort_key", "fund", "activity__position", "pk")


def permitted(request: HttpRequest) -> Actor:
    """Who asks, if she may see conference reports."""
    by = asking(request)
    if not permissions.may_see_conference(by):
        raise PermissionDenied
    return by


def asked(request: HttpRequest, region: str, year: int, cut: date) -> Query:
    """The question of an address; its borders of now are those of the day as of which it is known."""
    query = question(request, region, year, cut)
    return replace(query, today=localdate(query.known_at))


def answered(query: Query, by: Actor) -> ConferenceReport:
    """The report; Http404 for a region that was not there on that day."""
    try:
        return conference_report(query, actor=by)
    except UnknownRegionError as unknown:
        raise Http404("region") from unknown


@require_safe
def conference(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """What will the conference read?"""
    by = permitted(request)
    report = answered(asked(request, region, year, cut), by)
    known = request.GET.get("known", "")
    address = partial(draft_address, report.query, known)
    findings = report.regional.findings
    context = {
        "report": report.regional,
        "own_errors": report.own_errors,
        "query": report.query,
        "known": known,
        "ground": report.ground,
        "chapters": list(laid_out(report, address)),
        "charts": {name: mark_safe(chart.svg) for name, chart in charts(report).items()},  # noqa: S308
        "map": tile_map(report.regional),
        "grave": [each for each in findings if each.severity == Severity.ERROR],
        "mild": [each for each in findings if each.severity != Severity.ERROR],
        "may_prepare": permissions.may_prepare(by),
    }
    return render(request, "reporting/conference.html", context)


def draft_address(query: Query, known: str, name: str) -> str:
    """The page of a figure of a report that is not issued yet."""
    return links.region(query, name="conference_number", known=known, figure=name)


@require_safe
def document(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """The report as .docx, a draft until it is issued."""
    report = answered(asked(request, region, year, cut), permitted(request))
    return attachment(files.draft_document(report, site=settings.SITE_URL), file_name(report, "docx"), DOCX)


@require_safe
def presentation(request: HttpRequest, region: str, year: int, cut: date) -> HttpResponse:
    """The slides as .pptx, a draft until they are issued."""
    report = answered(asked(request, region, year, cut), permitted(request))
    return attachment(files.draft_slides(report), file_name(report, "pptx"), PPTX)


def file_name(report: ConferenceReport, ending: str) -> str:
    """hoi-nghi-nam-2018-07-31.docx: plain letters, so that every mail server leaves it alone."""
    return f"hoi-nghi-{report.query.region}-{report.query.cut.isoformat()}.{ending}"


@require_safe
def draft_number(request: HttpRequest, region: str, year: int, cut: date, name: str) -> HttpResponse:
    """How was this figure of a draft made?"""
    by = permitted(request)
    report = answered(asked(request, region, year, cut), by)
    told = report.told.get(name)
    if told is None:
        raise Http404("number")
    known = request.GET.get("known", "")
    found = Opened(
        told=told,
        code="",
        query=report.query,
        of=tuple((each.name, each) for each in told.of),
        parts=tuple((each.name, each) for each in told.parts),
    )
    context = shown(request, found, by) | {
        "addresses": {
            each.name: draft_address(report.query, known, each.name) for each in (*told.of, *told.parts)
        },
        "known": known,
        "complete": report.regional.completeness,
    }
    return render(request, "reporting/number.html", context)


@require_safe
def number(request: HttpRequest, code: str) -> HttpResponse:
    """How was this figure of an issued report made, and would it be another today?"""
    by = permitted(request)
    kept = numbers_with(code)
    if not kept:
        typed, whole = as_typed(code)[:20], is_code(code)
        context = {"typed": typed, "whole": whole, "length": LENGTH}
        return render(request, "reporting/number_none.html", context, status=404)
    found = opened(kept[0])
    now = localtime()
    today = today_of(found.told.name, found.query, actor=by, at=now, on=now.date())
    complete = {each.name: each for each in kept[0].report.numbers.filter(name__startswith="complete.")}
    context = shown(request, found, by) | {
        "addresses": {told.name: reverse("number", args=[code]) for code, told in (*found.of, *found.parts)},
        "kept": kept,
        "complete_told": [
            complete[name].text for name in ("complete.reported", "complete.expected") if name in complete
        ],
        "today": today,
        "differs": today is None or today.text != found.told.text,
    }
    return render(request, "reporting/number.html", context)


def shown(request: HttpRequest, found: Opened, by: Actor) -> dict[str, Any]:
    """What the page of a figure shows whether it was issued or not."""
    rows = rows_behind(found.told, found.query, by)
    page = None
    if rows is not None:
        page = Paginator(rows.select_related(*RELATED).order_by(*ORDER), ROWS).get_page(
            request.GET.get("page", "1")
        )
    books = books_behind(found.told, found.query, by)
    held = Paginator(books, ROWS).get_page(request.GET.get("page", "1")) if books is not None else None
    summed = sum(each.amount for each in books or ())
    returns = returns_behind(found.told, found.query, by)
    return {
        "returns": returns,
        "counted": Paginator(returns.rows, ROWS).get_page(request.GET.get("page", "1")) if returns else None,
        "provinces": places_behind(found.told, found.query, by),
        "found": found,
        "told": found.told,
        "query": found.query,
        "page": page,
        "held": held,
        "summed": summed,
        "unseen": int(found.told.value) - summed if books is not None else 0,
    }
