"""Liquidations: what was done, paid, returned, what remains; recorded once both sides have signed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.liquidations import close_owners, hand_liquidation, rewrite_liquidation
from khuyencong.ledger.lifecycle import LIQUIDATION, begin_liquidation
from khuyencong.ledger.models import Liquidation
from khuyencong.ledger.queries.claims import ends_with
from khuyencong.ledger.queries.liquidations import (
    closing_due,
    closing_on,
    liquidations_seen_by,
    owners_of,
)
from khuyencong.organisations.queries import names_on
from khuyencong.projects.lifecycle import Signed
from khuyencong.projects.models import Contract
from khuyencong.projects.queries.contracts import contracts_seen_by
from khuyencong.projects.queries.settling import CLOSING
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.rules.liquidation import Closing, OwnerContract, check_closing, check_owners
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.money.forms import (
    ClaimFileForm,
    LiquidationForm,
    OwnersForm,
    SignedPaperForm,
    WhyContractForm,
)
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.queries import events_of

FORMS = ["GET", "HEAD", "POST"]
OF_OWNERS = ("owner_open", "owner_owed", "owner_over", "more_than_accepted")
"""Findings that are put right by what is written of the establishments."""
TOLD = {
    "liquidation.propose": "Đã trình lãnh đạo; in biên bản để hai bên ký nếu chưa ký.",
    "liquidation.return": "Đã trả lại kèm lý do.",
    "liquidation.record": "Đã ghi biên bản thanh lý.",
    "liquidation.drop": "Đã bỏ biên bản.",
    "liquidation.doubt": "Đã trình lãnh đạo; biên bản vẫn là biên bản đã ghi cho đến khi có quyết định.",
    "liquidation.undo": "Đã bỏ biên bản, bản ký vẫn được giữ; soạn biên bản khác ở trang kinh phí của đề án.",
    "liquidation.keep": "Biên bản đã ghi được giữ.",
}


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done under the contract, and what remains?"""
    actor = asking(request)
    contract = get_object_or_404(contracts_seen_by(actor), pk=pk).first
    if contract.kind != Contract.Kind.UNIT:
        raise Http404("kind")
    if not permissions.may_liquidate(actor, contract):
        raise PermissionDenied
    form = LiquidationForm(request.POST if request.method == "POST" else None)
    context = {
        "contract": contract,
        "project": contract.project,
        "closing": closing_on(contract),
        "due": closing_due(contract, (CLOSING,)),
        "final": ends_with(contract),
        "owners": owners_of(contract),
        "form": form,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "money/liquidation_new.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_liquidation(contract, **form.cleaned_data, act=Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return render(request, "money/liquidation_new.html", more, status=422)
    messages.success(request, "Đã soạn; in ra để hai bên ký, nộp bản đã ký rồi trình.")
    return redirect("liquidation", made.pk)


@require_http_methods(FORMS)
def liquidation(request: HttpRequest, pk: int) -> HttpResponse:
    """What was settled between the sides, is it signed, whose turn is it?"""
    found = get_object_or_404(liquidations_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/liquidation.html", shown(request, found))
    do = request.POST.get("do", "")
    if do in ("change", "file"):
        return written(request, found, do)
    if do == "owners":
        return owners_closed(request, found)
    name = f"liquidation.{do}"
    if name not in TOLD:
        return render(request, "money/liquidation.html", shown(request, found), status=422)
    confirm_before(request, LIQUIDATION.transition(name))
    form, given = SignedPaperForm(request.POST), None
    if name == "liquidation.record":
        if not form.is_valid():
            return render(request, "money/liquidation.html", shown(request, found, signed=form), status=422)
        given = Signed(number=form.cleaned_data["number"], on=form.cleaned_data["signed_on"])
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        LIQUIDATION.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"signed": form} if given else {"why": WhyContractForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "money/liquidation.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("liquidation", pk)


def written(request: HttpRequest, found: Liquidation, do: str) -> HttpResponse:
    """The words changed, or the signed minutes handed in."""
    by, at = asking(request), localtime()
    form = LiquidationForm(request.POST) if do == "change" else None
    file = ClaimFileForm(request.POST, request.FILES) if do == "file" else None
    try:
        if form is not None and form.is_valid():
            rewrite_liquidation(found, **form.cleaned_data, by=by, at=at)
            return redirect("liquidation", found.pk)
        if file is not None and file.is_valid():
            given = file.cleaned_data["file"]
            kind = given.content_type or "application/octet-stream"
            hand_liquidation(found, name=given.name, media_type=kind, content=given.read(), by=by, at=at)
            return redirect("liquidation", found.pk)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "money/liquidation.html", context, status=422)
    more = {"form": form} if form is not None else {"file": file}
    return render(request, "money/liquidation.html", shown(request, found, **more), status=422)


def owners_closed(request: HttpRequest, found: Liquidation) -> HttpResponse:
    """What establishments did and got, written into the same minutes."""
    form = OwnersForm(request.POST, owners=owners_of(found.contract, found))
    if not form.is_valid():
        return render(request, "money/liquidation.html", shown(request, found, told=form), status=422)
    try:
        changed = close_owners(found, form.said, by=asking(request), at=localtime())
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, told=form)
        return render(request, "money/liquidation.html", context, status=422)
    if changed:
        messages.success(request, f"Đã ghi thanh lý với {changed} cơ sở.")
    else:
        messages.info(request, "Không có số nào khác trước.")
    return redirect("liquidation", found.pk)


