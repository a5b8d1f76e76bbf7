"""The life of a project: drafted, appraised twice, registered between, chosen, approved, put under contract.

The steps after the base are taken by the dossiers above it: the yearly request, the list, the
decision, the contract.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from khuyencong.organisations.models import Agency, Desk, Seat
from khuyencong.organisations.queries import leader_desk, ministry_department
from khuyencong.places.models import Unit
from khuyencong.projects import actions, permissions
from khuyencong.projects.lifecycle.appraisal import asks_something, ends_sheet, may_conclude
from khuyencong.projects.models import Outcome, Project, Verdict
from khuyencong.projects.queries import asked_of, draft_of, in_the_way
from khuyencong.projects.queries.appraisal import unanswered
from khuyencong.projects.queries.drafts import verdicts_of
from khuyencong.projects.queries.settling import settling_due
from khuyencong.rules.findings import Finding
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Project.State
Waiting = Callable[[Project, date], Waits | None]
OFFICERS = {"department_officer", "ministry_officer"}


def told(project: Project) -> str:
    """The project in one line."""
    return f"“{project.title}”"


def at_its_desk(project: Project, on: date) -> Waits:
    """At the desk that drafts it."""
    return Waits(desk=project.desk.code, agency=project.agency.code, title=f"Soạn đề án {told(project)}")


def to_supplement(project: Project, on: date) -> Waits:
    """At the same desk, with what the department asked."""
    return Waits(desk=project.desk.code, agency=project.agency.code, title=f"Bổ sung đề án {told(project)}")


def appraising_desk(agency: Agency, on: date) -> Desk | None:
    """An officer's desk that somebody holds, the oldest; the head's where there is none."""
    held = Seat.objects.on(on).filter(desk__agency=agency, desk__role__in=OFFICERS).select_related("desk")
    seat = held.order_by("desk__since", "desk_id").first()
    return seat.desk if seat is not None else leader_desk(agency, on)


def at_the_department(title: str) -> Waiting:
    """At an officer of the department that looks after it."""

    def waits(project: Project, on: date) -> Waits | None:
        return _at(appraising_desk(project.department, on), f"{title} {told(project)}", project)

    return waits


def at_the_planner(title: str) -> Waiting:
    """At an officer of the agency that makes the plan of its purse."""

    def waits(project: Project, on: date) -> Waits | None:
        national = project.purse == Project.Purse.NATIONAL
        planner = ministry_department() if national else project.department
        return _at(appraising_desk(planner, on), f"{title} {told(project)}", project)

    return waits


def at_the_unit(title: str) -> Waiting:
    """At the desk that drafted it, whose unit carries it out."""

    def waits(project: Project, on: date) -> Waits:
        return Waits(
            desk=project.desk.code,
            agency=project.agency.code,
            title=f"{title} {told(project)}",
            stake=asked_of(project),
        )

    return waits


def to_go_on(project: Project, on: date) -> Waits:
    """At the same desk, until the day that the decision names."""
    return Waits(
        desk=project.desk.code,
        agency=project.agency.code,
        title=f"Đề nghị tiếp tục hoặc ngừng đề án đang tạm dừng {told(project)}",
        stake=asked_of(project),
        due=project.held_until,
        due_source="quyết định tạm dừng" if project.held_until is not None else "",
    )


def to_settle(project: Project, on: date) -> Waits:
    """At the same desk, with the day by which the law wants the settlement."""
    due = settling_due(project)
    return Waits(
        desk=project.desk.code,
        agency=project.agency.code,
        title=f"Lập hồ sơ quyết toán đề án {told(project)}",
        stake=asked_of(project),
        due=due.last if due is not None else None,
        due_source=due.told if due is not None else "",
    )


def keep_acceptance_day(project: Project, act: Act) -> Mapping[str, object]:
    """Keep the day of the last acceptance: the deadline of the settlement counts from it."""
    project.accepted_on = act.given
    return {"accepted_on": project.accepted_on}


def forget_acceptance_day(project: Project, act: Act) -> Mapping[str, object]:
    """The last acceptance was undone: no deadline counts from it; the trail keeps the day."""
    told, project.accepted_on = {"no_longer_accepted_on": project.accepted_on}, None
    return told


def _at(desk: Desk | None, title: str, project: Project) -> Waits | None:
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=asked_of(project))


def complete(project: Project, act: Act) -> Sequence[Finding]:
    """Everything the law and the form ask for is there, judged by the norms of this day."""
    return [*in_the_way(project, act.on), *unanswered(project)]


def pin(project: Project, act: Act) -> Mapping[str, object]:
    """Keep by which edition of which norm each sum was judged: later law never touches it."""
    draft = draft_of(project, act.on)
    last = Verdict.objects.filter(project=project).aggregate(last=Max("round"))["last"] or 0
    items = {each.item.code: each.item for each in draft.items}
    rows = [
        Verdict(
            project=project,
            round=last + 1,
            item=items[each.item],
            purse=each.purse.value,
            norm=each.norm.key,
            on=act.on,
            cost=each.cost,
            asked=each.asked,
            priority=each.priority,
            count=each.count,
            allowed=each.allowed.amount,
        )
        for each in verdicts_of(draft)
        if each.norm is not None and each.allowed is not None and each.item in items
    ]
    Verdict.objects.bulk_create(rows)
    project.submitted_at = act.at
    return {"round": last + 1, "norms": [row.norm for row in rows], "asked": draft.asked}


PROJECT = Lifecycle(
    kind="project",
    title="Đề án khuyến công",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Đơn vị lập đề án", waits=at_its_desk),
        State(
            code=Life.SUBMITTED,
            label="Chờ thẩm định cấp cơ sở",
            owner="Cán bộ Sở",
            waits=at_the_department("Thẩm định đề án"),
        ),
        State(code=Life.RETURNED, label="Trả lại để bổ sung", owner="Đơn vị lập đề án", waits=to_supplement),
        State(
            code=Life.APPRAISED,
            label="Đạt thẩm định cấp cơ sở",
            owner="Cán bộ Sở",
            waits=at_the_department("Đưa vào hồ sơ đăng ký kế hoạch đề án"),
        ),
        State(
            code=Life.REGISTERED,
            label="Đã đăng ký kế hoạch",
            owner="Nơi lập kế hoạch của nguồn kinh phí",
            waits=at_the_planner("Thẩm định đề án đã đăng ký"),
        ),
        State(
            code=Life.PASSED,
            label="Đạt thẩm định, chờ lựa chọn",
            owner="Nơi lập kế hoạch của nguồn kinh phí",
            waits=at_the_planner("Lựa chọn đề án"),
        ),
        State(
            code=Life.SELECTED,
            label="Đề nghị phê duyệt",
            owner="Nơi lập kế hoạch của nguồn kinh phí",
            waits=at_the_planner("Trình phê duyệt đề án"),
        ),
        State(
            code=Life.RESERVE,
            label="Dự phòng",
            owner="Nơi lập kế hoạch của nguồn kinh phí",
            waits=at_the_planner("Xem lại đề án dự phòng"),
        ),
        State(
            code=Life.APPROVED,
            label="Đã phê duyệt, chờ hợp đồng",
            owner="Cán bộ nơi lập kế hoạch",
            waits=at_the_planner("Ký hợp đồng thực hiện đề án"),
        ),
        State(
            code=Life.CONTRACTED,
            label="Đã ký hợp đồng, đang thực hiện",
            owner="Đơn vị thực hiện",
            waits=at_the_unit("Thực hiện đề án"),
        ),
        State(code=Life.HELD, label="Tạm dừng", owner="Đơn vị thực hiện", waits=to_go_on),
        State(
            code=Life.ACCEPTED,
            label="Đã nghiệm thu, chờ quyết toán",
            owner="Đơn vị thực hiện",
            waits=to_settle,
        ),
        State(code=Life.SETTLED, label="Đã quyết toán", reopens=True),
        State(
            code=Life.STOPPED,
            label="Đã ngừng, chờ tất toán",
            owner="Đơn vị thực hiện",
            waits=at_the_unit("Hoàn trả, quyết toán phần đã nhận của đề án đã ngừng"),
        ),
        State(code=Life.CLOSED, label="Đã ngừng", reopens=True),
        State(code=Life.REFUSED, label="Không đạt hoặc không được chọn"),
        State(code=Life.WITHDRAWN, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="project.submit",
            title="Gửi đề án",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.SUBMITTED,
            who=permissions.sends,
            by="Đơn vị lập đề án",
            when=complete,
            effect=pin,
        ),
        Transition(
            name="project.submit_straight",
            title="Gửi thẳng Bộ thẩm định",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.REGISTERED,
            who=permissions.sends_straight,
            by="Trung tâm vùng, đơn vị không thuộc tỉnh nào",
            when=complete,
            effect=pin,
        ),
        Transition(
            name="project.return",
            title="Trả lại để bổ sung",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.RETURNED,
            who=permissions.appraises,
            by="Cán bộ hoặc lãnh đạo Sở",
            needs_reason=True,
            when=asks_something,
            effect=ends_sheet("appraisal.return"),
        ),
        Transition(
            name="project.appraise",
            title="Kết luận đạt thẩm định cấp cơ sở",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.APPRAISED,
            who=permissions.passes_at_base,
            by="Lãnh đạo Sở",
            unlike=frozenset({"project.submit"}),
            decision=True,
            when=may_conclude(Outcome.PASS),
            effect=ends_sheet("appraisal.pass"),
        ),
        Transition(
            name="project.appraise_again",
            title="Kết luận đạt sau bổ sung, đề án đã đăng ký",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.REGISTERED,
            who=permissions.passes_again,
            by="Lãnh đạo Sở, khi hồ sơ đăng ký đã gửi",
            unlike=frozenset({"project.submit"}),
            decision=True,
            when=may_conclude(Outcome.PASS),
            effect=ends_sheet("appraisal.pass"),
        ),
        Transition(
            name="project.refuse",
            title="Kết luận không đạt",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.REFUSED,
            who=permissions.decides,
            by="Lãnh đạo Sở",
            unlike=frozenset({"project.submit"}),
            needs_reason=True,
            decision=True,
            when=may_conclude(Outcome.REFUSE),
            effect=ends_sheet("appraisal.refuse"),
        ),
        Transition(
            name="project.register",
            title="Đưa vào hồ sơ đăng ký kế hoạch",
            sources=frozenset({Life.APPRAISED}),
            target=Life.REGISTERED,
            who=permissions.registers,
            by="Sở Công Thương, khi gửi hồ sơ đăng ký",
        ),
        Transition(
            name="project.ask",
            title="Đề nghị bổ sung khi thẩm định kế hoạch",
            sources=frozenset({Life.REGISTERED}),
            target=Life.RETURNED,
            who=permissions.asks_above,
            by="Nơi lập kế hoạch của nguồn kinh phí",
            needs_reason=True,
            when=asks_something,
            effect=ends_sheet("appraisal.return"),
        ),
        Transition(
            name="project.pass",
            title="Kết luận đạt thẩm định kế hoạch",
            sources=frozenset({Life.REGISTERED}),
            target=Life.PASSED,
            who=permissions.passes,
            by="Lãnh đạo nơi lập kế hoạch",
            unlike=frozenset({"project.submit", "project.submit_straight"}),
            decision=True,
            when=may_conclude(Outcome.PASS),
            effect=ends_sheet("appraisal.pass"),
        ),
        Transition(
            name="project.turn_down",
            title="Kết luận không đạt thẩm định kế hoạch",
            sources=frozenset({Life.REGISTERED}),
            target=Life.REFUSED,
            who=permissions.passes,
            by="Lãnh đạo nơi lập kế hoạch",
            unlike=frozenset({"project.submit", "project.submit_straight"}),
            needs_reason=True,
            decision=True,
            when=may_conclude(Outcome.REFUSE),
            effect=ends_sheet("appraisal.refuse"),
        ),
        Transition(
            name="project.select",
            title="Chọn vào kế hoạch",
            sources=frozenset({Life.PASSED, Life.RESERVE}),
            target=Life.SELECTED,
            who=permissions.selects,
            by="Nơi lập kế hoạch, khi danh sách được thông qua",
        ),
        Transition(
            name="project.reserve",
            title="Để dự phòng",
            sources=frozenset({Life.PASSED}),
            target=Life.RESERVE,
            who=permissions.selects,
            by="Nơi lập kế hoạch, khi danh sách được thông qua",
        ),
        Transition(
            name="project.leave_out",
            title="Thôi dự phòng, không chọn",
            sources=frozenset({Life.PASSED, Life.RESERVE}),
            target=Life.REFUSED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, khi không còn tiền của năm cho đề án",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="project.approve",
            title="Ghi quyết định phê duyệt",
            sources=frozenset({Life.SELECTED}),
            target=Life.APPROVED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
            decision=True,
        ),
        Transition(
            name="project.contract",
            title="Ký hợp đồng thực hiện",
            sources=frozenset({Life.APPROVED}),
            target=Life.CONTRACTED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, khi ghi hợp đồng đã ký",
            decision=True,
        ),
        Transition(
            name="project.accept",
            title="Nghiệm thu lần cuối",
            sources=frozenset({Life.CONTRACTED}),
            target=Life.ACCEPTED,
            who=permissions.decides,
            by="Lãnh đạo Sở, khi ghi nhận lần nghiệm thu cuối",
            effect=keep_acceptance_day,
            decision=True,
        ),
        Transition(
            name="project.settle",
            title="Quyết toán",
            sources=frozenset({Life.ACCEPTED}),
            target=Life.SETTLED,
            who=permissions.keeps_books,
            by="Kế toán nơi cấp kinh phí, khi ghi quyết toán",
            decision=True,
        ),
        Transition(
            name="project.accept_undo",
            title="Trở lại đang thực hiện",
            sources=frozenset({Life.ACCEPTED}),
            target=Life.CONTRACTED,
            who=permissions.approves,
            by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính lần nghiệm thu cuối",
            effect=forget_acceptance_day,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="project.settle_undo",
            title="Trở lại chờ quyết toán",
            sources=frozenset({Life.SETTLED}),
            target=Life.ACCEPTED,
            who=permissions.approves,
            by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính quyết toán",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="project.hold",
            title="Tạm dừng",
            sources=frozenset({Life.APPROVED, Life.CONTRACTED}),
            target=Life.HELD,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
            decision=True,
        ),
        Transition(
            name="project.resume",
            title="Tiếp tục thực hiện",
            sources=frozenset({Life.HELD}),
            target=Life.CONTRACTED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
            decision=True,
        ),
        Transition(
            name="project.await_contract",
            title="Tiếp tục, chờ hợp đồng",
            sources=frozenset({Life.HELD}),
            target=Life.APPROVED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
            decision=True,
        ),
        Transition(
            name="project.stop",
            title="Ngừng đề án",
            sources=frozenset({Life.APPROVED, Life.CONTRACTED, Life.HELD}),
            target=Life.STOPPED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
            decision=True,
        ),
        Transition(
            name="project.close",
            title="Tất toán đề án đã ngừng",
            sources=frozenset({Life.STOPPED}),
            target=Life.CLOSED,
            who=permissions.winds_up,
            by="Khi không còn đồng nào phải trả, quyết toán hay hoàn trả",
        ),
        Transition(
            name="project.close_undo",
            title="Trở lại chờ tất toán",
            sources=frozenset({Life.CLOSED}),
            target=Life.STOPPED,
            who=permissions.approves,
            by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính bút toán",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="project.substitute",
            title="Vào kế hoạch thay đề án đã ngừng",
            sources=frozenset({Life.RESERVE}),
            target=Life.APPROVED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
            decision=True,
        ),
        Transition(
            name="project.withdraw",
            title="Rút đề án",
            sources=frozenset({Life.DRAFT, Life.SUBMITTED, Life.RETURNED, Life.APPRAISED}),
            target=Life.WITHDRAWN,
            who=permissions.drafts,
            by="Đơn vị lập đề án",
            needs_reason=True,
            effect=ends_sheet("appraisal.drop"),
        ),
    ),
    title_of=told,
    agency_of=lambda project: project.agency.code,
)


@transaction.atomic
def start(said: actions.Basics, *, act: Act, province: Unit | None = None, made_up: bool = False) -> Project:
    """Begin a draft and let it wait at its desk. PermissionDenied or BlockedError."""
    project = actions.begin(said, by=act.by, at=act.at, province=province, made_up=made_up)
    PROJECT.begin(project, act)
    return project
