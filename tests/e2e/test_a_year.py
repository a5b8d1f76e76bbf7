"""A year lived in the browser by everybody who has a part in it, from the decided plan to the closed year."""

import pytest

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.year import changes, closing, money, plan, watching


@pytest.fixture
def sitting(open_page):
    """The page of each person, signed in once; on a phone for those who are out and about."""
    pages = {}

    def sit(user):
        if user not in pages:
            pages[user] = open_page("/", user=user, size=PHONE if user == "dongthap" else DESK)
        return pages[user]

    return sit


def test_a_year_from_the_plan_to_the_closed_books(sitting):
    plan.approve(sitting)
    money.contract(sitting)
    money.report(sitting)
    money.advance(sitting)
    watching.inspect(sitting)
    changes.change(sitting)
    money.accept(sitting)
    money.settle(sitting)
    changes.stop_with_a_substitute(sitting)
    closing.close(sitting)
