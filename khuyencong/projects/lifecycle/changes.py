"""The life of a change: asked by the unit, confirmed by the department, weighed, decided by whom the law names.

What minister and chairmen sign is recorded with number, day and who signed; in the same transaction the
project says what was decided, is held, goes on or stops, and substitutes come in from the reserve. Money
follows in ledger.following. A contract that has to follow leaves the dossier waiting for its annex.
"""

from collections.abc import Callable, Collection, Mapping

from django.db import transaction

from khuyencong.projects import permissions
from khuyencong.projects.actions.change_effects import carry_out
from khuyencong.projects.actions.changes import Wanted, ask_change
from khuyencong.projects.lifecycle.change_steps import (
    GivenAgain,
    GivenUp,
    SignedChange,
    at_an_officer,
    at_its_desk,
    at_the_head,
    body_of,
    checked_there,
    complete,
    due_again,
    keep_check,
    needs_none,
    pin,
    settled,
    signed_high_enough,
    told,
    weighed,
)
from khuyencong.projects.lifecycle.progress import PROGRESS
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import ChangeRequest, ProgressReport, Project
from khuyencong.projects.models.changes import OPEN
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.changes import (
    followed_with,
    let_go_unsigned,
    only_about,
    planner_of,
    unit_paper,
    waiting_for_annex,
)
from khuyencong.rules.change_terms import Course
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition, follow

Life = ChangeRequest.State


