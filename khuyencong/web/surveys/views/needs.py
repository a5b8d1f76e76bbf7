"""What establishments wish for, for the plan of a year: content × sector × commune, every number opens."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.industry.models import SurveyRound
from khuyencong.industry.queries.needs import matrix_of, named
from khuyencong.industry.queries.surveys import needs_of
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.norms.views import asked_again
from khuyencong.web.surveys.forms import YearForm, next_year
from khuyencong.web.surveys.views import MADE, surveyor

A_PAGE = 60
HEADER = ("Nội dung", "Ngành, nghề", "Xã, phường", "Số nguyện vọng", "Chi phí dự kiến (đồng)")


def years_of(actor: Actor) -> list[int]:
    """The years of the rounds she sees, the latest first; next year where there is none."""
    rounds = SurveyRound.objects.visible_to(actor).order_by("-year")
    return list(rounds.values_list("year", flat=True).distinct()) or [next_year(localdate())]


def asked(request: HttpRequest) -> tuple[Actor, int, YearForm]:
    """Who asks, for which year; the latest where the address names none."""
    actor = surveyor(request)
    years = years_of(actor)
    form = YearForm(request.GET if "nam" in request.GET else {"nam": years[0]}, years=years)
    return actor, form.cleaned_data["nam"] if form.is_valid() else years[0], form


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What is wished for, where, and what would it cost?"""
    actor, year, form = asked(request)
    rows = named(needs_of(actor, year))
    context = {
        "form": form,
        "year": year,
        "matrix": matrix_of(rows),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page", "1")),
        "wishes": sum(each.need.wishes for each in rows),
        "cost": sum(each.need.cost or 0 for each in rows),
        "made": made_up(actor, year),
        "asking": asked_again(request),
    }
    return render(request, "surveys/needs.html", context, status=422 if form.errors else 200)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same rows as .xlsx."""
    actor, year, _ = asked(request)
    lines = (
        (each.activity, each.sector, each.commune, each.need.wishes, each.need.cost)
        for each in named(needs_of(actor, year))
    )
    notes = [MADE] if made_up(actor, year) else []
    content = xlsx_rows(HEADER, lines, title=f"Nhu cầu cho kế hoạch năm {year}", notes=notes)
    return attachment(content, f"nhu-cau-{year}.xlsx", XLSX)


def made_up(actor: Actor, year: int) -> bool:
    """Whether a round of that year is a demonstration."""
    return SurveyRound.objects.visible_to(actor).filter(year=year, made_up=True).exists()
