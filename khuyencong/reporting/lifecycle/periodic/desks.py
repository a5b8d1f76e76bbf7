"""At whose desk a periodic return waits in each state, and until when."""

from collections.abc import Callable
from datetime import date

from khuyencong.organisations.models import Desk
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic import desk_that
from khuyencong.workflow.actions import Waits

Waiting = Callable[[PeriodicReturn, date], Waits | None]


def told(report: PeriodicReturn) -> str:
    """The return in one line, by the name its agency has at the period's end."""
    return f"{report} của {report.agency.name_on(report.ends)}"


def at_the_agency(title: str) -> Waiting:
    """At the desk that prepares it, else at one of the agency that may; until the day it is due."""

    def waits(report: PeriodicReturn, on: date) -> Waits | None:
        desk = desk_that(Permission.PERIODIC_PREPARE, report.agency, on, but=report.desk)
        return _at(desk, title, report, due=True)

    return waits


def at_its_leader(report: PeriodicReturn, on: date) -> Waits | None:
    """At the head of the agency that owes it, or of its heir: the day it is due binds her, too."""
    return _at(desk_that(Permission.PERIODIC_SIGN, report.agency, on), "Ký gửi hoặc trả lại", report, due=True)


def above(report: PeriodicReturn, on: date) -> Waits | None:
    """At an officer of the agency above."""
    return _at(desk_that(Permission.PERIODIC_APPROVE, report.to, on), "Duyệt hoặc trả lại", report, due=False)


def _at(desk: Desk | None, title: str, report: PeriodicReturn, *, due: bool) -> Waits | None:
    if desk is None:
        return None
    return Waits(
        desk=desk.code,
        agency=desk.agency.code,
        title=f"{title}: {told(report)}",
        due=report.due_on if due else None,
        due_source=report.due_source if due else "",
    )