def decide(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """Write down what was signed, and let the project and those that come in its place follow."""
    given: SignedChange = act.given
    request.number, request.signed_on = given.number.strip(), given.on
    request.signed_by = given.by.value
    project = carry_out(request, on=given.on)
    before, after = request.old, request.new
    step = Act(by=act.by, at=act.at, reason=f"Quyết định {request.number}")
    if before.course is not after.course:
        PROJECT.perform(COURSE_STEPS[after.course](project), project, step)
    if after.course is not Course.RUNNING:
        let_reports_go(project, step)
    let_annexes_go(Project.objects.get(pk=project.pk), step)
    for each in request.substitutes.select_related("project").order_by("project_id"):
        PROJECT.perform("project.substitute", each.project, step)
    return {
        "number": request.number,
        "signed_on": request.signed_on,
        "signed_by": request.signed_by,
        "changes": request.changes,
        "support": [before.support, after.support],
    }


COURSE_STEPS: Mapping[Course, Callable[[Project], str]] = {
    Course.HELD: lambda project: "project.hold",
    Course.STOPPED: lambda project: "project.stop",
    Course.RUNNING: lambda project: "project.resume" if unit_paper(project) else "project.await_contract",
}


def let_annexes_go(project: Project, act: Act) -> list[int]:
    """No annex is waited for that nobody can sign any more, or that says what the contract says already."""
    over = project.state not in RUNNING
    rows = waiting_for_annex(project) if over else followed_with(project)
    return [CHANGE.perform("change.free_annex", each, act).pk for each in rows]


def let_given_up_go(project: Project, years: Collection[int], act: Act) -> None:
    """No annex is waited for about money alone that a closing took from under the contract."""
    step = Act(by=act.by, at=act.at, reason=act.reason, given=GivenUp(years=frozenset(years)))
    for each in waiting_for_annex(project):
        if only_about(each, years):
            CHANGE.perform("change.free_annex", each, step)


def await_annexes_again(project: Project, years: Collection[int], act: Act) -> list[int]:
    """An annex that a closing of these years had made needless is asked for again, now that it was undone."""
    row = Project.objects.get(pk=project.pk)
    due = let_go_unsigned(row, years) if row.state in RUNNING else []
    step = Act(by=act.by, at=act.at, reason=act.reason, given=GivenAgain(years=frozenset(years)))
    return [CHANGE.perform("change.await_annex", each, step).pk for each in due]


def let_reports_go(project: Project, act: Act) -> None:
    """Nobody is asked for a month's report of a project that does not go on."""
    waiting = ProgressReport.objects.filter(
        project=project, state__in=(ProgressReport.State.DRAFT, ProgressReport.State.RETURNED)
    )
    for each in waiting.order_by("pk"):
        PROGRESS.perform("progress.drop", each, act)


def lock_all_it_moves(request: ChangeRequest) -> None:
    """Its project and those that come in its place, in the order of their keys."""
    moved = [request.project_id, *request.substitutes.values_list("project", flat=True)]
    list(Project.objects.select_for_update().filter(pk__in=moved).order_by("pk").values_list("pk"))


CHANGE = Lifecycle(
    kind="change",
    title="Điều chỉnh, tạm dừng, ngừng đề án",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Đơn vị thực hiện", waits=at_its_desk("Soạn đề nghị")),
        State(
            code=Life.RETURNED,
            label="Trả lại để bổ sung",
            owner="Đơn vị thực hiện",
            waits=at_its_desk("Bổ sung đề nghị"),
        ),
        State(
            code=Life.SUBMITTED,
            label="Chờ Sở xác nhận",
            owner="Cán bộ Sở",
            waits=at_an_officer("Kiểm tra tại cơ sở và xác nhận:", lambda request: request.project.department),
        ),
        State(
            code=Life.CONFIRMED,
            label="Chờ xem xét",
            owner="Cán bộ nơi quyết định",
            waits=at_an_officer("Xem xét, soạn quyết định:", body_of),
        ),
        State(
            code=Life.PROPOSED,
            label="Trình người có thẩm quyền",
            owner="Lãnh đạo nơi quyết định",
            waits=at_the_head,
        ),
        State(
            code=Life.ANNEX,
            label="Đã quyết định, chờ phụ lục hợp đồng",
            owner="Cán bộ bên giao",
            waits=at_an_officer(
                "Ký phụ lục hợp đồng theo quyết định:", lambda request: planner_of(request.project)
            ),
        ),
        State(code=Life.DECIDED, label="Đã quyết định", reopens=True),
        State(code=Life.REFUSED, label="Không đồng ý"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="change.submit",
            title="Gửi Sở xác nhận",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.SUBMITTED,
            who=permissions.sends_to_confirm,
            by="Đơn vị thực hiện",
            when=complete,
            effect=pin,
        ),
        Transition(
            name="change.submit_straight",
            title="Gửi thẳng nơi quyết định",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.CONFIRMED,
            who=permissions.sends_without,
            by="Nơi đề xuất, khi không cần Sở xác nhận",
            when=complete,
            effect=pin,
        ),
        Transition(
            name="change.confirm",
            title="Xác nhận đã kiểm tra",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.CONFIRMED,
            who=permissions.confirms_change,
            by="Cán bộ hoặc lãnh đạo Sở",
            when=checked_there,
            effect=keep_check,
            unlike=frozenset({"change.submit"}),
        ),
        Transition(
            name="change.propose",
            title="Trình quyết định",
            sources=frozenset({Life.CONFIRMED}),
            target=Life.PROPOSED,
            who=permissions.weighs_change,
            by="Cán bộ nơi quyết định",
            when=weighed,
            unlike=frozenset({"change.submit", "change.submit_straight"}),
        ),
        Transition(
            name="change.decide",
            title="Ghi quyết định đã ký",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DECIDED,
            who=permissions.decides_change,
            by="Lãnh đạo nơi quyết định",
            when=signed_high_enough(annex=False),
            effect=decide,
            unlike=frozenset({"change.submit", "change.submit_straight", "change.confirm", "change.propose"}),
            decision=True,
        ),
        Transition(
            name="change.decide_annex",
            title="Ghi quyết định đã ký, hợp đồng theo sau",
            sources=frozenset({Life.PROPOSED}),
            target=Life.ANNEX,
            who=permissions.decides_change,
            by="Lãnh đạo nơi quyết định",
            when=signed_high_enough(annex=True),
            effect=decide,
            unlike=frozenset({"change.submit", "change.submit_straight", "change.confirm", "change.propose"}),
            decision=True,
        ),
        Transition(
            name="change.carry_out",
            title="Phụ lục hợp đồng đã ký",
            sources=frozenset({Life.ANNEX}),
            target=Life.DECIDED,
            who=permissions.carries_out,
            by="Lãnh đạo bên giao, khi ghi phụ lục đã ký",
            decision=True,
        ),
        Transition(
            name="change.free_annex",
            title="Không còn phải ký phụ lục",
            sources=frozenset({Life.ANNEX}),
            target=Life.DECIDED,
            who=permissions.lets_annex_go,
            by="Nơi ghi quyết định sau, nghiệm thu cuối hoặc quyết toán đề án",
            when=needs_none,
        ),
        Transition(
            name="change.await_annex",
            title="Lại phải ký phụ lục vì lần khóa sổ đã đính chính",
            sources=frozenset({Life.DECIDED}),
            target=Life.ANNEX,
            who=permissions.lets_annex_go,
            by="Lãnh đạo nơi cấp kinh phí, khi đính chính bút toán khóa sổ",
            when=due_again,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="change.refuse",
            title="Không đồng ý",
            sources=frozenset({Life.CONFIRMED, Life.PROPOSED}),
            target=Life.REFUSED,
            who=permissions.decides_change,
            by="Lãnh đạo nơi quyết định",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="change.return",
            title="Trả lại để bổ sung",
            sources=frozenset({Life.SUBMITTED, Life.CONFIRMED}),
            target=Life.RETURNED,
            who=permissions.sends_change_back,
            by="Người đang giữ hồ sơ",
            needs_reason=True,
        ),
        Transition(
            name="change.hand_back",
            title="Trả lại cán bộ xem xét",
            sources=frozenset({Life.PROPOSED}),
            target=Life.CONFIRMED,
            who=permissions.decides_change,
            by="Lãnh đạo nơi quyết định",
            needs_reason=True,
        ),
        Transition(
            name="change.drop",
            title="Bỏ đề nghị",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.DROPPED,
            who=permissions.writes_change,
            by="Đơn vị thực hiện",
            needs_reason=True,
        ),
        Transition(
            name="change.lapse",
            title="Thôi đề nghị vì đề án đã quyết toán",
            sources=frozenset({Life.DRAFT, Life.SUBMITTED, Life.CONFIRMED, Life.PROPOSED, Life.RETURNED}),
            target=Life.DROPPED,
            who=permissions.lets_change_lapse,
            by="Nơi ghi quyết toán đề án",
            when=settled,
        ),
    ),
    title_of=told,
    agency_of=lambda request: request.agency.code,
    locks_before=lock_all_it_moves,
)


def let_changes_lapse(project: Project, act: Act) -> Mapping[str, object]:
    """Nothing is left to be changed of a project that is settled: a request still open goes with it."""
    rows = list(ChangeRequest.objects.filter(project=project, state__in=OPEN).order_by("pk"))
    for each in rows:
        CHANGE.perform("change.lapse", each, act)
    return {"changes_lapsed": [each.pk for each in rows]} if rows else {}


def no_annex_after_the_end(project: Project, act: Act) -> Mapping[str, object]:
    """Accepted to its end a project signs no annex: what still waits for one would lie there for good."""
    freed = let_annexes_go(project, act)
    return {"annexes_freed": freed} if freed else {}


follow("project.accept", no_annex_after_the_end)
follow("project.settle", no_annex_after_the_end)
follow("project.settle", let_changes_lapse)


@transaction.atomic
def begin_change(project: Project, wanted: Wanted, act: Act) -> ChangeRequest:
    """Begin a request and let it wait at its desk. PermissionDenied or BlockedError."""
    request = ask_change(project, wanted, by=act.by, at=act.at)
    CHANGE.begin(request, act)
    return request
