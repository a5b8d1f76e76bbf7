"""The money of a year between decisions and annexes, in random histories: nothing given twice, no way shut."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.annexes import UNDER_WAY, Year, is_settled, takes_all
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Move, Stage, accepting, after, position_of
from khuyencong.rules.stopping import freeing, is_wound_up

M = 1_000_000
OWN, OTHER = 1, 2
A, C, V, D, P, S = (
    Stage.ALLOCATED,
    Stage.COMMITTED,
    Stage.ADVANCED,
    Stage.ACCEPTED,
    Stage.PAID,
    Stage.SETTLED,
)


@dataclass
class Story:
    """A year of one project: the estimate decided last, its contract, its book, its substitute's."""

    year: Year
    raised: bool = False
    final: bool = False
    stopped: bool = False
    closed: bool = False
    other: dict[Stage, int] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        return self.final or self.stopped

    def pot(self, stage: Stage) -> int:
        return self.year.pots.get(stage, 0)

    def move(self, out_of: Stage, into: Stage, amount: int) -> None:
        if amount:
            self.book([Move(book=OWN, out_of=out_of, into=into, amount=amount)])

    def book(self, moves: list[Move]) -> None:
        self.year = replace(self.year, pots=after(self.year.pots, [each for each in moves if each.book == OWN]))
        self.other = after(self.other, [each for each in moves if each.book == OTHER])


def part(share: int, least: int, most: int) -> int:
    """A whole number of đồng between the two, by a share of a thousand."""
    return least + (most - least) * share // 1000


def decide(story: Story, share: int) -> bool:
    """A change of the support: refused after the end, or below what has gone out."""
    year, least = story.year, story.year.out
    if story.over or (story.closed and year.given_up):
        return False
    wanted = part(share, least, 2 * year.decided + M)
    if takes_all(year.pots, wanted) or (story.closed and year.gives(wanted)):
        return False
    if wanted > year.decided:
        story.move(Stage.SOURCE, A, year.gives(wanted))
        story.year, story.raised = replace(story.year, decided=wanted), True
        return True
    story.year = replace(story.year, decided=wanted)
    story.move(A, Stage.SOURCE, story.year.takes)
    return True


def annex(story: Story, share: int) -> bool:
    """A contract, or an annex to it: within the estimate, and not below what has gone out."""
    year = story.year
    if story.over or story.closed or year.decided == 0:
        return False
    said = part(share, max(year.out, 1), year.decided)
    if takes_all(year.pots, said):
        return False
    change = said - year.said
    story.move(A, C, change) if change > 0 else story.move(C, A, -change)
    story.year = replace(story.year, said=said)
    story.move(A, Stage.SOURCE, story.year.takes)
    story.raised = story.raised and story.year.said < story.year.decided
    return True


def advance(story: Story, share: int) -> bool:
    if story.over or not story.year.left:
        return False
    story.move(C, V, part(share, 1, story.year.left))
    return True


def accept(story: Story, share: int, *, last: bool = False) -> bool:
    """Volume worth a part of what the contract may give; the last one lets go of what it commits beyond."""
    done = story.pot(D) + story.pot(P) + story.pot(S)
    # No more than the books hold for new volume, which of a closed year is nothing.
    room = story.pot(V) + (0 if story.stopped else story.pot(C))
    most = room if story.stopped else min(story.year.most - done, room)
    if story.final or most <= 0 or (last and (story.stopped or story.year.waits(raised=story.raised))):
        return False
    amount = part(share, 1, most)
    if not last and not story.stopped and done + amount == story.year.most:
        return False
    story.book(accepting(story.year.pots, amount, OWN))
    if last:
        story.move(C, A, story.pot(C))
        story.final = True
    return True


def accept_last(story: Story, share: int) -> bool:
    return accept(story, share, last=True)


def pay(story: Story, share: int) -> bool:
    if not story.year.payable:
        return False
    story.move(D, P, part(share, 1, story.year.payable))
    return True


def give_back(story: Story, share: int) -> bool:
    if not story.over or not story.pot(V):
        return False
    amount = part(share, 1, story.pot(V))
    story.move(V, C, amount)
    story.move(C, A, amount)
    if story.stopped:
        story.move(A, Stage.SOURCE, amount)
    return True


