"""The daily letter and what is told to the head: only when there is something, once, and never doubled."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from khuyencong.organisations.actions import close_seats
from khuyencong.post.actions.reminders import choose_daily, escalate, send_digests
from khuyencong.post.models import Escalation, Mail
from khuyencong.post.queries.limits import limit_on
from khuyencong.post.queries.tray import count_in_tray, in_tray, loads_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

SLOT = NOW.replace(hour=7, minute=0).isoformat()
TODAY = NOW.date()
LATE = date(2026, 11, 18)


def letters():
    return sorted(Mail.objects.values_list("to", "subject"))


def test_nothing_waits_nothing_is_written(office):
    assert (send_digests.call(SLOT), letters()) == (0, [])


def test_who_has_work_gets_one_letter_a_day_however_often_the_job_runs(office, waits):
    waits(office.officer, "Nhận bàn giao")
    waits(office.officer, "Quyết toán", due=LATE, source="Điều 18")
    assert [send_digests.call(SLOT) for _ in range(2)] == [1, 1]
    assert letters() == [
        ("department_officer@sct.vn", "Việc của tôi ngày 23/11/2026: 2 việc đang chờ, 1 việc quá hạn")
    ]
    text = Mail.objects.get().text
    assert text.index("Quyết toán") < text.index("Nhận bàn giao")


def test_a_job_that_dies_in_the_middle_leaves_no_letter_behind(office, waits):
    waits(office.officer, "Nhận bàn giao")
    with transaction.atomic():
        send_digests.call(SLOT)
        transaction.set_rollback(True)
    assert (letters(), send_digests.call(SLOT), len(letters())) == ([], 1, 1)


@pytest.mark.parametrize(("due", "told"), [(None, []), (date(2026, 12, 1), []), (LATE, ["1 việc quá hạn"])])
def test_who_switched_the_letter_off_is_still_told_what_is_overdue(office, waits, due, told):
    choose_daily(by=office.officer.account, daily=False, at=NOW)
    waits(office.officer, "Nhận bàn giao", due=due)
    send_digests.call(SLOT)
    assert [subject.split(": ")[1] for _, subject in letters()] == told


def test_who_left_the_desk_is_not_written_to(office, waits):
    waits(office.officer, "Nhận bàn giao")
    close_seats(user=office.officer.account, on=TODAY)
    assert (send_digests.call(SLOT), letters()) == (0, [])


@pytest.mark.parametrize(
    ("due", "since", "told"),
    [
        (date(2026, 11, 18), NOW, 1),  # three working days late: our limit
        (date(2026, 11, 19), NOW, 0),
        (None, NOW - timedelta(days=21), 1),  # fifteen working days without a deadline
        (None, NOW - timedelta(days=20), 0),
        (date(2026, 12, 30), NOW - timedelta(days=300), 0),
    ],
)
def test_what_waited_past_our_limit_is_told_to_the_head_once(office, waits, due, since, told):
    task = waits(office.officer, "Quyết toán", due=due, since=since)
    assert [escalate.call(SLOT) for _ in range(2)] == [told, 0]
    assert [to for to, _ in letters()] == ["department_leader@sct.vn"] * told
    kept = Escalation.objects.values_list("task_id", "desk__code", "source")
    assert list(kept) == [(task.pk, office.head.desk.code, "quy định của hệ thống")] * told


def test_what_waits_at_the_heads_own_desk_is_not_told_to_herself(office, waits):
    waits(office.head, "Ký quyết toán", due=LATE)
    assert (escalate.call(SLOT), letters()) == (0, [])


def test_before_there_was_a_limit_nothing_is_past_it():
    assert [limit_on("escalate_late", day) is None for day in (date(2025, 12, 31), TODAY)] == [True, False]


def test_the_tray_of_a_desk_has_what_hurts_first_on_top(office, waits):
    waits(office.officer, "Không hạn")
    waits(office.officer, "Còn hạn", due=date(2026, 12, 20))
    waits(office.officer, "Quá hạn", due=LATE)
    waits(office.head, "Của lãnh đạo")
    found = in_tray([office.officer.desk.code], TODAY)
    assert [item.title for item in found] == ["Quá hạn", "Còn hạn", "Không hạn"]
    assert count_in_tray(office.officer.desk.code) == 3


def test_what_is_stuck_in_the_agency_is_shown_by_desk_the_worst_first(office, waits, django_assert_num_queries):
    waits(office.head, "Không hạn", since=NOW - timedelta(days=9))
    waits(office.officer, "Quá hạn", due=LATE)
    with django_assert_num_queries(4):
        loads = loads_of(office.agency, TODAY)
    assert [(str(load.holder), load.late, load.longest) for load in loads] == [
        ("Nguyễn Thị Ánh", 1, 0),
        ("Trần Văn Bình", 0, 9),
    ]
