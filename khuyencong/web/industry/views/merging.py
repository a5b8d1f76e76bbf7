"""Two rows that may be one establishment, side by side: proposing, and what the second person decides."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from khuyencong.industry import permissions, queries
from khuyencong.industry.lifecycle import MERGE, propose_merge
from khuyencong.industry.models import Establishment, Merge
from khuyencong.industry.queries.doubles import card_of
from khuyencong.rules.duplicates import likeness
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.industry.forms import MergeForm
from khuyencong.web.industry.views.writing import FORMS, writable
from khuyencong.web.reporting.forms import ReasonForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

MOST = 20
TOLD = {
    "establishment_merge.confirm": "Đã gộp; cả hai dòng vẫn đọc được, dòng bị gộp dẫn tới dòng được giữ.",
    "establishment_merge.refuse": "Đã ghi là không gộp; hai dòng giữ nguyên.",
    "establishment_merge.withdraw": "Đã rút đề xuất; hai dòng giữ nguyên.",
}


@require_http_methods(FORMS)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Is this the same establishment as that one? `voi` names the other row."""
    found, actor = writable(request, pk), asking(request)
    key = key_of(request.GET.get("voi", ""))
    if key is None:
        return render(request, "industry/propose.html", candidates(request, found))
    visible = Establishment.objects.visible_to(actor).standing().select_related("sector")
    other = get_object_or_404(visible.exclude(pk=pk), pk=key)
    pair = [(found.pk, found.name), (other.pk, other.name)]
    data = request.POST if request.method == "POST" else None
    form = MergeForm(data, pair=pair, initial={"kept": fuller(found, other).pk})
    context = comparison(found, other) | {"form": form}
    if data is None or not form.is_valid():
        return render(request, "industry/propose.html", context, status=200 if data is None else 422)
    kept, gone = (found, other) if form.cleaned_data["kept"] == found.pk else (other, found)
    act = Act(by=actor, at=localtime(), reason=form.cleaned_data["reason"])
    try:
        done = propose_merge(gone=gone, kept=kept, act=act)
    except BlockedError as blocked:
        return render(request, "industry/propose.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã trình; hai dòng chỉ gộp khi người thứ hai đồng ý.")
    return redirect("industry_merge", done.pk)


def candidates(request: HttpRequest, found: Establishment) -> dict[str, Any]:
    """The likely doubles, and what a search of hers finds."""
    actor, words = asking(request), request.GET.get("q", "").strip()[:100]
    searched = queries.search(actor, words=words).exclude(pk=found.pk)[:MOST] if words else []
    return {
        "row": found,
        "doubles": queries.doubles_of(found, actor)[:MOST],
        "words": words,
        "searched": queries.lines_of(list(searched)),
    }


def fuller(one: Establishment, other: Establishment) -> Establishment:
    """The one proposed to stay: who has a tax code, else the older row."""
    return min((one, other), key=lambda row: (not row.tax_code, row.pk))


def comparison(one: Establishment, other: Establishment) -> dict[str, Any]:
    """Both side by side, with how likely they are one."""
    return {
        "row": one,
        "other": other,
        "compared": queries.compared(one, other),
        "likeness": likeness(card_of(one), card_of(other)),
    }


@require_http_methods(FORMS)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Are these two one establishment, and what may I do about it?"""
    actor = asking(request)
    related = ("gone__sector", "kept__sector", "author", "desk", "agency", "confirmed_by")
    found = get_object_or_404(Merge.objects.visible_to(actor).select_related(*related), pk=pk)
    if request.method != "POST":
        return render(request, "industry/merge.html", proposal(request, found))
    name = f"establishment_merge.{request.POST.get('do', '')}"
    if name not in TOLD:
        raise Http404("do")
    confirm_before(request, MERGE.transition(name))
    act = Act(by=actor, at=localtime(), reason=request.POST.get("note", ""))
    try:
        MERGE.perform(name, found, act)
    except BlockedError as blocked:
        context = proposal(request, found, blocked=blocked.findings, reason_form=ReasonForm(request.POST))
        return render(request, "industry/merge.html", context, status=422)
    messages.success(request, TOLD[name])
    return (
        redirect("industry_row", found.kept_id) if name.endswith(".confirm") else redirect("industry_merge", pk)
    )


def proposal(request: HttpRequest, found: Merge, **more: Any) -> dict[str, Any]:
    """Everything the page of a proposal shows."""
    actor = asking(request)
    context = comparison(found.gone, found.kept) | {
        "merge": found,
        "offered": {each.name.partition(".")[2] for each in MERGE.offered(found, actor)},
        "own": found.author_id == getattr(actor.user, "pk", None),
        "whole": permissions.may_register(actor),
        "steps": steps_of(MERGE, found),
        "reason_form": ReasonForm(),
    }
    return context | more
