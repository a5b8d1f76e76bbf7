"""A rate of advance for one contract: prepared, laid before the head, recorded as signed, kept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.rates import WantedRate, rewrite_rate
from khuyencong.ledger.lifecycle import ADVANCE_RATE, begin_rate
from khuyencong.ledger.lifecycle.rates import SignedRate
from khuyencong.ledger.models import AdvanceRate
from khuyencong.ledger.queries.claims import standing_by
from khuyencong.ledger.queries.rates import decided_tier, power_on, rate_on, rates_seen_by
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import Contract
from khuyencong.projects.queries.contracts import contracts_seen_by
from khuyencong.rules.advances import laws_of, papers_of
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.money.forms import AdvanceRateForm, SignedRateForm, WhyContractForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
PAGE = "money/advance_rate.html"
TOLD = {
    "advance_rate.propose": "Đã trình lãnh đạo Cục.",
    "advance_rate.return": "Đã trả lại kèm lý do.",
    "advance_rate.decide": "Đã ghi quyết định; đề nghị tạm ứng gửi từ nay theo mức này.",
    "advance_rate.drop": "Đã bỏ hồ sơ.",
}


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Which rate and which papers does this contract need, and why?"""
    actor = asking(request)
    contract = get_object_or_404(contracts_seen_by(actor), pk=pk).first
    if contract.kind != Contract.Kind.UNIT:
        raise Http404("kind")
    if not permissions.may_set_rate(actor, contract.project):
        raise PermissionDenied
    now = beside(contract)
    first = {"papers": "\n".join(title for title, _ in now["asked"])}
    form = AdvanceRateForm(request.POST if request.method == "POST" else None, initial=first)
    context = {"contract": contract, "project": contract.project, "form": form, **now}
    if not form.is_bound or not form.is_valid():
        return render(request, "money/advance_rate_new.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_rate(contract, WantedRate(**form.cleaned_data), Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        context |= {"blocked": blocked.findings}
        return render(request, "money/advance_rate_new.html", context, status=422)
    messages.success(request, "Đã soạn; xem lại rồi trình lãnh đạo Cục.")
    return redirect("advance_rate", made.pk)


def beside(contract: Contract) -> dict[str, Any]:
    """What advances on it go by today, and who may decide otherwise."""
    today = localdate()
    held = rate_on(contract, today)
    standing = standing_by(contract, 100, today, held)
    return {
        "standing": standing,
        "law": laws_of(standing),
        "asked": papers_of(standing),
        "held": held,
        "power": power_on(today),
    }


@require_http_methods(FORMS)
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Which rate, by whose decision, from when on, whose turn is it?"""
    found = get_object_or_404(rates_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, PAGE, shown(request, found))
    do = request.POST.get("do", "")
    if do == "change":
        return rewritten(request, found)
    name = f"advance_rate.{do}"
    if name not in TOLD:
        return render(request, PAGE, shown(request, found), status=422)
    confirm_before(request, ADVANCE_RATE.transition(name))
    form, given = SignedRateForm(request.POST, request.FILES), None
    if name == "advance_rate.decide":
        if not form.is_valid():
            return render(request, PAGE, shown(request, found, signed=form), status=422)
        given = signed_of(form)
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        ADVANCE_RATE.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"signed": form} if given else {"why": WhyContractForm(request.POST)}
        return render(request, PAGE, shown(request, found, blocked=blocked.findings, **kept), status=422)
    messages.success(request, TOLD[name])
    return redirect("advance_rate", pk)


def signed_of(form: SignedRateForm) -> SignedRate:
    """What was handed in with number and day."""
    file = form.cleaned_data["file"]
    return SignedRate(
        number=form.cleaned_data["number"],
        on=form.cleaned_data["signed_on"],
        name=file.name,
        media_type=file.content_type or "application/octet-stream",
        content=file.read(),
    )


def rewritten(request: HttpRequest, found: AdvanceRate) -> HttpResponse:
    """Another rate, other papers or words."""
    form, blocked = AdvanceRateForm(request.POST), None
    if form.is_valid():
        try:
            rewrite_rate(found, WantedRate(**form.cleaned_data), by=asking(request), at=localtime())
        except BlockedError as caught:
            blocked = caught.findings
        else:
            return redirect("advance_rate", found.pk)
    return render(request, PAGE, shown(request, found, form=form, blocked=blocked), status=422)


def shown(request: HttpRequest, found: AdvanceRate, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    actor, decided = asking(request), found.state == AdvanceRate.State.DECIDED
    now = beside(found.contract)
    held: AdvanceRate | None = now["held"]
    return {
        "rate": found,
        "project": found.project,
        "contract": found.contract,
        "tier": decided_tier(found) if decided else None,
        "replaced": held if decided and held is not None and held.pk != found.pk else None,
        "writes": found.state == AdvanceRate.State.DRAFT and permissions.prepares_rate(actor, found),
        "names": names_on([found.agency, found.project.agency], localdate()),
        "offered": {each.name.partition(".")[2] for each in ADVANCE_RATE.offered(found, actor)} - {"lapse"},
        "steps": steps_of(ADVANCE_RATE, found),
        "lying": lying_of(ADVANCE_RATE, found),
        "form": AdvanceRateForm(
            initial={"percent": found.percent, "papers": found.papers, "reason": found.reason}
        ),
        "signed": SignedRateForm(),
        "why": WhyContractForm(),
        **now,
    } | more


@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed decision as it was handed in, to keep; never shown in the page."""
    rows = AdvanceRate.objects.visible_to(asking(request)).exclude(sha256="")
    kept = get_object_or_404(rows, pk=pk)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)
