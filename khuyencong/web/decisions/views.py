"""Pages about decisions on plans."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions
from khuyencong.projects.lifecycle import PLAN_DECISION, Signed, begin_decision
from khuyencong.projects.models import PlanDecision, Project
from khuyencong.projects.queries.decisions import decisions_seen_by, projects_of, ready, years_ready
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.decisions.forms import PlanForm, SignedForm, WhyForm
from khuyencong.web.dossiers import steps_of
from khuyencong.web.requests import asking
from khuyencong.web.signatures.copies import copies_of
from khuyencong.web.signatures.forms import SignedFileForm
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
TOLD = {
    "plan_decision.propose": "Đã trình lãnh đạo.",
    "plan_decision.return": "Đã trả lại người soạn kèm lý do.",
    "plan_decision.record": "Đã ghi quyết định; mọi đề án trong danh mục nay là đã phê duyệt.",
    "plan_decision.drop": "Đã bỏ; các đề án trở lại danh sách chờ quyết định.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: HttpRequest) -> HttpResponse:
    """Which plans wait for a decision, which were decided?"""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    purses = permissions.purses_planned_by(actor)
    purse, may_prepare = (purses or [Project.Purse.LOCAL])[0], bool(purses)
    years = years_ready(actor.agency, purse) if may_prepare and actor.agency else []
    year = years[0] if years else localdate().year + 1
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial={"purse": purse, "year": year},
        purses=[(each.value, each.label) for each in purses],
    )
    page = Paginator(decisions_seen_by(actor), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "names": names_on([each.agency for each in page.object_list], localdate()),
        "form": form,
        "may_prepare": may_prepare,
        "waiting": ready(actor.agency, purse, year).count() if may_prepare and actor.agency else 0,
        "year": year,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "decisions/decisions.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_decision(**form.cleaned_data, act=Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return render(request, "decisions/decisions.html", more, status=422)
    return redirect("plan_decision", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Is the list right, has it been signed, what may I do with it?"""
    found = get_object_or_404(decisions_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "decisions/decision.html", shown(request, found))
    name = f"plan_decision.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "decisions/decision.html", shown(request, found), status=422)
    confirm_before(request, PLAN_DECISION.transition(name))
    form, given = SignedForm(request.POST), None
    if name == "plan_decision.record":
        if not form.is_valid():
            context = shown(request, found, form=form)
            return render(request, "decisions/decision.html", context, status=422)
        given = Signed(number=form.cleaned_data["number"], on=form.cleaned_data["signed_on"])
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        PLAN_DECISION.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"form": form} if given else {"why": WhyForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "decisions/decision.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("plan_decision", pk)


def shown(request: HttpRequest, found: PlanDecision, **more: Any) -> dict[str, Any]:
    """Everything the page of a decision shows."""
    rows = projects_of(found)
    agencies = [each.project.agency for each in rows]
    return {
        "decision": found,
        "rows": rows,
        "support": sum(each.support for each in rows),
        "cost": sum(each.cost for each in rows),
        "names": names_on([found.agency, *agencies], localdate()),
        "offered": {each.name.partition(".")[2] for each in PLAN_DECISION.offered(found, asking(request))},
        "steps": steps_of(PLAN_DECISION, found),
        "form": SignedForm(),
        "why": WhyForm(),
        "copies": copies_of(found),
        "copy_form": SignedFileForm() if permissions.keeps_copy(asking(request), found) else None,
    } | more
