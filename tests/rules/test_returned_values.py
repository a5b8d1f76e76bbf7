"""Adding up what was returned, over periods and places, and comparing it with a declared base."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.indicators import Aggregation, IndicatorLine
from khuyencong.rules.returned_values import Against, Compared, adds_up, over_places, over_time, total

LINE = IndicatorLine(code="kq-01", name="Lao động", form="ket-qua", unit="lao động", small_base=30)
LAST = replace(LINE, aggregation=Aggregation.LAST)
RATE = replace(LINE, unit="%", decimals=1)
MONEY = replace(LINE, unit="đồng", money=True, small_base=100_000_000)


def words(line, new, old):
    return Compared(line=line, new=new, old=old, against=Against.YEAR_BEFORE).words


@pytest.mark.parametrize(
    ("line", "new", "old", "told"),
    [
        (LINE, 60, 50, "+20,0 %"),
        (LINE, 40, 50, "−20,0 %"),
        (LINE, 50, 50, "không đổi"),
        (LINE, 60, 29, "+31 (gốc nhỏ)"),
        (LINE, 60, 30, "+100,0 %"),
        (LINE, 3, 0, "+3 (gốc bằng 0)"),
        (LINE, 0, 0, "không đổi"),
        (LINE, None, 5, ""),
        (LINE, 5, None, ""),
        (MONEY, 1_500_000_000, 1_000_000_000, "+50,0 %"),
        (MONEY, 3_000_000, 1_000_000, "+2,0 (gốc nhỏ)"),
        (RATE, 265, 250, "+1,5 điểm phần trăm"),
        (RATE, 250, 265, "−1,5 điểm phần trăm"),
        (LINE, -20, -40, "+50,0 %"),
    ],
)
def test_a_change_is_told_against_its_base(line, new, old, told):
    assert words(line, new, old) == told


def test_a_year_adds_up_or_takes_the_last_that_was_given():
    given = {1: 5, 2: 7}
    assert (over_time(LINE, given, [1, 2, 3]), over_time(LAST, given, [1, 2, 3])) == (12, None)
    assert (over_time(LAST, given, [1, 2]), over_time(RATE, given, [1, 2])) == (7, 7)
    assert (over_time(LINE, {}, [1, 2]), over_time(LAST, {}, []), over_time(LINE, {9: 4}, [1])) == (None,) * 3


@given(st.lists(st.none() | st.integers(-(10**12), 10**12)))
def test_unknown_is_never_nought(values):
    given_values = [each for each in values if each is not None]
    assert total(values) == (sum(given_values) if given_values else None)


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_a_share_gives_back_the_new_value(new, old):
    share = Compared(line=replace(LINE, small_base=None), new=new, old=old, against=Against.PREVIOUS).share
    assert (share is None) == (old == 0)
    if share is not None:
        assert old + share * abs(old) == Fraction(new)


def test_rates_do_not_add_up():
    assert [adds_up(each) for each in (LINE, MONEY, RATE)] == [True, True, False]


@given(st.lists(st.none() | st.integers(0, 1000)))
def test_a_rate_of_several_places_is_never_told_as_their_sum(values):
    given_ones = [each for each in values if each is not None]
    assert over_places(RATE, values) == (given_ones[0] if len(given_ones) == 1 else None)
    assert over_places(LINE, values) == (sum(given_ones) if given_ones else None)
