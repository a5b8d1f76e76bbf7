"""Contracts and annexes: drawn up, laid before the head, recorded once signed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger.queries.chains import free_years, left_to_sign, room_findings
from khuyencong.organisations.queries import names_on
from khuyencong.projects import actions, permissions
from khuyencong.projects.actions import Other
from khuyencong.projects.actions.contracts import keep_contract_copy
from khuyencong.projects.lifecycle import CONTRACT, Signed, begin_annex, begin_contract
from khuyencong.projects.models import Contract, ContractCopy, Project
from khuyencong.projects.queries.changes import annexed_by, terms_now
from khuyencong.projects.queries.contracts import bounds_of, contracts_seen_by, in_force_of
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.contracts import check_terms
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import number
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import attachment
from khuyencong.web.group_plans.beside import warnings_of
from khuyencong.web.money.forms import AnnexForm, SignedContractForm, TermsForm, WhyContractForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "contract.propose": "Đã trình ký.",
    "contract.return": "Đã trả lại người soạn kèm lý do.",
    "contract.sign": "Đã ghi văn bản đã ký; kinh phí đã chuyển sang cam kết.",
    "contract.drop": "Đã bỏ bản đang soạn.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int, owner: int | None = None) -> HttpResponse:
    """What will be agreed on, with the unit or with one of its beneficiaries?"""
    actor = asking(request)
    project = get_object_or_404(projects_seen_by(actor), pk=pk)
    beneficiary = get_object_or_404(project.beneficiaries, pk=owner) if owner is not None else None
    other = Other(year=year_asked(request, project), beneficiary=beneficiary)
    if not permissions.may_draw_up(actor, project, other.kind):
        raise PermissionDenied
    bounds = bounds_of(project, kind=other.kind, year=other.year, on=localdate())
    own = beneficiary is None
    left = left_to_sign(project, other.year, bounds.left) if own else bounds.left
    form = TermsForm(request.POST if request.method == "POST" else None, initial={"support": number(left)})
    gone = room_findings(project, other.year) if own else []
    context: dict[str, Any] = {
        "project": project,
        "owner": beneficiary,
        "form": form,
        "bounds": bounds,
        "left": left,
        "findings": warnings_of(project, other.year),
    }
    context |= {"gone": gone, "blocked": gone}
    if gone and form.is_bound:
        return render(request, "money/terms.html", context, status=422)
    if not form.is_bound or not form.is_valid():
        return render(request, "money/terms.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_contract(project, form.terms, other=other, act=Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        return render(request, "money/terms.html", context | {"blocked": blocked.findings}, status=422)
    return redirect("contract", made.pk)


def year_asked(request: HttpRequest, project: Project) -> int:
    """The year of the address, the first of the plan where it names none; 404 for one that has no money."""
    if (asked := request.GET.get("nam")) is None:
        return project.year
    if (year := key_of(asked)) not in free_years(project):
        raise Http404("year")
    return year


@require_http_methods(["GET", "HEAD", "POST"])
def annex(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes in a signed contract, and why?"""
    actor = asking(request)
    first = get_object_or_404(contracts_seen_by(actor), pk=pk).first
    if not permissions.prepares_contract(actor, first):
        raise PermissionDenied
    form = AnnexForm(request.POST) if request.method == "POST" else AnnexForm(initial=beginning(first))
    context = {"project": first.project, "first": first, "form": form}
    if not form.is_bound or not form.is_valid():
        return render(request, "money/terms.html", context, status=422 if form.is_bound else 200)
    act = Act(by=actor, at=localtime(), reason=form.cleaned_data["reason"])
    try:
        made = begin_annex(first, form.terms, act)
    except BlockedError as blocked:
        return render(request, "money/terms.html", context | {"blocked": blocked.findings}, status=422)
    return redirect("contract", made.pk)


