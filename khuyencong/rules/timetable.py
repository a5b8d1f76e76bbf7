"""When a repeated piece of work is due: a timetable entry and an instant give the slot."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from khuyencong.rules.calendar import Calendar, is_working


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timetable: `job` is run every `every`, or daily at `at`, one of the two.

    `working_days` leaves out free days of a daily entry. A slot missed by more than `late` is given up.
    """

    job: str
    title: str
    every: timedelta | None = None
    at: time | None = None
    working_days: bool = False
    late: timedelta = timedelta(hours=12)

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"{self.job}: phải có đúng một trong hai: every hoặc at")


def slot(entry: Entry, now: datetime, known: Calendar) -> datetime | None:
    """The latest slot of the entry up to `now` (in its time zone) that is not given up; else None."""
    if entry.every is not None:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (now - midnight) // entry.every * entry.every
    assert entry.at is not None
    due = now.replace(hour=entry.at.hour, minute=entry.at.minute, second=0, microsecond=0)
    if due > now:
        due -= timedelta(days=1)
    if now - due > entry.late or (entry.working_days and not is_working(due.date(), known)):
        return None
    return due


def pause(attempt: int) -> timedelta:
    """The wait after attempt number `attempt` (from 1) failed: half a minute, doubled, at most an hour."""
    return min(timedelta(seconds=30) * (1 << min(attempt - 1, 10)), timedelta(hours=1))
