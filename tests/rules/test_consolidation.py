"""Parents equal their children, whatever the order; nothing given is not zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.consolidation import Cell, add, completeness, roll_up, with_both

REGION_OF = {"an": "nam", "ben": "nam", "cao": "bac", "dien": "bac", "gia": "trung"}
PARENTS = {place: (region, "vn") for place, region in REGION_OF.items()}
amounts = st.integers(min_value=0, max_value=10**13)
facts = st.lists(st.tuples(st.sampled_from(sorted(REGION_OF)), st.sampled_from(["plan", "done"]), amounts))


@given(facts)
def test_a_parent_is_the_sum_of_its_children(rows):
    totals = roll_up(rows, PARENTS)
    for line in ("plan", "done"):
        for region in ("bac", "trung", "nam"):
            children = [place for place, above in REGION_OF.items() if above == region]
            assert totals.get(region, {}).get(line, 0) == sum(
                totals.get(place, {}).get(line, 0) for place in children
            )
        assert totals.get("vn", {}).get(line, 0) == sum(amount for _, each, amount in rows if each == line)


@given(facts, st.randoms())
def test_the_order_of_facts_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert roll_up(shuffled, PARENTS) == roll_up(rows, PARENTS)


@given(facts, st.integers(min_value=0, max_value=10**12))
def test_splitting_a_fact_never_changes_a_total(rows, part):
    split = [
        piece
        for place, line, amount in rows
        for piece in ((place, line, min(part, amount)), (place, line, amount - min(part, amount)))
    ]
    assert roll_up(split, PARENTS) == roll_up(rows, PARENTS)


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        ([], Cell()),
        ([Cell(), Cell()], Cell()),
        ([Cell(plan=0), Cell()], Cell(plan=0)),
        ([Cell(plan=1, done=2), Cell(done=3)], Cell(plan=1, done=5)),
    ],
)
def test_what_nobody_gave_stays_unknown_and_is_not_zero(cells, total):
    assert add(cells) == total


def test_both_purses_are_the_sum_of_the_two():
    cells = with_both({"KCQG": Cell(plan=3, done=1), "KCDP": Cell(plan=4)})
    assert cells["all"] == Cell(plan=7, done=1)


@pytest.mark.parametrize(
    ("cell", "rate"),
    [
        (Cell(plan=4, done=1), Fraction(1, 4)),
        (Cell(plan=0, done=0), None),
        (Cell(plan=None, done=1), None),
        (Cell(plan=4, done=None), None),
        (Cell(plan=4, done=8), Fraction(2)),
    ],
)
def test_a_rate_needs_a_plan_above_zero(cell, rate):
    assert cell.rate == rate


def test_a_place_with_a_part_that_has_not_reported_is_missing():
    result = completeness({"Đồng Tháp": {1, 2}, "Cà Mau": {3}}, {1, 3})
    assert (result.reported, result.expected, result.missing) == (1, 2, ("Đồng Tháp",))
