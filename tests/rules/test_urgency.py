"""What hurts first, and why, in one sentence."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.calendar import calendar
from khuyencong.rules.urgency import Waiting, by_what_hurts, weighed

KNOWN = calendar([], range(2018, 2027))
TODAY = date(2026, 11, 23)
ARTICLE = "khoản 2 Điều 18 Thông tư 36/2013/TT-BCT"


def waiting(key, *, since=TODAY, due=None, source="", stake=0):
    return Waiting(key=key, since=since, due=due, due_source=source, stake=stake)


@pytest.mark.parametrize(
    ("since", "due", "source", "why", "level"),
    [
        ("2026-11-11", None, "", "Chờ 12 ngày, chưa có hạn theo luật", "none"),
        ("2026-11-23", None, "", "Mới đến hôm nay, chưa có hạn theo luật", "none"),
        ("2026-11-01", "2026-11-18", ARTICLE, f"Quá hạn 3 ngày làm việc theo {ARTICLE}", "late"),
        ("2026-11-01", "2026-11-18", "", "Quá hạn 3 ngày làm việc theo quy định của hệ thống", "late"),
        ("2026-11-01", "2026-11-22", ARTICLE, f"Ngày cuối của hạn là 23/11/2026 theo {ARTICLE}", "today"),
        ("2026-11-01", "2026-11-23", ARTICLE, f"Ngày cuối của hạn là 23/11/2026 theo {ARTICLE}", "today"),
        ("2026-11-01", "2026-11-24", ARTICLE, f"Còn 1 ngày làm việc, hạn 25/11/2026 theo {ARTICLE}", "soon"),
        ("2026-11-01", "2026-12-07", ARTICLE, f"Còn 9 ngày làm việc, hạn 07/12/2026 theo {ARTICLE}", "later"),
    ],
)
def test_each_says_why_it_stands_where_it_stands(since, due, source, why, level):
    item = waiting(
        "a", since=date.fromisoformat(since), due=date.fromisoformat(due) if due else None, source=source
    )
    urgency = weighed(item, TODAY, KNOWN)
    assert (urgency.why, urgency.level) == (why, level)


def test_a_deadline_of_friday_is_past_on_saturday_though_no_working_day_has_gone_by():
    urgency = weighed(waiting("a", due=date(2026, 11, 20), source="Điều 1"), date(2026, 11, 21), KNOWN)
    assert (urgency.is_late, urgency.overdue, urgency.why) == (
        True,
        0,
        "Đã hết hạn ngày 20/11/2026, sang ngày làm việc tới là quá hạn, theo Điều 1",
    )


def test_what_is_most_overdue_comes_first_then_the_soonest_then_the_dearest_then_the_longest():
    items = [
        waiting("new, no deadline"),
        waiting("old, no deadline", since=date(2026, 1, 1)),
        waiting("dear, no deadline", stake=300_000_000),
        waiting("later", due=date(2026, 12, 20)),
        waiting("soon and cheap", due=date(2026, 12, 1)),
        waiting("soon and dear", due=date(2026, 12, 1), stake=1),
        waiting("late by one", due=date(2026, 11, 20), stake=900),
        waiting("late by many", due=date(2026, 10, 1)),
    ]
    assert [urgency.item.key for urgency in by_what_hurts(items, TODAY, KNOWN)] == [
        "late by many",
        "late by one",
        "soon and dear",
        "soon and cheap",
        "later",
        "dear, no deadline",
        "old, no deadline",
        "new, no deadline",
    ]


def test_a_deadline_in_a_year_without_announced_holidays_is_an_estimate():
    dues = [date(2026, 12, 31), date(2027, 1, 22), None]
    assert [weighed(waiting("a", due=due), TODAY, KNOWN).estimated for due in dues] == [False, True, False]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 3), st.integers(0, 30)), max_size=8))
def test_the_order_does_not_hang_on_how_the_things_came_in(rows):
    items = [
        waiting(f"{index}", since=TODAY - timedelta(days=waited), due=TODAY + timedelta(days=due), stake=stake)
        for index, (due, stake, waited) in enumerate(rows)
    ]
    assert by_what_hurts(items, TODAY, KNOWN) == by_what_hurts(items[::-1], TODAY, KNOWN)
