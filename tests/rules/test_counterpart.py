"""The counterpart: promised, spent, confirmed; told where it falls behind, refused never."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.counterpart import Counterpart, check_counterpart
from khuyencong.rules.findings import Severity

M = 1_000_000
EVEN = Counterpart(
    promised=400 * M, spent=200 * M, reported=200 * M, confirmed=200 * M, support=300 * M, accepted=150 * M
)


def codes(found):
    return [each.code for each in check_counterpart(found)]


def test_what_keeps_step_with_the_support_is_fine():
    assert (codes(EVEN), EVEN.share) == ([], Fraction(1, 2))
    assert codes(replace(EVEN, accepted=0, confirmed=0, spent=0, reported=0)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"accepted": 150 * M + 1}, "behind_support"),
        ({"confirmed": 200 * M - 1}, "behind_support"),
        ({"spent": 199 * M}, "beyond_invoices"),
        ({"reported": 201 * M}, "beyond_proof"),
    ],
)
def test_what_falls_behind_is_told(change, code):
    assert codes(replace(EVEN, **change)) == [code]


MONEY = st.integers(0, 10**12)


@given(st.builds(Counterpart, **dict.fromkeys(Counterpart.__slots__, MONEY)))
def test_nothing_of_it_is_ever_an_error(found):
    assert {each.severity for each in check_counterpart(found)} <= {Severity.WARNING}
