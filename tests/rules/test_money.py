"""Whole đồng in, Vietnamese digits out, one rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from khuyencong.rules.money import (
    NotWholeDongError,
    Unit,
    dong,
    half_up,
    in_unit,
    number,
    percent,
    to_dong,
    trieu,
)
from khuyencong.rules.printed import read_printed


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [("19619.2", Unit.TRIEU, 19_619_200_000), ("81.725", Unit.TY, 81_725_000_000), ("5", Unit.DONG, 5)],
)
def test_printed_amounts_become_whole_dong(value, unit, amount):
    assert to_dong(Decimal(value), unit) == amount


def test_a_fraction_of_a_dong_is_refused():
    with pytest.raises(NotWholeDongError):
        to_dong(Decimal("0.5"), Unit.DONG)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(26591, 1000), 2, "26,59"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(3, 2), 0, "2"),
        (57_615_300, 0, "57.615.300"),
        (Fraction(-1, 1000), 2, "0,00"),
    ],
)
def test_numbers_round_half_away_from_zero(value, decimals, text):
    assert number(value, decimals) == text


def test_money_is_written_the_vietnamese_way():
    assert (dong(300_000_000), trieu(19_619_200_000), percent(Fraction(26591, 100000))) == (
        "300.000.000 đồng",
        "19.619,2",
        "26,59 %",
    )


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(list(Unit)))
def test_what_is_printed_with_all_its_digits_reads_back_the_same(amount, unit):
    printed = in_unit(amount, unit, decimals=len(str(unit.scale)) - 1)
    assert to_dong(read_printed(printed).value, unit) == amount


@given(st.fractions(), st.integers(min_value=0, max_value=6))
@example(Fraction(10**28 + 1), 0)
def test_rounding_is_never_off_by_more_than_half_a_digit(value, decimals):
    assert abs(Fraction(half_up(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)
