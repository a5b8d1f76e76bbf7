"""Who is chosen under the ceiling, who waits, and why? Candidate lists, compared before one is adopted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.lifecycle import PROJECT, SELECTION, begin_list
from khuyencong.projects.models import Project, SelectionList, SelectionPosition
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.links import joints_of
from khuyencong.projects.queries.selection import (
    items_of,
    lists_seen_by,
    positions_of,
    scale_on,
    selection_of,
    waiting_in,
)
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.scatter import Comparison, Scale, compare, measure
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.decisions.forms import WhyForm
from khuyencong.web.dossiers import steps_of
from khuyencong.web.plans.forms import ListForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
TOLD = {
    "selection.propose": "Đã trình lãnh đạo.",
    "selection.return": "Đã trả lại kèm lý do.",
    "selection.adopt": "Đã thông qua: các đề án được chọn chờ quyết định, các đề án khác ở dự phòng.",
    "selection.drop": "Đã bỏ danh sách; đề án không đổi.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Which lists are there, and how many projects wait to be chosen?"""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    purses = permissions.purses_planned_by(actor)
    purse, may_prepare = (purses or [Project.Purse.LOCAL])[0], bool(purses)
    waiting = waiting_in(actor.agency, purse) if may_prepare and actor.agency else []
    year = next((each.year for each in waiting if each.passed), localdate().year + 1)
    form = ListForm(
        request.POST if request.method == "POST" else None,
        initial={"purse": purse, "year": year},
        purses=[(each.value, each.label) for each in purses],
    )
    context: dict[str, Any] = {
        "page": Paginator(lists_seen_by(actor), A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_prepare": may_prepare,
        "waiting": waiting,
        "unchosen": sum(each.passed for each in waiting),
        "purse": purse,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "plans/lists.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        made = begin_list(
            purse=given["purse"],
            year=given["year"],
            ceiling=given["ceiling"] or 0,
            set_aside=given["set_aside"] or 0,
            act=Act(by=actor, at=localtime()),
        )
    except BlockedError as blocked:
        return render(request, "plans/lists.html", context | {"blocked": blocked.findings}, status=422)
    return redirect("plan_list", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Is this list right, is another one better, and what may I do with it?"""
    found = get_object_or_404(lists_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "plans/list.html", shown(request, found))
    name = f"selection.{request.POST.get('do', '')}"
    if name == "selection.leave_out":
        return leave_out(request, found)
    if name not in TOLD:
        return render(request, "plans/list.html", shown(request, found), status=422)
    confirm_before(request, SELECTION.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        SELECTION.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=WhyForm(request.POST))
        return render(request, "plans/list.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("plan_list", pk)


def leave_out(request: HttpRequest, found: SelectionList) -> HttpResponse:
    """A project of the reserve waits no longer: told why, and out of the trays."""
    key = key_of(request.POST.get("key", ""))
    position = get_object_or_404(
        found.positions.select_related("project"), project=key, outcome=SelectionPosition.Outcome.RESERVE
    )
    confirm_before(request, PROJECT.transition("project.leave_out"))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", "")[:500])
    try:
        PROJECT.perform("project.leave_out", position.project, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=WhyForm(request.POST))
        return render(request, "plans/list.html", context, status=422)
    messages.success(request, f"Đã thôi dự phòng đề án “{position.project.title}”.")
    return redirect("plan_list", found.pk)


def ending(found: SelectionList, positions: Sequence[SelectionPosition], actor: Actor) -> set[int]:
    """The projects of an adopted list that still wait in reserve, for whoever may end that."""
    if found.state != SelectionList.State.ADOPTED or not permissions.adopts_list(actor, found):
        return set()
    return {each.project_id for each in positions if each.project.state == Project.State.RESERVE}


def shown(request: HttpRequest, found: SelectionList, **more: Any) -> dict[str, Any]:
    """Everything the page of a list shows; `voi` in the address names a list to compare it with."""
    positions = positions_of(found)
    chosen = [each for each in positions if each.outcome == "chosen"]
    reckoned = selection_of(found, positions)
    rivals = lists_seen_by(asking(request)).filter(purse=found.purse, year=found.year).exclude(pk=found.pk)
    other = rivals.filter(pk=key_of(request.GET.get("voi", "")) or 0).first()
    on = localtime(found.created_at).date()
    items = items_of(positions, on)
    noted = flags_of([each.project for each in positions], asking(request))
    return {
        "found": found,
        "positions": positions,
        "noted": {key: rows for key, rows in noted.items() if rows},
        "chosen": chosen,
        "reserve": [
            (each, reckoned.lacks[str(each.project_id)]) for each in positions if each.outcome == "reserve"
        ],
        "ending": ending(found, positions, asking(request)),
        "spent": reckoned.spent,
        "left": reckoned.left,
        "scatter": measure(items, scale_of(found)),
        "joints": joints_of(items, asking(request)),
        "titles": {each.project_id: each.project.title for each in chosen},
        "rivals": list(rivals[:10]),
        "other": other,
        "compared": side_by_side(found, positions, other) if other is not None else None,
        "offered": {each.name.partition(".")[2] for each in SELECTION.offered(found, asking(request))},
        "steps": steps_of(SELECTION, found),
        "why": WhyForm(),
    } | more


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two lists: the other's money, all measures, and what stands chosen in only one of them."""

    comparison: Comparison
    count: int
    spent: int
    left: int
    only_here: Sequence[SelectionPosition]
    only_there: Sequence[SelectionPosition]


def scale_of(found: SelectionList) -> Scale:
    """By what a list is measured: by what bound on the day it was reckoned."""
    return scale_on(localtime(found.created_at).date())


def side_by_side(
    found: SelectionList, positions: Sequence[SelectionPosition], other: SelectionList
) -> SideBySide:
    """This list beside another, both by the scale and the links of this one's day; twelve SELECTs."""
    theirs = positions_of(other)
    on = localtime(found.created_at).date()
    comparison = compare(items_of(positions, on), items_of(theirs, on), scale_of(found))
    chosen = [each for each in theirs if each.outcome == "chosen"]
    reckoned = selection_of(other, theirs)
    return SideBySide(
        comparison=comparison,
        count=len(chosen),
        spent=reckoned.spent,
        left=reckoned.left,
        only_here=[each for each in positions if str(each.project_id) in comparison.only_first],
        only_there=[each for each in theirs if str(each.project_id) in comparison.only_second],
    )
