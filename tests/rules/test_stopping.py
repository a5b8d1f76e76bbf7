"""A stop moves the freed money on, and the purse stays what it was to the đồng."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Stage, after, check_kind, position_of
from khuyencong.rules.stopping import freed_of, freeing, is_wound_up, owed_of, passed_over

KEPT = (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID, Stage.SETTLED)
POTS = st.fixed_dictionaries({stage: st.integers(0, 10**12) for stage in KEPT})
SHARES = st.lists(st.integers(1, 10**12), max_size=4)


def moved(pots, freed, books):
    """The pots of every book after the moves of a stop."""
    moves = (*freed.release, *freed.substitute, *freed.withdraw)
    started = {1: dict(pots) | {Stage.SOURCE: -sum(pots.values())}} | {key: {} for key in books}
    return {key: after(before, [one for one in moves if one.book == key]) for key, before in started.items()}


@given(POTS, SHARES)
def test_what_substitutes_take_leaves_the_purse_as_it_was_and_only_the_rest_goes_back(pots, shares):
    to = [(key, amount) for key, amount in enumerate(shares, start=2)]
    wanted, free = sum(shares), freed_of(pots)
    if wanted > free:
        with pytest.raises(BlockedError) as caught:
            freeing(pots, 1, to)
        assert [each.code for each in caught.value.findings] == ["does_not_fit"]
        return
    freed = freeing(pots, 1, to)
    for kind, moves in ((Kind.RELEASE, freed.release), (Kind.WITHDRAW, freed.withdraw)):
        if moves:
            check_kind(kind, moves)
    if freed.substitute:
        check_kind(Kind.SUBSTITUTE, freed.substitute)
    books = moved(pots, freed, [key for key, _ in to])
    given_before = position_of(pots).given
    assert sum(position_of(each).given for each in books.values()) == given_before - (free - wanted)
    assert [position_of(books[key]).given for key, _ in to] == shares
    left = position_of(books[1])
    assert (left.given, left.committed) == (given_before - free, given_before - free)
    assert (left.disbursed, left.accepted, left.settled) == (
        position_of(pots).disbursed,
        position_of(pots).accepted,
        position_of(pots).settled,
    )


@given(POTS)
def test_a_book_is_wound_up_when_nothing_of_it_is_left_to_do(pots):
    assert is_wound_up(pots) is (pots[Stage.ADVANCED] + pots[Stage.ACCEPTED] + pots[Stage.PAID] == 0)
    assert owed_of(pots) == pots[Stage.ADVANCED]


@pytest.mark.parametrize(
    ("chosen", "order", "passed"),
    [
        ([], [(1, 4), (2, 5)], []),
        ([1], [(1, 4), (2, 5)], []),
        ([2], [(1, 4), (2, 5)], [1]),
        ([1, 3], [(1, 4), (2, 5), (3, 6)], [2]),
        ([3], [(1, 4), (2, None), (3, None)], [1]),
        ([3], [(2, None), (3, None)], []),
        ([1, 2], [(1, 4), (2, None)], []),
    ],
)
def test_who_is_passed_over_stands_before_a_chosen_one(chosen, order, passed):
    assert passed_over(chosen, order) == passed
