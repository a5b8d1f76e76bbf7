"""A year of a unit's work as the trail tells it, for scores: reports sent in time and late, files sent back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from khuyencong.projects.models import ProgressReport
from khuyencong.reporting.actions.capability import Begun
from khuyencong.reporting.lifecycle import CAPABILITY, CAPABILITY_HEARING, start_round
from khuyencong.reporting.models import CapabilityHearing, CapabilityRound
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.lifecycle import Act

CUT = date(2027, 12, 31)
AFTER = datetime(2028, 1, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def at(day: date, hour: int = 9) -> datetime:
    """That hour of that day in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def told(name: str, kind: str, key: int, by, on: date, **after) -> None:
    """A row of the trail."""
    about = Dossier(kind=kind, key=str(key), agency=by.agency_code)
    record(name, name, about=about, by=by, at=at(on), after=after)


def report_of(project, month: int, by, sent: date | None) -> ProgressReport:
    """A month's report of 2027, and its sending where it was sent."""
    day = date(2027, month, 1)
    report = ProgressReport.objects.create(
        project=project,
        month=day,
        agency=project.agency,
        desk=project.desk,
        created_at=at(day),
    )
    if sent is not None:
        told("progress.send", "progress", report.pk, by, sent)
    return report


def worked(project, by) -> list[ProgressReport]:
    """Eight months of reports: six in time, one two days late, one never sent."""
    days = {month: date(2027, month, 20) for month in range(1, 7)} | {7: date(2027, 7, 27), 8: None}
    return [report_of(project, month, by, sent) for month, sent in days.items()]


def judged(project, by, on: date, name: str) -> None:
    """The project was sent once more and judged, in the round's year."""
    told("project.submit", "project", project.pk, by, on - timedelta(days=5))
    told(name, "project", project.pk, by, on)


def computed(by, *, year: int = 2027, when: datetime = AFTER) -> CapabilityRound:
    """A round with its first scores."""
    found = start_round(Begun(year=year, cut=date(year, 12, 31)), Act(by=by, at=when))
    return CAPABILITY.perform("capability.compute", found, Act(by=by, at=when))


def shared(by, **more) -> CapabilityRound:
    """The same, shown to who is scored."""
    when = more.get("when", AFTER)
    return CAPABILITY.perform("capability.share", computed(by, **more), Act(by=by, at=when))


def hearing_of(found: CapabilityRound, agency, about: str = "unit") -> CapabilityHearing:
    """The hearing of one body."""
    return CapabilityHearing.objects.get(round=found, agency=agency, score__about=about)


def hear(name: str, hearing, by, reason: str = "", when: datetime = AFTER, given=None) -> CapabilityHearing:
    """Do something with a hearing."""
    return CAPABILITY_HEARING.perform(name, hearing, Act(by=by, at=when, reason=reason, given=given))


def proposed(found: CapabilityRound, by) -> CapabilityRound:
    """Handed up after the term of who was silent."""
    late = AFTER + timedelta(days=40)
    return CAPABILITY.perform("capability.propose", found, Act(by=by, at=late))


def published(found: CapabilityRound, by, head) -> CapabilityRound:
    """Published by a head who did not compute it."""
    done = proposed(found, by)
    return CAPABILITY.perform("capability.publish", done, Act(by=head, at=AFTER + timedelta(days=41)))
