"""Working days by the Vietnamese calendar with Tết: what the state's offices count in.

Weekends and holidays are free, and the government now and then swaps a working day with a Saturday.
Holidays come from a library that knows the lunar year; swaps are rows with a source, passed in. A year whose
holidays the government has not announced is reckoned all the same, and said to be so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from khuyencong.rules.findings import Finding, Severity

FIRST, LAST = 1995, 2100
"""The years the library reckons the lunar calendar for, from the first labour code on."""

DAY = timedelta(days=1)
SATURDAY = 5


class CalendarUnknownError(ValueError):
    """A day outside the years that can be reckoned at all."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"Lịch ngày làm việc chỉ tính được từ năm {FIRST} đến năm {LAST}, không có năm {year}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """That `off`, a working day, was made free, and `worked`, a free Saturday, is worked instead.

    `verified` tells whether somebody of the project has read the source.
    """

    off: date
    worked: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What working days are reckoned with: swaps by day, and the years whose holidays were announced."""

    off: frozenset[date]
    worked: frozenset[date]
    announced: frozenset[int]


def calendar(swaps: Iterable[Swap], announced: Iterable[int]) -> Calendar:
    """The calendar of these swaps and announced years."""
    rows = list(swaps)
    return Calendar(
        off=frozenset(row.off for row in rows),
        worked=frozenset(row.worked for row in rows),
        announced=frozenset(announced),
    )


@cache
def holidays_of(year: int) -> dict[date, str]:
    """The public holidays of a year with their names, compensating days included; CalendarUnknownError."""
    if not FIRST <= year <= LAST:
        raise CalendarUnknownError(year)
    return dict(country_holidays("VN", years=year))


def is_working(day: date, known: Calendar) -> bool:
    """Whether the state's offices work on that day; our own rows overrule the library."""
    holidays = holidays_of(day.year)
    if day in known.worked:
        return True
    return day.weekday() < SATURDAY and day not in known.off and day not in holidays


def next_working(day: date, known: Calendar) -> date:
    """`day` itself where it is worked, else the first working day after it."""
    while not is_working(day, known):
        day += DAY
    return day


def add_working_days(since: date, count: int, known: Calendar) -> date:
    """The last day of a term of `count` working days from `since`, which is itself not counted.

    None at all ends on `since`, or on the next working day where offices are closed. ValueError when negative.
    """
    if count < 0:
        raise ValueError(f"số ngày làm việc không thể âm: {count}")
    day = since
    for _ in range(count):
        day = next_working(day + DAY, known)
    return next_working(day, known)


def working_days_between(since: date, until: date, known: Calendar) -> int:
    """How many working days lie after `since` up to and including `until`; below 0 when `until` comes first."""
    if until < since:
        return -working_days_between(until, since, known)
    days = (since + timedelta(days=step) for step in range(1, (until - since).days + 1))
    return sum(is_working(day, known) for day in days)


def unannounced(since: date, until: date, known: Calendar) -> list[Finding]:
    """A note for every year from `since` to `until` whose holidays were not announced."""
    years = range(since.year, until.year + 1)
    return [
        Finding(
            code="calendar_unannounced",
            severity=Severity.NOTE,
            message=f"Lịch nghỉ năm {year} chưa công bố; tạm tính theo ngày lễ, Tết và nghỉ bù của Bộ luật "
            "Lao động, có thể lệch khi có ngày hoán đổi.",
            place=str(year),
            fix="Khi Chính phủ công bố lịch nghỉ, người vận hành thêm năm này vào danh mục.",
        )
        for year in years
        if year not in known.announced
    ]
