"""The life of an appraisal sheet: opened, ticked, complete, concluded together with its project.

How it ends is decided on the project (projects.lifecycle.PROJECT): its move concludes the sheet in the same
transaction, so that neither stands without the other.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from khuyencong.organisations.queries import leader_desk
from khuyencong.projects import permissions
from khuyencong.projects.actions.appraisal import about_sheet, about_wish, forget_questions, send_questions
from khuyencong.projects.models import Appraisal, Level, Outcome, Project
from khuyencong.projects.queries import asked_of
from khuyencong.projects.queries.appraisal import (
    conflicted_in,
    incomplete,
    level_of,
    not_hers,
    sheet_under_way,
    why_not_conclude,
)
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Waits, close_task, record
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Appraisal.State
Obstacles = Callable[[Project, Act], Sequence[Finding]]
Effect = Callable[[Project, Act], Mapping[str, object]]
UNDER_WAY = frozenset({Life.OPEN, Life.READY})
PASSED = {
    Level.BASE: frozenset({Project.State.APPRAISED, Project.State.REGISTERED}),
    Level.PLAN: frozenset({Project.State.PASSED}),
}
ENDS: Mapping[str, Mapping[Level, frozenset[Project.State]]] = {
    "appraisal.pass": PASSED,
    "appraisal.refuse": dict.fromkeys(Level, frozenset({Project.State.REFUSED})),
    "appraisal.return": dict.fromkeys(Level, frozenset({Project.State.RETURNED})),
    "appraisal.drop": dict.fromkeys(Level, frozenset({Project.State.WITHDRAWN})),
}
"""How a sheet of each level may end, and where its project must stand by then."""

MOVES = {
    (Level.BASE, "pass"): "project.appraise",
    (Level.BASE, "refuse"): "project.refuse",
    (Level.BASE, "return"): "project.return",
    (Level.PLAN, "pass"): "project.pass",
    (Level.PLAN, "refuse"): "project.turn_down",
    (Level.PLAN, "return"): "project.ask",
}


def move_of(sheet: Appraisal, outcome: str) -> str:
    """The move of the project that concludes the sheet so.

    What came back from where the plan is made and stands registered goes back there, not into a new request.
    """
    if (sheet.level, outcome) == (Level.BASE, "pass") and permissions.in_sent_request(sheet.project):
        return "project.appraise_again"
    return MOVES[Level(sheet.level), outcome]


def told(sheet: Appraisal) -> str:
    """The sheet in one line."""
    return f"“{sheet.project.title}”"


def at_its_keeper(sheet: Appraisal, on: date) -> Waits:
    """At the desk that opened it."""
    title = f"Chấm phiếu thẩm định đề án {told(sheet)}"
    return Waits(desk=sheet.desk.code, agency=sheet.agency.code, title=title, stake=asked_of(sheet.project))


def at_the_head(sheet: Appraisal, on: date) -> Waits | None:
    """At the head of the agency that appraises."""
    desk = leader_desk(sheet.agency, on)
    if desk is None:
        return None
    title = f"Kết luận thẩm định đề án {told(sheet)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=asked_of(sheet.project))


def complete(sheet: Appraisal, act: Act) -> Sequence[Finding]:
    """Every question is answered, and before a council everybody has declared."""
    if act.by.account.pk in conflicted_in(sheet.project):
        message = "Anh/chị đã khai có liên quan đến đề án này nên không trình kết luận."
        return [error("conflicted", message, "Để người khác trong cơ quan trình.")]
    return incomplete(sheet)


def note_ready(sheet: Appraisal, act: Act) -> Mapping[str, object]:
    """Keep when it was complete."""
    sheet.ready_at = act.at
    return {}


def with_its_project(name: str) -> Callable[[Appraisal, Act], Sequence[Finding]]:
    """A sheet ends only in the transaction that moves its project."""

    def when(sheet: Appraisal, act: Act) -> Sequence[Finding]:
        if Project.objects.get(pk=sheet.project_id).state in ENDS[name][Level(sheet.level)]:
            return ()
        message = "Phiếu chỉ kết luận cùng lúc với đề án."
        return [error("concluded_with_project", message, "Kết luận trên trang phiếu thẩm định.")]

    return when


def returned_by_another(sheet: Appraisal, act: Act) -> Sequence[Finding]:
    """Neither who drafted it nor who is concerned sends it back."""
    return not_hers(sheet, act.by, "trả lại") or with_its_project("appraisal.return")(sheet, act)


def conclude(sheet: Appraisal, act: Act) -> Mapping[str, object]:
    """Keep who concluded, when and with which words."""
    close_task(about_wish(sheet), by=act.by, at=act.at)
    sheet.concluded_by, sheet.concluded_at, sheet.conclusion = act.by.account, act.at, act.reason.strip()
    return {"project": sheet.project_id, "level": sheet.level, "round": sheet.round}


def hand_questions(sheet: Appraisal, act: Act) -> Mapping[str, object]:
    """The same, and every question goes to the desk that drafts."""
    return {**conclude(sheet, act), "questions": send_questions(sheet, at=act.at)}


def ending(name: str, title: str, target: str, who: Callable[..., bool], by: str, **more: object) -> Transition:
    """One way in which a sheet ends."""
    given: dict[str, object] = {"sources": frozenset({Life.READY}), "effect": conclude, "decision": True}
    return Transition(
        name=name,
        title=title,
        target=target,
        who=who,
        by=by,
        **({"when": with_its_project(name)} | given | more),  # type: ignore[arg-type]
    )


APPRAISAL = Lifecycle(
    kind="appraisal",
    title="Phiếu thẩm định",
    initial=Life.OPEN,
    states=(
        State(code=Life.OPEN, label="Đang chấm", owner="Cơ quan thẩm định", waits=at_its_keeper),
        State(
            code=Life.READY,
            label="Chấm xong, chờ kết luận",
            owner="Lãnh đạo cơ quan thẩm định",
            waits=at_the_head,
        ),
        State(code=Life.PASSED, label="Kết luận đạt"),
        State(code=Life.REFUSED, label="Kết luận không đạt"),
        State(code=Life.RETURNED, label="Trả lại để bổ sung"),
        State(code=Life.DROPPED, label="Thôi thẩm định, đề án đã rút"),
    ),
    transitions=(
        Transition(
            name="appraisal.ready",
            title="Chấm xong, trình kết luận",
            sources=frozenset({Life.OPEN}),
            target=Life.READY,
            who=permissions.keeps,
            by="Cán bộ cơ quan thẩm định",
            when=complete,
            effect=note_ready,
        ),
        Transition(
            name="appraisal.reopen",
            title="Mở lại để chấm tiếp",
            sources=frozenset({Life.READY}),
            target=Life.OPEN,
            who=permissions.keeps,
            by="Cán bộ cơ quan thẩm định",
        ),
        ending("appraisal.pass", "Kết luận đạt", Life.PASSED, permissions.concludes, "Lãnh đạo, cùng đề án"),
        ending(
            "appraisal.refuse",
            "Kết luận không đạt",
            Life.REFUSED,
            permissions.concludes,
            "Lãnh đạo, cùng đề án",
        ),
        ending(
            "appraisal.return",
            "Trả lại để bổ sung",
            Life.RETURNED,
            permissions.keeps,
            "Cán bộ hoặc lãnh đạo, cùng đề án",
            sources=UNDER_WAY,
            when=returned_by_another,
            effect=hand_questions,
            decision=False,
        ),
        ending(
            "appraisal.drop",
            "Thôi thẩm định vì đề án được rút",
            Life.DROPPED,
            permissions.lets_go,
            "Đơn vị lập đề án, khi rút",
            sources=UNDER_WAY,
            decision=False,
        ),
    ),
    title_of=told,
    agency_of=lambda sheet: sheet.agency.code,
)


@transaction.atomic
def open_sheet(project: Project, act: Act) -> Appraisal:
    """Begin to appraise a project that waits for it; its own task stays, for who asks where it is.

    PermissionDenied or BlockedError.
    """
    row = Project.objects.select_for_update().get(pk=project.pk)
    level = level_of(row)
    if level is None:
        message = f"Đề án đang ở bước “{row.get_state_display().lower()}”, không thẩm định lúc này."
        raise BlockedError(error("not_waiting", message, "Tải lại trang."))
    if not permissions.appraises_at(act.by, row, level) or act.by.desk is None or act.by.agency is None:
        raise PermissionDenied
    if sheet_under_way(row) is not None:
        raise BlockedError(error("opened_already", "Đề án này đã có phiếu đang chấm.", "Mở phiếu ấy để chấm."))
    last = row.appraisals.filter(level=level).aggregate(last=Max("round"))["last"] or 0
    sheet = Appraisal.objects.create(
        project=row,
        level=level,
        round=last + 1,
        agency=act.by.agency,
        desk=act.by.desk,
        keeper=act.by.account,
        opened_at=act.at,
    )
    APPRAISAL.begin(sheet, act)
    title = f"Mở phiếu thẩm định: {told(sheet)}"
    after = {"project": row.pk, "level": level.value, "round": sheet.round}
    record("appraisal.open", title, about=about_sheet(sheet), by=act.by, at=act.at, after=after)
    return sheet


def may_conclude(outcome: Outcome) -> Obstacles:
    """For PROJECT: why its sheet does not allow that conclusion."""

    def when(project: Project, act: Act) -> Sequence[Finding]:
        sheet = sheet_under_way(project)
        if sheet is None:
            return [no_sheet()]
        return why_not_conclude(sheet, outcome, act.by, act.reason)

    return when


def asks_something(project: Project, act: Act) -> Sequence[Finding]:
    """For PROJECT: whoever gets it back must be told what to answer."""
    sheet = sheet_under_way(project)
    if sheet is None:
        return [no_sheet()]
    if sheet.supplements.filter(sent_at__isnull=True).exists():
        return ()
    message = "Trả lại phải kèm ít nhất một câu hỏi, để đơn vị lập biết sửa gì."
    return [error("no_question", message, "Ghi câu hỏi trên phiếu rồi trả lại.", "Ô “Câu hỏi”")]


def ends_sheet(name: str) -> Effect:
    """For PROJECT: its sheet ends with its move, in the same transaction."""

    def effect(project: Project, act: Act) -> Mapping[str, object]:
        project.save()
        sheet = sheet_under_way(project)
        if name == "appraisal.drop":
            forget_questions(project, by=act.by, at=act.at)
        if sheet is None:
            return {}
        done = APPRAISAL.perform(name, sheet, act)
        return {"appraisal": done.pk}

    return effect


def no_sheet() -> Finding:
    """What is read where nobody has begun to appraise."""
    message = "Đề án chưa có phiếu thẩm định đang chấm."
    return error("no_sheet", message, "Mở phiếu ở trang “Thẩm định” rồi chấm.")
