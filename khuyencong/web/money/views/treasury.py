"""Reconciling with the treasury: whose money waits, what is proposed, whose turn it is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.statements import take_statement
from khuyencong.ledger.actions.treasury import Pair, hand_signed_sheet, tie, tie_all
from khuyencong.ledger.lifecycle import RECONCILIATION, begin_reconciliation
from khuyencong.ledger.lifecycle.reconciling import drew_up
from khuyencong.ledger.models import Reconciliation, SignedSheet, Statement, StatementRemoval
from khuyencong.ledger.queries.statements import removals_that_wait, sheets_of
from khuyencong.ledger.queries.treasury import (
    Waiting,
    Whole,
    due_of,
    reconciliations_seen_by,
    waiting_for,
    whole_of,
)
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.dossier.reconciliation import reconciliation_paper, steps
from khuyencong.paperwork.official import docx_of, pdf_of
from khuyencong.paperwork.reconciliation_workbook import reconciliation_workbook
from khuyencong.paperwork.statement_file import check_statement_file
from khuyencong.paperwork.treasury_papers import reconciled
from khuyencong.projects import permissions as projects
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.treasury.matching import Proposal, Sureness
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import DOCX, XLSX, attachment
from khuyencong.web.money.forms import WhyContractForm
from khuyencong.web.money.treasury_forms import BeginReconciliationForm, SignedSheetForm, StatementForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
ASKED_AT_ONCE = 20
SHOWN = 60
FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "reconciliation.propose": "Đã trình; người khác xác nhận.",
    "reconciliation.return": "Đã trả lại kèm lý do.",
    "reconciliation.confirm": "Đã xác nhận; in bảng, lấy chữ ký Kho bạc rồi nộp bản đã ký.",
    "reconciliation.sign": "Đã ghi Kho bạc đã ký.",
    "reconciliation.reopen": "Đã mở lại; sửa xong thì trình xác nhận lại.",
    "reconciliation.drop": "Đã bỏ lần đối chiếu này.",
}


@require_http_methods(FORMS)
def reconciliations(request: HttpRequest) -> HttpResponse:
    """Whose money is not reconciled yet, and where do the others stand?"""
    actor = asking(request)
    if not projects.may_see_projects(actor):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "money/reconciliations.html", listed(request))
    form = BeginReconciliationForm(request.POST)
    if not form.is_valid():
        return render(request, "money/reconciliations.html", listed(request, form=form), status=422)
    given = form.cleaned_data
    waiting = [each for each in waiting_for(actor) if is_of(each, given)]
    taken = reconciliations_seen_by(actor).filter(unit=given["unit"], purse=given["purse"], year=given["year"])
    unit = waiting[0].unit if waiting else getattr(taken.first(), "unit", None)
    if unit is None:
        raise Http404("unit")
    act = Act(by=actor, at=localtime())
    try:
        made = begin_reconciliation(unit, purse=given["purse"], year=given["year"], side=given["side"], act=act)
    except BlockedError as blocked:
        context = listed(request, blocked=blocked.findings)
        return render(request, "money/reconciliations.html", context, status=422)
    return redirect("reconciliation", made.pk)


def is_of(waiting: Waiting, given: dict[str, Any]) -> bool:
    """Whether it is the row that was clicked."""
    return (waiting.unit.pk, waiting.purse, waiting.year) == (given["unit"], given["purse"], given["year"])


def listed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """Everything the list shows; `unit` in the address, as the closing of a year names it, comes first."""
    actor = asking(request)
    first = key_of(request.GET.get("don_vi", ""))
    waiting = sorted(waiting_for(actor), key=lambda each: each.unit.pk != first)
    found = reconciliations_seen_by(actor).exclude(state=Reconciliation.State.DROPPED)
    if first is not None:
        found = found.filter(unit=first)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = waiting[:A_PAGE]
    units = [*(each.unit for each in shown), *(each.unit for each in page)]
    return {
        "waiting": [(each, permissions.may_reconcile(actor, each.unit, each.purse)) for each in shown],
        "waits": len(waiting),
        "page": page,
        "names": names_on(units, localdate()),
        "sides": BeginReconciliationForm().fields["side"].choices,  # type: ignore[attr-defined]
        "first": first,
        "asking": f"don_vi={first}" if first is not None else "",
    } | more


@require_http_methods(FORMS)
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    """Do books and account agree, what is proposed, whose turn is it?"""
    found = get_object_or_404(reconciliations_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/reconciliation.html", shown(request, found))
    do = request.POST.get("do", "")
    doing = {"statement": statement_in, "tie": tied, "sure": tied, "paper": paper_in}.get(do)
    if doing is not None:
        return doing(request, found)
    name = f"reconciliation.{do}"
    if name not in TOLD:
        return render(request, "money/reconciliation.html", shown(request, found), status=422)
    confirm_before(request, RECONCILIATION.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        RECONCILIATION.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=WhyContractForm(request.POST))
        return render(request, "money/reconciliation.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("reconciliation", pk) if do != "drop" else redirect("reconciliations")


def statement_in(request: HttpRequest, found: Reconciliation) -> HttpResponse:
    """A statement handed in, whole or not at all."""
    form = StatementForm(request.POST, request.FILES)
    if not permissions.reconciles(asking(request), found):
        raise PermissionDenied
    if not form.is_valid():
        return render(request, "money/reconciliation.html", shown(request, found, upload=form), status=422)
    file = form.cleaned_data["statement"]
    name, content = file.name or "sao-ke", file.read()
    account = form.cleaned_data["account"]
    checked = check_statement_file(name, content, year=found.year, today=localdate(), account=account)
    if checked.refused:
        more = {"wrong": checked.findings[:SHOWN], "count": len(checked.findings), "upload": form}
        return render(request, "money/reconciliation.html", shown(request, found, **more), status=422)
    kind = file.content_type or "application/octet-stream"
    try:
        taken = take_statement(
            found, checked, name=name, media_type=kind, content=content, by=asking(request), at=localtime()
        )
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, upload=form)
        return render(request, "money/reconciliation.html", context, status=422)
    old = len(checked.rows) - taken.new
    if taken.known:
        messages.info(request, "Tệp này đã nhập trước đó; không ghi thêm dòng nào.")
    else:
        messages.success(request, f"Đã nhập {taken.new} dòng mới" + (f"; {old} dòng đã có." if old else "."))
    for finding in checked.findings:
        messages.warning(request, f"{finding.message} {finding.fix}")
    return redirect("reconciliation", found.pk)


def tied(request: HttpRequest, found: Reconciliation) -> HttpResponse:
    """What she marked is one payment; or everything that is certain is."""
    matched = whole_of(found).matched
    every = [*matched.proposals, *(option for each in matched.choices for option in each.options)]
    known = {token_of(each): each for each in every}
    if request.POST.get("do") == "sure":
        chosen = [each for each in matched.proposals if each.sureness is Sureness.CERTAIN]
    else:
        chosen = [known[token] for token in request.POST.getlist("pair") if token in known]
    by, at = asking(request), localtime()
    pairs = [Pair(lines=each.lines, postings=each.entries, reason=each.reason) for each in chosen]
    try:
        if len(pairs) == 1:
            tie(found, pairs[0], by=by, at=at)
            made, taken = 1, 0
        else:
            made, taken = tie_all(found, pairs, by=by, at=at)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "money/reconciliation.html", context, status=422)
    if not pairs:
        messages.warning(request, "Chưa ghép cặp nào: chưa đánh dấu, hoặc người khác vừa xử lý.")
    else:
        messages.success(
            request, f"Đã ghép {made} cặp." + (f" {taken} cặp người khác đã xử lý." if taken else "")
        )
    return redirect("reconciliation", found.pk)


def token_of(proposal: Proposal) -> str:
    """A proposal as a form names it: the keys of its lines, then of its postings."""
    return f"{'.'.join(map(str, proposal.lines))}-{'.'.join(map(str, proposal.entries))}"


def paper_in(request: HttpRequest, found: Reconciliation) -> HttpResponse:
    """The sheet that the treasury signed."""
    form = SignedSheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "money/reconciliation.html", shown(request, found, paper=form), status=422)
    file = form.cleaned_data["file"]
    try:
        hand_signed_sheet(
            found,
            name=file.name or "ban-da-ky",
            media_type=file.content_type or "application/octet-stream",
            content=file.read(),
            on=form.cleaned_data["signed_on"],
            by=asking(request),
            at=localtime(),
        )
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, paper=form)
        return render(request, "money/reconciliation.html", context, status=422)
    messages.success(request, "Đã nộp bản Kho bạc đã ký.")
    return redirect("reconciliation", found.pk)


def shown(request: HttpRequest, found: Reconciliation, **more: Any) -> dict[str, Any]:
    """Everything the page shows: a fixed number of SELECTs, however long the statement is."""
    actor, whole = asking(request), whole_of(found)
    writes = found.state == Reconciliation.State.DRAFT and permissions.reconciles(actor, found)
    matched = whole.matched if found.state == Reconciliation.State.DRAFT else None
    proposals = matched.proposals if matched is not None else ()
    choices = matched.choices if matched is not None else ()
    page = Paginator(proposals, A_PAGE).get_page(request.GET.get("page"))
    due, source = due_of(found)
    now = whole.sheet.booked
    return {
        "row": found,
        "whole": whole,
        "sheet": whole.sheet,
        "figures": steps(whole.sheet),
        "since": now - found.figures["booked"] if found.figures else 0,
        "page": page,
        "rows": [sides_of(each, whole) for each in page],
        "choices": [
            (number, [sides_of(option, whole) for option in each.options], each.more)
            for number, each in enumerate(choices[:ASKED_AT_ONCE], start=1)
        ],
        "choosing": len(choices),
        "certain": sum(each.sureness is Sureness.CERTAIN for each in proposals),
        "statements": found.statements.standing().defer("content").select_related("author"),
        "removed": found.removals.filter(state=StatementRemoval.State.DECIDED)
        .defer("statement__content")
        .select_related("statement", "author"),
        "doubted": (doubted := removals_that_wait(found)),
        "asked": {each.statement_id for each in doubted},
        "findings": whole.findings if writes else [],
        "writes": writes,
        "hands_in": found.state == Reconciliation.State.CONFIRMED and permissions.reconciles(actor, found),
        "due": due,
        "due_source": source,
        "names": names_on([found.unit, found.agency], localdate()),
        "offered": offered_to(actor, found),
        "sheets": sheets_of(found),
        "steps": steps_of(RECONCILIATION, found),
        "lying": lying_of(RECONCILIATION, found),
        "upload": StatementForm(),
        "paper": SignedSheetForm(),
        "why": WhyContractForm(),
    } | more


def offered_to(actor: Actor, found: Reconciliation) -> set[str]:
    """The steps that would not be refused for being her own work."""
    names = {each.name.partition(".")[2] for each in RECONCILIATION.within_reach(found, actor)}
    return names - {"reopen"} if "reopen" in names and drew_up(actor, found) else names


def sides_of(proposal: Proposal, whole: Whole) -> dict[str, Any]:
    """A proposal with the rows it names."""
    return {
        "proposal": proposal,
        "token": token_of(proposal),
        "lines": [whole.line_by_key[key] for key in proposal.lines],
        "entries": [whole.entry_by_key[key] for key in proposal.entries],
    }


@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Mẫu 10 to be changed (.docx), to be signed (PDF), or to be reckoned again (.xlsx)."""
    found = get_object_or_404(reconciliations_seen_by(asking(request)), pk=pk)
    names = names_on([found.unit], localdate())
    given = reconciled(whole_of(found), names, on=localdate(), at=localtime())
    name = f"mau-10-{found.purse.lower()}-{found.year}.{kind}"
    if kind == "xlsx":
        return attachment(reconciliation_workbook(given), name, XLSX)
    if kind == "docx":
        return attachment(docx_of(reconciliation_paper(given)), name, DOCX)
    if kind == "pdf":
        return attachment(pdf_of(reconciliation_paper(given)), name, "application/pdf")
    raise Http404("kind")


@require_safe
def statement(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """A statement as it was handed in, to keep; never shown in the page."""
    rows = Statement.objects.visible_to(asking(request)).filter(reconciliation=pk)
    kept = get_object_or_404(rows, pk=key)
    return attachment(bytes(kept.content), kept.name, kept.media_type)


@require_safe
def signed(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """A sheet as the treasury signed it, to keep: the one that holds, or an earlier one."""
    rows = SignedSheet.objects.visible_to(asking(request)).filter(reconciliation=pk)
    kept = get_object_or_404(rows, pk=key)
    return attachment(bytes(kept.content), kept.name, kept.media_type)
