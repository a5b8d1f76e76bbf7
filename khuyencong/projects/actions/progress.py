"""Opening and writing the month's report on a project."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.drafting import wrong
from khuyencong.projects.models import ProgressReport, Project
from khuyencong.projects.queries.progress import before_of
from khuyencong.rules.findings import BlockedError, stops
from khuyencong.rules.progress import Said, check_report, month_of
from khuyencong.workflow.actions import Dossier, record

WRITABLE = (ProgressReport.State.DRAFT, ProgressReport.State.RETURNED)


def open_report(project: Project, month: date, *, at: datetime) -> tuple[ProgressReport, bool]:
    """The report of that month at the desk of the unit, and whether it is new."""
    return ProgressReport.objects.get_or_create(
        project=project,
        month=month_of(month),
        defaults={
            "agency": project.agency,
            "desk": project.desk,
            "created_at": at,
            "made_up": project.made_up,
        },
    )


@transaction.atomic
def write_report(report: ProgressReport, said: Said, *, by: Actor, at: datetime) -> ProgressReport:
    """Put down what it says, while it is the unit's to write. PermissionDenied or BlockedError."""
    row = ProgressReport.objects.select_for_update().select_related("project").get(pk=report.pk)
    if not permissions.reports_progress(by, row):
        raise PermissionDenied
    if row.state not in WRITABLE:
        message = f"Báo cáo đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(wrong("not_draft", message, "Nhờ Sở trả lại để sửa."))
    if stops(found := list(check_report(said, before_of(row)))):
        raise BlockedError(*found)
    row.done, row.support, row.counterpart = said.done, said.support, said.counterpart
    row.told, row.ahead, row.author = said.told.strip(), said.ahead.strip(), by.account
    row.save(update_fields=["done", "support", "counterpart", "told", "ahead", "author"])
    about = Dossier(kind="progress", key=str(row.pk), agency=row.agency.code)
    after = {"done": said.done, "support": said.support, "counterpart": said.counterpart}
    title = f"Viết {str(row).lower()}: {row.project.title}"
    record("progress.write", title, about=about, by=by, at=at, after=after)
    return row
