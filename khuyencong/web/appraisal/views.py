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

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.appraisal import Answered, answer, ask, declare, tick, unask
from khuyencong.projects.actions.interests import settle_taken_back
from khuyencong.projects.lifecycle import APPRAISAL, PROJECT, move_of, open_sheet
from khuyencong.projects.models import Appraisal, Project, Supplement, Tick
from khuyencong.projects.queries.appraisal import (
    drafted_among,
    not_hers,
    sheets_seen_by,
    supplements_of,
    to_appraise,
    waiting_in,
    why_not_tick,
)
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.projects import asked_in, money_of
from khuyencong.projects.queries.sheets import Sheet, sheet_of, where
from khuyencong.rules.findings import BlockedError
from khuyencong.web.appraisal.forms import AnswerForm, ConclusionForm, DeclareForm, QuestionForm
from khuyencong.web.confirmation import confirm_before, require_confirmation
from khuyencong.web.dossiers import steps_of
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

PAGE = 30
TOLD = {
    "tick": "Đã ghi điều anh/chị chấm.",
    "clear": "Đã ghi: anh/chị không có liên quan.",
    "concerned": "Đã ghi: anh/chị có liên quan và không chấm đề án này.",
    "free": "Đã đồng ý: người ấy không còn liên quan.",
    "hold": "Đã ghi: lời khai có liên quan giữ nguyên.",
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
    context = {"page": page, "rows": rows, "states": states, "own": drafted_among(page.object_list, actor)}
    return render(request, "appraisal/list.html", context)


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
    """Everything the page of a sheet shows; what she typed and nothing kept stays in its place."""
    actor, sheet = asking(request), sheet_of(found, localdate())
    judges = found.state == Appraisal.State.OPEN and permissions.ticks(actor, found)
    ends = found.state == Appraisal.State.READY and permissions.concludes(actor, found)
    barred = [each for each in why_not_tick(found, actor) if each.code != "not_declared"] if judges else []
    barred = not_hers(found, actor) if ends else barred
    takes_part = not not_hers(found, actor)
    left = left_over(request)
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
        "may_tick": judges and not barred,
        "may_declare": judges or ends,
        "barred": barred,
        "settles": settled_by(found, actor),
        "may_ask": found.state in ("open", "ready") and permissions.keeps(actor, found) and takes_part,
        "may_conclude": ends and not barred,
        "offered": {each.name.partition(".")[2] for each in APPRAISAL.offered(found, actor) if takes_part},
        "sees_project": Project.objects.visible_to(actor).filter(pk=found.project_id).exists(),
        "declare_form": DeclareForm(left or None),
        "question_form": QuestionForm(
            request.POST if request.POST.get("do") == "ask" else left if "words" in left else None
        ),
        "conclusion_form": ConclusionForm(left or None),
        "steps": steps_of(APPRAISAL, found),
        "council": found.council_id,
        "flags": flags_of([found.project], actor)[found.project_id],
        "named": found.project.kind == Project.Kind.NAMED,
    } | more


LEFT = "left-on-sheet-{}"
TEXTS = ("concern", "words", "note")
USES = {"clear": ("concern",), "concerned": ("concern",), "ask": ("words",), "tick": (), "unask": ()}
"""Which of the texts of the page a button keeps; the others are of the conclusion and keep its words."""


def left_over(request: HttpRequest, *, done: str = "") -> dict[str, str]:
    """What she typed beside the button she pressed: each text but those that `done` has kept."""
    used = USES.get(done, ("note",)) if done else ()
    left = {name: request.POST.get(name, "") for name in TEXTS if name not in used}
    left = {name: text for name, text in left.items() if text.strip()}
    chosen = {name: request.POST.get(name, "") for name in ("step", "section")}
    return left | chosen if left else left


