"""Results after acceptance: months by the calendar, promised against got, unknown never taken for nothing."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.outcomes import (
    MOST,
    Kept,
    Measure,
    Told,
    check_figures,
    check_promises,
    kept_of,
    months_after,
)

JOBS = Measure(code="jobs", name="Việc làm", question="Mấy người?", unit="người")
ENERGY = Measure(code="energy", name="Điện", question="Bao nhiêu?", unit="kWh")


def told(promised, got):
    return Told(measure="jobs", promised=promised, got=got)


@pytest.mark.parametrize(
    ("on", "months", "day"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_go_by_the_calendar(on, months, day):
    assert months_after(on, months) == day


def test_only_what_is_known_on_both_sides_is_compared():
    found = kept_of([told(10, 8), told(None, 5), told(4, None), told(None, None), told(2, 0)])
    assert found == Kept(promised=12, got=8, compared=2, unpromised=1, unknown=2)
    assert found.share == Fraction(8, 12)
    assert kept_of([told(None, 5)]).share is None
    assert kept_of([told(0, 5)]).share is None


COUNTS = st.none() | st.integers(-MOST, MOST)


@given(
    st.lists(st.builds(Told, measure=st.just("jobs"), promised=st.none() | st.integers(0, MOST), got=COUNTS))
)
def test_every_row_is_compared_unpromised_or_unknown(rows):
    found = kept_of(rows)
    assert found.compared + found.unpromised + found.unknown == len(rows)


@pytest.mark.parametrize(
    ("given_", "codes"),
    [
        ({"jobs": 3, "energy": None}, []),
        ({"jobs": -3, "energy": 0}, []),
        ({"jobs": None, "energy": None}, ["nothing"]),
        ({"jobs": MOST + 1}, ["too_great"]),
    ],
)
def test_an_answer_says_something_and_may_be_bad_news(given_, codes):
    assert [each.code for each in check_figures(given_, [JOBS, ENERGY])] == codes


@pytest.mark.parametrize(
    ("given_", "codes"),
    [({"jobs": 0}, []), ({}, []), ({"jobs": -1}, ["not_a_promise"]), ({"jobs": MOST + 1}, ["not_a_promise"])],
)
def test_nobody_promises_less_than_nothing(given_, codes):
    assert [each.code for each in check_promises(given_, [JOBS])] == codes
