"""The life of a decision on a plan: prepared by an officer, recorded by a leader once it has been signed.

The minister and the chairmen of provinces sign on paper or with their own token; what is recorded here is the
number and the day of what they signed, and with it every project of the list is approved, all or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from khuyencong.organisations.queries import leader_desk
from khuyencong.projects import permissions
from khuyencong.projects.actions.decisions import prepare_decision
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import PlanDecision, Project
from khuyencong.projects.queries.decisions import projects_of
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = PlanDecision.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What was signed: its number and its day."""

    number: str
    on: date


def told(decision: PlanDecision) -> str:
    """The decision in one line."""
    return f"{decision.get_purse_display()} năm {decision.year}"


def at_its_desk(decision: PlanDecision, on: date) -> Waits:
    """At the desk that prepares it."""
    title = f"Soạn quyết định phê duyệt {told(decision)}"
    return Waits(desk=decision.desk.code, agency=decision.agency.code, title=title)


def at_the_leader(decision: PlanDecision, on: date) -> Waits | None:
    """At the head of the planner, until it has been signed."""
    desk = leader_desk(decision.agency, on)
    if desk is None:
        return None
    stake = sum(each.support for each in projects_of(decision))
    title = f"Trình ký và ghi quyết định phê duyệt {told(decision)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=stake)


def all_chosen(decision: PlanDecision, act: Act) -> Sequence[Finding]:
    """Every project of the list is still chosen."""
    rows = [each.project for each in projects_of(decision)]
    if not rows:
        return [error("empty", "Quyết định không có đề án nào.", "Bỏ quyết định này rồi soạn lại.")]
    return [
        error(
            "not_chosen",
            f"Đề án “{each.title}” đang ở bước “{each.get_state_display().lower()}”, không còn được chọn.",
            "Bỏ quyết định này rồi soạn lại từ danh sách hiện nay.",
        )
        for each in rows
        if each.state != Project.State.SELECTED
    ]


def signed_and_chosen(decision: PlanDecision, act: Act) -> Sequence[Finding]:
    """It has a number and a day that has come, and every project is still chosen."""
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip():
        return [error("no_number", "Chưa ghi số quyết định.", "Ghi số như trên văn bản.", "Ô “Số”")]
    if given.on > act.on:
        message = f"Ngày ký {given.on:%d/%m/%Y} chưa đến."
        return [error("future", message, "Chỉ ghi khi quyết định đã được ký.", "Ô “Ngày ký”")]
    twin = PlanDecision.objects.filter(
        purse=decision.purse, year=decision.year, agency=decision.agency, number=given.number.strip()
    )
    if twin.filter(state=Life.RECORDED).exists():
        message = f"Quyết định số {given.number.strip()} đã được ghi."
        return [error("number_taken", message, "Xem lại số, hoặc mở quyết định đã ghi.", "Ô “Số”")]
    return all_chosen(decision, act)


def approve_all(decision: PlanDecision, act: Act) -> Mapping[str, object]:
    """Write down number and day, and approve every project of the list in the same transaction."""
    decision.number, decision.signed_on = act.given.number.strip(), act.given.on
    rows = projects_of(decision)
    for each in rows:
        PROJECT.perform("project.approve", each.project, Act(by=act.by, at=act.at, reason=decision.number))
    return {
        "number": decision.number,
        "signed_on": decision.signed_on,
        "projects": [each.project.pk for each in rows],
        "support": sum(each.support for each in rows),
    }


def let_go(decision: PlanDecision, act: Act) -> Mapping[str, object]:
    """Free its projects for another decision."""
    return {"projects": decision.lines.update(standing=False)}


def lock_all_it_names(decision: PlanDecision) -> None:
    """Its projects, in the order of their keys: each is moved after the one before was told to the trail."""
    named = decision.lines.filter(standing=True).values("project")
    list(Project.objects.select_for_update().filter(pk__in=named).order_by("pk").values_list("pk"))


PLAN_DECISION = Lifecycle(
    kind="plan_decision",
    title="Quyết định phê duyệt kế hoạch",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Cán bộ nơi lập kế hoạch", waits=at_its_desk),
        State(
            code=Life.PROPOSED,
            label=Life.PROPOSED.label,
            owner="Lãnh đạo nơi lập kế hoạch",
            waits=at_the_leader,
        ),
        State(code=Life.RECORDED, label="Đã có quyết định"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="plan_decision.propose",
            title="Trình lãnh đạo",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.prepares_decision,
            by="Cán bộ nơi lập kế hoạch",
            when=all_chosen,
        ),
        Transition(
            name="plan_decision.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.records_decision,
            by="Lãnh đạo nơi lập kế hoạch",
            needs_reason=True,
        ),
        Transition(
            name="plan_decision.record",
            title="Ghi quyết định đã ký",
            sources=frozenset({Life.PROPOSED}),
            target=Life.RECORDED,
            who=permissions.records_decision,
            by="Lãnh đạo nơi lập kế hoạch",
            when=signed_and_chosen,
            effect=approve_all,
            unlike=frozenset({"plan_decision.propose"}),
            decision=True,
        ),
        Transition(
            name="plan_decision.drop",
            title="Bỏ quyết định đang soạn",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.prepares_decision,
            by="Cán bộ nơi lập kế hoạch",
            effect=let_go,
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda decision: decision.agency.code,
    locks_before=lock_all_it_names,
)


@transaction.atomic
def begin_decision(*, purse: str, year: int, act: Act) -> PlanDecision:
    """Prepare a decision and let it wait at its desk. PermissionDenied or BlockedError."""
    decision = prepare_decision(purse=purse, year=year, by=act.by, at=act.at)
    PLAN_DECISION.begin(decision, act)
    return decision
