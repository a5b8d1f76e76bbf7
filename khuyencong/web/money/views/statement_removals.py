"""Setting a wrong statement aside: why, what would go with it, who decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.ledger import permissions
from khuyencong.ledger.lifecycle import STATEMENT_REMOVAL, begin_removal
from khuyencong.ledger.models import Reconciliation, Statement, StatementRemoval
from khuyencong.ledger.queries.statements import goes_with, removal_findings, removals_seen_by
from khuyencong.ledger.queries.treasury import reconciliations_seen_by
from khuyencong.organisations.queries import names_on
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.money.forms import WhyNotForm
from khuyencong.web.money.treasury_forms import WrongStatementForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "statement_removal.decide": "Đã bỏ riêng sao kê: các dòng của tệp không còn được tính, nhập lại tệp đúng.",
    "statement_removal.refuse": "Đã trả lời không đồng ý kèm lý do.",
    "statement_removal.drop": "Đã rút đề nghị.",
}


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """What would go with this file? Then why it is wrong."""
    actor = asking(request)
    row = get_object_or_404(reconciliations_seen_by(actor), pk=pk)
    kept = get_object_or_404(row.statements.standing().defer("content").select_related("author"), pk=key)
    if not permissions.reconciles(actor, row):
        raise PermissionDenied
    form = WrongStatementForm(request.POST if request.method == "POST" else None)
    context = {
        **facts(kept),
        "row": row,
        "form": form,
        "findings": removal_findings(kept),
        "names": names_on([row.unit, row.agency], localdate()),
    }
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "money/statement_removal_new.html", context, status=status)
    try:
        made = begin_removal(kept, reason=form.cleaned_data["reason"], by=actor, at=localtime())
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings, "findings": []}
        return render(request, "money/statement_removal_new.html", more, status=422)
    messages.success(request, "Đã trình lãnh đạo. Các dòng vẫn được tính cho đến khi lãnh đạo đồng ý.")
    return redirect("statement_removal", made.pk)


@require_http_methods(FORMS)
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Which file is said to be wrong, why, what goes with it, who decides?"""
    found = get_object_or_404(removals_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/statement_removal.html", shown(request, found))
    name = f"statement_removal.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "money/statement_removal.html", shown(request, found), status=422)
    confirm_before(request, STATEMENT_REMOVAL.transition(name))
    why = WhyNotForm(request.POST)
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        STATEMENT_REMOVAL.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=why)
        return render(request, "money/statement_removal.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("statement_removal", pk)


def facts(kept: Statement) -> dict[str, Any]:
    """The file with what goes with it."""
    lines, pairs = goes_with(kept)
    return {"statement": kept, "lines": lines, "pairs": pairs}


def shown(request: HttpRequest, found: StatementRemoval, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    row = found.reconciliation
    actor = asking(request)
    offered = {each.name.partition(".")[2] for each in STATEMENT_REMOVAL.within_reach(found, actor)}
    if found.author_id == actor.account.pk:
        offered -= {"decide"}
    return {
        "removal": found,
        "row": row,
        **facts(found.statement),
        "findings": removal_findings(found.statement) if "decide" in offered else [],
        "names": names_on([row.unit, found.agency], localdate()),
        "offered": offered,
        "steps": steps_of(STATEMENT_REMOVAL, found),
        "lying": lying_of(STATEMENT_REMOVAL, found),
        "reads_in": found.state == StatementRemoval.State.DECIDED
        and row.state == Reconciliation.State.DRAFT
        and permissions.reconciles(actor, row),
        "why": WhyNotForm(),
    } | more
