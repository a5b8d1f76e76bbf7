"""Periods of reports: they tile the year, and nobody is late by a day that does not exist."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.calendar import calendar, is_working
from khuyencong.rules.periods import (
    Every,
    Period,
    Reminders,
    Term,
    period_of,
    periods_ending,
    reminders,
)

KNOWN = calendar([], [])
DAYS = st.dates(min_value=date(2008, 1, 1), max_value=date(2040, 12, 31))
TILING = st.sampled_from([Every.MONTH, Every.QUARTER, Every.HALF, Every.YEAR])


@st.composite
def periods(draw):
    every = draw(st.sampled_from(list(Every)))
    return Period(every=every, year=draw(st.integers(2008, 2040)), number=draw(st.integers(1, every.in_a_year)))


def terms():
    by_day = st.builds(
        Term,
        day=st.integers(1, 31),
        months_later=st.integers(0, 14),
        inclusive=st.booleans(),
        opens_days=st.integers(0, 40),
    )
    by_days = st.builds(
        Term, after_days=st.integers(0, 60), working_days=st.booleans(), opens_days=st.integers(0, 40)
    )
    return by_day | by_days


@pytest.mark.parametrize(
    ("every", "number", "starts", "ends", "label"),
    [
        (Every.MONTH, 2, date(2024, 2, 1), date(2024, 2, 29), "Tháng 2/2024"),
        (Every.QUARTER, 3, date(2024, 7, 1), date(2024, 9, 30), "Quý III/2024"),
        (Every.HALF, 1, date(2024, 1, 1), date(2024, 6, 30), "6 tháng đầu năm 2024"),
        (Every.HALF, 2, date(2024, 7, 1), date(2024, 12, 31), "6 tháng cuối năm 2024"),
        (Every.NINE_MONTHS, 1, date(2024, 1, 1), date(2024, 9, 30), "9 tháng năm 2024"),
        (Every.YEAR, 1, date(2024, 1, 1), date(2024, 12, 31), "Năm 2024"),
    ],
)
def test_what_a_period_is(every, number, starts, ends, label):
    period = Period(every=every, year=2024, number=number)
    assert (period.starts, period.ends, period.label) == (starts, ends, label)


@pytest.mark.parametrize(("every", "number"), [(Every.MONTH, 13), (Every.QUARTER, 0), (Every.NINE_MONTHS, 2)])
def test_a_period_that_does_not_exist_is_refused(every, number):
    with pytest.raises(ValueError, match="không có kỳ"):
        Period(every=every, year=2024, number=number)


@pytest.mark.parametrize("year", [1994, 2100])
def test_so_is_a_year_whose_days_nobody_can_reckon(year):
    with pytest.raises(ValueError, match="không có kỳ"):
        Period(every=Every.YEAR, year=year)


@given(TILING, DAYS)
def test_every_day_is_in_one_period_and_its_neighbours_touch_it(every, day):
    period = period_of(every, day)
    assert period.holds(day)
    assert [period.previous.holds(day), period.following.holds(day)] == [False, False]
    assert period.previous.ends + timedelta(days=1) == period.starts
    assert period.following.starts - timedelta(days=1) == period.ends


@given(periods())
def test_forth_and_back_is_where_one_was(period):
    assert (period.following.previous, period.previous.following) == (period, period)
    assert (period.year_before.number, period.year_before.starts.month) == (period.number, period.starts.month)
    assert period.so_far[-1] == period
    assert period.so_far[0].starts == date(period.year, 1, 1)


@given(st.sampled_from(list(Every)), DAYS, st.integers(0, 900))
def test_periods_that_end_between_two_days_are_all_of_them_once(every, since, length):
    until = since + timedelta(days=length)
    found = list(periods_ending(every, since, until))
    wanted = [
        Period(every=every, year=year, number=number + 1)
        for year in range(since.year, until.year + 1)
        for number in range(every.in_a_year)
    ]
    assert found == [each for each in wanted if since <= each.ends <= until]


@given(periods(), terms())
def test_the_last_day_is_worked_and_nothing_opens_after_it(period, term):
    due = term.due(period, KNOWN)
    named = term.named(period, KNOWN)
    assert due is not None
    assert is_working(due, KNOWN)
    assert not any(is_working(named + timedelta(days=step), KNOWN) for step in range((due - named).days))
    assert term.opens(period, KNOWN) <= due


@given(periods(), st.integers(1, 60), st.booleans())
def test_days_after_the_end_come_after_the_end(period, days, working):
    due = Term(after_days=days, working_days=working).due(period, KNOWN)
    assert due is not None
    assert due > period.ends


@pytest.mark.parametrize(
    ("term", "due"),
    [
        # Before the 25th of the very month: Friday the 24th; October 2025.
        (Term(day=25, inclusive=False), date(2025, 10, 24)),
        (Term(day=25), date(2025, 10, 27)),  # A Saturday moves to Monday.
        (Term(day=31, months_later=1), date(2025, 12, 1)),  # November has no 31st, and its 30th is a Sunday.
        (Term(day=5, months_later=3), date(2026, 1, 5)),
        (Term(after_days=10), date(2025, 11, 10)),
        (Term(after_days=3, working_days=True), date(2025, 11, 5)),
        (Term(after_days=0), date(2025, 10, 31)),
        (Term(), None),
    ],
)
def test_when_the_report_of_october_2025_is_due(term, due):
    assert term.due(Period(every=Every.MONTH, year=2025, number=10), KNOWN) == due


def test_it_opens_before_the_end_and_never_after_the_named_day():
    october = Period(every=Every.MONTH, year=2025, number=10)
    assert Term(after_days=10, opens_days=5).opens(october, KNOWN) == date(2025, 10, 26)
    assert Term(day=20, opens_days=5).opens(october, KNOWN) == date(2025, 10, 20)
    assert Term(opens_days=5).opens(october, KNOWN) == date(2025, 10, 26)


def test_reminders_as_they_are_written():
    assert reminders("7 3 1; every 3") == Reminders(before=(7, 3, 1), every=3)
    assert reminders("1, 3, 3") == Reminders(before=(3, 1))
    assert reminders("every 2") == Reminders(every=2)
    assert reminders("") == Reminders()
    assert reminders(" 7;3 , 1;every  14 ") == Reminders(before=(7, 3, 1), every=14)


@pytest.mark.parametrize(
    "text", ["mỗi tuần", "7 x", "every", "every x", "7 every 3 3", "1" * 59 + "x", "1000", "²"]
)
def test_what_is_no_reminder_is_refused_at_once(text):
    began = perf_counter()
    with pytest.raises(ValueError, match="lịch nhắc"):
        reminders(text)
    assert perf_counter() - began < 1


def test_who_is_reminded_when():
    due = date(2026, 10, 12)
    asked = reminders("7 3 0; every 3")
    days = [due + timedelta(days=step) for step in range(-9, 8)]
    assert [(each - due).days for each in days if asked.falls_on(each, due)] == [-7, -3, 0, 3, 6]
    assert [each for each in days if reminders("1").falls_on(each, due)] == [due - timedelta(days=1)]


def test_a_reminder_that_nobody_could_send_is_made_up_for_once():
    due = date(2026, 10, 12)
    asked, friday = reminders("7 3 1; every 3"), date(2026, 10, 8)
    days = [friday + timedelta(days=each) for each in (1, 2, 3, 4)]
    # Three days before fell on the first of them, one day before on the third.
    assert [asked.missed(friday, each, due) for each in days] == [True] * 4
    assert [asked.missed(each - timedelta(days=1), each, due) for each in days] == [True, False, True, False]
    assert not asked.missed(date(2026, 1, 1), date(2026, 10, 1), date(2026, 12, 31))
