"""What accepted volume is worth, and what stands against an acceptance, a payment or a settlement."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.acceptances import (
    Grounds,
    Result,
    Volume,
    check_acceptance,
    check_accepted,
    check_payment,
    check_settlement,
    plain,
    worth,
)
from khuyencong.rules.change_terms import Cost
from khuyencong.rules.ledger import Stage

M = 1_000_000


def volume(planned="1", asked=300 * M, before="0", now="0", name="Máy sấy"):
    return Volume(
        name=name,
        unit="máy",
        planned=Decimal(planned),
        asked=asked,
        before=Decimal(before),
        now=Decimal(now),
    )


def result(*volumes, amount=300 * M, counterpart=380 * M, final=True):
    return Result(amount=amount, counterpart=counterpart, final=final, volumes=volumes)


GROUNDS = Grounds(support=300 * M, counterpart=380 * M)


def codes(found):
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("volumes", "support", "expected"),
    [
        ([volume(now="1")], 300 * M, 300 * M),
        ([volume(planned="3", now="1")], 300 * M, 100 * M),
        ([volume(planned="3", before="1", now="1")], 300 * M, 200 * M),
        ([volume(planned="3", now="1")], 100, 33),
        ([volume(now="1", asked=200 * M), volume(asked=100 * M)], 300 * M, 200 * M),
        ([volume(now="1", asked=200 * M), volume(asked=100 * M)], 150 * M, 100 * M),
        ([volume(now="1", asked=0)], 300 * M, 0),
        ([], 300 * M, 0),
    ],
)
def test_volume_is_worth_its_share_of_the_contract_rounded_down(volumes, support, expected):
    assert worth(volumes, support) == expected


def test_all_that_was_planned_may_be_accepted_and_one_dong_more_may_not():
    assert codes(check_acceptance(result(volume(now="1")), GROUNDS)) == []
    more = list(check_acceptance(result(volume(now="1"), amount=300 * M + 1), GROUNDS))
    assert [(each.code, each.fix) for each in more] == [("above_worth", "Ghi không quá 300.000.000 đồng.")]


def test_what_was_accepted_before_is_taken_off():
    grounds = Grounds(support=300 * M, counterpart=380 * M, accepted=100 * M, confirmed=380 * M)
    rest = result(volume(planned="3", before="1", now="2"), amount=200 * M, counterpart=0)
    assert codes(check_acceptance(rest, grounds)) == []
    assert codes(
        check_acceptance(
            result(volume(planned="3", before="1", now="2"), amount=200 * M + 1, counterpart=0), grounds
        )
    ) == ["above_worth"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (result(volume()), ["no_volume", "above_worth"]),
        (result(volume(now="1"), amount=0), ["not_positive"]),
        (result(volume(now="1"), counterpart=-1), ["negative", "less_counterpart"]),
        (result(volume(now="-1")), ["negative", "above_worth"]),
        (result(volume(now="1.001")), ["beyond_plan"]),
        (result(volume(planned="2", before="1.5", now="0.6"), amount=1, counterpart=2), ["beyond_plan"]),
        (result(volume(now="1"), counterpart=380 * M - 1), ["less_counterpart"]),
        (result(volume(planned="2", now="1"), amount=150 * M, counterpart=190 * M), []),
        (result(volume(now="1"), counterpart=380 * M), []),
        (result(volume(now="1"), counterpart=380 * M + 1), ["more_counterpart"]),
    ],
)
def test_what_cannot_be_accepted_is_said(said, expected):
    assert codes(check_acceptance(said, GROUNDS)) == expected


def test_a_counterpart_typed_as_a_sum_shows_what_it_comes_to():
    grounds = Grounds(support=300 * M, counterpart=380 * M, accepted=150 * M, confirmed=200 * M)
    half = result(volume(planned="2", before="1", now="1"), amount=150 * M, counterpart=380 * M)
    [found] = check_acceptance(half, grounds)
    assert (found.code, found.severity.value) == ("more_counterpart", "warning")
    assert found.message == (
        "Đối ứng cộng dồn 580.000.000 đồng (200.000.000 đồng lần trước và 380.000.000 đồng lần này) vượt "
        "380.000.000 đồng đã hứa trong hợp đồng."
    )


def test_too_much_volume_names_what_is_left():
    [found] = check_acceptance(result(volume(planned="2", before="1.5", now="0.6"), amount=1), GROUNDS)
    assert (found.place, found.message, found.fix) == (
        "Dòng “Máy sấy”",
        "Nghiệm thu 0,6, mà dự toán 2, đã nghiệm thu trước 1,5.",
        "Ghi không quá 0,5 máy.",
    )


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 10**12), st.integers(0, 50)), min_size=1, max_size=6),
    st.integers(0, 10**12),
)
def test_no_volume_within_the_plan_is_worth_more_than_the_contract(rows, support):
    volumes = [
        volume(planned=str(planned), asked=asked, now=str(min(done, planned))) for planned, asked, done in rows
    ]
    assert 0 <= worth(volumes, support) <= support
    whole = [volume(planned=str(planned), asked=asked, now=str(planned)) for planned, asked, _ in rows]
    assert worth(whole, support) == (support if any(asked for _, asked, _ in rows) else 0)


def test_a_line_accepted_beyond_a_smaller_plan_lifts_no_other():
    """Its quantity was cut by a change after it had been accepted: it is worth itself and no more."""
    half = volume(planned="10", asked=300 * M, before="5")
    assert worth([volume(planned="1", asked=300 * M, before="2"), half], 600 * M) == 450 * M


def cost(quantity, key=1):
    return Cost(
        key=key,
        name="Máy sấy",
        item="x",
        unit="máy",
        quantity=Decimal(quantity),
        unit_price=M,
        year=2027,
        support=0,
    )


@pytest.mark.parametrize(
    ("quantity", "accepted", "expected"),
    [("2", {1: Decimal(2)}, []), ("1.5", {1: Decimal(2)}, ["below_accepted"]), ("1", {2: Decimal(2)}, [])],
)
def test_a_change_leaves_no_line_below_what_was_accepted_of_it(quantity, accepted, expected):
    assert codes(check_accepted([cost(quantity)], accepted)) == expected


def test_it_says_which_line_and_how_much_at_least():
    [found] = check_accepted([cost("1")], {1: Decimal("1.500")})
    assert (found.place, found.message, found.fix) == (
        "Dòng “Máy sấy”",
        "Giảm xuống 1, mà đã nghiệm thu 1,5.",
        "Ghi từ 1,5 máy trở lên.",
    )


@pytest.mark.parametrize(("amount", "expected"), [(90, []), (91, ["above_accepted"]), (0, ["not_positive"])])
def test_no_more_is_paid_than_was_accepted_and_is_owed(amount, expected):
    assert codes(check_payment(amount, 90)) == expected


@pytest.mark.parametrize(
    ("amount", "pots", "final", "expected"),
    [
        (300, {Stage.PAID: 300}, True, []),
        (299, {Stage.PAID: 300}, True, ["not_the_paid"]),
        (300, {Stage.PAID: 300}, False, ["not_final"]),
        (210, {Stage.PAID: 210, Stage.ACCEPTED: 90}, True, ["unpaid"]),
        (210, {Stage.PAID: 210, Stage.ADVANCED: 5}, True, ["to_give_back"]),
        (1, {}, False, ["not_final", "not_the_paid"]),
    ],
)
def test_settled_is_all_that_was_paid_once_nothing_else_is_open(amount, pots, final, expected):
    assert codes(check_settlement(amount, pots, final=final)) == expected


@pytest.mark.parametrize(("quantity", "text"), [("1.500", "1,5"), ("100", "100"), ("0", "0"), ("1E+2", "100")])
def test_a_quantity_is_written_as_people_do(quantity, text):
    assert plain(Decimal(quantity)) == text


def test_where_all_that_is_promised_was_accepted_the_way_to_the_last_is_named():
    grounds = replace(GROUNDS, support=150 * M, accepted=150 * M)
    for said in (result(amount=0), result(volume(before="0.5", now="0.5"), amount=1)):
        [found] = check_acceptance(said, grounds)
        assert (found.code, "Đính chính" in found.fix or "đính chính" in found.fix) == ("accepted_before", True)


@pytest.mark.parametrize(
    ("room", "fix"), [(210 * M, "Ghi không quá 210.000.000 đồng."), (0, "Không nghiệm thu thêm được.")]
)
def test_the_books_have_room_for_what_is_advanced_and_committed(room, fix):
    [found] = check_acceptance(result(volume(now="1")), replace(GROUNDS, room=room))
    assert (found.code, found.fix) == ("above_room", fix)
    if room:
        less = result(volume(now="1"), amount=room)
        assert "above_room" not in codes(check_acceptance(less, replace(GROUNDS, room=room)))
