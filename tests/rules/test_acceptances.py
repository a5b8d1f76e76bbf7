"""What accepted volume is worth, and what stands against an acceptance, a payment or a settlement."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.acceptances import (
    IN_HAND_FIRST,
    Done,
    Grounds,
    InHand,
    Result,
    Volume,
    check_acceptance,
    check_accepted,
    check_in_hand,
    check_payment,
    check_removed,
    check_settlement,
    check_worth,
    check_years_over,
    plain,
    worth,
    worth_of,
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


HAND = "Nghiệm thu ngày 23/11/2026 (150 đồng) đang mở lại để ghi cho đúng"
AMOUNT = st.integers(0, 400)
SHARE = st.integers(0, 8)


def in_hand(total=150, **quantities):
    return InHand(words=HAND, quantities={int(key[1:]): each for key, each in quantities.items()}, total=total)


def told(found):
    return [(each.code, each.message, each.fix, each.place) for each in found]


@given(AMOUNT, AMOUNT, AMOUNT)
def test_work_in_hand_stays_worth_what_it_says_or_as_much_as_it_was(total, before, then):
    """Less than it says already, a change is held up only where it takes still more of it."""
    said = (
        f"{HAND}: sau khi giảm, khối lượng đã làm chỉ còn ứng với {then} đồng, mà với lần ấy là {total} đồng."
    )
    expected = (
        [("acceptance_open", said, IN_HAND_FIRST, "Kinh phí hỗ trợ")] if then < min(before, total) else []
    )
    assert told(check_worth(in_hand(total), before, then)) == expected


@given(SHARE, SHARE, SHARE)
def test_a_line_is_not_cut_between_what_was_accepted_and_what_an_open_acceptance_says(done, now, quantity):
    """Below what was accepted it is another rule that says so (check_accepted): never both of one line."""
    costs, accepted = [cost(str(quantity))], {1: Decimal(done)}
    expected = []
    if done <= quantity < done + now:
        message = f"{HAND}: giảm xuống {quantity}, mà với lần ấy là {done + now}."
        expected = [("acceptance_open", message, IN_HAND_FIRST, "Dòng “Máy sấy”")]
    found = told(check_in_hand(costs, accepted, in_hand(k1=Decimal(now))))
    assert found == expected
    assert not (found and list(check_accepted(costs, accepted)))
    assert bool(found or list(check_accepted(costs, accepted))) == (quantity < done + now)


@given(SHARE, SHARE)
def test_a_line_nobody_did_anything_of_may_be_cut_to_any_quantity(quantity, now):
    assert told(check_in_hand([cost(str(quantity))], {}, in_hand(k2=Decimal(now)))) == []


@given(
    st.lists(st.tuples(st.integers(1, 8), SHARE, SHARE, AMOUNT), max_size=4),
    AMOUNT,
)
def test_what_lines_are_worth_with_it_is_what_they_would_be_worth_once_it_is_recorded(lines, support):
    costs = [
        replace(cost(str(planned)), key=key, support=asked) for key, (planned, _, _, asked) in enumerate(lines)
    ]
    done = {key: Decimal(min(before, planned)) for key, (planned, before, _, _) in enumerate(lines)}
    now = {key: Decimal(each) for key, (_, _, each, _) in enumerate(lines)}
    hand = InHand(words=HAND, quantities=now, total=0)
    together = {key: done[key] + now[key] for key in done}
    nothing = InHand(words=HAND, quantities={}, total=0)
    found = worth_of(costs, done, hand, support)
    assert found == worth_of(costs, together, nothing, support)
    assert 0 <= found <= support


def test_a_line_cut_to_nothing_counts_nothing_and_divides_by_nothing():
    assert worth_of([cost("0")], {}, in_hand(k1=Decimal(1)), 300) == 0
    assert worth_of([], {}, in_hand(), 300) == 0


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (Done(), []),
        (
            Done(accepted=Decimal("0.500")),
            [
                (
                    "removed_accepted",
                    "Đã nghiệm thu 0,5 máy của dòng này, không bỏ được.",
                    "Giữ dòng này với số lượng từ 0,5 trở lên.",
                    "Dòng “Máy sấy”",
                )
            ],
        ),
        (
            Done(in_hand=HAND),
            [
                (
                    "removed_in_hand",
                    f"{HAND}, có khối lượng của dòng này.",
                    "Ghi lại hoặc bỏ lần nghiệm thu ấy rồi mới bỏ dòng.",
                    "Dòng “Máy sấy”",
                )
            ],
        ),
        (
            Done(bought=2),
            [
                (
                    "removed_bought",
                    "Đã ghi 2 lần mua có hóa đơn cho dòng này.",
                    "Ghi nhầm thì gạch lần mua ấy trước (trang Mua sắm của đề án); mua thật thì giữ dòng này.",
                    "Dòng “Máy sấy”",
                )
            ],
        ),
    ],
)
def test_a_line_on_which_work_rests_is_not_taken_out(done, expected):
    assert told(check_removed([cost("1")], {1: done})) == expected
    assert told(check_removed([cost("1", key=2)], {1: done})) == []


@given(st.lists(st.integers(2027, 2030)), st.sets(st.integers(2027, 2030)))
def test_lines_of_a_year_that_is_over_neither_come_nor_go(years, over):
    found = list(check_years_over([replace(cost("1"), year=year) for year in years], over))
    assert [each.message[:8] for each in found] == [f"Năm {year}" for year in years if year in over]
    assert {each.code for each in found} <= {"year_over"}
