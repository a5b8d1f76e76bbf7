"""What the operator sees of background work: what failed for good, what waits, which letters are stuck."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khuyencong.post.models import Mail
from khuyencong.post.queries.jobs import job_of

IDLE = timedelta(minutes=10)
"""After this long in the queue untouched, a task says that no worker is at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedTask:
    """A task that was given up: what it was, when, after how many attempts, and the last line of why."""

    key: uuid.UUID
    title: str
    path: str
    at: datetime | None
    attempts: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How background work stands. `idle_since`: something is untouched since then: no worker is at work."""

    waiting: int
    running: int
    failed: tuple[FailedTask, ...]
    letters_waiting: int
    letters_stuck: int
    idle_since: datetime | None

    @property
    def is_sound(self) -> bool:
        """Whether nobody has to look."""
        return not self.failed and not self.letters_stuck and self.idle_since is None


def failed_tasks(most: int = 100) -> tuple[FailedTask, ...]:
    """What was given up, the newest first."""
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")[:most]
    return tuple(
        FailedTask(
            key=row.pk,
            title=job_of(row.task_path).title,
            path=row.task_path,
            at=row.finished_at,
            attempts=len(row.worker_ids),
            why=(row.traceback.strip().splitlines() or [""])[-1],
        )
        for row in rows
    )


def standing(now: datetime) -> Standing:
    """How background work stands; five SELECTs."""
    states = dict(
        DBTaskResult.objects.order_by()
        .values_list("status")
        .annotate(count=Count("pk"))
        .values_list("status", "count")
    )
    return Standing(
        waiting=states.get(TaskResultStatus.READY, 0),
        running=states.get(TaskResultStatus.RUNNING, 0),
        failed=failed_tasks(),
        letters_waiting=Mail.objects.waiting().count(),
        letters_stuck=Mail.objects.stuck().count(),
        idle_since=_idle_since(now),
    )


def stuck_letters(most: int = 100) -> list[Mail]:
    """Letters that were given up, the newest first."""
    return list(Mail.objects.stuck().order_by("-written_at")[:most])


def _idle_since(now: datetime) -> datetime | None:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__lt=now - IDLE)
    # A task that failed waits on purpose; what was never begun and could be has nobody to begin it.
    return ready.filter(worker_ids=[]).order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
