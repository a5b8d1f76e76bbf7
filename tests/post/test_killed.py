"""kill -9 in the middle of a job, on either database: the job is done in the end, its effect is there once."""

import os
import signal
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from khuyencong.post.actions import queue
from khuyencong.post.models import Mail
from tests.post import sample_jobs

pytestmark = pytest.mark.usefixtures("committed_world")


def kill_in_the_middle(job, tmp_path, start_worker, wait_until):
    """Let a worker begin the job, kill it in the middle; another worker ends it. The pids that began it."""
    told = tmp_path / "told"
    job.enqueue(str(told), 60.0)
    first = start_worker("--lease", "1", "--no-timetable")
    wait_until(told.exists)
    os.kill(first.pid, signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    assert DBTaskResult.objects.get().status == "RUNNING"
    start_worker("--lease", "1", "--no-timetable")
    # Taken back, it would wait for its pause; the test takes the pause away.
    wait_until(lambda: DBTaskResult.objects.get().status == "READY")
    DBTaskResult.objects.update(run_after=DBTaskResult.objects.get().enqueued_at)
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")
    return told.read_text().split()


def test_a_whole_job_leaves_nothing_when_killed_and_its_effect_once_when_done(
    tmp_path, start_worker, wait_until
):
    began = kill_in_the_middle(sample_jobs.whole, tmp_path, start_worker, wait_until)
    assert len(set(began)) == 2
    assert sorted(Mail.objects.values_list("subject", flat=True)) == ["after", "before"]


def test_a_stepwise_job_resumes_and_doubles_no_step(tmp_path, start_worker, wait_until):
    began = kill_in_the_middle(sample_jobs.stepwise, tmp_path, start_worker, wait_until)
    assert len(set(began)) == 2
    assert sorted(Mail.objects.values_list("key", flat=True)) == [f"step-{n}" for n in range(sample_jobs.STEPS)]


def test_two_workers_at_once_do_each_task_once(tmp_path, start_worker, wait_until):
    for number in range(20):
        sample_jobs.scheduled.enqueue(f"{number}")
    workers = [start_worker("--no-timetable") for _ in range(2)]
    wait_until(lambda: DBTaskResult.objects.filter(status="SUCCESSFUL").count() == 20)
    assert sorted(Mail.objects.values_list("subject", flat=True)) == sorted(str(n) for n in range(20))
    for worker in workers:
        # One of them may have done all before the other was awake enough to be told to end.
        assert worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(20) for worker in workers] == [0, 0]


def test_a_worker_ends_with_the_process_that_started_it(start_worker, wait_until):
    worker = start_worker("--parent", "1", "--no-timetable")
    assert worker.wait(30) == 0


def test_nothing_is_held_after_all_is_done(tmp_path, start_worker, wait_until, now):
    sample_jobs.scheduled.enqueue("a")
    start_worker("--no-timetable")
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")
    assert queue.take_back(now + timedelta(days=3650), timedelta(0)) == []