def settle(story: Story, share: int) -> bool:
    ended = story.over or story.year.given_up
    if not ended or story.pot(D) or story.pot(V) or not story.pot(P):
        return False
    story.move(P, S, story.pot(P))
    return True


def stop(story: Story, share: int) -> bool:
    """What it frees goes to a substitute in part, the rest, and what was decided before, to the purse."""
    if story.over:
        return False
    year, there = story.year, position_of(story.year.pots).given
    wanted = part(share, 0, year.frees)
    with pytest.raises(BlockedError):
        freeing(year.pots, OWN, [(OTHER, year.frees + 1)], back=year.untaken)
    freed = freeing(year.pots, OWN, [(OTHER, wanted)], back=year.untaken)
    story.book([*freed.release, *freed.substitute, *freed.withdraw])
    story.stopped = True
    # What was given before = what stays given, here and there, and what went back; no decision gave it twice.
    back = sum(each.amount for each in freed.withdraw)
    assert there == position_of(story.year.pots).given + position_of(story.other).given + back
    return True


def close_year(story: Story, share: int) -> bool:
    """Close it and give up the rest: what was accepted is paid, and what was advanced has its volume."""
    if story.closed or story.pot(D) or story.pot(V):
        return False
    story.move(C, A, story.pot(C))
    story.move(A, Stage.SOURCE, story.pot(A))
    story.closed = True
    # Whatever had been decided: no annex waits for a sum that the books do not hold any more.
    assert not story.year.waits(raised=story.raised)
    assert story.over or story.year.given_up
    return True


ACTS = (decide, annex, advance, accept, accept_last, pay, give_back, settle, stop, close_year)
OFTEN = (decide, decide, annex, advance, accept, pay)
SHARES = st.sampled_from((0, 100, 300, 500, 1000)) | st.integers(0, 1000)


def holds(story: Story) -> None:
    """What is true after every act."""
    year, given_ = story.year, position_of(story.year.pots).given
    out = sum(story.pot(each) for each in (V, D, P, S))
    assert out <= year.decided
    assert position_of(year.pots).ordered
    if story.stopped:
        assert given_ == out
        assert given_ + position_of(story.other).given <= year.decided
        return
    # Given once: the estimate, and beyond it only what lies under a contract that has not followed a cut yet.
    beyond = given_ - year.decided
    assert (
        beyond == 0
        or (story.closed and beyond < 0)
        or (beyond > 0 and story.pot(A) == 0 and year.said > year.decided and not story.final)
    )
    if story.closed:
        assert (given_, year.left) == (out, 0)
    elif not story.final:
        assert out <= year.said
        assert story.pot(C) + out == year.said


def way_to_the_end(story: Story) -> list[str]:
    """The acts that take it to its end from wherever it stands; each is open when its turn comes."""
    done = []

    def take(act, share):
        assert act(story, share), (act.__name__, story)
        done.append(act.__name__)
        holds(story)

    ended = story.over or (story.closed and story.year.given_up)
    if not story.over and (story.year.decided == 0 or (ended and not story.pot(P) and not story.pot(S))):
        take(stop, 0)
    elif ended:
        pass
    elif not story.over and (story.year.said == 0 or story.year.waits(raised=story.raised)):
        take(annex, 1000)
    if not story.over and not ended:
        take(accept_last, 1000)
    for act, stage in ((give_back, V), (pay, D), (settle, P)):
        if story.pot(stage):
            take(act, 1000)
    return done


@settings(max_examples=300)
@given(
    st.integers(1, 900 * M),
    st.lists(st.tuples(st.sampled_from(OFTEN), SHARES), max_size=12),
    st.lists(st.tuples(st.sampled_from(ACTS), SHARES), max_size=8),
)
def test_no_history_gives_money_twice_or_shuts_every_way(asked, often, acts):
    story = Story(year=Year(decided=asked))
    story.move(Stage.SOURCE, A, asked)
    for act, share in [(annex, 1000), *often, *acts]:
        act(story, share)
        holds(story)
    way_to_the_end(story)
    assert is_wound_up(story.year.pots)
    assert story.pot(C) == 0


