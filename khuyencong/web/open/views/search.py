"""Published projects: found by place, content, year, purse, step and words; each with its money and results."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khuyencong.paperwork.open_data.columns import PROJECTS
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.reporting.models import OpenRelease, OpenRow
from khuyencong.reporting.queries.open_data import (
    BY,
    Choices,
    choices,
    grouped,
    latest_release,
    row_of,
    sought,
    told_over_time,
    totals,
)
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.open.forms import SearchForm
from khuyencong.web.projects.views.lists import asked_again
from khuyencong.web.rates import FILES, SEARCH, at_most

A_PAGE = 25
MOST_ROWS = 50_000
KEPT_SECONDS = 3600
CODE = re.compile(r"DA-(\d{5,9})")
NARROWS = {"place": "place", "content": "content", "year": "year", "purse": "purse", "state": "state"}
"""Which question of the form a group of a breakdown answers."""


@login_not_required
@at_most(SEARCH)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Which projects were approved here, for how much, and what became of the money?"""
    release = latest_release()
    if release is None:
        return render(request, "open/none.html")
    offered = offered_by(release)
    form = SearchForm(request.GET, choices=offered)
    rows = sought(form.sought)
    whole = totals(rows)
    paginator = Paginator(rows.select_related("province", "province_now"), A_PAGE)
    paginator.count = whole.count  # told with the sums: not counted again
    context = {
        "release": release,
        "form": form,
        "whole": whole,
        "page": paginator.get_page(request.GET.get("page")),
        "groups": [
            (each, narrowed(request, form.breakdown, each.key))
            for each in grouped(rows, form.breakdown, offered)
        ],
        "heading": BY[form.breakdown][1],
        "asking": asked_again(request),
        "narrowed": any(value for name, value in form.given.items() if name != "by"),
    }
    return render(request, "open/projects.html", context, status=422 if form.errors else 200)


def offered_by(release: OpenRelease) -> Choices:
    """What can be chosen among what a release holds: it never changes, so it is read once an hour."""
    key = f"open-choices:{release.pk}:{release.issued_at.timestamp()}"
    kept: Choices | None = cache.get(key)
    if kept is None:
        kept = choices()
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def narrowed(request: HttpRequest, by: str, key: Any) -> str:
    """The question of the page with one group of its breakdown: the rows its sums are made of."""
    again = request.GET.copy()
    again.pop("page", None)
    again[NARROWS[by]] = str(key)
    return again.urlencode()


@login_not_required
@at_most(FILES)
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """What was found as .xlsx, with the columns of the open table."""
    release = latest_release()
    if release is None:
        raise Http404("release")
    form = SearchForm(request.GET, choices=offered_by(release))
    found = list(sought(form.sought).values_list("content", flat=True)[:MOST_ROWS])
    header = [column.name for column in PROJECTS.columns]
    notes = [f"{release}", *(["Có số liệu minh họa"] if any(each["made_up"] for each in found) else [])]
    content = xlsx_rows(header, PROJECTS.rows(found), title=PROJECTS.title, notes=notes)
    return attachment(content, "de-an-da-cong-bo.xlsx", XLSX)


@login_not_required
@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """What is public of this project? One that is not published and one that is not there answer alike."""
    found = CODE.fullmatch(code.upper())
    row: OpenRow | None = row_of(int(found[1])) if found is not None else None
    if row is None:
        raise Http404("project")
    said = row.content
    days = {
        name: date.fromisoformat(said[name]) if said[name] else None
        for name in ("decided_on", "begins_on", "ends_on", "accepted_on")
    }
    results = [{**each, "number": Decimal(each["value"])} for each in said["results"]]
    shown = {"row": row, "said": {**said, "results": results}}
    context = {**shown, **days, "history": told_over_time(row.project_id)}
    return render(request, "open/project.html", context)
