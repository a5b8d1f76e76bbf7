"""A year out of returns that overlap, and how much of a target was reached."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.indicators import Aggregation
from khuyencong.rules.targets import due_by, reach_words, reached, share_of

Q1, Q2, Q3, Q4 = (1, 3), (4, 6), (7, 9), (10, 12)
HALF, NINE, YEAR = (1, 6), (1, 9), (1, 12)


@pytest.mark.parametrize(
    ("found", "value", "through", "spans"),
    [
        ({Q1: 1}, 1, 3, (Q1,)),
        ({Q1: 1, Q2: 2, HALF: 4}, 4, 6, (HALF,)),
        ({Q1: 1, Q2: 2, Q3: 3, HALF: 4}, 7, 9, (HALF, Q3)),
        ({Q1: 1, Q2: 2, Q3: 3, Q4: 4, YEAR: 11}, 11, 12, (YEAR,)),
        ({NINE: 9, Q4: 4, Q1: 1}, 13, 12, (NINE, Q4)),
        ({Q1: 1, Q3: 3}, 1, 3, (Q1,)),
        ({(1, 1): 1, (2, 2): 2, (4, 4): 4}, 3, 2, ((1, 1), (2, 2))),
    ],
)
def test_a_year_is_made_of_the_fewest_returns_that_reach_farthest(found, value, through, spans):
    made = reached(found, Aggregation.SUM)
    assert made is not None
    assert (made.value, made.through, made.spans) == (value, through, spans)


@pytest.mark.parametrize("found", [{}, {Q2: 2}, {Q3: 3, Q4: 4}])
def test_what_does_not_reach_back_to_january_is_unknown(found):
    assert reached(found, Aggregation.SUM) is None


def test_a_place_that_began_in_july_is_known_from_july_on():
    made = reached({Q3: 3, Q4: 4}, Aggregation.SUM, since=7)
    assert made is not None
    assert (made.value, made.through) == (7, 12)


def test_of_what_stands_the_last_one_counts():
    made = reached({Q1: 5, Q3: 7, HALF: 6}, Aggregation.LAST)
    assert made is not None
    assert (made.value, made.through, reached({}, Aggregation.LAST)) == (7, 9, None)


SPANS = [Q1, Q2, Q3, Q4, HALF, (7, 12), NINE, YEAR, *((month, month) for month in range(1, 13))]


@given(st.dictionaries(st.sampled_from(SPANS), st.integers(0, 99)))
def test_what_a_year_is_made_of_never_overlaps_and_leaves_no_gap(found):
    made = reached(found, Aggregation.SUM)
    if made is None:
        assert all(first != 1 for first, _ in found)
        return
    months = [month for first, last in made.spans for month in range(first, last + 1)]
    assert months == list(range(1, made.through + 1))
    assert made.value == sum(found[span] for span in made.spans)


@pytest.mark.parametrize(
    ("done", "target", "share"),
    [(5, 10, Fraction(1, 2)), (0, 10, Fraction(0)), (None, 10, None), (5, None, None), (5, 0, None)],
)
def test_unknown_is_never_a_share(done, target, share):
    assert share_of(done, target) == share


@pytest.mark.parametrize(
    ("year", "month", "share"),
    [(2020, 12, 0), (2021, 12, Fraction(1, 5)), (2023, 6, Fraction(1, 2)), (2025, 12, 1), (2027, 1, 1)],
)
def test_how_much_of_its_years_has_gone_by(year, month, share):
    assert due_by(2021, 2025, year, month) == share


@pytest.mark.parametrize(
    ("reaches", "words"),
    [
        ((), ""),
        ((12, 12), ""),
        ((3,), "đến hết tháng 3"),
        ((6, 6, 3, 6), "3 tỉnh đến hết tháng 6; 1 tỉnh đến hết tháng 3"),
        ((12, 6), "1 tỉnh đến hết tháng 12; 1 tỉnh đến hết tháng 6"),
    ],
)
def test_how_far_a_sum_reaches_is_told_place_by_place(reaches, words):
    assert reach_words(reaches) == words
