"""What the books say of a contract that is to be closed, and what stands against closing it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.ledger import Stage
from khuyencong.rules.liquidation import (
    Closing,
    OwnerContract,
    check_closing,
    check_order,
    check_owners,
    closing_of,
)

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


def test_what_is_still_open_and_said_is_told_with_what_was_said_and_nothing_left_to_do():
    closing = Closing(**{name: getattr(CLEAN, name) for name in Closing.__slots__} | {"owed": 1})
    [told] = check_closing(closing, final=True, remains="Cục chi\n trước 15/01.")
    message = "Còn 1 đồng đã nghiệm thu mà chưa chi. Biên bản ghi: “Cục chi trước 15/01.”"
    assert (told.message, told.fix) == (message, "")


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


def owner(**changed):
    told = {"key": 1, "name": "Dệt Lan", "number": "01", "label": "Đã ký", "promised": 100, "signed": True}
    return OwnerContract(**(told | changed))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"done": 100, "paid": 100}, []),
        ({"done": 0, "paid": 0}, []),
        ({"signed": False, "number": "", "label": "Đang soạn"}, [("owner_unsigned", "error")]),
        ({"annexed": True, "done": 100, "paid": 100}, [("owner_annex", "error")]),
        ({}, [("owner_open", "error")]),
        ({"done": 100}, [("owner_open", "error")]),
        ({"done": 101, "paid": 101}, [("owner_over", "error")]),
        ({"done": 100, "paid": 90}, [("owner_owed", "error")]),
        ({"done": 90, "paid": 100, "remains": " "}, [("owner_owed", "error")]),
        ({"done": 90, "paid": 100, "remains": "Trả trước 15/01"}, [("owner_owed", "warning")]),
        ({"left": True}, []),
        ({"left": True, "signed": False}, []),
    ],
)
def test_an_open_contract_of_an_establishment_holds_the_liquidation_up(changed, expected):
    assert severities(check_owners([owner(**changed)], CLEAN)) == expected


def test_establishments_did_no_more_together_than_was_accepted():
    both = [owner(done=100, paid=100), owner(key=2, done=51, paid=51)]
    assert severities(check_owners(both, CLEAN)) == [("more_than_accepted", "error")]
    assert severities(check_owners(both[:1], CLEAN)) == []
    assert [each.message for each in check_owners([owner(done=1, paid=3)], CLEAN)] == [
        "Hợp đồng 01 với Dệt Lan: còn 2 đồng nhận thừa, phải hoàn trả."
    ]
