"""What the operator sees of background work: what failed for good, what waits, which letters are stuck."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khuyencong.post.models import Mail
from khuyencong.post.queries.jobs import job_of


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
    """How background work stands."""

    waiting: int
    running: int
    failed: tuple[FailedTask, ...]
    letters_waiting: int
    letters_stuck: int


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


def standing() -> Standing:
    """How background work stands now; four SELECTs."""
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
    )
