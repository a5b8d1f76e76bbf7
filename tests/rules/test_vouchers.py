"""Vouchers: which form, what they add up to, and whole đồng over lines."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.norms import Purse
from khuyencong.rules.project_sheets.lines import dong_in
from khuyencong.rules.sheets import Refused
from khuyencong.rules.vouchers import Listed, check_vouchers, form_of, split, sums_of, twice_in

ON = date(2027, 3, 15)


def voucher(amount, source="national", number="1", on=ON):
    return Listed(number=number, on=on, content="Máy", amount=amount, source=source)


@pytest.mark.parametrize(
    ("rates", "form"),
    [
        ([], "8a"),
        ([None], "8a"),
        ([Fraction(1)], "8a"),
        ([Fraction(1, 2)], "8b"),
        ([None, Fraction(3, 10)], "8b"),
    ],
)
def test_support_as_a_share_of_the_cost_lists_every_source(rates, form):
    assert form_of(rates) == form


@pytest.mark.parametrize(
    ("vouchers", "form", "expected"),
    [
        ([], "8b", [("no_vouchers", "warning")]),
        ([voucher(300)], "8a", []),
        ([voucher(299)], "8a", [("not_the_amount", "error")]),
        ([voucher(301)], "8a", [("not_the_amount", "error")]),
        ([voucher(300), voucher(379, "own")], "8b", [("less_own", "error")]),
        ([voucher(300), voucher(380, "own")], "8b", []),
        ([voucher(300, "local")], "8a", [("not_the_amount", "error")]),
        ([voucher(300, on=date(2027, 2, 28))], "8a", [("before_the_contract", "error")]),
        ([voucher(300, on=date(2027, 3, 1))], "8a", []),
    ],
)
def test_the_vouchers_of_the_purse_come_to_the_settlement_to_the_dong(vouchers, form, expected):
    found = check_vouchers(vouchers, 300, Purse.NATIONAL, form=form, own=380, since=date(2027, 3, 1))
    assert [(each.code, each.severity.value) for each in found] == expected


def test_what_may_be_right_stops_until_it_is_explained():
    early = [voucher(300, on=date(2027, 2, 28)), voucher(1, "own")]

    def found(why):
        return [
            (each.code, each.severity.value)
            for each in check_vouchers(
                early, 300, Purse.NATIONAL, form="8b", own=380, since=date(2027, 3, 1), why=why
            )
        ]

    assert found("  ") == [("before_the_contract", "error"), ("less_own", "error")]
    assert found("Đặt cọc trước") == [("before_the_contract", "warning"), ("less_own", "warning")]


@given(st.integers(0, 10**13), st.lists(st.fractions(min_value=0, max_value=10**12), max_size=30))
def test_a_split_adds_up_to_the_dong_and_strays_by_less_than_one(amount, weights):
    parts = split(amount, weights)
    whole = sum(weights, start=Fraction(0))
    assert sum(parts) == (amount if whole else 0)
    if whole:
        assert [
            abs(part - amount * weight / whole) < 1 for part, weight in zip(parts, weights, strict=True)
        ] == [True] * len(parts)


@given(st.lists(st.builds(voucher, st.integers(1, 10**9), st.sampled_from(["national", "own", "other"]))))
def test_the_sums_by_source_are_all_of_the_vouchers(vouchers):
    assert sum(each.amount for each in sums_of(vouchers)) == sum(each.amount for each in vouchers)


def test_the_same_number_day_and_source_is_told_twice():
    rows = [
        voucher(1, number="a"),
        voucher(1, number="b"),
        voucher(2, number="A"),
        voucher(1, "own", number="a"),
    ]
    assert list(twice_in(rows)) == [(0, 2)]


@pytest.mark.parametrize(
    ("written", "read"),
    [("1.000", 1000), ("1,500,000", 1_500_000), ("25,500", 25_500), ("1.500.000", 1_500_000), (1000, 1000)],
)
def test_an_amount_everybody_reads_alike_is_taken(written, read):
    assert dong_in(written) == read


@pytest.mark.parametrize("written", ["1,000", "25,000"])
def test_an_amount_that_may_be_a_thousand_times_more_is_refused(written):
    with pytest.raises(Refused) as caught:
        dong_in(written)
    assert caught.value.code == "comma"
