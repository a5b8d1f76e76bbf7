"""What the programmes set out to reach, and how far they are: by target, content, year and province."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.norms.models import ProgrammeTarget
from khuyencong.norms.queries.returns import target_named
from khuyencong.organisations.permissions import is_ministry
from khuyencong.reporting.queries.targets import ProvinceRow, TargetRow, progress_of, provinces_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.reporting import targets_page as page
from khuyencong.web.requests import asking


def answered(request: HttpRequest, question: page.Asked) -> tuple[list[TargetRow], list[ProgrammeTarget]]:
    """The targets that are asked for, and what was published besides."""
    actor, on = asking(request), localdate()
    rows, beside = progress_of(
        question.programme,
        actor=actor,
        on=on,
        province=question.place.id if question.place is not None else None,
        returns=question.whole,
    )
    if question.content:
        rows = [each for each in rows if each.line.activity == question.content]
    return rows, beside


@login_not_required
@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """How far is the programme with each of its targets?"""
    question = page.asked(request.GET, asking(request), localdate())
    if question is None:
        return render(request, "reporting/targets_none.html")
    rows, beside = answered(request, question)
    programme = question.programme
    part = question.place is not None and programme.province_id is None
    last = min(programme.last_year, localdate().year)
    context: dict[str, Any] = {
        "asked": question,
        "form": question.form,
        "headline": page.headline(rows, part=part),
        "part": part,
        "years": range(programme.first_year, last + 1) if question.whole else (),
        "rows": [
            page.shown(
                each,
                part=part,
                first=programme.first_year if question.whole else 1,
                last=last if question.whole else 0,
            )
            for each in rows
        ],
        "beside": beside,
        "unknown": sum(each.target.value is None for each in rows),
        "made": any(each.made for each in rows),
        "by_province": is_ministry(asking(request)),
        "asking": request.GET.urlencode(),
    }
    return render(request, "reporting/targets.html", context, status=422 if question.form.errors else 200)


@login_not_required
@require_safe
def targets_workbook(request: HttpRequest) -> HttpResponse:
    """The same as .xlsx."""
    question = page.asked(request.GET, asking(request), localdate())
    if question is None:
        raise Http404("programme")
    rows, beside = answered(request, question)
    content = page.targets_workbook(question, rows, beside)
    return attachment(content, f"muc-tieu-{question.programme.code}.xlsx", XLSX)


def by_province(request: HttpRequest, code: str) -> tuple[TargetRow, list[ProvinceRow]]:
    """One target by province: for who reads every province's returns."""
    actor, on = asking(request), localdate()
    if not is_ministry(actor):
        raise PermissionDenied
    found = target_named(code, on)
    if found is None:
        raise Http404("target")
    return provinces_of(found, actor=actor, on=on)


@require_safe
def target(request: HttpRequest, code: str) -> HttpResponse:
    """Which provinces brought how much of this target, year by year?"""
    whole, rows = by_province(request, code)
    context = {
        "whole": whole,
        "told": page.shown(whole, part=False, first=whole.target.first_year, last=page.last_of(whole)),
        "rows": page.province_rows(whole, rows),
        "silent": sum(row.done is None for row in rows),
    }
    return render(request, "reporting/target.html", context)


@require_safe
def target_workbook(request: HttpRequest, code: str) -> HttpResponse:
    """The same as .xlsx."""
    whole, rows = by_province(request, code)
    return attachment(page.provinces_workbook(whole, rows), f"muc-tieu-{code}.xlsx", XLSX)
