"""One proposal for an award: what it rests on, what the council says of it, and its certificate."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.award_papers import certificate_of
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.awards import declare, rewrite, show_evidence, show_score, vote
from khuyencong.reporting.lifecycle import AWARD_PROPOSAL
from khuyencong.reporting.models import AwardEvidence, AwardProposal, AwardRound
from khuyencong.reporting.queries.awards import (
    evidence_seen_by,
    interests_of,
    own_words,
    proposals_seen_by,
    scores_of_nominee,
    tallies_of,
)
from khuyencong.rules.findings import BlockedError
from khuyencong.web.appraisal.councils import printed
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.merit.award_forms import (
    AchievementsForm,
    DeclareForm,
    EvidenceFileForm,
    FigureForm,
    ScoreForm,
    VoteForm,
)
from khuyencong.web.merit.forms import WhyMeritForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "award_proposal.send": "Đã gửi đề nghị.",
    "award_proposal.return": "Đã trả lại kèm lý do.",
    "award_proposal.drop": "Đã rút đề nghị.",
}
SLOTS = {
    "write": "achievements",
    "figure": "figure",
    "file": "file",
    "score": "scores",
    "declare": "declare",
    "vote": "vote",
}


@require_http_methods(FORMS)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, for what, on what evidence, and what comes next?"""
    found = get_object_or_404(proposals_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "merit/proposal.html", shown(request, found))
    do = request.POST.get("do", "")
    form = form_of(request, found, do)
    if (f"award_proposal.{do}" not in TOLD and form is None) or (form is not None and not form.is_valid()):
        kept = {SLOTS[do]: form, "form": form} if form is not None else {}
        return render(request, "merit/proposal.html", shown(request, found, **kept), status=422)
    try:
        carry_out(request, found, do, form)
    except BlockedError as blocked:
        kept = {SLOTS[do]: form} if form is not None else {"why": WhyMeritForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "merit/proposal.html", context, status=422)
    return redirect("award_proposal", pk)


def form_of(request: HttpRequest, found: AwardProposal, do: str) -> Any:
    """The form behind a button; None for one that has none."""
    match do:
        case "write":
            return AchievementsForm(request.POST)
        case "figure":
            return FigureForm(request.POST)
        case "file":
            return EvidenceFileForm(request.POST, request.FILES)
        case "score":
            return ScoreForm(request.POST, scores=list(scores_of_nominee(found)))
        case "declare":
            return DeclareForm(request.POST)
        case "vote":
            return VoteForm(request.POST)
    return None


def carry_out(request: HttpRequest, found: AwardProposal, do: str, form: Any) -> None:
    """Do what the button says."""
    by, at = asking(request), localtime()
    match do:
        case "write":
            said = form.cleaned_data
            rewrite(found, said["achievements"], name=said["name"], by=by, at=at)
        case "figure" | "file":
            show_evidence(found, form.shown, by=by, at=at)
        case "score":
            show_score(found, form.chosen, by=by, at=at)
        case "declare":
            said = form.cleaned_data
            declare(found, conflicted=said["conflicted"] == "yes", words=said["words"], by=by, at=at)
        case "vote":
            vote(found, form.cleaned_data["vote"], by=by, at=at)
            messages.success(request, "Đã ghi phiếu.")
        case _:
            name = f"award_proposal.{do}"
            AWARD_PROPOSAL.perform(name, found, Act(by=by, at=at, reason=request.POST.get("note", "")))
            messages.success(request, TOLD[name])


def shown(request: HttpRequest, found: AwardProposal, **more: Any) -> dict[str, Any]:
    """Everything the page of a proposal shows."""
    actor = asking(request)
    declared, voted = own_words(actor, found)
    before = found.round.state == AwardRound.State.COUNCIL and found.state == AwardProposal.State.SENT
    sits = before and permissions.sits_on(actor, found.round)
    writes = permissions.proposes(actor, found) and found.state in ("draft", "returned")
    runs = permissions.runs_award(actor, found.round)
    scores = list(scores_of_nominee(found)) if writes and found.nominee_id else []
    return {
        "proposal": found,
        "award": found.round,
        "evidence": evidence_seen_by(actor, found),
        "interests": interests_of(actor, found),
        "tally": tallies_of(found.round, [found])[found.pk] if runs and before else None,
        "sits": sits,
        "party": sits and permissions.is_party(actor.account, found, localdate()),
        "declared": declared,
        "voted": voted,
        "writes": writes,
        "offered": {each.name.partition(".")[2] for each in AWARD_PROPOSAL.offered(found, actor)},
        "names": names_on([found.agency, found.round.agency], localdate()),
        "steps": steps_of(AWARD_PROPOSAL, found),
        "lying": lying_of(AWARD_PROPOSAL, found),
        "achievements": AchievementsForm(initial={"name": found.name, "achievements": found.achievements}),
        "figure": FigureForm(),
        "file": EvidenceFileForm(),
        "scores": ScoreForm(scores=scores) if scores else None,
        "declare": DeclareForm(),
        "vote": VoteForm(),
        "why": WhyMeritForm(),
    } | more


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a proposal as it was handed in, to keep; never shown in the page."""
    rows = AwardEvidence.objects.visible_to(asking(request)).exclude(sha256="")
    kept = get_object_or_404(rows, pk=pk)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)


@require_safe
def certificate(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The certificate of one that was awarded."""
    found = get_object_or_404(proposals_seen_by(asking(request)), pk=pk)
    if found.state != AwardProposal.State.AWARDED:
        raise Http404("no certificate")
    return printed(certificate_of(found), f"bang-khen-{found.round.year}-{found.serial:02d}", kind)
