"""The terms of a contract against the plan: to the đồng, to the day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.contracts import Bounds, Terms, check_terms
from khuyencong.rules.findings import Severity

BOUNDS = Bounds(support=300_000_000, counterpart=380_000_000, year=2027, last_year=2027, extension="Điều 11")
TERMS = Terms(
    support=300_000_000, counterpart=380_000_000, begins_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)
)


def told(terms, bounds=BOUNDS):
    return [each.code for each in check_terms(terms, bounds)]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"support": 300_000_001}, ["above_plan", "less_counterpart"]),
        ({"support": 0}, ["no_support"]),
        ({"support": -1}, ["no_support"]),
        ({"counterpart": -1}, ["negative"]),
        ({"counterpart": 379_999_999}, ["less_counterpart"]),
        ({"support": 150_000_000, "counterpart": 190_000_000}, []),
        ({"support": 150_000_000, "counterpart": 189_999_999}, ["less_counterpart"]),
        ({"ends_on": date(2028, 1, 1)}, ["ends_next_year"]),
        ({"begins_on": date(2027, 5, 2), "ends_on": date(2027, 5, 1)}, ["ends_first"]),
        ({"begins_on": date(2027, 5, 1), "ends_on": date(2027, 5, 1)}, []),
        ({"begins_on": date(2028, 1, 1), "ends_on": date(2028, 2, 1)}, ["begins_late"]),
    ],
)
def test_terms_are_held_to_the_plan(change, codes):
    assert told(replace(TERMS, **change)) == codes


def test_a_year_that_a_change_dropped_is_not_named_as_the_way_to_begin():
    bounds = replace(BOUNDS, year=2028)
    terms = replace(TERMS, begins_on=date(2028, 1, 10), ends_on=date(2028, 11, 30))
    [found] = [each for each in check_terms(terms, bounds) if each.code == "begins_late"]
    assert found.fix.startswith(
        "Đề án đã rút ngắn còn đến năm 2027: không ký gì của năm 2028 nữa; làm sang năm"
    )


def test_what_other_contracts_promise_is_not_promised_twice():
    bounds = replace(BOUNDS, promised=200_000_000, counterpart=0)
    assert told(replace(TERMS, support=100_000_000), bounds) == []
    (finding,) = check_terms(replace(TERMS, support=100_000_001), bounds)
    assert (finding.fix, "vượt 1 đồng" in finding.message) == ("Ghi không quá 100.000.000 đồng.", True)


def test_what_was_promised_on_to_beneficiaries_is_not_taken_back():
    bounds = replace(BOUNDS, least=200_000_000, counterpart=0)
    assert told(replace(TERMS, support=200_000_000), bounds) == []
    assert told(replace(TERMS, support=199_999_999), bounds) == ["below_promised"]


def test_who_may_move_the_end_into_the_next_year_is_named_with_the_clause():
    (finding,) = check_terms(replace(TERMS, ends_on=date(2028, 1, 1)), BOUNDS)
    assert finding.fix == "Kết thúc chậm nhất 31/12/2027; sang năm sau là điều chỉnh kế hoạch (Điều 11)."


money = st.integers(min_value=0, max_value=10**13)


@given(plan=money, promised=money, support=money, counterpart=money, owed=money)
def test_errors_stop_exactly_what_the_plan_does_not_hold(plan, promised, support, counterpart, owed):
    bounds = replace(BOUNDS, support=plan, promised=promised, counterpart=owed)
    found = list(check_terms(replace(TERMS, support=support, counterpart=counterpart), bounds))
    stopped = any(each.severity is Severity.ERROR for each in found)
    assert stopped == (support == 0 or support + promised > plan)
    warned = any(each.code == "less_counterpart" for each in found)
    assert warned == (plan > 0 and counterpart * plan < owed * support)
