"""What the books say of a contract that is to be closed, and what stands against closing it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.ledger import Stage
from khuyencong.rules.liquidation import Closing, check_closing, check_order, closing_of

amounts = st.integers(min_value=0, max_value=10**12)


def severities(found):
    return [(each.code, each.severity.value) for each in found]


@given(
    pots=st.fixed_dictionaries(
        dict.fromkeys((Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID, Stage.SETTLED), amounts)
    ),
    returned=amounts,
)
def test_what_was_paid_is_what_is_accepted_less_what_is_owed_plus_what_came_or_comes_back(pots, returned):
    closing = closing_of(pots, support=10**13, returned=returned)
    assert closing.paid == closing.accepted - closing.owed + closing.unreturned + closing.returned
    assert closing.unused == 10**13 - closing.accepted


CLEAN = Closing(support=300, accepted=150, paid=210, returned=60, owed=0, unreturned=0)


@pytest.mark.parametrize(
    ("changed", "final", "remains", "expected"),
    [
        ({}, True, "", []),
        ({}, False, "", [("not_final", "error")]),
        ({"owed": 1}, True, " ", [("still_open", "error")]),
        ({"owed": 1}, True, "Chi trước 15/01", [("still_open", "warning")]),
        ({"owed": 1, "unreturned": 2}, True, "", [("still_open", "error")] * 2),
    ],
)
def test_what_is_owed_either_way_has_to_be_said(changed, final, remains, expected):
    closing = Closing(**{name: getattr(CLEAN, name) for name in Closing.__slots__} | changed)
    assert severities(check_closing(closing, final=final, remains=remains)) == expected


@pytest.mark.parametrize(
    ("closed", "asked", "expected"),
    [
        (True, True, []),
        (True, False, []),
        (False, True, [("not_liquidated", "error")]),
        (False, False, [("not_liquidated", "warning")]),
    ],
)
def test_an_order_that_no_row_of_the_law_asks_for_is_only_told(closed, asked, expected):
    assert severities(check_order(closed=closed, asked=asked, law="Điều 18")) == expected
