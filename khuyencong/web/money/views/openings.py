"""Opening a year: which projects go on into it, what each is given, on which decision."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.opening import leave_out
from khuyencong.ledger.lifecycle import YEAR_OPENING, begin_opening
from khuyencong.ledger.lifecycle.opening import given_by
from khuyencong.ledger.models import YearOpening
from khuyencong.ledger.queries.closing import why_stopped
from khuyencong.ledger.queries.opening import later_years_before, lines_of, openings_seen_by, unwritten
from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions as projects
from khuyencong.projects.lifecycle import Signed
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.money.closing_forms import BeginCloseForm
from khuyencong.web.money.forms import SignedPaperForm, WhyContractForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
FORMS = ["GET", "HEAD", "POST"]
WRITING = (YearOpening.State.RUNNING, YearOpening.State.FAILED)
TOLD = {
    "year_opening.resume": "Máy ghi tiếp từ đề án còn lại.",
    "year_opening.propose": "Đã trình lãnh đạo.",
    "year_opening.return": "Đã trả lại kèm lý do.",
    "year_opening.record": "Đã ghi quyết định; máy đang ghi sổ từng đề án.",
    "year_opening.drop": "Đã bỏ lần mở này.",
}


@require_http_methods(FORMS)
def openings(request: HttpRequest) -> HttpResponse:
    """Which later years were given, and which do I open next?"""
    actor = asking(request)
    if not projects.may_see_projects(actor):
        raise PermissionDenied
    purses = projects.purses_planned_by(actor)
    posted = request.POST if request.method == "POST" else None
    form = BeginCloseForm(posted, purses=purses, last_year=localdate().year + 1)
    if posted is not None:
        if not purses:
            raise PermissionDenied
        if form.is_valid():
            try:
                made = begin_opening(**form.cleaned_data, act=Act(by=actor, at=localtime()))
            except BlockedError as blocked:
                return render(
                    request, "money/openings.html", listed(request, form, blocked.findings), status=422
                )
            return redirect("opening", made.pk)
    return render(request, "money/openings.html", listed(request, form), status=422 if form.errors else 200)


def listed(request: HttpRequest, form: BeginCloseForm, blocked: Sequence[object] = ()) -> dict[str, Any]:
    """Everything the list shows."""
    actor = asking(request)
    found = openings_seen_by(actor).exclude(state=YearOpening.State.DROPPED)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    purses = projects.purses_planned_by(actor)
    later = [each for purse in purses for each in later_years_before(actor, purse)]
    return {
        "page": page,
        "names": names_on([each.agency for each in page], localdate()),
        "form": form,
        "begins": bool(purses),
        "blocked": blocked,
        "later": later[:A_PAGE],
        "more": max(len(later) - A_PAGE, 0),
        "waiting": sum(each.waits for each in later),
    }


@require_http_methods(FORMS)
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """What is each project given, is the decision signed, whose turn is it?"""
    found = get_object_or_404(openings_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/opening.html", shown(request, found))
    do = request.POST.get("do", "")
    if do == "choose":
        return chosen(request, found)
    name = f"year_opening.{do}"
    if name not in TOLD:
        return render(request, "money/opening.html", shown(request, found), status=422)
    confirm_before(request, YEAR_OPENING.transition(name))
    form, given = SignedPaperForm(request.POST), None
    if name == "year_opening.record":
        if not form.is_valid():
            return render(request, "money/opening.html", shown(request, found, form=form), status=422)
        given = Signed(number=form.cleaned_data["number"], on=form.cleaned_data["signed_on"])
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        YEAR_OPENING.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"form": form} if given else {"why": WhyContractForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "money/opening.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("opening", pk)


def chosen(request: HttpRequest, found: YearOpening) -> HttpResponse:
    """Which projects get nothing this time."""
    left = [key for each in request.POST.getlist("left") if (key := key_of(each)) is not None]
    try:
        leave_out(found, left, by=asking(request), at=localtime())
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "money/opening.html", context, status=422)
    messages.success(request, "Đã lưu.")
    return redirect("opening", found.pk)


def shown(request: HttpRequest, found: YearOpening, **more: Any) -> dict[str, Any]:
    """Everything the page of an opening shows."""
    actor, lines = asking(request), list(lines_of(found))
    return {
        "opening": found,
        "lines": lines,
        "not_given": [each for each in lines if each.why],
        "given": given_by(found),
        "unwritten": unwritten(found).count() if found.state in WRITING else 0,
        "writes": permissions.prepares_opening(actor, found) and found.state == YearOpening.State.DRAFT,
        "names": names_on([found.agency, *(each.project.agency for each in lines)], localdate()),
        "offered": {each.name.partition(".")[2] for each in YEAR_OPENING.offered(found, actor)},
        "stopped": why_stopped("year_opening", found.pk) if found.state == YearOpening.State.FAILED else "",
        "steps": steps_of(YEAR_OPENING, found),
        "lying": lying_of(YEAR_OPENING, found),
        "form": SignedPaperForm(),
        "why": WhyContractForm(),
    } | more
