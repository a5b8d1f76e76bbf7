"""Obstacles: what hurts most, at whose desk, for how long; and one of them with all that was said."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger.queries import Question, groups
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.projects import permissions
from khuyencong.projects.actions.obstacles import remind
from khuyencong.projects.lifecycle import OBSTACLE, raise_obstacle
from khuyencong.projects.models import Obstacle, ProgressReport, Project
from khuyencong.projects.queries.obstacles import (
    Hurting,
    kind_named,
    kinds_on,
    obstacles_seen_by,
    receivers_of,
    said_about,
    search_obstacles,
)
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.obstacles import held_in_all, piles
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.projects.views.lists import MADE, asked_again
from khuyencong.web.requests import asking, key_of
from khuyencong.web.watching.forms import FindObstacleForm, ObstacleForm, OnwardForm, WordsForm
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "obstacle.answer": "Đã ghi trả lời; đơn vị nêu xem và xác nhận.",
    "obstacle.pass": "Đã chuyển; hạn trả lời giữ nguyên.",
    "obstacle.close": "Đã ghi là gỡ xong.",
    "obstacle.refuse": "Đã hỏi lại; hạn tính từ hôm nay.",
    "obstacle.withdraw": "Đã rút.",
}
HEADER = (
    *("Đề án", "Tên đề án", "Vướng gì", "Loại", "Đơn vị nêu", "Nêu ngày", "Số ngày", "Hạn trả lời"),
    *("Đang ở", "Bàn", "Bước", "Tiền đang bị giữ (đồng)", "Gấp đến đâu"),
)


def asked(request: HttpRequest) -> tuple[list[Hurting], FindObstacleForm]:
    """The open obstacles that the address asks for; all where it asks for nonsense, which the form says."""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    form = FindObstacleForm(request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = search_obstacles(
        actor,
        words=given.get("q") or "",
        kind=given.get("kind") or "",
        mine=bool(given.get("mine")),
        left={each.key: each.position.waiting for each in groups(Question(actor=actor), "project")},
    )
    return rows, form


@require_safe
def obstacles(request: HttpRequest) -> HttpResponse:
    """What stands in the way, what it holds back, and who has it?"""
    rows, form = asked(request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    stuck = [each.stuck for each in rows]
    context = {
        "page": page,
        "form": form,
        "held": held_in_all(stuck),
        "late": sum(each.late for each in stuck),
        "piles": piles(stuck),
        "names": names_on([each.obstacle.agency for each in page.object_list], localdate()),
        "made_up": any(each.obstacle.made_up for each in rows),
        "asking": asked_again(request),
    }
    return render(request, "watching/obstacles.html", context, status=422 if form.errors else 200)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same rows as an Excel file."""
    rows, _ = asked(request)
    names = names_on([each.obstacle.agency for each in rows], localdate())
    lines = (
        (
            *(row.obstacle.project.code, row.obstacle.project.title, row.obstacle.title, row.kind),
            *(names[row.obstacle.agency_id], row.obstacle.raised_on, row.days, row.obstacle.due),
            *(row.where, row.desk, row.obstacle.get_state_display(), row.held, row.urgency.why),
        )
        for row in rows
    )
    notes = [MADE] if any(each.obstacle.made_up for each in rows) else []
    return attachment(xlsx_rows(HEADER, lines, title="Vướng mắc", notes=notes), "vuong-mac.xlsx", XLSX)


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in the way, and who can remove it?"""
    actor, today = asking(request), localdate()
    project = get_object_or_404(projects_seen_by(actor), pk=pk)
    if not permissions.may_raise(actor, project):
        raise PermissionDenied
    of = key_of(request.GET.get("bao-cao", ""))
    report = ProgressReport.objects.filter(project=project, pk=of).first() if of is not None else None
    typed = request.POST if request.method == "POST" else None
    agencies, absent = receivers_of(project, today, besides=actor.desk)
    form = ObstacleForm(typed, agencies=agencies, absent=absent, kinds=kinds_on(today))
    context = {"form": form, "project": project, "report": report}
    if not form.is_bound or not form.is_valid():
        return render(request, "watching/obstacle_new.html", context, status=422 if form.is_bound else 200)
    try:
        made = raise_obstacle(project, form.said, Act(by=actor, at=localtime()), report=report)
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return render(request, "watching/obstacle_new.html", more, status=422)
    messages.success(request, "Đã nêu; vướng mắc nằm ở bàn người gỡ được.")
    return redirect("obstacle", made.pk)


@require_http_methods(FORMS)
def obstacle(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked of whom, what was answered, whose turn is it?"""
    found = get_object_or_404(obstacles_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "watching/obstacle.html", shown(request, found))
    do = request.POST.get("do", "")
    name, by, at = f"obstacle.{do}", asking(request), localtime()
    onward = onward_form(request, found) if do == "pass" else None
    if (name not in TOLD and do != "remind") or (onward is not None and not onward.is_valid()):
        more = {"onward": onward} if onward is not None else {}
        return render(request, "watching/obstacle.html", shown(request, found, **more), status=422)
    words = onward.cleaned_data["why"] if onward is not None else request.POST.get("note", "")
    try:
        if do == "remind":
            remind(found, words, by=by, at=at)
        else:
            given = onward.onward if onward is not None else None
            OBSTACLE.perform(name, found, Act(by=by, at=at, reason=words, given=given))
    except BlockedError as blocked:
        kept = {"onward": onward} if onward is not None else {"words": WordsForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "watching/obstacle.html", context, status=422)
    messages.success(request, TOLD.get(name, "Đã ghi lần nhắc."))
    if do == "pass" and not Obstacle.objects.visible_to(by).filter(pk=pk).exists():
        return redirect("obstacles")
    return redirect("obstacle", pk)


def onward_form(request: HttpRequest, found: Obstacle) -> OnwardForm:
    """What was typed about where it goes."""
    return OnwardForm(request.POST, **whom_to(found))


def whom_to(found: Obstacle) -> dict[str, Any]:
    """Where it may go on, and where nobody would receive it."""
    agencies, absent = receivers_of(found.project, localdate(), besides=found.desk)
    return {"agencies": agencies, "absent": absent}


def shown(request: HttpRequest, found: Obstacle, **more: Any) -> dict[str, Any]:
    """Everything the page of an obstacle shows."""
    actor, today = asking(request), localdate()
    offered = {each.name.partition(".")[2] for each in OBSTACLE.offered(found, actor) if each.name in TOLD}
    agencies = [found.agency, *([found.addressee] if found.addressee is not None else [])]
    names = names_on(agencies, today)
    return {
        "obstacle": found,
        "project": found.project,
        "kind": kind_named(found.kind),
        "opens": Project.objects.visible_to(actor).filter(pk=found.project_id).exists(),
        "names": names,
        "asked_of": names[found.addressee_id] if found.addressee_id is not None else found.body,
        "days": ((found.closed_on or today) - found.raised_on).days,
        "said": said_about(found),
        "offered": offered,
        "may_remind": found.state == Obstacle.State.OPEN and permissions.reminds(actor, found),
        "onward": OnwardForm(**whom_to(found)) if "pass" in offered else None,
        "words": WordsForm(),
        "steps": steps_of(OBSTACLE, found),
        "lying": lying_of(OBSTACLE, found),
    } | more
