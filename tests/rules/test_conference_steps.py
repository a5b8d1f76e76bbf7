"""Where given money lies: the steps of one position; they leave nothing out and count nothing twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.conference.steps import LIES, lying_at
from khuyencong.rules.ledger import Position

AMOUNTS = st.integers(min_value=0, max_value=10**12)
BOOKED = Position(given=1000, committed=800, disbursed=500, accepted=300, settled=100, advanced=200)


@pytest.mark.parametrize(
    ("step", "amount"),
    [("unsigned", 200), ("undone", 300), ("advanced", 200), ("unpaid", 0), ("given", 1000), ("settled", 100)],
)
def test_a_step_of_one_book(step, amount):
    assert lying_at(BOOKED, step) == amount


def test_a_step_nobody_knows_is_no_figure():
    with pytest.raises(AttributeError):
        lying_at(BOOKED, "spent")


@given(st.lists(st.builds(Position, **dict.fromkeys(Position.__slots__, AMOUNTS)), max_size=5))
def test_the_books_of_a_figure_add_up_to_it(books):
    whole = Position()
    for each in books:
        whole = whole.plus(each)
    for step in (*LIES, *Position.__slots__):
        assert sum(lying_at(each, step) for each in books) == lying_at(whole, step)
    assert sum(lying_at(whole, step) for step in LIES) == whole.given - whole.disbursed + whole.advanced
