"""The days on which the demonstration was lived: counted back from the day of its set-up, whichever that is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

BORDERS = date(2025, 7, 1)
"""From here on the provinces are those of today; nobody of the demonstration sat at a desk before."""
QUIET = 45
"""What was done is over by so many days before the set-up; what waits has waited for fewer."""
FRESH = 62
"""A year needs so many days behind it before it can have been lived in; until then it is the year before."""
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of one demonstration; `at` is its set-up. Every day it names is a working day of the week."""

    at: datetime

    @property
    def today(self) -> date:
        """The day of the set-up, in Vietnam."""
        return localtime(self.at).date()

    @property
    def year(self) -> int:
        """The plan's year that was lived in: this one, in its first weeks the one before."""
        return (self.today - timedelta(days=FRESH)).year

    @property
    def begun(self) -> date:
        """When its plan was begun: late in the year before."""
        return max(date(self.year - 1, 12, 20), BORDERS)

    @property
    def seated(self) -> date:
        """Since when everybody sits at her desk."""
        return max(self.begun - timedelta(days=90), BORDERS)

    def ago(self, days: int) -> datetime:
        """The morning so many days before the set-up."""
        return self._morning(self.today - timedelta(days=days))

    def within(self, days: int) -> datetime:
        """The same, but not before this year began: what is planned for the next year stays that."""
        first = localtime(self.at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        return min(max(self.ago(days), first), localtime(self.at))

    def part(self, percent: int) -> datetime:
        """The morning at that share of the time from the beginning to QUIET days before the set-up."""
        last = self.today - timedelta(days=QUIET)
        return self._morning(self.begun + timedelta(days=(last - self.begun).days * percent // 100))

    @property
    def last_month(self) -> datetime:
        """The morning on which the month before that of the set-up began."""
        last = self.today.replace(day=1) - timedelta(days=1)
        return self.ago((self.today - last.replace(day=1)).days - 2)

    def end(self, days: int) -> date:
        """The day so many days before the set-up (after it, below zero), within the year of the plan."""
        return min(self.today - timedelta(days=days), date(self.year, 12, 31))

    def _morning(self, day: date) -> datetime:
        over = max(day.weekday() - SATURDAY + 1, 0)
        day = max(day - timedelta(days=over), BORDERS)
        return localtime(self.at).replace(
            year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0, microsecond=0
        )
