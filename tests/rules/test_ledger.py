"""The arithmetic of money: whatever happens in whatever order, the eight promises hold after every step."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import (
    EITHER_WAY,
    FORWARD,
    Kind,
    Move,
    Position,
    Stage,
    accepting,
    after,
    bears,
    carrying,
    check_kind,
    earliest,
    position_of,
    takes_from,
)

PAIRS = sorted(EITHER_WAY)
STEPS = st.lists(st.tuples(st.sampled_from(PAIRS), st.integers(1, 10**12)), max_size=40)
STEP = st.tuples(
    st.sampled_from(sorted({pair for pairs in FORWARD.values() for pair in pairs})), st.integers(1, 9)
)


def move(out_of, into, amount=100, book=1):
    return Move(book=book, out_of=out_of, into=into, amount=amount)


@given(STEPS)
def test_after_every_step_nothing_is_below_zero_all_sums_to_zero_and_the_figures_are_in_order(steps):
    pots: dict[Stage, int] = {}
    for (out_of, into), amount in steps:
        before = dict(pots)
        try:
            pots = after(pots, [move(out_of, into, amount)])
        except BlockedError:
            assert before.get(out_of, 0) < amount
            continue
        assert sum(pots.values()) == 0
        assert all(amount >= 0 for stage, amount in pots.items() if stage is not Stage.SOURCE)
        assert position_of(pots).ordered


@given(STEPS)
def test_a_move_and_its_mirror_leave_nothing_behind(steps):
    pots: dict[Stage, int] = {}
    for (out_of, into), amount in steps:
        try:
            forth = after(pots, [move(out_of, into, amount)])
        except BlockedError:
            continue
        back = after(forth, [move(out_of, into, amount).mirrored])
        assert {key: each for key, each in back.items() if each} == {
            key: each for key, each in pots.items() if each
        }
        pots = forth


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(1, 10**12))
def test_accepted_volume_is_covered_by_what_was_advanced_first(advanced, committed, amount):
    pots = {Stage.ADVANCED: advanced, Stage.COMMITTED: committed, Stage.SOURCE: -advanced - committed}
    moves = accepting(pots, amount, 1)
    assert sum(each.amount for each in moves) == amount
    if amount > advanced + committed:
        with pytest.raises(BlockedError):
            after(pots, moves)
        return
    then = position_of(after(pots, moves))
    assert (then.accepted, then.disbursed) == (amount, max(advanced, min(advanced, amount)))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_what_is_carried_over_stands_alike_in_the_next_year_to_the_dong(allocated, committed, advanced):
    parts = {Stage.ALLOCATED: allocated, Stage.COMMITTED: committed, Stage.ADVANCED: advanced}
    pots = {**parts, Stage.SETTLED: 7, Stage.SOURCE: -sum(parts.values()) - 7}
    moves = carrying(pots, 1, 2)
    this = after(pots, [each for each in moves if each.book == 1])
    following = after({}, [each for each in moves if each.book == 2])
    assert {stage: following.get(stage, 0) for stage in parts} == parts
    assert position_of(this) == Position(
        given=7, committed=7, disbursed=7, accepted=7, settled=7, carried=sum(parts.values())
    )


def test_the_three_numbers_of_a_project_on_its_way():
    steps = [
        (Stage.SOURCE, Stage.ALLOCATED, 300),
        (Stage.ALLOCATED, Stage.COMMITTED, 280),
        (Stage.COMMITTED, Stage.ADVANCED, 196),
        (Stage.ADVANCED, Stage.PAID, 196),
        (Stage.COMMITTED, Stage.ACCEPTED, 80),
        (Stage.ACCEPTED, Stage.PAID, 80),
        (Stage.PAID, Stage.SETTLED, 276),
        (Stage.COMMITTED, Stage.ALLOCATED, 4),
    ]
    seen = []
    pots: dict[Stage, int] = {}
    for out_of, into, amount in steps:
        pots = after(pots, [move(out_of, into, amount)])
        now = position_of(pots)
        seen.append((now.given, now.committed, now.disbursed, now.accepted, now.settled))
    assert seen == [
        (300, 0, 0, 0, 0),
        (300, 280, 0, 0, 0),
        (300, 280, 196, 0, 0),
        (300, 280, 196, 196, 0),
        (300, 280, 196, 276, 0),
        (300, 280, 276, 276, 0),
        (300, 280, 276, 276, 276),
        (300, 276, 276, 276, 276),
    ]


def test_one_dong_too_much_is_refused_with_what_is_there():
    with pytest.raises(BlockedError) as caught:
        after({Stage.ALLOCATED: 99, Stage.SOURCE: -99}, [move(Stage.ALLOCATED, Stage.COMMITTED)])
    [finding] = caught.value.findings
    assert (finding.code, "chỉ còn 99 đồng: thiếu 1 đồng" in finding.message) == ("not_enough", True)


@pytest.mark.parametrize("kind", [each for each in Kind if each is not Kind.REVERSE])
def test_each_kind_makes_its_own_moves_and_no_other(kind):
    for pair in PAIRS:
        moves = [move(*pair)] + ([move(*reversed(pair))] if kind is Kind.SUBSTITUTE else [])
        if pair in FORWARD[kind]:
            check_kind(kind, moves)
        else:
            with pytest.raises(BlockedError):
                check_kind(kind, moves)


def test_a_substitution_leaves_the_purse_as_it_was_to_the_dong():
    out, back = move(Stage.ALLOCATED, Stage.SOURCE, 100), move(Stage.SOURCE, Stage.ALLOCATED, 99, book=2)
    with pytest.raises(BlockedError) as caught:
        check_kind(Kind.SUBSTITUTE, [out, back])
    assert "lệch 1 đồng" in caught.value.findings[0].message


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=10))
def test_a_whole_is_the_sum_of_its_parts(parts):
    each = [position_of({Stage.ALLOCATED: one, Stage.PAID: two}) for one, two in parts]
    whole = Position()
    for one in each:
        whole = whole.plus(one)
    assert whole == position_of(
        {Stage.ALLOCATED: sum(one for one, _ in parts), Stage.PAID: sum(two for _, two in parts)}
    )


def fits(history, on, tried):
    """Whether no stage is short at the end of any day from then on, reckoned day by day from the start."""
    for end in range(on, 12):
        pots: dict[Stage, int] = {}
        for day, each in [*history, (on, tried)]:
            if day <= end:
                pots[each.out_of] = pots.get(each.out_of, 0) - each.amount
                pots[each.into] = pots.get(each.into, 0) + each.amount
        if any(amount < 0 for stage, amount in pots.items() if stage is not Stage.SOURCE):
            return False
    return True


@given(st.lists(st.tuples(st.integers(1, 10), STEP), max_size=25), st.integers(1, 10), STEP)
def test_the_earliest_day_is_the_first_on_which_the_money_was_there_reckoned_by_hand(steps, wanted, last):
    first = date(2027, 3, 1)
    history: list[tuple[int, Move]] = []
    pots: dict[Stage, int] = {}
    for on, ((out_of, into), amount) in [*steps, (wanted, last)]:
        tried = move(out_of, into, amount)
        try:
            expected = after(pots, [tried])
        except BlockedError:
            continue
        later = [(first + timedelta(days=day), each) for day, each in history if day > on]
        found = earliest(pots, later, [tried], first + timedelta(days=on))
        days = [day for day in range(on, 12) if fits(history, day, tried)]
        # From that day on it always fits, as it does today; on no day before.
        assert found == first + timedelta(days=days[0])
        history.append((days[0], tried))
        pots = expected


PART = st.integers(0, 12)


@given(st.dictionaries(st.sampled_from([Stage.COMMITTED, Stage.ADVANCED, Stage.PAID]), PART), PART, PART)
def test_money_goes_on_as_far_as_it_leaves_what_a_correction_leads_back(pots, amount, wanted):
    """PAID → SETTLED by one, PAID → ACCEPTED by the other: together no more than stands there."""
    on = [move(Stage.PAID, Stage.SETTLED, amount)] if amount else []
    back = [move(Stage.PAID, Stage.ACCEPTED, wanted)] if wanted else []
    there = pots.get(Stage.PAID, 0)
    assert bears(pots, on) == (amount <= there)
    if amount > there:
        return
    # What could not be led back before is nobody's fault: it holds nothing up.
    assert takes_from(pots, on, back) == (wanted <= there < amount + wanted)
    assert takes_from(pots, on, []) is False


def test_what_the_mirror_image_itself_brings_is_there_for_its_next_move():
    pots = {Stage.ALLOCATED: 90, Stage.PAID: 210, Stage.COMMITTED: 0}
    back = [move(Stage.ALLOCATED, Stage.COMMITTED, 90), move(Stage.COMMITTED, Stage.ADVANCED, 50)]
    assert not takes_from(pots, [move(Stage.PAID, Stage.SETTLED, 210)], back)
    assert takes_from(pots, [move(Stage.ALLOCATED, Stage.SOURCE, 1)], back)
