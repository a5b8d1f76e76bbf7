"""The estimate of Mẫu 1: its parts add up, and what it asks keeps to the norms."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.estimate import (
    MOST_DONG,
    Line,
    check_counts,
    check_lines,
    check_norms,
    check_purses,
    sums,
    sums_by_year,
    verdict_on,
    verdicts,
)
from khuyencong.rules.norms import LawUnclearError, Norm, Purse

M = 1_000_000
NORM = Norm(
    key="kcqg-may-moc@2018-05-11#1",
    item="may-moc",
    purse=Purse.NATIONAL,
    rate=Fraction(1, 2),
    cap=300 * M,
    per="cơ sở",
    since=date(2018, 5, 11),
    document="Thông tư 28/2018/TT-BTC",
    clause="Điều 8 khoản 4",
    verified=True,
)


def line(**changes):
    plain = {
        "name": "Máy sấy",
        "item": "may-moc",
        "unit": "máy",
        "quantity": Decimal(2),
        "unit_price": 340 * M,
        "year": 2027,
        "national": 300 * M,
    }
    return Line(**plain | changes).completed()


def codes(*lines):
    return [each.code for each in check_lines(lines, [2027])]


def norm_of(item, purse):
    if purse is Purse.LOCAL:
        raise LawUnclearError("Chưa có định mức.")
    return NORM


def test_the_beneficiary_pays_what_the_others_do_not():
    assert (line().total, line().counterpart) == (680 * M, 380 * M)
    assert codes(line()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"year": 2028}, "wrong_year"),
        ({"national": -1}, "negative_part"),
        ({"national": 681 * M}, "negative_part"),
        ({"item": ""}, "item_missing"),
        ({"quantity": Decimal(100_000), "unit_price": 10**13}, "too_much"),
    ],
)
def test_what_is_wrong_with_a_line_is_named(changes, code):
    assert codes(line(**changes)) == [code]


def test_one_line_asks_one_purse_where_the_law_of_the_day_says_so():
    both = [line(), line(local=1)]
    [found] = check_purses(both, "Điều 7 khoản 4, TTLT 26/2014/TTLT-BTC-BCT")
    assert (found.code, found.place) == ("both_purses", "Dòng 2 “Máy sấy”")
    assert "(Điều 7 khoản 4, TTLT 26/2014/TTLT-BTC-BCT)" in found.message
    assert check_purses(both, "") == []


@pytest.mark.parametrize(
    ("quantity", "code"), [("0", "not_positive"), ("NaN", "not_positive"), ("0.3", "not_whole")]
)
def test_a_quantity_that_gives_no_whole_dong_is_named(quantity, code):
    wrong = Line(name="Máy", quantity=Decimal(quantity), unit_price=1, year=2027)
    assert codes(wrong) == [code]


def test_parts_that_do_not_add_up_say_by_how_much():
    plain = {"name": "Máy", "item": "may-moc", "quantity": Decimal(1), "unit_price": 10, "year": 2027}
    wrong = Line(**plain, national=4, counterpart=5)
    [found] = check_lines([wrong], [2027])
    assert (found.place, found.message, found.fix) == (
        "Dòng 1 “Máy”",
        "Bốn phần cộng lại 9 đồng, khác thành tiền 10 đồng.",
        "Thiếu 1 đồng: sửa lại một trong bốn phần.",
    )


def test_splitting_a_machine_over_two_lines_or_years_asks_for_no_more():
    halves = [
        line(quantity=Decimal(1), national=150 * M),
        line(quantity=Decimal(1), national=150 * M, year=2028),
    ]
    assert check_norms(halves, norm_of) == []
    halves[1] = line(quantity=Decimal(1), national=150 * M + 1)
    [found] = check_norms(halves, norm_of)
    assert (found.code, found.place) == ("above_norm", "Khoản “Máy sấy”, khuyến công quốc gia")


def test_a_purse_without_a_norm_is_named_and_the_other_still_judged():
    both = line(national=301 * M, local=M)
    assert [each.code for each in check_norms([both], norm_of)] == ["above_norm", "law_unclear"]


def test_what_the_owner_pays_alone_needs_no_item_and_a_line_may_cost_just_so_much():
    assert codes(line(item="", national=0)) == []
    assert codes(line(quantity=Decimal(1), unit_price=MOST_DONG)) == []


@pytest.mark.parametrize(
    ("count", "owners", "found"),
    [(1, 0, []), (1, 1, []), (2, 1, ["more_than_named"]), (2, 2, []), (100, 3, ["more_than_named"])],
)
def test_a_cap_for_each_workshop_is_counted_for_no_more_than_are_named(count, owners, found):
    assert [each.code for each in check_counts({"may-moc": count}, [NORM], owners)] == found
    assert check_counts({"may-moc": count}, [replace(NORM, per="mô hình")], owners) == []


SHARE = st.integers(0, 10**10)
LINES = st.lists(
    st.builds(
        lambda quantity, price, year, national, local, other: Line(
            name="x",
            quantity=Decimal(quantity),
            unit_price=price,
            year=year,
            national=national,
            local=local,
            other=other,
        ).completed(),
        st.integers(1, 500),
        SHARE,
        st.integers(2026, 2029),
        SHARE,
        SHARE,
        SHARE,
    ),
    max_size=8,
)


@given(LINES)
def test_parts_always_add_up_in_every_line_year_and_in_the_whole(lines):
    whole, years = sums(lines), sums_by_year(lines)
    assert [each.parts for each in lines] == [each.total for each in lines]
    for each in (whole, *years.values()):
        assert each.total == each.national + each.local + each.counterpart + each.other
    assert sum(each.total for each in years.values()) == whole.total


def test_one_item_is_judged_the_same_alone_and_among_the_others_and_even_before_it_asks():
    lines = [line(national=100 * M), line(national=60 * M)]
    [among] = verdicts(lines, lambda item, purse: NORM)
    alone = verdict_on(lines, "may-moc", Purse.NATIONAL, lambda item, purse: NORM)
    assert (alone, alone.asked) == (among, 160 * M)
    bare = verdict_on(lines, "may-moc", Purse.LOCAL, lambda item, purse: NORM)
    assert (bare.asked, bare.allowed, bare.findings) == (0, alone.allowed, [])
