"""Scores of units: rounds, one round, one body's score with its hearing, the events behind a line."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.reporting import permissions
from khuyencong.reporting.lifecycle import CAPABILITY, start_round
from khuyencong.reporting.lifecycle.hearings import computed_by
from khuyencong.reporting.models import CapabilityHearing, CapabilityRound
from khuyencong.reporting.queries.capability.pages import (
    heard,
    hearings_of,
    lines_seen_by,
    opened,
    rounds_seen_by,
    rows_of,
    scores_of,
)
from khuyencong.rules.capability import About
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import address_of, lying_of, steps_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.merit.forms import BeginRoundForm, WhyMeritForm
from khuyencong.web.projects.views.lists import MADE
from khuyencong.web.requests import asking
from khuyencong.web.tray.views import waiting_here
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "capability.compute": "Đã tính điểm từ nhật ký như đang biết.",
    "capability.share": "Đã gửi từng đơn vị xem điểm của mình.",
    "capability.propose": "Đã tính lại theo ý kiến được chấp nhận và trình công bố.",
    "capability.publish": "Đã công bố; kế hoạch năm sau xét theo điểm này khi các đề án ngang nhau.",
    "capability.redo": "Đã đưa về bước tính điểm.",
    "capability.reopen": "Đã mở lại; kế hoạch không xét theo điểm này nữa.",
    "capability.drop": "Đã bỏ đợt này.",
}


@require_http_methods(FORMS)
def rounds(request: HttpRequest) -> HttpResponse:
    """Whose work is scored, and how far is it?"""
    actor = asking(request)
    if not permissions.may_see_merit(actor):
        raise PermissionDenied
    begins, last = permissions.may_score(actor), localdate().year - 1
    form = BeginRoundForm(initial={"year": last, "cut": f"31/12/{last}"})
    blocked: Any = ()
    if request.method == "POST":
        if not begins:
            raise PermissionDenied
        form = BeginRoundForm(request.POST)
        if form.is_valid():
            try:
                made = start_round(form.begun, Act(by=actor, at=localtime()))
            except BlockedError as wrong:
                blocked = wrong.findings
            else:
                messages.success(request, "Đã mở đợt; bước tiếp theo là tính điểm.")
                return redirect("capability", made.pk)
    page = Paginator(rounds_seen_by(actor), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "names": names_on([each.agency for each in page.object_list], localdate()),
        "begins": begins,
        "here": waiting_here(actor, ("capability", "capability_hearing")),
        "form": form,
        "blocked": blocked,
    }
    return render(request, "merit/rounds.html", context, status=422 if form.errors or blocked else 200)


@require_http_methods(FORMS)
def capability(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands where, who still has to be heard, whose turn is it?"""
    found = get_object_or_404(rounds_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "merit/round.html", shown(request, found))
    name = f"capability.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "merit/round.html", shown(request, found), status=422)
    confirm_before(request, CAPABILITY.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        CAPABILITY.perform(name, found, act)
    except BlockedError as blocked:
        more = {"blocked": blocked.findings, "why": WhyMeritForm(request.POST)}
        return render(request, "merit/round.html", shown(request, found, **more), status=422)
    messages.success(request, TOLD[name])
    return redirect("capability", pk)


def shown(request: HttpRequest, found: CapabilityRound, **more: Any) -> dict[str, Any]:
    """Everything the page of a round shows."""
    actor = asking(request)
    page = Paginator(scores_of(actor, found), A_PAGE).get_page(request.GET.get("page"))
    hearings = hearings_of(actor, found)
    rows = [(each, hearings.get((each.agency_id, each.about))) for each in page.object_list]
    runs = permissions.scores(actor, found) or permissions.publishes_scores(actor, found)
    counts = heard(found) if runs else {}
    return {
        "round": found,
        "page": page,
        "rows": rows,
        "abouts": {each.value: each.label for each in About},
        "names": names_on([found.agency, *(each.agency for each in page.object_list)], localdate()),
        "runs": runs,
        "open": counts.get(CapabilityHearing.State.OPEN, 0),
        "replied": counts.get(CapabilityHearing.State.REPLIED, 0),
        "own": runs and computed_by(found.pk, actor.person_key),
        "to_answer": found.hearings.filter(state=CapabilityHearing.State.REPLIED).order_by("pk").first()
        if runs
        else None,
        "offered": {each.name.partition(".")[2] for each in CAPABILITY.offered(found, actor)},
        "steps": steps_of(CAPABILITY, found),
        "lying": lying_of(CAPABILITY, found),
        "why": WhyMeritForm(),
    } | more


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The scores one may see as an Excel file, criterion by criterion."""
    actor = asking(request)
    found = get_object_or_404(rounds_seen_by(actor), pk=pk)
    scores = rows_of(scores_of(actor, found))
    names = names_on([score.agency for score, _ in scores], localdate())
    abouts = {each.value: each.label for each in About}
    header = ("Hạng", "Đơn vị", "Chấm là", "Điểm trên 100", "Tiêu chí", "Điểm tối đa", "Số việc", "Vì sao")
    lines = (
        (
            *(score.place, names[score.agency_id], abouts[score.about]),
            Decimal(score.hundredths) / 100 if score.hundredths is not None else None,
            *(line.name, line.weight, line.counted, line.words),
        )
        for score, own in scores
        for line in own
    )
    notes = ["Tiêu chí, trọng số là quy ước, không phải quy định của văn bản nào."]
    notes += [MADE] if found.made_up else []
    content = xlsx_rows(header, lines, title=str(found), notes=notes)
    return attachment(content, f"nang-luc-{found.year}.xlsx", XLSX)


@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Which events is this point made of?"""
    found = get_object_or_404(lines_seen_by(asking(request)), pk=pk)
    page = Paginator(found.events.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "line": found,
        "score": found.score,
        "round": found.score.edition.round,
        "page": page,
        "rows": [(each, where(each.kind, each.key)) for each in opened(list(page.object_list))],
        "names": names_on([found.score.agency], localdate()),
    }
    return render(request, "merit/line.html", context)


def where(kind: str, key: str) -> str:
    """The page of the dossier an event tells of; money is told on the page of its project's money."""
    return reverse("money_project", args=[key]) if kind == "money" else address_of(kind, key)
