"""What the operator reads of background work, and what her monitor is told."""

import io
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from khuyencong.console import jobs
from khuyencong.post.actions.cleaning import clean_up
from khuyencong.post.models import Mail
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def asked(again=""):
    """(status, out, err)."""
    out, err = io.StringIO(), io.StringIO()
    return jobs.run(again, out, err), out.getvalue(), err.getvalue()


def test_when_all_is_well_it_says_so_and_exits_0():
    assert asked() == (
        0,
        "Việc nền: 0 chờ, 0 đang làm, 0 hỏng hẳn.\nThư: 0 chờ gửi, 0 không gửi được.\n",
        "",
    )


def test_what_failed_for_good_is_named_and_can_be_tried_again():
    key = clean_up.enqueue().id
    DBTaskResult.objects.update(status="FAILED", traceback="Traceback\nOSError: hết chỗ", worker_ids=["a"])
    status, out, _ = asked()
    assert (status, f"{key}  không rõ lúc  Dọn việc và thư đã xong, 1 lần: OSError: hết chỗ" in out) == (
        1,
        True,
    )
    assert (asked(key)[0], asked(key)[0], asked()[0]) == (0, 2, 0)


@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_key_that_is_no_failed_task_is_refused_in_words(key):
    status, _, err = asked(key)
    assert (status, err.startswith("khuyencong: lỗi: không có việc hỏng nào mang mã")) == (2, True)


def test_a_letter_that_was_given_up_is_named():
    Mail.objects.create(
        key="k",
        to="a@b.vn",
        subject="Nhắc",
        text="",
        state="refused",
        answer="550",
        written_at=NOW,
        next_try=NOW,
    )
    status, out, _ = asked()
    assert (status, "gửi a@b.vn, “Nhắc”: 550" in out) == (1, True)


def test_work_that_nobody_begins_says_that_no_worker_runs():
    clean_up.enqueue()
    assert asked()[0] == 0
    DBTaskResult.objects.update(enqueued_at=NOW - timedelta(days=400))
    status, out, _ = asked()
    assert (status, "mà không ai làm: chạy khuyencong work" in out) == (1, True)