def beginning(first: Contract) -> dict[str, Any]:
    """What an annex begins from: the terms in force, changed as was decided where that waits for it."""
    initial = dict(TermsForm.showing(in_force_of(first) or first).initial or {})
    decided = annexed_by(first) if first.kind == Contract.Kind.UNIT else None
    if decided is None:
        return initial
    after = terms_now(first.project)
    initial |= {
        "support": number(after.support_in(first.year)),
        "counterpart": number(after.counterpart_in(first.year)),
        "reason": f"Theo Quyết định {decided.number} ngày {decided.signed_on:%d/%m/%Y}",
    }
    if decided.new.ends_on is not None:
        initial["ends_on"] = f"{decided.new.ends_on:%d/%m/%Y}"
    return initial


@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """What does the paper say, has it been signed, what may I do with it?"""
    found = get_object_or_404(contracts_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/contract.html", shown(request, found))
    if request.POST.get("do") == "rewrite":
        return rewritten(request, found)
    name = f"contract.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "money/contract.html", shown(request, found), status=422)
    form, given = SignedContractForm(request.POST, request.FILES), None
    if name == "contract.sign":
        if not form.is_valid():
            return render(request, "money/contract.html", shown(request, found, form=form), status=422)
        given = Signed(number=form.cleaned_data["number"], on=form.cleaned_data["signed_on"])
    confirm_before(request, CONTRACT.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        # What was handed in stays, also where the rest is refused: nobody looks for the file twice.
        if given is not None and (file := form.cleaned_data["file"]) is not None:
            kind = file.content_type or "application/octet-stream"
            keep_contract_copy(
                found, name=file.name, media_type=kind, content=file.read(), by=act.by, at=act.at
            )
            file.held_as = ""  # it lies with the contract now; the form need not offer it again
        CONTRACT.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"form": form} if given else {"why": WhyContractForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "money/contract.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("contract", pk)


@require_safe
def copy(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    """The signed paper as it was handed in, to keep; never shown in the page."""
    rows = ContractCopy.objects.visible_to(asking(request)).filter(contract=pk)
    kept = get_object_or_404(rows, pk=copy)
    return attachment(bytes(kept.content), kept.name, kept.media_type)


def rewritten(request: HttpRequest, found: Contract) -> HttpResponse:
    """Other terms for a draft."""
    form = TermsForm(request.POST)
    if not form.is_valid():
        return render(request, "money/contract.html", shown(request, found, terms=form), status=422)
    try:
        actions.rewrite(found, form.terms, by=asking(request), at=localtime())
    except BlockedError as blocked:
        context = shown(request, found, terms=form, blocked=blocked.findings)
        return render(request, "money/contract.html", context, status=422)
    messages.success(request, "Đã lưu.")
    return redirect("contract", found.pk)


def shown(request: HttpRequest, found: Contract, **more: Any) -> dict[str, Any]:
    """Everything the page of a contract shows."""
    actor, first = asking(request), found.first
    open_ = found.state in (Contract.State.DRAFT, Contract.State.PROPOSED)
    bounds = bounds_of(found.project, kind=found.kind, year=found.year, on=localdate(), besides=first)
    prepares = permissions.prepares_contract(actor, found)
    return {
        "contract": found,
        "first": first,
        "project": found.project,
        "bounds": bounds,
        "findings": [*check_terms(found.terms, bounds), *warnings_of(found.project, found.year)]
        if open_
        else [],
        "copies": list(found.copies.defer("content").order_by("pk")),
        "chain": list(first.annexes.exclude(state=Contract.State.DROPPED).order_by("pk")),
        "names": names_on([found.agency, found.project.agency], localdate()),
        "offered": {each.name.partition(".")[2] for each in CONTRACT.offered(found, actor)},
        "rewrites": prepares and found.state == Contract.State.DRAFT,
        "amends": prepares and found.state == Contract.State.SIGNED,
        "steps": steps_of(CONTRACT, found),
        "lying": lying_of(CONTRACT, found),
        "terms": TermsForm.showing(found),
        "form": SignedContractForm(),
        "why": WhyContractForm(),
    } | more