def do_tick(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Keep what she ticked."""
    tick(found, ticked(request, sheet_of(found, localdate())), by=act.by, at=act.at)


def do_declare(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Keep what she declared."""
    conflicted = request.POST["do"] == "concerned"
    declare(found, conflicted=conflicted, words=request.POST.get("concern", "")[:1000], by=act.by, at=act.at)


def settled_by(found: Appraisal, actor: Actor) -> set[int]:
    """The declarations taken back that she may agree to or refuse."""
    if found.state not in ("open", "ready"):
        return set()
    waiting = waiting_in(found.project).values()
    return {each.pk for each in waiting if permissions.settles_interest(actor, found, each)}


def do_settle(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Agree that somebody is concerned no more, or not."""
    what, _, key = request.POST["do"].partition("-")
    asked = get_object_or_404(found.project.interests, pk=key_of(key))
    words = request.POST.get(f"why-{asked.pk}", "")[:1000]
    settle_taken_back(found, asked, agreed=what == "free", words=words, by=act.by, at=act.at)


def do_ask(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Keep a question."""
    told = {name: request.POST.get(name, "")[:1000] for name in ("words", "step", "section")}
    ask(found, told["words"], step=told["step"], section=told["section"], by=act.by, at=act.at)


def do_unask(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Take a question back."""
    asked = get_object_or_404(found.supplements, pk=key_of(request.POST["do"].partition("-")[2]))
    unask(asked, by=act.by, at=act.at)


def do_move(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Say that it is complete, or open it again."""
    APPRAISAL.perform(f"appraisal.{request.POST['do']}", found, act)


def do_conclude(request: HttpRequest, found: Appraisal, act: Act) -> None:
    """Move the project, and with it the sheet; which move follows from the sheet itself."""
    name = move_of(found, request.POST["do"])
    confirm_before(request, PROJECT.transition(name))
    PROJECT.perform(name, found.project, act)


Doing = Callable[[HttpRequest, Appraisal, Act], None]
DOING: dict[str, Doing] = {
    "tick": do_tick,
    **dict.fromkeys(("clear", "concerned"), do_declare),
    **dict.fromkeys(("free", "hold"), do_settle),
    "ask": do_ask,
    "unask": do_unask,
    **dict.fromkeys(("ready", "reopen"), do_move),
    **dict.fromkeys(("pass", "refuse", "return"), do_conclude),
}


def do_all(request: HttpRequest, found: Appraisal, what: str, act: Act) -> None:
    """Do what was asked, and whichever button it was, first keep what she ticked on the same page.

    Before a council she declares first that she is free to tick; who is concerned ticks nothing.
    """
    if what in ("free", "hold"):
        require_confirmation(request)
    if what == "clear":
        do_declare(request, found, act)
    if what not in ("tick", "concerned") and ticked(request, sheet_of(found, localdate())):
        do_tick(request, found, act)
    if what != "clear":
        DOING[what](request, found, act)


@require_http_methods(["GET", "HEAD", "POST"])
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """What does each of us find of this project, what is missing, and how does it end?"""
    actor = asking(request)
    found = get_object_or_404(sheets_seen_by(actor), pk=pk)
    if request.method != "POST":
        left = request.session.pop(LEFT.format(pk), None)
        more = forms_with(left) if left else {}
        return render(request, "appraisal/sheet.html", shown(request, found, **more))
    what = request.POST.get("do", "").partition("-")[0]
    if what not in DOING or not ConclusionForm(request.POST).is_valid():
        return render(request, "appraisal/sheet.html", shown(request, found), status=422)
    act = Act(by=actor, at=localtime(), reason=request.POST.get("note", ""))
    try:
        do_all(request, found, what, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "appraisal/sheet.html", context, status=422)
    messages.success(request, TOLD[what])
    left = left_over(request, done=what)
    if not left:
        return redirect("appraisal", pk)
    # Kept over the way back: a page that answered after its work would be pressed again as if it had not.
    request.session[LEFT.format(pk)] = left
    return redirect("appraisal", pk)


def forms_with(left: dict[str, str]) -> dict[str, Any]:
    """The page's forms, holding only what was not kept yet."""
    return {
        "declare_form": DeclareForm(left),
        "question_form": QuestionForm(left if "words" in left else None),
        "conclusion_form": ConclusionForm(left),
    }


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
