"""The life of a group project's plan: drawn up by the unit, appraised and approved by the department.

It begins by itself when the project is approved. Approving one lets its establishments be the project's
beneficiaries and puts the version before it aside, in one transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import leader_desk
from khuyencong.projects import permissions
from khuyencong.projects.actions.group_plans import draw_up_plan, first_plan, name_beneficiaries
from khuyencong.projects.lifecycle.decisions import Signed
from khuyencong.projects.models import GroupPlan, Project
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.group_plans import OPEN, due_of, in_force, in_the_way_of, places_of
from khuyencong.projects.queries.obstacles import working_desk
from khuyencong.rules.findings import Finding, error
from khuyencong.rules.group_plans import used_by
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition, follow, own_work
from khuyencong.workflow.queries import performed_among

Life = GroupPlan.State
WRITTEN = frozenset({"group_plan.begin", "group_plan.write", "group_plan.place", "group_plan.leave"})
"""What a person did who prepared a plan, besides sending it."""


def told(plan: GroupPlan) -> str:
    """The plan in one line."""
    return f"kế hoạch nhóm năm {plan.year} của đề án “{plan.project.title}”"


def at(
    step: str, title: str, of: Callable[[GroupPlan, date], Desk | None]
) -> Callable[[GroupPlan, date], Waits | None]:
    """At that desk, until the day of the step."""

    def waits(plan: GroupPlan, on: date) -> Waits | None:
        desk, due = of(plan, on), due_of(step, plan.project, on)
        if desk is None:
            return None
        return Waits(
            desk=desk.code,
            agency=desk.agency.code,
            title=f"{title} {told(plan)}",
            stake=used_by(each.rule for each in places_of(plan)).support,
            due=due.last if due is not None else None,
            due_source=due.told if due is not None else "",
        )

    return waits


def complete(plan: GroupPlan, act: Act) -> Sequence[Finding]:
    """Everything is there, nothing exceeds what was given, and the project is still to be carried out."""
    # Two plans, a change and a stop of one project wait for each other.
    project = Project.objects.select_for_update().get(pk=plan.project_id)
    if project.state not in RUNNING:
        message = f"Đề án đang ở bước “{project.get_state_display().lower()}”."
        return [error("not_running", message, "Bỏ kế hoạch này.")]
    return in_the_way_of(plan, act.on)


def prepared_by_others(plan: GroupPlan, act: Act, name: str) -> Sequence[Finding]:
    """Who wrote a line of it neither appraises nor approves it, nor a version that took it over."""
    versions = plan.project.group_plans.filter(year=plan.year, version__lte=plan.version)
    keys = [str(pk) for pk in versions.values_list("pk", flat=True)]
    if performed_among(act.by.person_key, "group_plan", keys, WRITTEN):
        return [own_work(GROUP_PLAN.transition(name))]
    return complete(plan, act)


def may_be_appraised(plan: GroupPlan, act: Act) -> Sequence[Finding]:
    """Somebody else wrote it, and it holds."""
    return prepared_by_others(plan, act, "group_plan.appraise")


def signed_and_holds(plan: GroupPlan, act: Act) -> Sequence[Finding]:
    """It has a number and a day that has come and is not before it was sent, and it holds."""
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip():
        return [error("no_number", "Chưa ghi số quyết định.", "Ghi số như trên văn bản.", "Ô “Số”")]
    if given.on > act.on:
        message = f"Ngày ký {given.on:%d/%m/%Y} chưa đến."
        return [error("future", message, "Chỉ ghi khi đã ký.", "Ô “Ngày ký”")]
    if plan.submitted_on is not None and given.on < plan.submitted_on:
        message = f"Ngày ký {given.on:%d/%m/%Y} trước ngày gửi kế hoạch {plan.submitted_on:%d/%m/%Y}."
        return [error("before_sent", message, "Xem lại ngày trên văn bản.", "Ô “Ngày ký”")]
    return prepared_by_others(plan, act, "group_plan.approve")


def keep_day(plan: GroupPlan, act: Act) -> Mapping[str, object]:
    """Keep the day on which it was first sent."""
    plan.submitted_on = plan.submitted_on or act.on
    return {"places": plan.places.count(), "support": used_by(each.rule for each in places_of(plan)).support}


def keep_words(plan: GroupPlan, act: Act) -> Mapping[str, object]:
    """Keep what the department found."""
    plan.appraised = act.reason.strip()
    return {}


def put_in_force(plan: GroupPlan, act: Act) -> Mapping[str, object]:
    """Number and day, the version before it aside, its establishments beneficiaries of the project."""
    plan.number, plan.signed_on = act.given.number.strip(), act.given.on
    before = in_force(plan.project, plan.year)
    if before is not None:
        GROUP_PLAN.perform("group_plan.supersede", before, Act(by=act.by, at=act.at, reason=plan.number))
    places = places_of(plan)
    used = used_by(each.rule for each in places)
    return {
        "number": plan.number,
        "signed_on": plan.signed_on,
        "places": len(places),
        "support": used.support,
        "counterpart": used.counterpart,
        "other": used.other,
        "instead_of": before.pk if before is not None else None,
    }


def name_owners(plan: GroupPlan, act: Act) -> Mapping[str, object]:
    """Whom the project is for from now on; after the plan was saved as the one in force."""
    project = Project.objects.select_for_update().get(pk=plan.project_id)
    return {"beneficiaries": name_beneficiaries(project, act.given.on)}


GROUP_PLAN = Lifecycle(
    kind="group_plan",
    title="Kế hoạch đề án nhóm (Mẫu 11)",
    initial=Life.DRAFT,
    states=(
        State(
            code=Life.DRAFT,
            label="Đang lập",
            owner="Đơn vị thực hiện",
            waits=at("prepare", "Rà soát, lập", lambda plan, on: plan.desk),
        ),
        State(
            code=Life.RETURNED,
            label="Trả lại để sửa",
            owner="Đơn vị thực hiện",
            waits=at("prepare", "Sửa", lambda plan, on: plan.desk),
        ),
        State(
            code=Life.SUBMITTED,
            label="Chờ thẩm định",
            owner="Cán bộ cơ quan thẩm định",
            waits=at(
                "appraise",
                "Thẩm định",
                lambda plan, on: working_desk(plan.project.department, on, besides=plan.desk),
            ),
        ),
        State(
            code=Life.APPRAISED,
            label="Đã thẩm định, chờ phê duyệt",
            owner="Lãnh đạo cơ quan thẩm định",
            waits=at("approve", "Phê duyệt", lambda plan, on: leader_desk(plan.project.department, on)),
        ),
        State(code=Life.APPROVED, label="Đã phê duyệt", reopens=True),
        State(code=Life.SUPERSEDED, label="Đã có kế hoạch mới thay"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="group_plan.submit",
            title="Gửi thẩm định",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.SUBMITTED,
            who=permissions.writes_group_plan,
            by="Đơn vị thực hiện",
            when=complete,
            effect=keep_day,
        ),
        Transition(
            name="group_plan.appraise",
            title="Thẩm định xong, trình phê duyệt",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.APPRAISED,
            who=permissions.appraises_group_plan,
            by="Cán bộ, lãnh đạo cơ quan thẩm định, người không lập kế hoạch",
            when=may_be_appraised,
            effect=keep_words,
            unlike=frozenset({"group_plan.submit"}),
            needs_reason=True,
            reason_box="Ý kiến thẩm định",
        ),
        Transition(
            name="group_plan.approve",
            title="Ghi quyết định phê duyệt",
            sources=frozenset({Life.APPRAISED}),
            target=Life.APPROVED,
            who=permissions.approves_group_plan,
            by="Lãnh đạo cơ quan thẩm định, người không lập kế hoạch",
            when=signed_and_holds,
            effect=put_in_force,
            unlike=frozenset({"group_plan.submit", "group_plan.appraise"}),
            decision=True,
        ),
        Transition(
            name="group_plan.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.SUBMITTED, Life.APPRAISED}),
            target=Life.RETURNED,
            who=permissions.appraises_group_plan,
            by="Cán bộ, lãnh đạo cơ quan thẩm định",
            needs_reason=True,
        ),
        Transition(
            name="group_plan.supersede",
            title="Kế hoạch mới thay",
            sources=frozenset({Life.APPROVED}),
            target=Life.SUPERSEDED,
            who=permissions.approves_group_plan,
            by="Lãnh đạo cơ quan thẩm định, khi phê duyệt lần sau",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="group_plan.drop",
            title="Bỏ kế hoạch đang lập",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.DROPPED,
            who=permissions.writes_group_plan,
            by="Đơn vị thực hiện",
            needs_reason=True,
        ),
        Transition(
            name="group_plan.end",
            title="Thôi, đề án đã ngừng",
            sources=frozenset(OPEN),
            target=Life.DROPPED,
            who=permissions.ends_group_plan,
            by="Lãnh đạo nơi lập kế hoạch, khi ghi quyết định ngừng đề án",
            decision=True,
        ),
    ),
    title_of=told,
    agency_of=lambda plan: plan.agency.code,
)


@transaction.atomic
def begin_group_plan(project: Project, year: int, act: Act) -> GroupPlan:
    """Begin a plan, or a new version with its reason, and let it wait. PermissionDenied or BlockedError."""
    plan = draw_up_plan(project, year, act.reason, by=act.by, at=act.at)
    GROUP_PLAN.begin(plan, act)
    return plan


def ask_for_plan(project: Project, act: Act) -> Mapping[str, object]:
    """A group project that was just approved waits for its plan at the desk that carries it out."""
    if project.kind != Project.Kind.GROUP or project.group_plans.filter(state__in=OPEN).exists():
        return {}
    plan = first_plan(project, project.year, at=act.at)
    GROUP_PLAN.begin(plan, act)
    return {"group_plan": plan.pk}


def end_plans(project: Project, act: Act) -> Mapping[str, object]:
    """Nobody plans places of a project that was stopped."""
    rows = list(project.group_plans.filter(state__in=OPEN).order_by("pk"))
    for each in rows:
        GROUP_PLAN.perform("group_plan.end", each, act)
    return {"group_plans": [each.pk for each in rows]} if rows else {}


follow("group_plan.approve", name_owners)
follow("project.approve", ask_for_plan)
follow("project.substitute", ask_for_plan)
follow("project.stop", end_plans)
