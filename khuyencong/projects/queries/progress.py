"""The progress reports of a project, what a new one is held to, and by when it is due."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from khuyencong.norms.models import Deadline
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.post.queries.working_days import working_days
from khuyencong.projects.models import Contract, ProgressReport, Project
from khuyencong.projects.queries.contracts import in_force_by_year
from khuyencong.rules.progress import Before, last_day
from khuyencong.rules.registration import Due

MONTHLY = "tien-do-thang"
"""The deadline of the unit's monthly report."""


def reports_seen_by(actor: Actor) -> QuerySet[ProgressReport]:
    """The reports in her scope with all a page shows."""
    return ProgressReport.objects.visible_to(actor).select_related(
        "project__agency", "project__department", "project__desk__agency", "agency", "desk", "author"
    )


def reports_of(actor: Actor, project: Project) -> QuerySet[ProgressReport]:
    """Those of a project, the latest month first."""
    return reports_seen_by(actor).filter(project=project).exclude(state=ProgressReport.State.DROPPED)


def last_seen(project: Project, before: date | None = None) -> ProgressReport | None:
    """The latest report that the department has seen, of a month before that day where one is given."""
    rows = ProgressReport.objects.filter(project=project, state=ProgressReport.State.SEEN)
    if before is not None:
        rows = rows.filter(month__lt=before)
    return rows.order_by("-month").first()


def before_of(report: ProgressReport) -> Before:
    """What it is held to; three SELECTs.

    It counts from the beginning of the project, so the contracts of all its years hold it together.
    """
    papers = Contract.objects.filter(project=report.project_id).exclude(state=Contract.State.DROPPED)
    force = in_force_by_year(papers.select_related("amends"), Contract.Kind.UNIT)
    last = last_seen(report.project, report.month)
    return Before(
        support=sum(each.support for each in force.values()), last=last.said if last is not None else None
    )


def progress_due(month: date, purse: str) -> Due | None:
    """By when the report of that month is due; None where no row says. One SELECT."""
    rows = rows_on(Deadline, month, purse=purse).filter(code=MONTHLY, day__isnull=False)
    row = rows.first()
    if row is None:
        return None
    last = last_day(month, row.day, inclusive=row.inclusive)
    return Due(last=last, law=row.law or row.source, verified=row.verified).moved(working_days())


def without_report(month: date) -> Iterable[Project]:
    """Projects under contract for which nothing of that month was begun; one SELECT."""
    begun = ProgressReport.objects.filter(month=month).values("project")
    rows = Project.objects.filter(state=Project.State.CONTRACTED).exclude(pk__in=begun)
    return rows.select_related("desk__agency", "agency").order_by("pk")
