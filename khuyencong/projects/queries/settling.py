"""When the settlement of an accepted project is due, by the law of the day it was accepted."""

from collections.abc import Collection
from datetime import date

from khuyencong.norms.models import Deadline
from khuyencong.norms.queries.lists import rows_on
from khuyencong.post.queries.working_days import working_days
from khuyencong.projects.models import Project
from khuyencong.rules.registration import Due
from khuyencong.rules.settling import Limit, settle_by

CLOSING = "thanh-ly"
CODES = ("ho-so-quyet-toan", CLOSING)
"""The deadlines of the file and of the settlement itself."""


def settling_due(project: Project, codes: Collection[str] = CODES) -> Due | None:
    """The earliest day of these; None before the last acceptance or where no row says. One SELECT."""
    if project.accepted_on is None:
        return None
    return settling_on(project, project.accepted_on, project.last_year, codes)


def settling_on(project: Project, accepted_on: date, year: int, codes: Collection[str] = CODES) -> Due | None:
    """The same of what was accepted for the last time that day, out of the money of that year. One SELECT."""
    rows = rows_on(Deadline, accepted_on, purse=project.purse).filter(code__in=codes)
    due = settle_by([_limit(each) for each in rows], accepted_on, year)
    return due.moved(working_days()) if due is not None else None


def _limit(row: Deadline) -> Limit:
    return Limit(
        law=row.law or row.source,
        verified=row.verified,
        days=row.after_days,
        month=row.month,
        day=row.day,
        inclusive=row.inclusive,
    )
