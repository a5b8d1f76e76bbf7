"""Acceptances: what was found done, with the signed minutes; recorded by the head of the department."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.acceptances import hand_minutes, write_anew
from khuyencong.ledger.lifecycle import ACCEPTANCE, begin_acceptance
from khuyencong.ledger.models import Acceptance
from khuyencong.ledger.queries.acceptances import (
    acceptances_seen_by,
    grounds_of,
    lines_of,
    result_of,
    volumes_of,
)
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import Contract
from khuyencong.projects.queries.contracts import contracts_seen_by
from khuyencong.projects.queries.flags import flags_of
from khuyencong.rules.acceptances import check_acceptance, worth
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.money.forms import AcceptanceForm, ClaimFileForm, WhyContractForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "acceptance.propose": "Đã trình lãnh đạo ghi nhận.",
    "acceptance.return": "Đã trả lại kèm lý do.",
    "acceptance.record": "Đã ghi nhận; khối lượng đã vào sổ.",
    "acceptance.drop": "Đã bỏ lần ghi này.",
}


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """What did the council find done, and what is it worth?"""
    actor = asking(request)
    contract = get_object_or_404(contracts_seen_by(actor), pk=pk).first
    if contract.kind != Contract.Kind.UNIT:
        raise Http404("kind")
    if not permissions.may_accept(actor, contract.project):
        raise PermissionDenied
    lines = lines_of(contract)
    form = AcceptanceForm(request.POST if request.method == "POST" else None, lines=lines)
    context = {"contract": contract, "project": contract.project, **drawn(contract, form)}
    if not form.is_bound or not form.is_valid():
        return render(request, "money/acceptance_new.html", context, status=422 if form.is_bound else 200)
    try:
        act = Act(by=actor, at=localtime())
        made = begin_acceptance(contract, form.held(due(contract, form)), act)
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return render(request, "money/acceptance_new.html", more, status=422)
    messages.success(request, "Đã ghi; nộp biên bản đã ký rồi trình lãnh đạo.")
    return redirect("acceptance", made.pk)


def due(contract: Contract, form: AcceptanceForm) -> int:
    """What the typed quantities are worth beyond what was accepted before, in đồng."""
    grounds = grounds_of(contract)
    return worth(volumes_of(contract, form.quantities), grounds.support) - grounds.accepted


def drawn(contract: Contract, form: AcceptanceForm) -> dict[str, Any]:
    """The form with each line of the estimate, what was planned and what was accepted before."""
    fields = form.quantity_fields
    volumes = volumes_of(contract, {})
    return {
        "form": form,
        "grounds": grounds_of(contract),
        "rows": [(volume, fields[line.pk]) for line, volume in zip(form.lines, volumes, strict=True)],
    }


@require_http_methods(FORMS)
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, is it signed, whose turn is it?"""
    found = get_object_or_404(acceptances_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/acceptance.html", shown(request, found))
    do = request.POST.get("do", "")
    if do in ("change", "file"):
        return written(request, found, do)
    name = f"acceptance.{do}"
    if name not in TOLD:
        return render(request, "money/acceptance.html", shown(request, found), status=422)
    confirm_before(request, ACCEPTANCE.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        ACCEPTANCE.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=WhyContractForm(request.POST))
        return render(request, "money/acceptance.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("acceptance", pk)


def written(request: HttpRequest, found: Acceptance, do: str) -> HttpResponse:
    """What was found, changed; or the signed minutes handed in."""
    by, at = asking(request), localtime()
    changed = AcceptanceForm(request.POST, lines=lines_of(found.contract)) if do == "change" else None
    handed = ClaimFileForm(request.POST, request.FILES) if do == "file" else None
    try:
        if changed is not None and changed.is_valid():
            write_anew(found, changed.held(due(found.contract, changed)), by=by, at=at)
            return redirect("acceptance", found.pk)
        if handed is not None and handed.is_valid():
            file = handed.cleaned_data["file"]
            kind = file.content_type or "application/octet-stream"
            hand_minutes(found, name=file.name, media_type=kind, content=file.read(), by=by, at=at)
            return redirect("acceptance", found.pk)
    except BlockedError as blocked:
        context = shown(request, found, form=changed, blocked=blocked.findings)
        return render(request, "money/acceptance.html", context, status=422)
    context = shown(request, found, form=changed, file=handed or ClaimFileForm())
    return render(request, "money/acceptance.html", context, status=422)


def shown(
    request: HttpRequest, found: Acceptance, *, form: AcceptanceForm | None = None, **more: Any
) -> dict[str, Any]:
    """Everything the page of an acceptance shows."""
    actor = asking(request)
    lines = lines_of(found.contract)
    result, grounds = result_of(found), grounds_of(found.contract)
    open_ = found.state in (Acceptance.State.DRAFT, Acceptance.State.PROPOSED)
    return {
        "acceptance": found,
        "project": found.project,
        "contract": found.contract,
        "flags": flags_of([found.project], actor)[found.project_id],
        "volumes": [each for each in result.volumes if each.now],
        "findings": list(check_acceptance(result, grounds)) if open_ else [],
        "writes": permissions.accepts(actor, found) and found.state == Acceptance.State.DRAFT,
        "names": names_on([found.agency, found.project.agency], localdate()),
        "offered": {each.name.partition(".")[2] for each in ACCEPTANCE.offered(found, actor)},
        "steps": steps_of(ACCEPTANCE, found),
        "lying": lying_of(ACCEPTANCE, found),
        "file": ClaimFileForm(),
        "why": WhyContractForm(),
        **drawn(found.contract, form or AcceptanceForm.showing(found, lines)),
    } | more


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed minutes as they were handed in, to keep; never shown in the page."""
    rows = Acceptance.objects.visible_to(asking(request)).exclude(sha256="")
    kept = get_object_or_404(rows, pk=pk)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)
