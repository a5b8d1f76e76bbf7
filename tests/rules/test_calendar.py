"""Working days with Tết, swapped Saturdays, and years whose holidays nobody has announced."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules import calendar as rules
from khuyencong.rules.calendar import CalendarUnknownError, Swap

DATA = Path(rules.__file__).parents[1] / "post" / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SWAPS = [
    Swap(
        off=date.fromisoformat(row["off"]),
        worked=date.fromisoformat(row["worked"]),
        source=row["source"],
        verified=row["verified"] == "yes",
    )
    for row in rows("swapped_days.csv")
]
KNOWN = rules.calendar(SWAPS, [int(row["year"]) for row in rows("announced_years.csv")])
DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))

TET = {
    2018: ("2018-02-14", "2018-02-20"),
    2019: ("2019-02-04", "2019-02-08"),
    2020: ("2020-01-23", "2020-01-29"),
    2021: ("2021-02-10", "2021-02-16"),
    2022: ("2022-01-31", "2022-02-04"),
    2023: ("2023-01-20", "2023-01-26"),
    2024: ("2024-02-08", "2024-02-14"),
    2025: ("2025-01-27", "2025-01-31"),
    2026: ("2026-02-16", "2026-02-20"),
}
"""First and last working day that Tết made free, as the state's offices kept it."""


@pytest.mark.parametrize("year", TET)
def test_tet_closes_the_offices_from_its_first_day_to_its_last(year):
    first, last = (date.fromisoformat(text) for text in TET[year])
    week = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    assert [day for day in week if rules.is_working(day, KNOWN)] == []
    assert rules.is_working(rules.next_working(last, KNOWN), KNOWN)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-11-23", True),
        ("2026-11-24", False),  # Ngày Văn hóa Việt Nam, from 2026 on
        ("2025-11-24", True),
        ("2026-01-02", False),  # swapped with
        ("2026-01-10", True),  # a Saturday; the library does not know these two
        ("2024-04-29", False),
        ("2024-05-04", True),
        ("2018-12-31", False),
        ("2019-01-05", True),
        ("2019-01-06", False),
        ("2026-04-27", False),  # Giỗ Tổ on a Sunday, free on Monday
        ("2023-05-03", False),
        ("2021-09-03", False),
        ("2020-09-03", True),  # one day of National Day until 2020
    ],
)
def test_a_day_is_worked_or_free_as_the_state_kept_it(day, working):
    assert rules.is_working(date.fromisoformat(day), KNOWN) is working


@pytest.mark.parametrize(
    ("since", "count", "ends"),
    [
        ("2026-11-23", 1, "2026-11-25"),
        ("2026-11-20", 5, "2026-11-30"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2025-12-31", 2, "2026-01-06"),
        ("2026-01-05", 5, "2026-01-10"),
        ("2026-11-22", 0, "2026-11-23"),
        ("2026-11-23", 0, "2026-11-23"),
    ],
)
def test_a_term_of_working_days_does_not_count_the_day_it_starts(since, count, ends):
    assert rules.add_working_days(date.fromisoformat(since), count, KNOWN) == date.fromisoformat(ends)


def test_a_term_is_never_negative():
    with pytest.raises(ValueError, match="không thể âm"):
        rules.add_working_days(date(2026, 1, 5), -1, KNOWN)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 40))
def test_a_term_of_working_days_holds_just_as_many_working_days(since, count):
    ends = rules.add_working_days(since, count, KNOWN)
    assert rules.is_working(ends, KNOWN)
    if count:
        assert rules.working_days_between(since, ends, KNOWN) == count


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up_over_a_day_between(since, first, second):
    middle, last = since + timedelta(days=first), since + timedelta(days=first + second)
    whole = rules.working_days_between(since, last, KNOWN)
    parts = [rules.working_days_between(a, b, KNOWN) for a, b in ((since, middle), (middle, last))]
    assert (whole, -whole) == (sum(parts), rules.working_days_between(last, since, KNOWN))


def test_a_year_nobody_announced_is_said_to_be_reckoned():
    assert [
        (finding.code, finding.place)
        for finding in rules.unannounced(date(2026, 12, 1), date(2028, 1, 15), KNOWN)
    ] == [("calendar_unannounced", "2027"), ("calendar_unannounced", "2028")]
    assert rules.unannounced(date(2018, 1, 1), date(2026, 12, 31), KNOWN) == []


@pytest.mark.parametrize("year", [1994, 2101])
def test_a_year_that_cannot_be_reckoned_is_refused(year):
    with pytest.raises(CalendarUnknownError, match=str(year)):
        rules.is_working(date(year, 6, 1), KNOWN)


def test_every_swap_frees_a_weekday_for_a_worked_day_of_the_weekend_and_names_its_source():
    assert [
        (
            row.off.weekday() < 5,
            row.worked.weekday() >= 5,
            abs((row.off - row.worked).days) <= 10,
            row.source != "",
        )
        for row in SWAPS
    ] == [(True, True, True, True)] * len(SWAPS)
