"""Something an inspection wants put right: what was done, what shows it, is it good enough?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.projects.lifecycle import FAULT
from khuyencong.projects.lifecycle.inspections import Shown
from khuyencong.projects.models import Fault, Proof
from khuyencong.projects.queries.inspections import faults_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.money.forms import WhyContractForm
from khuyencong.web.requests import asking
from khuyencong.web.watching.inspection_forms import ProofForm
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "fault.answer": "Đã báo khắc phục; nơi kiểm tra xem chứng cứ.",
    "fault.close": "Đã xác nhận khắc phục xong.",
    "fault.refuse": "Đã yêu cầu làm lại.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def fault(request: HttpRequest, pk: int) -> HttpResponse:
    """What has to be done, by whom and when, and what shows that it was done?"""
    found = get_object_or_404(faults_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "watching/fault.html", shown(request, found))
    name = f"fault.{request.POST.get('do', '')}"
    proof = ProofForm(request.POST, request.FILES) if name == "fault.answer" else None
    if name not in TOLD or (proof is not None and not proof.is_valid()):
        more = {"proof": proof} if proof is not None else {}
        return render(request, "watching/fault.html", shown(request, found, **more), status=422)
    act = Act(
        by=asking(request),
        at=localtime(),
        reason=request.POST.get("note", ""),
        given=shown_in(proof) if proof is not None else None,
    )
    try:
        FAULT.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"proof": proof} if proof is not None else {"why": WhyContractForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "watching/fault.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("fault", pk)


def shown_in(proof: ProofForm) -> Shown:
    """The file that was handed in."""
    file = proof.cleaned_data["file"]
    kind = file.content_type or "application/octet-stream"
    return Shown(name=file.name, media_type=kind, content=file.read())


def shown(request: HttpRequest, found: Fault, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    offered = {each.name.partition(".")[2] for each in FAULT.offered(found, asking(request))}
    return {
        "fault": found,
        "inspection": found.inspection,
        "project": found.inspection.project,
        "proofs": found.proofs.defer("content").select_related("author"),
        "names": names_on([found.agency, found.inspection.agency], localdate()),
        "offered": offered,
        "proof": ProofForm() if "answer" in offered else None,
        "why": WhyContractForm(),
        "steps": steps_of(FAULT, found),
        "lying": lying_of(FAULT, found),
    } | more


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that shows something, to keep; never shown in the page."""
    kept = get_object_or_404(Proof.objects.visible_to(asking(request)), pk=pk)
    return attachment(bytes(kept.content), kept.name, kept.media_type)
