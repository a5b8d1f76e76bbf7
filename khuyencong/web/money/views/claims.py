"""Claims: how much may be asked, which papers are missing, whose turn it is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.claims import WRITABLE, change_claim, hand_in_for, judge_paper, say_absent
from khuyencong.ledger.lifecycle import CLAIM, Paid, begin_claim
from khuyencong.ledger.models import Claim, ClaimGround, ClaimPaper
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.claims import (
    claims_seen_by,
    findings_on,
    limit_on,
    other_papers,
    papers_needed,
    standing_on,
    volume_on,
)
from khuyencong.ledger.queries.liquidations import order_findings
from khuyencong.ledger.queries.other_ways import other_ways
from khuyencong.ledger.queries.plan_papers import asks_for_plan
from khuyencong.ledger.queries.vouchers import voucher_findings
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import Contract
from khuyencong.projects.queries.changes import change_sent
from khuyencong.projects.queries.contracts import contracts_seen_by
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.progress import last_seen
from khuyencong.rules.advances import ceiling_of, laws_of
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.rules.ledger import Stage
from khuyencong.rules.money import number
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.group_plans.beside import warnings_of
from khuyencong.web.group_plans.handing import hand_in_plan, plan_for
from khuyencong.web.money.forms import (
    AbsentForm,
    ClaimFileForm,
    ClaimForm,
    JudgedForm,
    NewRestForm,
    PaidForm,
    RestForm,
    WhyContractForm,
)
from khuyencong.web.money.from_file import held_for, take
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "claim.submit": "Đã gửi; Sở xem giấy tờ và xác nhận khối lượng.",
    "claim.confirm": "Đã xác nhận; hồ sơ chuyển sang người duyệt.",
    "claim.approve": "Đã duyệt; hồ sơ chuyển sang kế toán.",
    "claim.pay": "Đã ghi sổ; số liệu của đề án đã đổi theo.",
    "claim.return": "Đã trả lại kèm lý do.",
    "claim.drop": "Đã bỏ đề nghị.",
}


UNPAID = (*WRITABLE, Claim.State.SUBMITTED, Claim.State.CONFIRMED, Claim.State.APPROVED)
RESTS = {
    "thanh-toan": (Claim.Kind.PAYMENT, Stage.ACCEPTED),
    "quyet-toan": (Claim.Kind.SETTLEMENT, Stage.PAID),
}
"""What may be asked after acceptance, and the stage of the money it is about."""


def contract_of(request: HttpRequest, pk: int) -> Contract:
    """The contract with the unit she asks on; 404, or 403."""
    actor = asking(request)
    contract = get_object_or_404(contracts_seen_by(actor), pk=pk).first
    if contract.kind != Contract.Kind.UNIT:
        raise Http404("kind")
    if not permissions.may_claim(actor, contract.project):
        raise PermissionDenied
    return contract


@require_http_methods(["GET", "HEAD", "POST"])
def rest(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What is owed after acceptance, or ready to be settled, and which papers does it take?"""
    contract = contract_of(request, pk)
    if kind not in RESTS:
        raise Http404("kind")
    asked, stage = RESTS[kind]
    most = pots_of(contract).get(stage, 0)
    ways = other_ways(contract, asked, localdate())
    form = NewRestForm(
        request.POST if request.method == "POST" else None, ways=ways, initial={"amount": number(most)}
    )
    context = {
        "contract": contract,
        "project": contract.project,
        "kind": asked,
        "most": most,
        "papers": papers_needed(contract, asked, 100, localdate()),
        "ways": ways,
        "form": form,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "money/claim_rest.html", context, status=422 if form.is_bound else 200)
    act, amount = Act(by=asking(request), at=localtime()), form.cleaned_data["amount"]
    try:
        made = begin_claim(contract, kind=asked, amount=amount, done=100, act=act, ground=form.stated)
    except BlockedError as blocked:
        return render(request, "money/claim_rest.html", context | {"blocked": blocked.findings}, status=422)
    return redirect("claim", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """How much may be asked on this contract, with how much of the work done?"""
    contract = contract_of(request, pk)
    seen = last_seen(contract.project)
    form = ClaimForm(
        request.POST if request.method == "POST" else None,
        initial={"done": seen.done} if seen is not None else None,
    )
    whole = standing_on(contract, 100, localdate())
    context = {
        "contract": contract,
        "project": contract.project,
        "form": form,
        "standing": whole,
        "most": ceiling_of(whole),
        "law": laws_of(whole),
        "findings": warnings_of(contract.project, contract.year),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "money/claim_new.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_claim(contract, **form.cleaned_data, act=Act(by=asking(request), at=localtime()))
    except BlockedError as blocked:
        return render(request, "money/claim_new.html", context | {"blocked": blocked.findings}, status=422)
    return redirect("claim", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, how much is allowed, whose turn is it, what may I do?"""
    found = get_object_or_404(claims_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/claim.html", shown(request, found))
    do = request.POST.get("do", "")
    if do in ("change", "file", "plan", "from_file", "absent", "fine", "refuse"):
        return written(request, found, do)
    name = f"claim.{do}"
    if name not in TOLD:
        return render(request, "money/claim.html", shown(request, found), status=422)
    confirm_before(request, CLAIM.transition(name))
    form, given = PaidForm(request.POST), None
    if name == "claim.pay":
        if not form.is_valid():
            return render(request, "money/claim.html", shown(request, found, paid=form), status=422)
        given = Paid(voucher=form.cleaned_data["voucher"], on=form.cleaned_data["paid_on"])
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        CLAIM.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"paid": form} if given else {"why": WhyContractForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "money/claim.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("claim", pk)


def written(request: HttpRequest, found: Claim, do: str) -> HttpResponse:
    """The amount changed, a file handed in, a paper judged."""
    try:
        if do == "plan":
            hand_in_plan(request, found)
            return redirect("claim", found.pk)
        if do == "from_file":
            take(request, found)
            return redirect("claim", found.pk)
        form = changed(request, found) if do == "change" else handled(request, found, do)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "money/claim.html", context, status=422)
    if not form.is_valid():
        return render(request, "money/claim.html", shown(request, found, form=form), status=422)
    return redirect("claim", found.pk)


def changed(request: HttpRequest, found: Claim) -> ClaimForm | RestForm:
    """The amount, of an advance the work too, where what was typed can be."""
    advance = found.kind == Claim.Kind.ADVANCE
    form: ClaimForm | RestForm = ClaimForm(request.POST) if advance else RestForm(request.POST)
    if form.is_valid():
        change_claim(found, **({"done": 100} | form.cleaned_data), by=asking(request), at=localtime())
    return form


def handled(request: HttpRequest, found: Claim, do: str) -> ClaimFileForm | AbsentForm | JudgedForm:
    """A paper's file, why there is none, or what was said of it."""
    position = key_of(request.POST.get("paper", ""))
    paper = get_object_or_404(found.papers.defer("content"), position=position)
    by, at = asking(request), localtime()
    if do == "file":
        form = ClaimFileForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            kind = file.content_type or "application/octet-stream"
            hand_in_for(paper, name=file.name, media_type=kind, content=file.read(), by=by, at=at)
        return form
    if do == "absent":
        why = AbsentForm(request.POST)
        if why.is_valid():
            say_absent(paper, why=why.cleaned_data["absent"], by=by, at=at)
        return why
    said = JudgedForm(request.POST)
    if said.is_valid():
        judge_paper(paper, fine=do == "fine", note=said.cleaned_data["note"], by=by, at=at)
    return said


def shown(request: HttpRequest, found: Claim, **more: Any) -> dict[str, Any]:
    """Everything the page of a claim shows."""
    actor = asking(request)
    on = found.submitted_on or localdate()
    most, law = limit_on(found, on)
    advance = found.kind == Claim.Kind.ADVANCE
    writes = permissions.claims(actor, found) and found.state in WRITABLE
    report, differs = volume_on(found)
    papers = list(found.papers.defer("content").select_related("checked_by"))
    held = held_for(request, found, papers, offers=writes)
    return {
        "claim": found,
        "project": found.project,
        "advance": advance,
        "ground": ClaimGround.objects.filter(claim=found).first(),
        "advanced": standing_on(found.contract, found.done, on).advanced if advance else 0,
        "most": found.ceiling if found.ceiling is not None else most,
        "law": found.ceiling_law or law,
        "change": change_sent(found.project) if found.state in UNPAID else None,
        "findings": [
            *([*findings_on(found, on), *other_papers(found, localdate())] if found.state in WRITABLE else []),
            *differs,
            *out_of_order(found),
            *(warnings_of(found.project, found.contract.year) if found.state in UNPAID else []),
        ],
        "plan": plan_for(found) if found.project.kind == "group" else None,
        "plan_papers": {each.position for each in papers if asks_for_plan(each)},
        "report": report,
        "papers": papers,
        "held": held,
        "flags": flags_of([found.project], actor)[found.project_id],
        "lacking": sum(each.state in (ClaimPaper.State.MISSING, ClaimPaper.State.REFUSED) for each in papers),
        "writes": writes,
        "judges": permissions.confirms(actor, found) and found.state == Claim.State.SUBMITTED,
        "names": names_on([found.project.agency, found.project.department], localdate()),
        "offered": {each.name.partition(".")[2] for each in CLAIM.offered(found, actor)},
        "steps": steps_of(CLAIM, found),
        "lying": lying_of(CLAIM, found),
        "terms": (ClaimForm if advance else RestForm)(
            initial={"amount": number(found.amount), "done": found.done}
        ),
        "file": ClaimFileForm(),
        "paid": PaidForm(),
        "why": WhyContractForm(),
    } | more


def out_of_order(found: Claim) -> list[Finding]:
    """What is to be said of a settlement whose contract is not closed yet, while it is open."""
    if found.kind != Claim.Kind.SETTLEMENT or found.state in (Claim.State.PAID, Claim.State.DROPPED):
        return []
    on = found.submitted_on or localdate()
    return [*order_findings(found.contract, localdate()), *voucher_findings(found, on)]


@require_safe
def paper(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """A paper as it was handed in, to keep; never shown in the page."""
    found = get_object_or_404(claims_seen_by(asking(request)), pk=pk)
    kept = get_object_or_404(found.papers.exclude(sha256=""), position=position)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)
