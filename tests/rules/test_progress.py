"""A month's report: what cannot be, what went backwards, by when it is due."""

from dataclasses import replace
from datetime import date

import pytest

from khuyencong.rules.findings import Severity
from khuyencong.rules.progress import Before, Said, check_report, last_day, month_of

M = 1_000_000
SAID = Said(done=40, support=100 * M, counterpart=150 * M, told="Máy về xưởng")
BEFORE = Before(support=300 * M, last=replace(SAID, done=20, support=50 * M))


def codes(found):
    return [(each.code, each.severity) for each in found]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"done": 101}, "not_a_share"),
        ({"support": 300 * M + 1}, "above_contract"),
        ({"told": "  "}, "no_words"),
    ],
)
def test_what_cannot_be_stops_it(change, code):
    assert codes(check_report(replace(SAID, **change), BEFORE)) == [(code, Severity.ERROR)]


def test_a_negative_sum_is_an_error_and_also_less_than_before():
    found = codes(check_report(replace(SAID, counterpart=-1), BEFORE))
    assert found == [("negative", Severity.ERROR), ("went_back", Severity.WARNING)]


@pytest.mark.parametrize("change", [{"done": 19}, {"support": 50 * M - 1}, {"counterpart": 150 * M - 1}])
def test_what_went_backwards_is_told_and_does_not_stop_it(change):
    assert codes(check_report(replace(SAID, **change), BEFORE)) == [("went_back", Severity.WARNING)]


def test_the_same_or_more_is_fine_and_so_is_a_first_report():
    assert codes(check_report(BEFORE.last, BEFORE)) == []
    assert codes(check_report(replace(SAID, done=0, support=300 * M), Before(support=300 * M))) == []


@pytest.mark.parametrize(("inclusive", "last"), [(False, date(2027, 3, 24)), (True, date(2027, 3, 25))])
def test_before_the_twenty_fifth_is_the_day_before_it(inclusive, last):
    assert last_day(month_of(date(2027, 3, 31)), 25, inclusive=inclusive) == last
