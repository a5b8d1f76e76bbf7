"""The queue: leases, taking back, retries with an end, and slots that are run once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from khuyencong.post.actions import queue, work
from khuyencong.post.actions.cleaning import clean_up
from khuyencong.post.actions.work import Worker, run, schedule
from khuyencong.post.models import Lease, Mail, Slot
from khuyencong.post.queries.work import standing
from khuyencong.rules.timetable import Entry
from tests.post import sample_jobs

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=60)
EVERY_MINUTE = Entry(job="tests.post.sample_jobs.scheduled", title="Thử", every=timedelta(minutes=1))


def state():
    """(status, attempts) of the only task."""
    task = DBTaskResult.objects.get()
    return task.status, len(task.worker_ids)


def effects():
    return sorted(Mail.objects.values_list("subject", flat=True))


def test_a_task_is_claimed_by_one_worker(now):
    sample_jobs.always_failing.enqueue("a")
    first, second = queue.claim("one", now), queue.claim("two", now)
    assert (first.worker_ids, second) == (["one"], None)
    assert list(Lease.objects.values_list("task", "worker")) == [(first.pk, "one")]


def test_a_failure_takes_its_effect_along_is_tried_again_after_a_pause_and_ends_in_the_operators_list(now):
    sample_jobs.always_failing.enqueue("tệp")
    seen = []
    for minutes in (0, 10, 20):
        task = queue.claim("one", now + timedelta(minutes=minutes))
        seen.append((run(task, "one"), *state()))
        # The pause is counted from the real clock; the test does not wait for it.
        DBTaskResult.objects.update(run_after=now)
    assert seen == [(False, "READY", 1), (False, "READY", 2), (False, "FAILED", 3)]
    assert effects() == []
    (failed,) = standing(now).failed
    assert (failed.title, failed.attempts, failed.why) == (
        "Việc luôn hỏng",
        3,
        "ValueError: không đọc được tệp",
    )


def test_a_task_given_up_can_be_tried_again_from_the_start(now):
    sample_jobs.always_failing.enqueue("a")
    DBTaskResult.objects.update(status="FAILED", worker_ids=["x", "y", "z"])
    key = DBTaskResult.objects.get().pk
    assert (queue.try_again(key), queue.try_again(key), *state()) == (True, False, "READY", 0)


def test_a_retry_waits_longer_each_time(now):
    sample_jobs.always_failing.enqueue("a")
    pauses = []
    for _ in range(2):
        task = queue.claim("one", now)
        queue.fail(task, "one", ValueError("x"), now)
        pauses.append((DBTaskResult.objects.get().run_after - now).total_seconds())
        DBTaskResult.objects.update(run_after=now)
    assert pauses == [30, 60]


def test_what_a_silent_worker_holds_is_taken_back_and_what_a_beating_one_holds_is_not(now):
    sample_jobs.scheduled.enqueue("a")
    task = queue.claim("one", now)
    assert queue.beat(task.pk, "one", now + timedelta(seconds=50))
    assert queue.take_back(now + timedelta(seconds=100), LEASE) == []
    assert queue.take_back(now + timedelta(seconds=111), LEASE) == [task.pk]
    assert (*state(), Lease.objects.count()) == ("READY", 1, 0)


def test_a_worker_whose_task_was_taken_back_leaves_no_effect(now, tmp_path):
    sample_jobs.whole.enqueue(str(tmp_path / "told"), 0)
    task = queue.claim("slow", now)
    queue.take_back(now + 2 * LEASE, LEASE)
    other = queue.claim("quick", now + 4 * LEASE)
    assert (run(task, "slow"), effects()) == (False, [])
    assert (run(other, "quick"), effects()) == (True, ["after", "before"])


def test_a_task_that_kills_its_worker_every_time_is_given_up(now):
    sample_jobs.always_failing.enqueue("a")
    for hour in range(3):
        at = now + timedelta(hours=hour)
        assert queue.claim("one", at) is not None
        queue.take_back(at + 2 * LEASE, LEASE)
    assert [(each.attempts, each.why) for each in standing(now).failed] == [
        (3, "khuyencong.post.actions.queue.WorkerDiedError: one không còn báo là đang làm")
    ]


def test_a_task_whose_function_is_gone_fails_where_the_operator_sees_it(now):
    sample_jobs.scheduled.enqueue("a")
    DBTaskResult.objects.update(task_path="tests.post.sample_jobs.renamed")
    run(queue.claim("one", now), "one")
    assert [(each.title, each.attempts) for each in standing(now).failed] == [
        ("Việc không còn trong chương trình", 1)
    ]


def test_a_slot_is_put_into_the_queue_once(now):
    put = [schedule([EVERY_MINUTE], now + timedelta(seconds=seconds)) for seconds in (0, 10, 59, 60)]
    assert [len(each) for each in put] == [1, 0, 0, 1]
    assert (Slot.objects.count(), DBTaskResult.objects.count()) == (2, 2)


def test_cleaning_keeps_what_failed_and_what_is_fresh(now):
    for _ in range(3):
        sample_jobs.scheduled.enqueue("a")
    old, fresh, failed = DBTaskResult.objects.all()
    long_ago = now - timedelta(days=3650)
    for task, status, at in ((old, "SUCCESSFUL", long_ago), (failed, "FAILED", long_ago)):
        DBTaskResult.objects.filter(pk=task.pk).update(status=status, finished_at=at)
    Slot.objects.create(job="x", at=long_ago, claimed_at=long_ago)
    assert clean_up.call() == 2
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {fresh.pk, failed.pk}


@pytest.mark.usefixtures("committed_world")
def test_many_workers_run_a_slot_once(now):
    """Eight threads ask the timetable at the same instant, on either database."""
    gate = threading.Barrier(8)
    put, broken = [], []

    def ask():
        gate.wait()
        try:
            put.extend(schedule([EVERY_MINUTE], now))
        except Exception as error:  # noqa: BLE001
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(put), broken, DBTaskResult.objects.count(), Slot.objects.count()) == (1, [], 1, 1)


@pytest.mark.usefixtures("committed_world")
def test_a_worker_does_what_waits_and_beats_meanwhile(tmp_path):
    sample_jobs.whole.enqueue(str(tmp_path / "told"), 0.3)
    worker = Worker(name="one", lease=timedelta(seconds=0.4))
    assert (worker.step(), worker.step(), *state(), effects()) == (
        True,
        False,
        "SUCCESSFUL",
        1,
        ["after", "before"],
    )


def test_a_beat_that_finds_its_task_gone_closes_the_connection_of_its_thread(monkeypatch):
    """Left open, it would be counted against the server until the worker ends."""
    gone, closed = threading.Event(), []

    def beat(*_):
        gone.set()
        return False

    class Connection:
        @staticmethod
        def close():
            closed.append(threading.current_thread().name)

    monkeypatch.setattr(queue, "beat", beat)
    monkeypatch.setattr(work, "connection", Connection)
    with work.beating(DBTaskResult(), "one", timedelta(milliseconds=1)):
        assert gone.wait(timeout=20)
    assert closed == ["beat-one"]
