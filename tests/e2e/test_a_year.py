"""A year lived in the browser by everybody who has a part in it, from the decided plan to the closed year."""

from tests.e2e.year import changes, closing, money, plan, watching

ON_PHONE = "dongthap"


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
