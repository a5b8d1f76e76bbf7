"""Proposing that a norm changes, or that it has been read; a second person decides."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.norms import permissions, queries
from khuyencong.norms.lifecycle import NORM_CHANGE, Proposal, considered, propose
from khuyencong.norms.models import Norm, NormChange
from khuyencong.norms.models.norms import norm_code
from khuyencong.norms.queries.changes import changes_seen_by, days_until
from khuyencong.norms.queries.norms import Subject, provinces_of, subject_of
from khuyencong.organisations.permissions import is_ministry
from khuyencong.projects.queries import open_drafts, projects_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.norms import Purse, differences
from khuyencong.rules.what_if import Draft, Shift
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.norms.forms import NewForm, ProposalForm
from khuyencong.web.reporting.forms import ReasonForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "norm_change.propose": "Đã trình; định mức chỉ đổi khi người thứ hai đồng ý.",
    "norm_change.confirm": "Đã đồng ý; dòng mới đã vào sổ, dòng cũ vẫn được giữ.",
    "norm_change.return": "Đã trả lại kèm lý do.",
    "norm_change.withdraw": "Đã rút đề xuất; sổ định mức không đổi.",
}
TRIED = (60, 270, 680, 1200, 3000)
"""Costs in triệu đồng with which a proposal is tried on its page."""


@require_http_methods(["GET", "HEAD"])
def new(request: HttpRequest) -> HttpResponse:
    """About what is a norm missing?"""
    actor = asking(request)
    if not permissions.may_propose(actor):
        raise PermissionDenied
    provinces = provinces_of(actor)
    form = NewForm(request.GET or None, provinces=provinces, national=is_ministry(actor))
    if form.is_bound and form.is_valid():
        province = form.cleaned_data["province"]
        purse = Norm.Purse.LOCAL if province else Norm.Purse.NATIONAL
        return redirect("norm_propose", norm_code(form.cleaned_data["item"].code, purse, province))
    return render(request, "norms/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_change(request: HttpRequest, code: str) -> HttpResponse:
    """What shall this norm say, from which day, by which clause?"""
    actor, subject = asking(request), subject_of(code)
    if subject is None:
        raise Http404("norm")
    if not permissions.may_propose_for(actor, subject.purse, subject.province):
        raise PermissionDenied
    row = row_asked(code, request.GET.get("dong", ""))
    reading = row is not None and request.GET.get("viec") == "doc"
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=first_words(row, reading))
    context = {"subject": subject, "form": form, "row": row, "reading": reading}
    if not form.is_bound or not form.is_valid():
        return render(request, "norms/propose.html", context, status=422 if form.is_bound else 200)
    asked, act = proposal(subject, row, reading, form), Act(by=actor, at=localtime())
    try:
        if request.POST.get("do") == "preview":
            would = effect(request, considered(asked, act=act))
            return render(request, "norms/propose.html", context | would | {"previewed": True})
        done = propose(asked, act=act)
    except BlockedError as blocked:
        return render(request, "norms/propose.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, TOLD["norm_change.propose"])
    return redirect("norm_change", done.pk)


def row_asked(code: str, key: str) -> Norm | None:
    """The row of that key as it stands, else the one that binds today, else the latest; None for none."""
    rows = list(queries.history_of(code).filter(superseded_at__isnull=True))
    named = [each for each in rows if key and str(each.pk) == key]
    now = [each for each in rows if each.rule.binds(localdate())]
    return next(iter(named or now or rows), None)


def first_words(row: Norm | None, reading: bool) -> dict[str, Any]:
    """What the form says before she types: the row as it stands; new law needs its own day and clause."""
    if row is None:
        return {"bound": Norm.Bound.LIMIT}
    if reading:
        return ProposalForm.saying(row, source="", note="", read_original=True, reason="Đã đọc bản gốc.")
    return ProposalForm.saying(row, since=None, document=None, clause="", source="", note="")


def proposal(subject: Subject, row: Norm | None, reading: bool, form: ProposalForm) -> Proposal:
    """What she typed, as the lifecycle takes it."""
    return Proposal(
        kind=NormChange.Kind.READING if reading else NormChange.Kind.LAW,
        norm=row,
        item=subject.item,
        purse=subject.purse,
        province=subject.province,
        reason=form.cleaned_data["reason"],
        said=form.said(),
    )


def shown(request: HttpRequest, found: NormChange, **more: Any) -> dict[str, Any]:
    """Everything the page of a proposal shows."""
    offered = {each.name.partition(".")[2] for each in NORM_CHANGE.offered(found, asking(request))}
    return (
        {
            "days": days_until(found, localdate()),
            "offered": offered,
            "steps": steps_of(NORM_CHANGE, found),
            "form": ProposalForm(initial=as_typed(found)),
            "reason_form": ReasonForm(),
        }
        | effect(request, found)
        | more
    )


def effect(request: HttpRequest, found: NormChange) -> dict[str, Any]:
    """What a proposal would change, written down already or only looked at."""
    becomes, on = queries.proposed(found), max(found.since, localdate())
    before = found.norm.rule if found.norm is not None else None
    return {
        "change": found,
        "becomes": becomes,
        "differences": differences(before, becomes) if before is not None else (),
        "shifts": queries.effect_of(found, tries(found, on)),
        "drafts": drafts_touched(request, found, on),
    }


def as_typed(found: NormChange) -> dict[str, Any]:
    """The proposal as it was typed."""
    names = ("new_number", "new_title", "new_issuer", "new_signed", "read_original", "reason")
    return ProposalForm.saying(found, **{name: getattr(found, name) for name in names})


def tries(found: NormChange, on: date) -> list[Draft]:
    """The same thing at a few costs, since nobody's draft need be shown to say what a norm does."""
    province = found.code.removesuffix(f"-{found.item.code}") if found.province is not None else ""
    return [
        Draft(
            key=f"{cost:05}",
            title=f"{cost}",
            item=found.item.code,
            purse=Purse(found.purse),
            province=province,
            on=on,
            cost=cost * 1_000_000,
            requested=0,
        )
        for cost in TRIED
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The open drafts that a proposal would have judged otherwise; only those she sees are named."""

    count: int
    refused: int
    named: list[Shift]


def drafts_touched(request: HttpRequest, found: NormChange, on: date) -> Touched:
    """What the proposal would do to the drafts that wait, before it takes effect."""
    shifts = queries.effect_of(found, open_drafts(found.item.code, found.purse, on))
    keys = [each.draft.key for each in shifts]
    seen = {
        str(key) for key in projects_seen_by(asking(request)).filter(pk__in=keys).values_list("pk", flat=True)
    }
    return Touched(
        count=len(shifts),
        refused=sum(1 for each in shifts if each.refused_after and not each.refused_before),
        named=[each for each in shifts if each.draft.key in seen],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Is this proposal right, and what may I do with it?"""
    found = get_object_or_404(changes_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "norms/change.html", shown(request, found))
    name = f"norm_change.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "norms/change.html", shown(request, found), status=422)
    confirm_before(request, NORM_CHANGE.transition(name))
    form, given, reason = ProposalForm(request.POST), None, request.POST.get("note", "")
    if name == "norm_change.propose":
        if not form.is_valid():
            return render(request, "norms/change.html", shown(request, found, form=form), status=422)
        reason = form.cleaned_data["reason"]
        given = {"said": form.said(), "reason": reason}
    try:
        done = NORM_CHANGE.perform(
            name, found, Act(by=asking(request), at=localtime(), reason=reason, given=given)
        )
    except BlockedError as blocked:
        forms = {"form": form} if given else {"reason_form": ReasonForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **forms)
        return render(request, "norms/change.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("norm", done.code) if name == "norm_change.confirm" else redirect("norm_change", pk)
