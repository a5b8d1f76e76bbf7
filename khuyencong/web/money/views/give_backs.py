"""What a unit gives back of its advance: written by the accountant with its voucher, confirmed by another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.lifecycle import GIVE_BACK, begin_give_back, propose_back
from khuyencong.ledger.models import GiveBack
from khuyencong.ledger.queries.give_backs import (
    OPEN,
    give_backs_seen_by,
    may_come_back,
    open_give_back,
    outstanding_of,
)
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.changes import stop_asked
from khuyencong.projects.queries.contracts import contracts_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import number
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.money.forms import BackForm, WhyNotForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "give_back.propose": "Đã trình xác nhận. Sổ chưa thay đổi cho đến khi người thứ hai xác nhận.",
    "give_back.confirm": "Đã xác nhận và ghi sổ.",
    "give_back.return": "Đã trả lại kèm lý do.",
    "give_back.drop": "Đã bỏ.",
}


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """What has the unit paid back, by which voucher?"""
    actor = asking(request)
    contract = get_object_or_404(contracts_seen_by(actor), pk=pk).first
    if not permissions.may_pay(actor, contract.project):
        raise PermissionDenied
    if contract.kind != Contract.Kind.UNIT or contract.state != Contract.State.SIGNED:
        raise Http404("contract")
    if request.method != "POST" and (row := open_give_back(contract)) is not None:
        return redirect("give_back", row.pk)
    owed = outstanding_of(contract)
    form = (
        BackForm(request.POST, request.FILES)
        if request.method == "POST"
        else BackForm(initial={"amount": number(owed)} if owed else {})
    )
    context = {
        "contract": contract,
        "project": contract.project,
        "owed": owed,
        "form": form,
        "early": not may_come_back(contract, contract.project),
        "follows": follows_of(contract),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "money/give_back_new.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_give_back(contract, form.returned, Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return render(request, "money/give_back_new.html", more, status=422)
    messages.success(request, TOLD["give_back.propose"])
    return redirect("give_back", made.pk)


@require_http_methods(FORMS)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """How much came back, by which voucher, whose turn is it?"""
    found = get_object_or_404(give_backs_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/give_back.html", shown(request, found))
    name = f"give_back.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "money/give_back.html", shown(request, found), status=422)
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    form = None
    try:
        if name == "give_back.propose":
            form = BackForm(request.POST, request.FILES, handed=bool(found.sha256))
            if not form.is_valid():
                return render(request, "money/give_back.html", shown(request, found, form=form), status=422)
            propose_back(found, form.returned, act)
        else:
            confirm_before(request, GIVE_BACK.transition(name))
            GIVE_BACK.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"form": form} if form is not None else {"why": WhyNotForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "money/give_back.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("give_back", pk)


def follows_of(contract: Contract) -> str:
    """Where the money goes once it is confirmed."""
    if contract.project.state == Project.State.STOPPED:
        return "Đề án đã ngừng: xác nhận xong, tiền về nguồn kinh phí."
    if stop_asked(contract.project) is not None:
        told = (
            "tiền xác nhận trước quyết định ngừng được chia cho các đề án thay thế; xác nhận sau thì về nguồn."
        )
        return f"Đang đề nghị ngừng: {told}"
    return "Xác nhận xong, tiền trở lại số đã giao chưa cam kết của đề án."


def shown(request: HttpRequest, found: GiveBack, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    actor = asking(request)
    return {
        "back": found,
        "project": found.project,
        "contract": found.contract,
        "owed": outstanding_of(found.contract),
        "open": found.state in OPEN,
        "follows": follows_of(found.contract),
        "names": names_on([found.agency, found.project.agency], localdate()),
        "offered": {
            each.name.partition(".")[2] for each in GIVE_BACK.within_reach(found, actor) if each.name in TOLD
        },
        "steps": steps_of(GIVE_BACK, found),
        "lying": lying_of(GIVE_BACK, found),
        "form": BackForm.showing(found),
        "why": WhyNotForm(),
    } | more


@require_safe
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """The voucher as it was handed in, to keep; never shown in the page."""
    rows = GiveBack.objects.visible_to(asking(request)).exclude(sha256="")
    kept = get_object_or_404(rows, pk=pk)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)
