"""Correcting a posting: which one, what stands against it, why it is wrong, who decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.lifecycle import POSTING_CORRECTION, begin_correction
from khuyencong.ledger.models import PostingCorrection
from khuyencong.ledger.queries.corrections import (
    ASKED,
    Wrong,
    corrections_seen_by,
    ground_of,
    posting_of,
    wrong_of,
)
from khuyencong.organisations.queries import names_on
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.posting_corrections import FOLLOWS, check_correction
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.money.forms import CorrectionForm, WhyNotForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "posting_correction.propose": "Đã trình lãnh đạo.",
    "posting_correction.decide": "Đã đính chính: bút toán được đảo, hồ sơ đã trở về bước trước.",
    "posting_correction.refuse": "Đã trả lời không đồng ý kèm lý do.",
    "posting_correction.drop": "Đã bỏ đề nghị.",
}


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    """May this posting be undone, and what follows? Then why, and by which paper."""
    actor = asking(request)
    project = get_object_or_404(projects_seen_by(actor), pk=pk)
    if not permissions.may_pay(actor, project):
        raise PermissionDenied
    row = posting_of(project, posting)
    if row is None:
        raise Http404("posting")
    form = CorrectionForm(request.POST, request.FILES) if request.method == "POST" else CorrectionForm()
    context = {"project": project, "form": form, **facts(wrong_of(row))}
    context["findings"] = list(check_correction(ground_of(context["wrong"])))
    if not form.is_bound or not form.is_valid():
        return render(
            request, "money/posting_correction_new.html", context, status=422 if form.is_bound else 200
        )
    given = form.cleaned_data["file"]
    file = {"name": given.name, "media_type": given.content_type or "application/octet-stream"}
    try:
        made = begin_correction(
            row, reason=form.cleaned_data["reason"], **file, content=given.read(), by=actor, at=localtime()
        )
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings, "findings": []}
        return render(request, "money/posting_correction_new.html", more, status=422)
    messages.success(request, "Đã trình lãnh đạo. Sổ chưa thay đổi cho đến khi lãnh đạo đồng ý.")
    return redirect("posting_correction", made.pk)


@require_http_methods(FORMS)
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said to be wrong, what follows, who decides?"""
    found = get_object_or_404(corrections_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/posting_correction.html", shown(request, found))
    name = f"posting_correction.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "money/posting_correction.html", shown(request, found), status=422)
    confirm_before(request, POSTING_CORRECTION.transition(name))
    why = WhyNotForm(request.POST)
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        POSTING_CORRECTION.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=why)
        return render(request, "money/posting_correction.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("posting_correction", pk)


def facts(found: Wrong) -> dict[str, Any]:
    """The posting with everything of its act."""
    return {"wrong": found, "follows": FOLLOWS.get(found.origin, "")}


def shown(request: HttpRequest, found: PostingCorrection, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    actor, wrong = asking(request), wrong_of(found.posting)
    offered = {each.name.partition(".")[2] for each in POSTING_CORRECTION.offered(found, actor)}
    waits = found.state in ASKED
    return {
        "correction": found,
        "project": found.project,
        **facts(wrong),
        "findings": list(check_correction(ground_of(wrong, but=found))) if waits and offered else [],
        "names": names_on([found.agency], localdate()),
        "offered": offered,
        "steps": steps_of(POSTING_CORRECTION, found),
        "lying": lying_of(POSTING_CORRECTION, found),
        "why": WhyNotForm(),
    } | more


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it was handed in, to keep; never shown in the page."""
    kept = get_object_or_404(PostingCorrection.objects.visible_to(asking(request)), pk=pk)
    return attachment(bytes(kept.content), kept.name, kept.media_type)
