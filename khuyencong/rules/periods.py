"""The periods of reports: from when to when, when a report of one opens, is due and is reminded of.

A period is a kind (`every`), a year and its number in that year; nine months are one a year and overlap with
the quarters, as they do at conferences. Days come from dated rows of the law, or of our own, never from here.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.calendar import Calendar, add_working_days, next_working

DAY = timedelta(days=1)
ROMAN = ("I", "II", "III", "IV")
FIRST, LAST = 1995, 2099
"""The years whose working days can be reckoned, the year after the last period with them."""


class Every(StrEnum):
    """How often a report comes."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"

    @property
    def label(self) -> str:
        """The word an officer reads."""
        return {
            "month": "Hằng tháng",
            "quarter": "Hằng quý",
            "half": "6 tháng",
            "nine_months": "9 tháng",
            "year": "Hằng năm",
        }[self.value]

    @property
    def months(self) -> int:
        """How many months one covers."""
        return {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}[self.value]

    @property
    def in_a_year(self) -> int:
        """How many of them a year has; of nine months one."""
        return 12 // self.months


def days_in(year: int) -> int:
    """The days of a year."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def share_gone(year: int, on: date) -> Fraction:
    """How much of a year is over at the end of a day: nothing before it, all of it after."""
    gone = (on - date(year, 1, 1)).days + 1
    return Fraction(min(max(gone, 0), days_in(year)), days_in(year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period; ValueError for a number or a year that does not exist."""

    every: Every
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not FIRST <= self.year <= LAST or not 1 <= self.number <= self.every.in_a_year:
            raise ValueError(f"không có kỳ {self.every} số {self.number} năm {self.year}")

    @property
    def starts(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * self.every.months + 1, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return last_of_month(self.year, self.number * self.every.months)

    @property
    def label(self) -> str:
        """What it is called: “Quý III/2026”."""
        match self.every:
            case Every.MONTH:
                return f"Tháng {self.number}/{self.year}"
            case Every.QUARTER:
                return f"Quý {ROMAN[self.number - 1]}/{self.year}"
            case Every.HALF:
                return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}"
            case Every.NINE_MONTHS:
                return f"9 tháng năm {self.year}"
            case Every.YEAR:
                return f"Năm {self.year}"

    @property
    def short(self) -> str:
        """In as few letters as tell it from the others of its year."""
        match self.every:
            case Every.MONTH:
                return f"T{self.number}"
            case Every.QUARTER:
                return f"Q{self.number}"
            case Every.HALF:
                return "6T đầu" if self.number == 1 else "6T cuối"
            case Every.NINE_MONTHS:
                return "9T"
            case Every.YEAR:
                return "Năm"

    @property
    def previous(self) -> "Period":
        """The one before it of its kind."""
        if self.number > 1:
            return Period(every=self.every, year=self.year, number=self.number - 1)
        return Period(every=self.every, year=self.year - 1, number=self.every.in_a_year)

    @property
    def following(self) -> "Period":
        """The one after it of its kind."""
        if self.number < self.every.in_a_year:
            return Period(every=self.every, year=self.year, number=self.number + 1)
        return Period(every=self.every, year=self.year + 1)

    @property
    def year_before(self) -> "Period":
        """The same one a year before, which changes are told against."""
        return Period(every=self.every, year=self.year - 1, number=self.number)

    @property
    def so_far(self) -> tuple["Period", ...]:
        """Those of its kind in its year up to it, itself the last: what a running total of the year sums."""
        return tuple(Period(every=self.every, year=self.year, number=each + 1) for each in range(self.number))

    def holds(self, day: date) -> bool:
        """Whether that day is in it."""
        return self.starts <= day <= self.ends


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def period_of(every: Every, day: date) -> Period:
    """The one that day is in; after September that of nine months is the one behind us."""
    return Period(every=every, year=day.year, number=min((day.month - 1) // every.months + 1, every.in_a_year))


def periods_ending(every: Every, since: date, until: date) -> Iterator[Period]:
    """Those whose last day lies from `since` to `until`, both counted, in order."""
    period = period_of(every, since)
    while period.ends < since:
        period = period.following
    while period.ends <= until:
        yield period
        period = period.following


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """When a report is due, as a dated row says it: a day of a month, or so many days after the period's end.

    `months_later` counts from the period's last month; 0 is in it. With `inclusive` the day itself is still in
    time, else the day before is the last ("trước ngày 25"). It opens `opens_days` before the period's end.
    """

    day: int | None = None
    months_later: int = 0
    after_days: int | None = None
    working_days: bool = False
    inclusive: bool = True
    opens_days: int = 0

    def named(self, period: Period, known: Calendar) -> date | None:
        """The last day in time as the row names it; None where the row names none."""
        if self.after_days is not None:
            if self.working_days:
                return add_working_days(period.ends, self.after_days, known)
            return period.ends + timedelta(days=self.after_days)
        if self.day is None:
            return None
        month = period.ends.month - 1 + self.months_later
        last = last_of_month(period.ends.year + month // 12, month % 12 + 1)
        on = last.replace(day=min(self.day, last.day))
        return on if self.inclusive else on - DAY

    def due(self, period: Period, known: Calendar) -> date | None:
        """The same, moved to the next working day where offices are closed (Bộ luật Dân sự 2015, Điều 148)."""
        named = self.named(period, known)
        return next_working(named, known) if named is not None else None

    def opens(self, period: Period, known: Calendar) -> date:
        """From which day on it can be prepared: never after it is due."""
        opens = period.ends - timedelta(days=self.opens_days)
        named = self.named(period, known)
        return opens if named is None else min(opens, named)


MOST_MISSED = 31
"""So many days back a reminder that could not be sent is made up for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """On which days somebody is reminded: so many days before it is due, and after it every so many."""

    before: tuple[int, ...] = ()
    every: int = 0

    def falls_on(self, day: date, due: date) -> bool:
        """Whether that is a day to remind."""
        left = (due - day).days
        if left >= 0:
            return left in self.before
        return self.every > 0 and -left % self.every == 0

    def missed(self, after: date, day: date, due: date) -> bool:
        """Whether that is a day to remind, or one since `after` was on which nobody could."""
        days = (day - timedelta(days=back) for back in range(min((day - after).days, MOST_MISSED)))
        return any(self.falls_on(each, due) for each in days)


def reminders(text: str) -> Reminders:
    """What "7 3 1; every 3" says; ValueError for what says nothing of the kind."""
    days, again, step = text.partition("every")
    before = re.split(r"[\s,;]+", days.strip(" ,;\t\r\n")) if days.strip(" ,;\t\r\n") else []
    told = [*before, step.strip()] if again else before
    if not all(re.fullmatch(r"[0-9]{1,3}", each) for each in told):
        raise ValueError(f"không đọc được lịch nhắc “{text}”; ghi như “7 3 1; every 3”")
    return Reminders(
        before=tuple(sorted({int(each) for each in before}, reverse=True)), every=int(step) if again else 0
    )
