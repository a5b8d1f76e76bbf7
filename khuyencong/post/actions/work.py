"""One worker: claim what the timetable says is due, take back from the dead, run what waits one by one."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from django.utils.module_loading import import_string
from django.utils.timezone import localtime, now

from khuyencong.post.actions import queue
from khuyencong.post.models import Slot
from khuyencong.post.queries.jobs import job_of
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules.timetable import Entry, slot

logger = logging.getLogger(__name__)


def schedule(timetable: Sequence[Entry], at: datetime) -> list[str]:
    """Put into the queue what is due by the timetable, each slot once however many ask; what was put."""
    return [entry.job for entry in timetable if _schedule_one(entry, at)]


def _schedule_one(entry: Entry, at: datetime) -> bool:
    due = slot(entry, localtime(at), working_days())
    if due is None or Slot.objects.filter(job=entry.job, at=due).exists():
        return False
    try:
        with transaction.atomic():
            Slot.objects.create(job=entry.job, at=due, claimed_at=at)
            import_string(entry.job).enqueue(due.isoformat())
    except IntegrityError:  # another worker was quicker
        return False
    return True


def run(task: queue.Queued, worker: str) -> bool:
    """Run a claimed task to its end, good or bad; whether it was done."""
    try:
        if job_of(task.task_path).whole:
            with transaction.atomic():
                queue.finish(task, worker, _call(task), now())
        else:
            queue.finish(task, worker, _call(task), now())
    except queue.LeaseLostError:
        logger.warning("task %s was given to another worker; its effect here is taken back", task.pk)
        return False
    except Exception as error:  # noqa: BLE001 - whatever a job raises, the worker lives and says so
        logger.warning("task %s (%s) failed: %s", task.pk, task.task_path, error)
        return _failed(task, worker, error)
    return True


def _call(task: queue.Queued) -> object:
    result = task.task_result
    return task.task.call(*result.args, **result.kwargs)


def _failed(task: queue.Queued, worker: str, error: Exception) -> bool:
    try:
        queue.fail(task, worker, error, now())
    except queue.LeaseLostError:
        logger.warning("task %s failed here, but another worker has it", task.pk)
    return False


@contextmanager
def beating(task: queue.Queued, worker: str, every: timedelta) -> Iterator[None]:
    """Renew the lease from a thread of its own while the task runs."""
    done = threading.Event()

    def keep() -> None:
        try:
            while not done.wait(every.total_seconds()) and _beat(task, worker):
                pass
        finally:
            connection.close()  # of this thread, which nobody else could close once the task is another's

    thread = threading.Thread(target=keep, daemon=True, name=f"beat-{worker}")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(task: queue.Queued, worker: str) -> bool:
    """Whether the task is still this worker's, as far as anybody can say."""
    try:
        return queue.beat(task.pk, worker, now())
    except DatabaseError:
        # A long write of SQLite: nobody can take the task then, and the next beat may come.
        logger.info("a beat of %s was late", worker)
        return True


@dataclass(slots=True, kw_only=True)
class Worker:
    """One worker process. `lease` is how long it may be silent before its task is given to another."""

    name: str
    timetable: Sequence[Entry] = ()
    lease: timedelta = timedelta(seconds=60)
    idle: timedelta = timedelta(seconds=1)
    stopping: threading.Event = field(default_factory=threading.Event)

    def step(self) -> bool:
        """Look once: whether something was run."""
        at = now()
        queue.take_back(at, self.lease)
        schedule(self.timetable, at)
        task = queue.claim(self.name, at)
        if task is None:
            return False
        with beating(task, self.name, self.lease / 4):
            run(task, self.name)
        return True

    def work(self) -> None:
        """Look again and again until told to stop; a database that is away is waited for."""
        trouble = 0
        while not self.stopping.is_set():
            close_old_connections()
            try:
                busy, trouble = self.step(), 0
            except DatabaseError as error:
                busy, trouble = False, trouble + 1
                logger.warning("the database does not answer: %s", error)
                connection.close()
            if not busy:
                self.stopping.wait(min(self.idle.total_seconds() * 2**trouble, 60))
