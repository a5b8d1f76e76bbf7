"""Letting a return wait at the head's desk, too, while it holds an error that only she may let stand."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic.checking import judged_of
from khuyencong.reporting.queries.periodic.places import desk_that
from khuyencong.reporting.queries.periodic.sheet import Form, Place, blank, unconfirmed
from khuyencong.rules.findings import Severity
from khuyencong.workflow.actions import Dossier, Waits, close_task, open_task, waits_at


def call_head(
    report: PeriodicReturn, form: Form, cells: Mapping[Place, ReturnCell], *, by: Actor, at: datetime
) -> bool:
    """Put it into her tray, or take it out once nothing is hers to decide; whether it waits there now.

    Only of a return that is otherwise whole: before, its preparer is at work. Every step of its life ends it.
    """
    on = localdate(at)
    head = desk_that(Permission.PERIODIC_SIGN, report.agency, on)
    if head is None or head == desk_that(Permission.PERIODIC_PREPARE, report.agency, on, but=report.desk):
        return False
    about = Dossier(kind="periodic_return", key=str(report.pk), agency=report.agency.code)
    waiting = waits_at(about, head.code)
    if not is_hers(report, form, cells, at):
        if waiting:
            close_task(about, by=by, at=at, desk=head.code)
        return False
    if not waiting:
        title = f"Cho qua lỗi có lý do, hoặc bảo sửa: {report} của {report.agency.name_on(report.ends)}"
        due, source = report.due_on, report.due_source
        open_task(
            about,
            Waits(desk=head.code, agency=head.agency.code, title=title, due=due, due_source=source),
            at=at,
        )
    return True


def is_hers(report: PeriodicReturn, form: Form, cells: Mapping[Place, ReturnCell], at: datetime) -> bool:
    """Whether every cell is there and looked at, and an error of a check rule stands open."""
    if blank(form, cells) or unconfirmed(form, cells):
        return False
    judged = judged_of(report, form, cells, Dossiers(report, at))
    return any(each.open and each.found.grade is Severity.ERROR for each in judged)