@pytest.mark.parametrize(
    ("decided", "said", "pots", "left", "payable", "untaken", "frees"),
    [
        (300, 300, {C: 300}, 300, 0, 0, 300),
        (250, 300, {C: 300}, 250, 0, 50, 250),
        (250, 300, {C: 90, V: 210}, 40, 0, 50, 40),
        (250, 300, {C: 50, D: 40, P: 210}, 0, 40, 50, 0),
        (280, 300, {D: 90, P: 210}, 0, 70, 20, 0),
        (300, 250, {A: 50, C: 250}, 250, 0, 0, 300),
        (250, 300, {C: 200}, 200, 0, 0, 200),
    ],
)
def test_where_contract_and_decision_differ_the_lower_holds(decided, said, pots, left, payable, untaken, frees):
    year = Year(decided=decided, said=said, pots=pots)
    assert (year.left, year.payable, year.untaken, year.frees) == (left, payable, untaken, frees)


def test_a_rise_gives_what_no_cut_has_left_there():
    cut = Year(decided=250, said=300, pots={C: 300})
    assert [cut.gives(after) for after in (280, 300, 320)] == [0, 0, 20]
    assert Year(decided=300, said=300, pots={C: 300}).gives(320) == 20
    # What a closed year has taken back is not given again by a rise.
    assert Year(decided=300, said=250, pots={C: 250}).gives(320) == 20


def test_an_annex_is_waited_for_where_the_contract_says_more_or_a_rise_lies_free():
    free, none = {A: 50, C: 250}, {C: 250}
    assert Year(decided=250, said=300, pots={C: 300}).waits(raised=False)
    assert Year(decided=300, said=250, pots=free).waits(raised=True)
    assert not Year(decided=300, said=250, pots=none).waits(raised=True)
    assert not Year(decided=300, said=250, pots=free).waits(raised=False)
    assert not Year(decided=300, said=300, pots=free).waits(raised=True)
    # A closing has taken it from under the contract: no annex could take it off.
    assert not Year(decided=250, said=300, pots={P: 150}).waits(raised=False)


@pytest.mark.parametrize(
    ("said", "pots", "expected"),
    [
        (300, {P: 150}, True),
        (300, {S: 150}, True),
        (300, {}, True),
        (300, {C: 150, P: 150}, False),
        (300, {V: 10, P: 150}, False),
        (300, {P: 300}, False),
        (0, {A: 300}, False),
    ],
)
def test_a_year_is_given_up_where_nothing_is_left_under_a_contract_that_promises_more(said, pots, expected):
    assert Year(decided=300, said=said, pots=pots).given_up is expected


def test_the_sentence_names_the_decision_only_where_it_lowers():
    told = Year(decided=250 * M, said=300 * M, number="77").told
    assert told == "Quyết định 77 để lại 250.000.000 đồng, phụ lục hợp đồng chưa ký"
    assert Year(decided=250 * M, said=300 * M).told.startswith("Quyết định điều chỉnh để lại")
    assert Year(decided=300 * M, said=300 * M, number="77").told == ""


@pytest.mark.parametrize(
    ("decided", "said", "expected"),
    [
        (0, 0, (False, "")),
        (0, 80, (True, "Quyết định 7 thôi hỗ trợ của năm này, hợp đồng hết theo")),
        (60, 80, (False, "Quyết định 7 để lại 60 đồng, phụ lục hợp đồng chưa ký")),
        (80, 80, (False, "")),
    ],
)
def test_a_contract_ends_with_all_of_its_money(decided, said, expected):
    year = Year(decided=decided, said=said, number="7")
    assert (year.dropped, year.told) == expected


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([], False),
        ([{}], False),
        ([{Stage.SETTLED: 2}, {Stage.ALLOCATED: 1}], True),
        *(([{Stage.SETTLED: 2}, {stage: 1}], False) for stage in UNDER_WAY),
    ],
)
def test_a_project_is_settled_with_the_last_money_under_way(years, expected):
    assert is_settled(years) is expected
