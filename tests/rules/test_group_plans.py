"""The plan of a group project never gives more than the decision did, to the đồng."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.findings import Severity, stops
from khuyencong.rules.group_plans import Given, Limit, Place, check_plan, differences, left_of, used_by

M = 1_000_000
GIVEN = Given(support=300 * M, counterpart=300 * M, year=2027, last_year=2027, owners=3)
ONE = Place(
    name="Mộc Phú Lộc",
    owner="7",
    content="Máy cưa",
    since=date(2027, 3, 1),
    until=date(2027, 9, 1),
    support=100 * M,
    counterpart=100 * M,
)


def several(*supports, **more):
    return [replace(ONE, owner=str(n), support=each, **more) for n, each in enumerate(supports, start=1)]


def codes(places, given=GIVEN):
    return [each.code for each in check_plan(places, given)]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], ["no_places"]),
        (several(100 * M, 100 * M, 100 * M), []),
        (several(100 * M, 100 * M, 100 * M + 1, counterpart=101 * M), ["above_given"]),
        (several(100 * M, 100 * M, 100 * M - 1), ["not_all_given"]),
        (several(150 * M, 150 * M), ["less_counterpart"]),
        ([replace(ONE, support=300 * M, counterpart=300 * M - 1)], ["less_counterpart"]),
        (several(150 * M, 150 * M, counterpart=150 * M), []),
        (several(75 * M, 75 * M, 75 * M, 75 * M), ["more_owners"]),
        ([replace(ONE, support=150 * M, counterpart=150 * M)] * 2, ["named_twice"]),
        ([replace(ONE, owner="", support=150 * M, counterpart=150 * M)] * 2, ["same_line"]),
        ([replace(ONE, owner="", name=each, support=150 * M, counterpart=150 * M) for each in "ab"], []),
        ([replace(ONE, support=0, counterpart=0)], ["no_money", "not_all_given"]),
        ([replace(ONE, since=date(2027, 10, 1))], ["ends_first", "not_all_given"]),
        ([replace(ONE, until=date(2028, 1, 1))], ["outside_years", "not_all_given"]),
        ([replace(ONE, since=date(2026, 12, 1))], ["outside_years", "not_all_given"]),
    ],
)
def test_what_is_wrong_with_a_plan(places, expected):
    assert codes(places) == expected


@pytest.mark.parametrize(
    ("other", "verified", "expected"),
    [
        (0, True, ["less_counterpart", "above_norm"]),
        (300 * M - 1, True, ["less_counterpart", "above_norm"]),
        (300 * M - 1, False, ["less_counterpart", "above_norm"]),
        (300 * M, True, ["less_counterpart"]),
    ],
)
def test_support_keeps_to_its_share_of_what_the_places_cost(other, verified, expected):
    half = Limit(rate=Fraction(1, 2), law="Điều 8 khoản 4, 28/2018/TT-BTC", verified=verified)
    place = replace(ONE, support=300 * M, counterpart=0, other=other)
    found = check_plan([place], replace(GIVEN, limit=half))
    assert sorted(each.code for each in found) == sorted(expected)
    told = {each.code: each.severity for each in found}
    assert "above_norm" not in told or told["above_norm"] is (Severity.ERROR if verified else Severity.WARNING)
    assert all(half.law in each.message for each in found if each.code == "above_norm")


@given(cost=st.integers(0, 10**12), support=st.integers(0, 10**12))
def test_a_dong_above_the_share_is_always_said(cost, support):
    half = Limit(rate=Fraction(1, 2), law="", verified=True)
    place = replace(ONE, support=support, counterpart=max(cost - support, 0))
    said = "above_norm" in codes([place], replace(GIVEN, limit=half))
    assert said == (2 * support > place.total)


def test_a_project_of_two_years_may_end_in_the_second():
    [place] = several(300 * M, counterpart=300 * M, until=date(2028, 1, 1))
    assert codes([place], replace(GIVEN, last_year=2028)) == []


def test_what_exceeds_is_told_to_the_dong():
    [finding, *_] = check_plan(several(300 * M + 1, counterpart=400 * M), GIVEN)
    assert (finding.severity, "vượt 1 đồng so với 300.000.000 đồng" in finding.message) == (
        Severity.ERROR,
        True,
    )


PLACES = st.lists(st.integers(0, 400 * M), min_size=1, max_size=6).map(
    lambda supports: several(*supports, counterpart=M)
)


@given(PLACES)
def test_the_money_stops_a_plan_exactly_when_it_exceeds_and_order_tells_nothing(places):
    found = check_plan(places, GIVEN)
    assert stops(found) == (left_of(GIVEN, places) < 0)
    assert used_by(reversed(places)) == used_by(places)
    assert left_of(GIVEN, places) + used_by(places).support == GIVEN.support


def told(before, after):
    return [(each.name, each.words) for each in differences(before, after)]


def test_a_new_version_says_who_came_what_changed_and_who_left():
    two = replace(ONE, owner="8", name="Mộc An Khang")
    group = replace(ONE, owner="", name="Lớp may K1", content="Dạy may")
    later = replace(ONE, support=90 * M, until=date(2027, 10, 1), content="Máy cưa, máy bào")
    assert told([ONE, two], [ONE, two]) == []
    assert told([ONE, two], [later, group]) == [
        (
            "Mộc Phú Lộc",
            "nội dung “Máy cưa” thành “Máy cưa, máy bào”; thời gian 03/2027–09/2027 thành 03/2027–10/2027; "
            "hỗ trợ 100.000.000 đồng thành 90.000.000 đồng",
        ),
        ("Lớp may K1", "thêm mới, hỗ trợ 100.000.000 đồng"),
        ("Mộc An Khang", "bỏ ra, trước hỗ trợ 100.000.000 đồng"),
    ]
