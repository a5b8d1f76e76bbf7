"""The life of a month's report: it comes into the unit's tray by itself; the department looks at it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate, now

from khuyencong.organisations.queries import operator
from khuyencong.post.actions.jobs import job
from khuyencong.projects import permissions
from khuyencong.projects.actions.progress import open_report
from khuyencong.projects.lifecycle.projects import appraising_desk
from khuyencong.projects.models import ProgressReport, Project
from khuyencong.projects.queries.progress import before_of, progress_due, without_report
from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.progress import check_report, month_of
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = ProgressReport.State


def told(report: ProgressReport) -> str:
    """The report in one line."""
    return f"tiến độ tháng {report.month:%m/%Y} đề án “{report.project.title}”"


def at_the_unit(report: ProgressReport, on: date) -> Waits:
    """At the desk that carries the project out, until the day of the law."""
    due = progress_due(report.month, report.project.purse, report.project.province_id)
    return Waits(
        desk=report.desk.code,
        agency=report.desk.agency.code,
        title=f"Báo cáo {told(report)}",
        due=due.last if due is not None else None,
        due_source=due.told if due is not None else "",
    )


def at_the_department(report: ProgressReport, on: date) -> Waits | None:
    """At an officer of the department that looks after the project."""
    desk = appraising_desk(report.project.department, on)
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=f"Xem {told(report)}")


def complete(report: ProgressReport, act: Act) -> Sequence[Finding]:
    """It says something, and nothing that cannot be."""
    found = list(check_report(report.said, before_of(report)))
    return found if stops(found) else ()


def send(report: ProgressReport, act: Act) -> Mapping[str, object]:
    """Keep the day of the first sending: it is what punctuality is judged by."""
    report.sent_on = report.sent_on or act.on
    report.author = report.author or act.by.account
    return {"done": report.done, "support": report.support, "counterpart": report.counterpart}


PROGRESS = Lifecycle(
    kind="progress",
    title="Báo cáo tiến độ hằng tháng",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Phải báo cáo", owner="Đơn vị thực hiện", waits=at_the_unit),
        State(code=Life.RETURNED, label="Trả lại để bổ sung", owner="Đơn vị thực hiện", waits=at_the_unit),
        State(code=Life.SENT, label="Đã gửi, Sở xem", owner="Cán bộ Sở", waits=at_the_department),
        State(code=Life.SEEN, label="Sở đã xem"),
        State(code=Life.DROPPED, label="Không phải báo cáo"),
    ),
    transitions=(
        Transition(
            name="progress.send",
            title="Gửi báo cáo tiến độ",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.SENT,
            who=permissions.reports_progress,
            by="Đơn vị thực hiện",
            when=complete,
            effect=send,
        ),
        Transition(
            name="progress.see",
            title="Xác nhận đã xem",
            sources=frozenset({Life.SENT}),
            target=Life.SEEN,
            who=permissions.sees_progress,
            by="Cán bộ hoặc lãnh đạo Sở",
            unlike=frozenset({"progress.send"}),
        ),
        Transition(
            name="progress.return",
            title="Trả lại để bổ sung",
            sources=frozenset({Life.SENT}),
            target=Life.RETURNED,
            who=permissions.sees_progress,
            by="Cán bộ hoặc lãnh đạo Sở",
            needs_reason=True,
        ),
        Transition(
            name="progress.drop",
            title="Tháng này không phải báo cáo",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.DROPPED,
            who=permissions.lets_report_go,
            by="Cán bộ hoặc lãnh đạo Sở; quyết định tạm dừng, ngừng",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda report: report.agency.code,
)


def begin_report(project: Project, act: Act) -> ProgressReport:
    """The report of this month, opened where nothing opened it yet."""
    report, _ = opened(project, month_of(act.on), act)
    return report


@transaction.atomic
def opened(project: Project, month: date, act: Act) -> tuple[ProgressReport, bool]:
    """The report of that month, waiting at its desk, and whether it is new."""
    report, new = open_report(project, month, at=act.at)
    if new:
        PROGRESS.begin(report, act)
    return report, new


@job(title="Mở báo cáo tiến độ của tháng")
def open_reports(slot: str) -> int:
    """Open the month's report of every project under contract; how many were opened."""
    month = month_of(localdate(datetime.fromisoformat(slot)))
    act = Act(by=operator(), at=now())
    return sum(opened(project, month, act)[1] for project in without_report(month))
