"""The life of a candidate list: reckoned, proposed, adopted by another; adopting moves every project of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.organisations.queries import leader_desk
from khuyencong.projects import permissions
from khuyencong.projects.actions.selection import reckon_list
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import Project, SelectionList, SelectionPosition
from khuyencong.projects.queries.selection import passed, positions_of, taken
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = SelectionList.State
CHOSEN = SelectionPosition.Outcome.CHOSEN


def named(found: SelectionList) -> str:
    """The list in one line."""
    return f"{found.get_purse_display()} năm {found.year}, mức {found.ceiling:,} đồng".replace(",", ".")


def at_its_desk(found: SelectionList, on: date) -> Waits:
    """At the desk that made it."""
    title = f"Soạn danh sách lựa chọn {named(found)}"
    return Waits(desk=found.desk.code, agency=found.agency.code, title=title)


def at_the_leader(found: SelectionList, on: date) -> Waits | None:
    """At the head of the planner."""
    desk = leader_desk(found.agency, on)
    if desk is None:
        return None
    stake = sum(each.support for each in positions_of(found) if each.outcome == CHOSEN)
    title = f"Thông qua danh sách lựa chọn {named(found)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=stake)


def still_true(found: SelectionList, act: Act) -> Sequence[Finding]:
    """The same projects ask for the same money as when the list was reckoned, and as much was taken."""
    given = sum(each.support for each in taken(found.agency, found.purse, found.year))
    if given != found.taken:
        message = (
            f"Từ khi lập danh sách, số đã chọn của kế hoạch đổi từ {dong(found.taken)} thành {dong(given)}."
        )
        return [outdated(message)]
    now = {each.project.pk: each.support for each in passed(found.agency, found.purse, found.year)}
    then = {each.project_id: each.support for each in positions_of(found)}
    if now == then:
        return ()
    gone, come = len(then.keys() - now.keys()), len(now.keys() - then.keys())
    changed = sum(now[key] != then[key] for key in now.keys() & then.keys())
    return [
        outdated(
            f"Từ khi lập danh sách: {gone} đề án không còn chờ lựa chọn, "
            f"{come} đề án mới đạt thẩm định, {changed} đề án đổi số tiền."
        )
    ]


def outdated(message: str) -> Finding:
    """What is read where a list is no longer true."""
    fix = "Bỏ danh sách này rồi lập lại."
    return Finding(code="list_outdated", severity=Severity.ERROR, message=message, fix=fix)


def move_all(found: SelectionList, act: Act) -> Mapping[str, object]:
    """Choose who is chosen, keep who waits in reserve, all in the same transaction."""
    moved: dict[str, list[int]] = {"chosen": [], "reserve": []}
    for each in positions_of(found):
        step = Act(by=act.by, at=act.at, reason=each.reason)
        if each.outcome == CHOSEN:
            PROJECT.perform("project.select", each.project, step)
        elif each.project.state == Project.State.PASSED:
            PROJECT.perform("project.reserve", each.project, step)
        moved[each.outcome].append(each.project_id)
    return {"ceiling": found.ceiling, **moved}


SELECTION = Lifecycle(
    kind="selection",
    title="Danh sách lựa chọn",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Cán bộ nơi lập kế hoạch", waits=at_its_desk),
        State(
            code=Life.PROPOSED,
            label="Trình lãnh đạo",
            owner="Lãnh đạo nơi lập kế hoạch",
            waits=at_the_leader,
        ),
        State(code=Life.ADOPTED, label="Đã thông qua"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="selection.propose",
            title="Trình danh sách",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.prepares_list,
            by="Cán bộ nơi lập kế hoạch",
            when=still_true,
        ),
        Transition(
            name="selection.return",
            title="Trả lại để lập lại",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.adopts_list,
            by="Lãnh đạo nơi lập kế hoạch",
            needs_reason=True,
        ),
        Transition(
            name="selection.adopt",
            title="Thông qua danh sách",
            sources=frozenset({Life.PROPOSED}),
            target=Life.ADOPTED,
            who=permissions.adopts_list,
            by="Lãnh đạo nơi lập kế hoạch",
            when=still_true,
            effect=move_all,
            unlike=frozenset({"selection.propose"}),
            decision=True,
        ),
        Transition(
            name="selection.drop",
            title="Bỏ danh sách",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.prepares_list,
            by="Cán bộ nơi lập kế hoạch",
        ),
    ),
    title_of=named,
    agency_of=lambda found: found.agency.code,
)


@transaction.atomic
def begin_list(*, purse: str, year: int, ceiling: int, set_aside: int = 0, act: Act) -> SelectionList:
    """Reckon a list and let it wait at its desk. PermissionDenied or BlockedError."""
    made = reckon_list(purse=purse, year=year, ceiling=ceiling, set_aside=set_aside, by=act.by, at=act.at)
    SELECTION.begin(made, act)
    return made
