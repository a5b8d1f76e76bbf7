"""The days on which the demonstration was lived, for every day on which it may be set up."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from khuyencong.console.demo_days import BORDERS, QUIET, Days

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))


@given(INSTANTS)
def test_what_was_done_goes_forward_and_is_over_before_anything_waits(at):
    days = Days(at=at)
    walked = [days.part(percent) for percent in range(101)]
    assert walked == sorted(walked)
    assert days.today == at.astimezone(HERE).date()
    assert walked[0].date() >= days.seated >= BORDERS
    waited = [days.ago(number) for number in range(QUIET - 5, 0, -1)]
    assert waited == sorted(waited)
    assert walked[-1] < waited[0]
    assert waited[-1] < at
    assert {day.weekday() for day in waited} <= {0, 1, 2, 3, 4}


@given(INSTANTS, st.integers(1, 90))
def test_what_plans_the_next_year_stays_within_this_one(at, number):
    days = Days(at=at)
    then = days.within(number)
    assert then <= at
    assert then.astimezone(HERE).year == days.today.year


@given(INSTANTS)
def test_the_year_has_room_for_a_decision_a_contract_and_an_acceptance(at):
    days = Days(at=at)
    assert days.part(0) < days.part(50) < days.part(100)
    assert days.year in (days.today.year, days.today.year - 1)
    assert days.end(-400).year == days.year
    last = days.last_month
    assert (days.today.replace(day=1) - timedelta(days=1)).strftime("%m%Y") == last.strftime("%m%Y")
