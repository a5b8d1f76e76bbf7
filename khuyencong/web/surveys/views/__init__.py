"""Rounds: which are there, what is missing in one, opening and extending one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuyencong.industry import permissions
from khuyencong.industry.actions import surveys as actions
from khuyencong.industry.models import SurveyRound
from khuyencong.industry.queries.surveys import Progress, open_conflicts, progress_of, standings_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.organisations.roles import Permission
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.rules.findings import BlockedError
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.norms.views import asked_again
from khuyencong.web.requests import asking
from khuyencong.web.surveys.forms import ExtendForm, RoundForm, next_year

FORMS = ["GET", "HEAD", "POST"]
ROUNDS, COMMUNES, CONFLICTS = 30, 60, 10
MADE = "Có số liệu minh họa."
HEADER = ("Xã, phường", "Số cần hỏi", "Số phiếu đã có", "Còn thiếu")


def surveyor(request: HttpRequest) -> Actor:
    """Who asks, if surveys are something to her."""
    actor = asking(request)
    if not permissions.may_see_surveys(actor):
        raise PermissionDenied
    return actor


def seen(request: HttpRequest, pk: int) -> SurveyRound:
    """The round she sees; Http404."""
    visible = SurveyRound.objects.visible_to(asking(request))
    return get_object_or_404(visible.select_related("agency", "desk", "author"), pk=pk)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Which rounds are there, how far is each, what is to be done next?"""
    actor, today = surveyor(request), localdate()
    found = SurveyRound.objects.visible_to(actor).select_related("agency")
    page = Paginator(found, ROUNDS).get_page(request.GET.get("page", "1"))
    rounds = list(page.object_list)
    context = {
        "page": page,
        "rows": [
            (each, each.days_left(today), each.survey.since > today) for each in standings_of(rounds, actor)
        ],
        "names": names_on([each.agency for each in rounds], today),
        "asking": asked_again(request),
        "may_survey": permissions.may_survey(actor),
        "may_ask": actor.may(Permission.SURVEY_ANSWER),
    }
    return render(request, "surveys/list.html", context)


@require_http_methods(FORMS)
def new(request: HttpRequest) -> HttpResponse:
    """What shall be asked, for which plan, from when until when?"""
    actor = asking(request)
    if not permissions.may_survey(actor):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, initial={"year": next_year(localdate()), "since": f"{localdate():%d/%m/%Y}"})
    if data is None or not form.is_valid():
        return render(request, "surveys/new.html", {"form": form}, status=200 if data is None else 422)
    try:
        made = actions.open_round(**form.cleaned_data, by=actor, at=localtime())
    except BlockedError as blocked:
        context = {"form": form, "blocked": blocked.findings}
        return render(request, "surveys/new.html", context, status=422)
    messages.success(request, "Đã mở đợt khảo sát. Bây giờ giao số phiếu cho các xã, phường.")
    return redirect("survey_targets", made.pk)


@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """How many communes have no answer yet, and what is to be done about it?"""
    return render(request, "surveys/round.html", shown(request, seen(request, pk)))


def shown(request: HttpRequest, found: SurveyRound, **more: Any) -> dict[str, Any]:
    """Everything the page of a round shows; the communes where most is missing come first."""
    actor, today = asking(request), localdate()
    rows = worst_first(progress_of(found, actor))
    waiting = open_conflicts(actor).filter(answer__round=found).select_related("arrived", "answer__commune")
    standing = standings_of([found], actor)[0]
    return {
        "round": found,
        "standing": standing,
        "page": Paginator(rows, COMMUNES).get_page(request.GET.get("page", "1")),
        "conflicts": list(waiting[:CONFLICTS]),
        "agency": found.agency.name_on(today),
        "prepares": permissions.prepares(actor, found),
        "carries": permissions.carries(actor, found),
        "days_left": standing.days_left(today),
        "begun": found.since <= today,
        "form": ExtendForm(),
    } | more


def worst_first(rows: list[Progress]) -> list[Progress]:
    """The communes without any answer, then those where most is missing, by name among equals."""
    return sorted(rows, key=lambda each: (not each.empty, -each.missing))


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same communes as .xlsx."""
    found = seen(request, pk)
    lines = (
        (each.commune.full_name, each.wanted, each.done, each.missing)
        for each in worst_first(progress_of(found, asking(request)))
    )
    notes = [MADE] if found.made_up else []
    content = xlsx_rows(HEADER, lines, title=found.title, notes=notes)
    return attachment(content, f"khao-sat-{found.pk}.xlsx", XLSX)


@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when instead, and why?"""
    found, form = seen(request, pk), ExtendForm(request.POST)
    if not permissions.prepares(asking(request), found):
        raise PermissionDenied
    if not form.is_valid():
        return render(request, "surveys/round.html", shown(request, found, form=form), status=422)
    try:
        actions.extend(found, **form.cleaned_data, by=asking(request), at=localtime())
    except BlockedError as blocked:
        context = shown(request, found, form=form, blocked=blocked.findings)
        return render(request, "surveys/round.html", context, status=422)
    messages.success(request, "Đã gia hạn đợt khảo sát.")
    return redirect("survey", pk)
