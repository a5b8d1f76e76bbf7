"""What waits for appraisal, one sheet, and the questions with which a project came back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuyencong.projects import permissions
from khuyencong.projects.actions.appraisal import Answered, answer, ask, declare, tick, unask
from khuyencong.projects.lifecycle import APPRAISAL, PROJECT, open_sheet
from khuyencong.projects.models import Appraisal, Project, Supplement, Tick
from khuyencong.projects.queries.appraisal import sheets_seen_by, supplements_of, to_appraise
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.projects import asked_in, money_of
from khuyencong.projects.queries.sheets import Sheet, sheet_of, where
from khuyencong.rules.findings import BlockedError
from khuyencong.web.appraisal.forms import AnswerForm, ConclusionForm, DeclareForm, QuestionForm
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

PAGE = 30
ENDS = {
    ("base", "pass"): "project.appraise",
    ("base", "refuse"): "project.refuse",
    ("base", "return"): "project.return",
    ("plan", "pass"): "project.pass",
    ("plan", "refuse"): "project.turn_down",
    ("plan", "return"): "project.ask",
}
"""(level, button) → the move of the project that concludes the sheet."""
TOLD = {
    "tick": "Đã ghi điều anh/chị chấm.",
    "clear": "Đã ghi: anh/chị không có liên quan.",
    "concerned": "Đã ghi: anh/chị có liên quan và không chấm đề án này.",
    "ask": "Đã ghi câu hỏi; gửi đi khi trả lại đề án.",
    "unask": "Đã bỏ câu hỏi.",
    "ready": "Phiếu đã chấm xong, chờ kết luận.",
    "reopen": "Đã mở lại phiếu để chấm tiếp.",
    "pass": "Đã kết luận đạt.",
    "refuse": "Đã kết luận không đạt.",
    "return": "Đã trả lại; mỗi câu hỏi là một việc ở bàn của đơn vị lập.",
}


@require_safe
def appraisals(request: HttpRequest) -> HttpResponse:
    """What waits for appraisal here, since when, and how much money does it hold back?"""
    actor = asking(request)
    if not permissions.may_see_appraisals(actor):
        raise PermissionDenied
    page = Paginator(to_appraise(actor), PAGE).get_page(request.GET.get("page", "1"))
    money = money_of(page.object_list)
    rows = [(each, asked_in(each, money[each.pk])) for each in page]
    states = dict(Appraisal.State.choices)
    return render(request, "appraisal/list.html", {"page": page, "rows": rows, "states": states})


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a sheet for a project that waits."""
    actor = asking(request)
    project = get_object_or_404(Project.objects.visible_to(actor), pk=pk)
    try:
        sheet = open_sheet(project, Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        messages.info(request, blocked.findings[0].message)
        found = Appraisal.objects.visible_to(actor).under_way().filter(project=project).first()
        return redirect("appraisal", found.pk) if found is not None else redirect("appraisals")
    return redirect("appraisal", sheet.pk)


def ticked(request: HttpRequest, sheet: Sheet) -> list[Answered]:
    """What she chose, question by question; what she left open is left open."""
    codes = [each.code for item in sheet.items for each in item.questions]
    return [
        Answered(
            question=code, answer=request.POST[f"a-{code}"], words=request.POST.get(f"w-{code}", "")[:1000]
        )
        for code in codes
        if request.POST.get(f"a-{code}")
    ]


def shown(request: HttpRequest, found: Appraisal, **more: Any) -> dict[str, Any]:
    """Everything the page of a sheet shows; where nothing was saved, what she typed stays in its place."""
    actor, sheet = asking(request), sheet_of(found, localdate())
    mine = {
        each.code: (mark.answer, mark.words)
        for item in sheet.items
        for each in item.questions
        for mark in each.marks
        if mark.user == actor.account.pk
    }
    typed = {each.question: (each.answer, each.words) for each in ticked(request, sheet)}
    return {
        "sheet": sheet,
        "mine": mine | typed,
        "choices": Tick.Answer.choices,
        "may_tick": found.state == Appraisal.State.OPEN and permissions.ticks(actor, found),
        "may_ask": found.state in ("open", "ready") and permissions.keeps(actor, found),
        "may_conclude": found.state == Appraisal.State.READY and permissions.concludes(actor, found),
        "offered": {each.name.partition(".")[2] for each in APPRAISAL.offered(found, actor)},
        "sees_project": Project.objects.visible_to(actor).filter(pk=found.project_id).exists(),
        "declare_form": DeclareForm(request.POST or None),
        "question_form": QuestionForm(request.POST if request.POST.get("do") == "ask" else None),
        "conclusion_form": ConclusionForm(request.POST or None),
        "steps": steps_of(APPRAISAL, found),
        "council": found.council_id,
        "flags": flags_of([found.project], actor)[found.project_id],
        "named": found.project.kind == Project.Kind.NAMED,
    } | more


def do_tick(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Keep what she ticked."""
    tick(found, ticked(request, sheet_of(found, localdate())), by=act.by, at=act.at)


def do_declare(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Keep what she declared."""
    conflicted = request.POST["do"] == "concerned"
    declare(found, conflicted=conflicted, words=request.POST.get("concern", "")[:1000], by=act.by, at=act.at)


def do_ask(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Keep a question."""
    told = {name: request.POST.get(name, "")[:1000] for name in ("words", "step", "section")}
    ask(found, told["words"], step=told["step"], section=told["section"], by=act.by, at=act.at)


def do_unask(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Take a question back."""
    asked = get_object_or_404(found.supplements, pk=key_of(request.POST.get("question", "")))
    unask(asked, by=act.by, at=act.at)


def do_move(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Say that it is complete, or open it again."""
    APPRAISAL.perform(f"appraisal.{request.POST['do']}", found, act)


def do_conclude(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Move the project, and with it the sheet; which move follows from the sheet's own level."""
    name = ENDS[found.level, request.POST["do"]]
    confirm_before(request, PROJECT.transition(name))
    PROJECT.perform(name, found.project, act)


Doing = Callable[[HttpRequest, Appraisal, Act], None]
DOING: dict[str, Doing] = {
    "tick": do_tick,
    **dict.fromkeys(("clear", "concerned"), do_declare),
    "ask": do_ask,
    "unask": do_unask,
    **dict.fromkeys(("ready", "reopen"), do_move),
    **dict.fromkeys(("pass", "refuse", "return"), do_conclude),
}


@require_http_methods(["GET", "HEAD", "POST"])
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """What does each of us find of this project, what is missing, and how does it end?"""
    actor = asking(request)
    found = get_object_or_404(sheets_seen_by(actor), pk=pk)
    if request.method != "POST":
        return render(request, "appraisal/sheet.html", shown(request, found))
    what = request.POST.get("do", "")
    if what not in DOING or not ConclusionForm(request.POST).is_valid():
        return render(request, "appraisal/sheet.html", shown(request, found), status=422)
    act = Act(by=actor, at=localtime(), reason=request.POST.get("note", ""))
    try:
        DOING[what](request, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "appraisal/sheet.html", context, status=422)
    messages.success(request, TOLD[what])
    return redirect("appraisal", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked when the project came back, and what do we answer?"""
    actor = asking(request)
    found = get_object_or_404(
        Supplement.objects.visible_to(actor).select_related("project__agency", "asked_by", "answered_by"), pk=pk
    )
    writes = permissions.answers(actor, found) and found.project.state == Project.State.RETURNED
    form = AnswerForm(request.POST or None, initial={"answer": found.answer})
    context = {
        "question": found,
        "where": where(found.step, found.section),
        "others": [each for each in supplements_of(found.project) if each.pk != found.pk],
        "writes": writes,
        "form": form,
    }
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "appraisal/question.html", context, status=status)
    try:
        answer(found, form.cleaned_data["answer"], by=actor, at=localtime())
    except BlockedError as blocked:
        context["blocked"] = blocked.findings
        return render(request, "appraisal/question.html", context, status=422)
    messages.success(request, "Đã ghi câu trả lời; gửi cùng đề án khi gửi lại.")
    return redirect("appraisal_question", pk)
