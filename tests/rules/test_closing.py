"""Closing a year: whatever stands in the books, every đồng of the purse is accounted for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.closing import Case, Choice, Ground, check_case, of, outcome, planned
from khuyencong.rules.ledger import Kind, Position, Stage, after, check_kind

GROUND = Ground(number="12/QĐ-BCT", on=date(2027, 12, 20), authority="Bộ trưởng")
TODAY = date(2028, 1, 10)
STAGES = [each for each in Stage if each is not Stage.SOURCE]


def case(choice=None, ground=GROUND, book=7, **pots):
    stood = {Stage(name): amount for name, amount in pots.items()}
    return Case(book=book, title="Máy sấy", pots=stood, choice=choice, ground=ground)


def test_what_is_carried_over_stands_alike_in_the_next_years_book():
    [step] = planned(case(Choice.CARRY, allocated=10, committed=90, advanced=200, paid=5))
    assert (step.kind, step.part, step.amount) == (Kind.CARRY, "", 300)
    result = outcome([case(Choice.CARRY, allocated=10, committed=90, advanced=200, paid=5)])
    assert result.following == Position(given=300, committed=290, disbursed=200, advanced=200)
    assert result.after == Position(given=5, committed=5, disbursed=5, accepted=5, carried=300)
    assert (result.withdrawn, result.left_over) == (0, 0)


def test_what_is_given_up_leaves_the_contract_first_and_then_the_year():
    steps = planned(case(Choice.GIVE_UP, allocated=10, committed=90))
    assert [(each.kind, each.part, each.amount) for each in steps] == [
        (Kind.RELEASE, "-release", 90),
        (Kind.WITHDRAW, "", 100),
    ]
    result = outcome([case(Choice.GIVE_UP, allocated=10, committed=90, settled=3)])
    assert (result.withdrawn, result.after, result.left_over) == (
        100,
        Position(given=3, committed=3, disbursed=3, accepted=3, settled=3),
        0,
    )


@pytest.mark.parametrize(
    ("one", "codes"),
    [
        (case(paid=5, settled=9), []),
        (case(allocated=5), ["no_choice"]),
        (case(Choice.CARRY, allocated=5), []),
        (case(Choice.CARRY, ground=Ground(), allocated=5), ["no_ground"]),
        (case(Choice.CARRY, ground=Ground(number="1", on=TODAY), allocated=5), ["no_ground"]),
        (
            case(Choice.CARRY, ground=Ground(number="1", on=date(2028, 1, 11), authority="B"), allocated=5),
            ["future"],
        ),
        (case(Choice.GIVE_UP, committed=5), []),
        (case(Choice.GIVE_UP, advanced=5), ["advanced_left"]),
        (case(Choice.CARRY, accepted=5, advanced=5), ["unpaid"]),
        (case(accepted=5), ["unpaid"]),
    ],
)
def test_what_stands_against_closing_a_book(one, codes):
    assert [each.code for each in check_case(one, TODAY)] == codes


amounts = st.integers(0, 10**12)
cases = st.builds(
    lambda pots, choice: Case(
        book=1,
        title="x",
        pots=pots,
        # An advance is never given up by a posting: such a case is not closed.
        choice=Choice.CARRY if pots[Stage.ADVANCED] else choice,
        ground=GROUND,
    ),
    st.fixed_dictionaries(dict.fromkeys(STAGES, amounts)),
    st.sampled_from(list(Choice)),
)


@given(st.lists(cases, max_size=6))
def test_the_equation_of_the_purse_holds_to_the_dong(some):
    result = outcome(some)
    assert result.left_over == 0
    assert result.before.given == sum(
        each.pots[stage] for each in some for stage in STAGES if stage is not Stage.CARRIED
    )
    assert result.after.carried - sum(each.pots[Stage.CARRIED] for each in some) == result.following.given


@given(cases)
def test_after_closing_nothing_is_left_to_do_and_every_posting_is_lawful(one):
    steps = planned(one)
    for step in steps:
        check_kind(step.kind, step.moves)
    pots = after(one.pots, of([move for step in steps for move in step.moves], one.book))
    assert [pots[stage] for stage in (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED)] == [0, 0, 0]
    assert planned(Case(book=1, title="x", pots=pots, choice=one.choice)) == []
