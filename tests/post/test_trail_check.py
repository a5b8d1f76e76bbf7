"""The trail is verified at night, and the result is written where it cannot be forged: into the trail."""

import json

import pytest
from django.db import connection

from khuyencong.post.actions.trail import check_trail
from khuyencong.post.models import Mail
from khuyencong.post.queries.trail import last_check, latest_check
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import broken_links, head
from tests.workflow.test_trail import WITHOUT_TRIGGERS

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY = "2026-11-23T01:30:00+07:00", "2026-11-29T01:30:00+07:00"


@pytest.fixture
def three(now, dong_thap_officer, ministry_leader, administrator):
    """Three events."""
    for title in ("một", "hai", "ba"):
        about = Dossier(kind="figure", key="1", agency="sct-82-2025")
        record("figure.correct", title, about=about, by=dong_thap_officer, at=now)


def tamper(sequence):
    with connection.cursor() as cursor:
        for statement in WITHOUT_TRIGGERS[connection.vendor]:
            cursor.execute(statement)
        cursor.execute("UPDATE workflow_event SET title = 'sửa' WHERE sequence = %s", [sequence])


def test_a_sound_trail_is_said_to_be_so_in_the_trail_itself(three):
    end = head()
    check_trail.call(MONDAY)
    checked = last_check()
    assert ((checked.sequence, checked.hash, checked.broken), list(broken_links()), Mail.objects.count()) == (
        (*end, ()),
        [],
        0,
    )


def test_the_next_night_begins_where_the_last_one_ended_and_sunday_at_the_beginning(three):
    begun = []
    for slot in (MONDAY, MONDAY, SUNDAY):
        check_trail.call(slot)
        begun.append(json.loads(Event.objects.last().after)["from"])
    assert begun == [1, 4, 1]


def test_a_break_is_told_to_leaders_and_administrators_once_a_night(three):
    tamper(2)
    for _ in range(2):
        check_trail.call(MONDAY)
    letters = Mail.objects.order_by("to")
    assert [(each.to, "dòng 2: nội dung đã bị sửa" in each.text) for each in letters] == [
        ("lanhdao@khuyencong.example", True),
        ("quantri@khuyencong.example", True),
    ]
    assert (last_check(), latest_check().broken) == (None, ("dòng 2: nội dung đã bị sửa sau khi ghi",))


def test_a_row_that_lost_the_hash_it_was_checked_with_makes_the_whole_trail_be_walked(three):
    check_trail.call(MONDAY)
    tamper(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_event SET hash = 'khác' WHERE sequence = 3")
    check_trail.call(MONDAY)
    assert latest_check().broken == (
        "dòng 1: nội dung đã bị sửa sau khi ghi",
        "dòng 3: nội dung đã bị sửa sau khi ghi",
        "dòng 4: không nối tiếp dòng trước, đã bị thay hoặc đổi chỗ",
    )
