"""At whose desk a project waits in each state, and until when."""

from collections.abc import Callable
from datetime import date

from khuyencong.organisations.models import Agency, Desk, Seat
from khuyencong.organisations.queries import leader_desk, ministry_department
from khuyencong.projects.models import Project
from khuyencong.projects.queries import asked_of
from khuyencong.projects.queries.settling import settling_due
from khuyencong.workflow.actions import Waits

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


def _at(desk: Desk | None, title: str, project: Project) -> Waits | None:
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=asked_of(project))
