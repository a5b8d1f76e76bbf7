"""When repeated work is due."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from khuyencong.rules.calendar import calendar
from khuyencong.rules.timetable import Entry, pause, slot

KNOWN = calendar([], range(2018, 2027))
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
DIGEST = Entry(job="digest", title="Thư mỗi ngày", at=time(7), working_days=True, late=timedelta(hours=5))
MAIL = Entry(job="mail", title="Gửi thư", every=timedelta(minutes=5))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("entry", "now", "due"),
    [
        (DIGEST, "2026-11-23T07:00", "2026-11-23T07:00"),
        (DIGEST, "2026-11-23T11:59", "2026-11-23T07:00"),
        (DIGEST, "2026-11-23T12:01", None),  # too late in the day: given up
        (DIGEST, "2026-11-23T06:59", None),  # yesterday's is given up, and was a Sunday's
        (DIGEST, "2026-11-24T08:00", None),  # a holiday
        (MAIL, "2026-11-24T08:04:59", "2026-11-24T08:00"),
        (MAIL, "2026-11-24T00:00:01", "2026-11-24T00:00"),
    ],
)
def test_the_slot_is_the_last_one_that_is_still_worth_running(entry, now, due):
    assert slot(entry, at(now), KNOWN) == (at(due) if due else None)


@pytest.mark.parametrize("given", [{}, {"at": time(7), "every": timedelta(hours=1)}])
def test_an_entry_says_once_when_it_is_due(given):
    with pytest.raises(ValueError, match="đúng một"):
        Entry(job="x", title="x", **given)


def test_the_pause_after_a_failure_doubles_up_to_an_hour():
    assert [pause(attempt).total_seconds() for attempt in (1, 2, 3, 7, 8, 9999)] == [
        30,
        60,
        120,
        1920,
        3600,
        3600,
    ]
