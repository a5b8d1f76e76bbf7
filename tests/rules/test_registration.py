"""When a plan request is due: the rule of its own day, and days counted from the last day in time."""

from datetime import date

import pytest

from khuyencong.rules.registration import YearlyDeadline, due_for_plan

CHANGED = date(2018, 7, 10)
OLD = YearlyDeadline(
    month=6, day=15, inclusive=False, since=date(2014, 2, 10), until=CHANGED, law="TT 36/2013", verified=True
)
NEW = YearlyDeadline(month=6, day=20, inclusive=False, since=CHANGED, law="TT 17/2018")


@pytest.mark.parametrize(
    ("plan_year", "last"),
    [(2014, None), (2015, date(2014, 6, 14)), (2019, date(2018, 6, 14)), (2020, date(2019, 6, 19))],
)
def test_the_rule_in_force_on_its_own_day_counts(plan_year, last):
    due = due_for_plan([OLD, NEW], plan_year)
    assert (due.last if due else None) == last


@pytest.mark.parametrize(("sent", "late"), [(19, 0), (20, 1), (25, 6)])
def test_before_the_twentieth_means_the_nineteenth_is_in_time_and_the_twentieth_a_day_late(sent, late):
    due = due_for_plan([NEW], 2027)
    assert due.days_late(date(2026, 6, sent)) == late


def test_an_unread_rule_says_so():
    assert [due_for_plan([each], 2017 + 3 * (each is NEW)).told for each in (OLD, NEW)] == [
        "TT 36/2013",
        "TT 17/2018 (cần xác minh)",
    ]
