"""What stands in the way: told well enough, counted once for each project's money."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.obstacles import Pile, Raised, Stuck, check_obstacle, held_in_all, piles

M = 1_000_000
SAID = Raised(
    title="Chưa có điện ba pha",
    told="Điện lực hẹn từ tháng 9, chưa kéo.",
    wanted="Kéo dây trước 20/3",
    held=100 * M,
    ours=True,
)
STUCK = st.lists(
    st.builds(
        Stuck,
        project=st.integers(1, 5),
        where=st.sampled_from(["Kho bạc", "Sở", "Xã"]),
        held=st.integers(0, 10**12),
        days=st.integers(0, 400),
        late=st.booleans(),
    )
)


def codes(said):
    return [each.code for each in check_obstacle(said, 300 * M)]


def test_an_obstacle_told_whole_stands():
    assert codes(SAID) == []
    assert codes(replace(SAID, ours=False, body="Điện lực")) == []
    assert codes(replace(SAID, held=300 * M)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"told": "Vướng điện"}, "no_words"),
        ({"wanted": ""}, "nothing_wanted"),
        ({"held": -1}, "negative"),
        ({"held": 300 * M + 1}, "above_asked"),
        ({"ours": False}, "no_addressee"),
        ({"body": "Điện lực"}, "no_addressee"),
    ],
)
def test_what_nobody_could_act_on_is_named(change, code):
    assert codes(replace(SAID, **change)) == [code]


def test_two_obstacles_of_one_project_hold_the_same_money():
    one = Stuck(project=1, where="Sở", held=100, days=3, late=False)
    found = [one, replace(one, held=70, where="Kho bạc", days=9, late=True), replace(one, project=2, held=5)]
    assert held_in_all(found) == 105
    assert piles(found) == [
        Pile(where="Sở", count=2, late=0, held=105, longest=3),
        Pile(where="Kho bạc", count=1, late=1, held=70, longest=9),
    ]


@given(STUCK)
def test_the_whole_is_at_most_the_sum_and_at_least_the_greatest_and_no_pile_exceeds_it(stuck):
    whole = held_in_all(stuck)
    assert max((each.held for each in stuck), default=0) <= whole <= sum(each.held for each in stuck)
    assert whole == held_in_all(reversed(stuck))
    heaps = piles(stuck)
    assert sum(each.count for each in heaps) == len(stuck)
    assert all(each.held <= whole for each in heaps)
