"""One body's score: every point with why, and its right of reply before anybody else reads it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.reporting.lifecycle import CAPABILITY_HEARING, Grounds
from khuyencong.reporting.lifecycle.hearings import computed_by
from khuyencong.reporting.models import CapabilityEvent, CapabilityHearing, CapabilityScore
from khuyencong.reporting.queries.capability.pages import lines_of, may_open, scores_seen_by
from khuyencong.rules.capability import About
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.merit.forms import AnswerReplyForm, ReplyForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "hearing.accept": "Đã ghi: đơn vị đã xem, không có ý kiến.",
    "hearing.reply": "Đã gửi ý kiến; một người khác của cơ quan chấm điểm trả lời.",
    "hearing.answer": "Đã trả lời đơn vị.",
}


@require_safe
def hearing(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a hearing is read: on the page of the score it is about."""
    found = get_object_or_404(CapabilityHearing.objects.visible_to(asking(request)), pk=pk)
    return redirect("capability_score", found.score_id)


@require_http_methods(FORMS)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Why so many points, and is that right?"""
    found = get_object_or_404(scores_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "merit/score.html", shown(request, found))
    do, listened = request.POST.get("do", ""), hearing_of(request, found)
    name = f"hearing.{do}"
    if listened is None or name not in TOLD:
        return render(request, "merit/score.html", shown(request, found), status=422)
    answers = AnswerReplyForm(request.POST, events=events_of(found) if do == "answer" else ())
    if do == "answer" and not answers.is_valid():
        return render(
            request, "merit/score.html", shown(request, found, form=answers, answers=answers), status=422
        )
    confirm_before(request, CAPABILITY_HEARING.transition(name))
    given = Grounds(keys=tuple(answers.cleaned_data["keys"])) if do == "answer" else None
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        CAPABILITY_HEARING.perform(name, listened, act)
    except BlockedError as blocked:
        kept = {"answers": answers} if do == "answer" else {"reply": ReplyForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "merit/score.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("capability_score", pk)


def hearing_of(request: HttpRequest, found: CapabilityScore) -> CapabilityHearing | None:
    """The hearing about this very score, where she sees it."""
    rows = CapabilityHearing.objects.visible_to(asking(request)).filter(score=found)
    return rows.select_related(
        "round__agency", "round__desk__agency", "agency", "replied_by", "answered_by"
    ).first()


def events_of(found: CapabilityScore) -> Sequence[tuple[str, str]]:
    """The events of a score, for a list to choose from: once each, whichever lines it stands in."""
    rows = CapabilityEvent.objects.filter(line__score=found, set_aside="").order_by("on", "key")
    return list({each.key: (each.key, f"{each.on:%d/%m/%Y}: {each.words}") for each in rows}.values())


def shown(request: HttpRequest, found: CapabilityScore, **more: Any) -> dict[str, Any]:
    """Everything the page of a score shows."""
    actor = asking(request)
    listened = hearing_of(request, found)
    offered = CAPABILITY_HEARING.offered(listened, actor) if listened is not None else []
    names = {each.name.partition(".")[2] for each in offered}
    return {
        "score": found,
        "round": found.edition.round,
        "current": found.edition_id == found.edition.round.edition_id,
        "about": About(found.about).label,
        "lines": lines_of(found),
        "opens": may_open(actor, found),
        "hearing": listened,
        "offered": names,
        "own": "answer" in names and computed_by(found.edition.round_id, actor.person_key),
        "reply": ReplyForm(),
        "answers": AnswerReplyForm(events=events_of(found)) if "answer" in names else None,
        "names": names_on([found.agency, found.edition.round.agency], localdate()),
        "steps": steps_of(CAPABILITY_HEARING, listened) if listened is not None else (),
        "lying": lying_of(CAPABILITY_HEARING, listened) if listened is not None else (),
    } | more
