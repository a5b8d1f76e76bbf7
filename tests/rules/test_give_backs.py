"""When money given back may be written down, and how much of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.give_backs import Ground, check_back

TODAY = date(2027, 3, 1)
FINE = {"outstanding": 100, "today": TODAY, "may_come": True}


def codes(amount=60, voucher="BC-01", on=TODAY, **known):
    return [each.code for each in check_back(amount, voucher, on, Ground(**(FINE | known)))]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"amount": 100}, []),
        ({"amount": 101}, ["not_enough"]),
        ({"amount": 0}, ["no_amount"]),
        ({"voucher": "  "}, ["no_voucher"]),
        ({"on": None}, ["no_day"]),
        ({"on": TODAY + timedelta(days=1)}, ["future"]),
        ({"may_come": False}, ["not_final"]),
        ({"may_come": False, "amount": 101}, ["not_final"]),
        ({"taken": date(2027, 2, 1)}, ["key_taken"]),
        ({"taken": date(2027, 2, 1), "outstanding": 0}, ["key_taken", "not_enough"]),
        ({"voucher": "", "on": None, "amount": 101}, ["no_voucher", "no_day", "not_enough"]),
    ],
)
def test_what_stands_against_it(said, expected):
    assert codes(**said) == expected


@given(st.integers(1, 10**15), st.integers(0, 10**15))
def test_no_more_comes_back_than_was_advanced_without_volume(amount, outstanding):
    assert (codes(amount=amount, outstanding=outstanding) == []) is (amount <= outstanding)
