"""Taking tasks from the queue and giving them back: claim, finish, fail, and take back from the dead.

django-tasks-db keeps the queue; a task of its own worker stays RUNNING for ever when that is killed, and a
failed one is never tried again. Here a claim comes with a lease to be renewed, and only its holder ends a task.
"""

import logging
import uuid
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from khuyencong.post.models import Lease
from khuyencong.post.queries.jobs import job_of
from khuyencong.rules.timetable import pause

logger = logging.getLogger(__name__)
MOST_WHY = 500
"""How much of why a task was given up is told to its dossier."""

Queued: TypeAlias = DBTaskResult[Any, Any]
"""A task in the queue."""


class LeaseLostError(RuntimeError):
    """Somebody else was given the task: this worker was held for dead, and its effect must not stand."""


class WorkerDiedError(RuntimeError):
    """The worker that held the task stopped beating; kept as the reason of a last failure."""


def ready(now: datetime) -> "Q":
    """Tasks to be run now; the far end of time is how the queue writes "at once"."""
    return Q(status=TaskResultStatus.READY) & (Q(run_after__lte=now) | Q(run_after=get_date_max()))


def claim(worker: str, now: datetime) -> Queued | None:
    """The next task, now running and leased to the worker; None when nothing is to be done."""
    # A question takes no lock; on SQLite a claim takes the one writer's place, which an idle worker must not.
    if not DBTaskResult.objects.filter(ready(now)).exists():
        return None
    with transaction.atomic():
        task = DBTaskResult.objects.select_for_update(skip_locked=True).filter(ready(now)).first()
        if task is None:
            return None
        task.status = TaskResultStatus.RUNNING
        task.started_at = now
        task.worker_ids = [*task.worker_ids, worker]
        task.save(update_fields=["status", "started_at", "worker_ids"])
        Lease.objects.update_or_create(task=task.pk, defaults={"worker": worker, "beat_at": now})
    return task


def beat(task: uuid.UUID, worker: str, now: datetime) -> bool:
    """Renew the lease; False when it was lost."""
    return Lease.objects.filter(task=task, worker=worker).update(beat_at=now) == 1


def end_lease(task: Queued, worker: str) -> None:
    """Give the lease up, in the transaction that ends the task; LeaseLostError when it is not ours any more."""
    if Lease.objects.filter(task=task.pk, worker=worker).delete()[0] != 1:
        raise LeaseLostError(f"{task.pk}: {worker}")


@transaction.atomic
def finish(task: Queued, worker: str, value: Any, now: datetime) -> None:
    """Mark the task done with its result; LeaseLostError."""
    end_lease(task, worker)
    DBTaskResult.objects.filter(pk=task.pk).update(
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=now,
        return_value=_plain(value),
        exception_class_path="",
        traceback="",
    )


@transaction.atomic
def fail(task: Queued, worker: str, error: BaseException, now: datetime) -> None:
    """Give the task back for another try after a pause, or end it as failed; LeaseLostError."""
    end_lease(task, worker)
    _again_or_never(task, error, now)


def take_back(now: datetime, lease: timedelta) -> list[uuid.UUID]:
    """Take back what workers hold that have not beaten for `lease`; the keys of those tasks."""
    abandoned = _abandoned(now - lease)
    if not abandoned.exists():
        return []
    with transaction.atomic():
        tasks = list(abandoned.select_for_update(skip_locked=True))
        for task in tasks:
            Lease.objects.filter(task=task.pk).delete()
            holder = task.worker_ids[-1] if task.worker_ids else "?"
            _again_or_never(task, WorkerDiedError(f"{holder} không còn báo là đang làm"), now)
    return [task.pk for task in tasks]


def _abandoned(silent_since: datetime) -> "QuerySet[Queued]":
    """Running tasks whose lease is too old, or gone."""
    living = Lease.objects.filter(beat_at__gt=silent_since).values("task")
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=silent_since)
    return running.exclude(pk__in=living)


def _plain(value: Any) -> Any:
    """A job's result is a number or a sentence; anything else is kept as its text."""
    return value if isinstance(value, (int, str, bool, type(None))) else str(value)


def _again_or_never(task: Queued, error: BaseException, now: datetime) -> None:
    """One more try after a pause while the job allows it, else failed for the operator to see."""
    attempt = len(task.worker_ids)
    over = attempt >= job_of(task.task_path).attempts
    ending: dict[str, Any] = (
        {"status": TaskResultStatus.FAILED, "finished_at": now}
        if over
        else {"status": TaskResultStatus.READY, "run_after": now + pause(attempt)}
    )
    DBTaskResult.objects.filter(pk=task.pk).update(
        **ending,
        exception_class_path=f"{type(error).__module__}.{type(error).__qualname__}",
        traceback="".join(format_exception(error)),
        return_value=None,
    )
    if over:
        _give_up(task, error)


def _give_up(task: Queued, error: BaseException) -> None:
    """Tell the dossier that waits for it; what fails there does not keep the task from being failed."""
    told = job_of(task.task_path).given_up
    if told is None:
        return
    try:
        with transaction.atomic():
            told(*task.task_result.args, why=f"{type(error).__name__}: {error}"[:MOST_WHY])
    except Exception:
        logger.exception("task %s was given up, and its dossier could not be told", task.pk)


@transaction.atomic
def try_again(task: uuid.UUID) -> bool:
    """Put a failed task back into the queue with all its attempts before it; False if it has not failed."""
    failed = DBTaskResult.objects.filter(pk=task, status=TaskResultStatus.FAILED)
    return failed.update(status=TaskResultStatus.READY, run_after=get_date_max(), worker_ids=[]) == 1