def shown(request: HttpRequest, found: Liquidation, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    actor, contract = asking(request), found.contract
    recorded = found.accepted is not None
    now = closing_on(contract)
    closing = as_recorded(found, now) if recorded else now
    draft, owners = found.state == Liquidation.State.DRAFT, owners_of(contract, found)
    findings = [] if recorded else still_open(found, closing, owners)
    stopping = [each for each in findings if each.severity is Severity.ERROR]
    return {
        "liquidation": found,
        "project": found.project,
        "contract": contract,
        "closing": closing,
        "due": closing_due(contract, (CLOSING,)),
        "findings": findings,
        "open": stopping,
        "open_owners": any(each.code in OF_OWNERS for each in stopping),
        "open_words": any(each.code == "still_open" for each in stopping),
        "owners": owners,
        "told": OwnersForm(owners=owners),
        "writes": draft and permissions.liquidates(actor, found),
        "names": names_on([found.agency, found.project.agency], localdate()),
        "offered": (
            offered := {each.name.partition(".")[2] for each in LIQUIDATION.within_reach(found, actor)}
        ),
        "doubts": offered == {"doubt"},
        "doubt": events_of("liquidation", str(found.pk)).filter(name="liquidation.doubt").first()
        if found.state == Liquidation.State.DOUBTED
        else None,
        "steps": steps_of(LIQUIDATION, found),
        "lying": lying_of(LIQUIDATION, found),
        "form": LiquidationForm(initial={"done": found.done, "remains": found.remains}),
        "file": ClaimFileForm(),
        "signed": SignedPaperForm(),
        "why": WhyContractForm(),
    } | more


def still_open(found: Liquidation, closing: Closing, owners: list[OwnerContract]) -> list[Finding]:
    """What the minutes have still to say, of the unit's contract and of those with establishments."""
    own = check_closing(closing, final=ends_with(found.contract), remains=found.remains)
    return [*own, *check_owners(owners, closing)]


def as_recorded(found: Liquidation, now: Closing) -> Closing:
    """What the minutes keep, whatever the books say since."""
    kept = {name: getattr(found, name) for name in ("accepted", "paid", "returned", "owed", "unreturned")}
    return Closing(support=now.support, **kept)


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed minutes as they were handed in, to keep; never shown in the page."""
    rows = Liquidation.objects.visible_to(asking(request)).exclude(sha256="")
    kept = get_object_or_404(rows, pk=pk)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)
