"""The life of an obstacle: it lies at the desk of whoever can remove it until the unit says that it is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from khuyencong.organisations.models import Agency
from khuyencong.projects import permissions
from khuyencong.projects.actions.obstacles import Told, check_addressee, whom, write_obstacle
from khuyencong.projects.models import Obstacle, ProgressReport, Project
from khuyencong.projects.queries.obstacles import answer_due, working_desk
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition, follow

Life = Obstacle.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """To whom an obstacle goes on: an agency, or a body outside."""

    addressee: Agency | None = None
    body: str = ""


def told(obstacle: Obstacle) -> str:
    """The obstacle in one line."""
    return f"vướng mắc “{obstacle.title}” của đề án “{obstacle.project.title}”"


def at_the_addressee(obstacle: Obstacle, on: date) -> Waits | None:
    """At the agency that is asked; for a body outside at the department, which reminds it."""
    if obstacle.addressee is None:
        desk = working_desk(obstacle.project.department, on, besides=obstacle.desk)
        title = f"Nhắc {obstacle.body} gỡ {told(obstacle)}"
    else:
        desk = working_desk(obstacle.addressee, on, besides=obstacle.desk)
        title = f"Gỡ {told(obstacle)}"
    if desk is None:
        return None
    return Waits(
        desk=desk.code,
        agency=desk.agency.code,
        title=title,
        due=obstacle.due,
        due_source=obstacle.due_source,
        stake=obstacle.held,
    )


def at_the_unit(obstacle: Obstacle, on: date) -> Waits:
    """At the desk that raised it."""
    title = f"Xem trả lời {told(obstacle)}"
    return Waits(desk=obstacle.desk.code, agency=obstacle.desk.agency.code, title=title, stake=obstacle.held)


def goes_on(obstacle: Obstacle, act: Act) -> Sequence[Finding]:
    """It goes to one other place, which stands above or around the project."""
    to: Onward = act.given if isinstance(act.given, Onward) else Onward()
    if (to.addressee is None) == (not to.body.strip()):
        message = "Chọn một nơi chuyển đến: cơ quan trong danh sách, hoặc ghi tên nơi khác."
        return [error("no_addressee", message, "Chỉ một trong hai.", "Ô “Chuyển đến”")]
    if to.addressee is not None and to.addressee.pk == obstacle.addressee_id:
        return [error("same_place", "Vướng mắc đang ở chính nơi ấy.", "Chọn nơi khác.", "Ô “Chuyển đến”")]
    try:
        check_addressee(obstacle.project, to.addressee, act.at)
    except BlockedError as blocked:
        return blocked.findings
    return ()


def hand_on(obstacle: Obstacle, act: Act) -> Mapping[str, object]:
    """To the next place; the day of the answer stays, so that nobody wins time by passing on."""
    left = whom(obstacle)
    obstacle.addressee, obstacle.body = act.given.addressee, " ".join(act.given.body.split())
    return {"left": left, "asked": whom(obstacle)}


def keep_answer(obstacle: Obstacle, act: Act) -> Mapping[str, object]:
    """The words of the answer and its day."""
    obstacle.answer, obstacle.answered_on = act.reason.strip(), act.on
    return {"answered_on": act.on}


def ask_again(obstacle: Obstacle, act: Act) -> Mapping[str, object]:
    """Not good enough: the same place has its days once more."""
    due = answer_due(obstacle.kind, act.on)
    if due is not None:
        obstacle.due, obstacle.due_source = due.last, due.told
    return {"due": obstacle.due}


def project_over(obstacle: Obstacle, act: Act) -> Sequence[Finding]:
    """Its project was stopped or settled."""
    if obstacle.project.state in (Project.State.STOPPED, Project.State.CLOSED, Project.State.SETTLED):
        return ()
    return [error("running", "Đề án còn đang làm.", "Trả lời hoặc rút vướng mắc.")]


def end(obstacle: Obstacle, act: Act) -> Mapping[str, object]:
    """Keep the day on which it was over."""
    obstacle.closed_on = act.on
    return {"days": (act.on - obstacle.raised_on).days}


OBSTACLE = Lifecycle(
    kind="obstacle",
    title="Vướng mắc",
    initial=Life.OPEN,
    states=(
        State(code=Life.OPEN, label="Chờ gỡ", owner="Nơi gỡ được", waits=at_the_addressee),
        State(code=Life.ANSWERED, label="Đã trả lời, đơn vị xem", owner="Đơn vị nêu", waits=at_the_unit),
        State(code=Life.CLOSED, label="Đã gỡ"),
        State(code=Life.WITHDRAWN, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="obstacle.answer",
            title="Trả lời",
            sources=frozenset({Life.OPEN}),
            target=Life.ANSWERED,
            who=permissions.answers_obstacle,
            by="Nơi được hỏi; nơi ngoài hệ thống thì Sở ghi thay",
            needs_reason=True,
            reason_box="Lời",
            effect=keep_answer,
        ),
        Transition(
            name="obstacle.pass",
            title="Chuyển nơi khác gỡ",
            sources=frozenset({Life.OPEN}),
            target=Life.OPEN,
            who=permissions.answers_obstacle,
            by="Nơi được hỏi",
            needs_reason=True,
            reason_box="Vì sao",
            when=goes_on,
            effect=hand_on,
        ),
        Transition(
            name="obstacle.close",
            title="Xác nhận đã gỡ",
            sources=frozenset({Life.ANSWERED}),
            target=Life.CLOSED,
            who=permissions.raises,
            by="Đơn vị nêu",
            unlike=frozenset({"obstacle.answer"}),
            effect=end,
        ),
        Transition(
            name="obstacle.refuse",
            title="Chưa gỡ được, hỏi lại",
            sources=frozenset({Life.ANSWERED}),
            target=Life.OPEN,
            who=permissions.raises,
            by="Đơn vị nêu",
            needs_reason=True,
            reason_box="Lời",
            effect=ask_again,
        ),
        Transition(
            name="obstacle.withdraw",
            title="Rút vướng mắc",
            sources=frozenset({Life.OPEN, Life.ANSWERED}),
            target=Life.WITHDRAWN,
            who=permissions.raises,
            by="Đơn vị nêu",
            needs_reason=True,
            reason_box="Lời",
            effect=end,
        ),
        Transition(
            name="obstacle.end",
            title="Thôi gỡ vì đề án đã kết thúc",
            sources=frozenset({Life.OPEN, Life.ANSWERED}),
            target=Life.WITHDRAWN,
            who=permissions.lets_obstacle_go,
            by="Nơi ghi ngừng hoặc quyết toán đề án",
            when=project_over,
            effect=end,
        ),
    ),
    title_of=told,
    agency_of=lambda obstacle: obstacle.agency.code,
)


@transaction.atomic
def raise_obstacle(project: Project, said: Told, act: Act, *, report: ProgressReport | None = None) -> Obstacle:
    """Write it down and let it lie where it can be removed. PermissionDenied or BlockedError."""
    obstacle = write_obstacle(project, said, by=act.by, at=act.at, report=report)
    OBSTACLE.begin(obstacle, act)
    return obstacle


def end_obstacles(project: Project, act: Act) -> Mapping[str, object]:
    """Nothing stands in the way of a project that was stopped or settled."""
    rows = list(Obstacle.objects.filter(project=project, state__in=(Life.OPEN, Life.ANSWERED)).order_by("pk"))
    for each in rows:
        OBSTACLE.perform("obstacle.end", each, act)
    return {"obstacles": [each.pk for each in rows]} if rows else {}


follow("project.stop", end_obstacles)
follow("project.settle", end_obstacles)
