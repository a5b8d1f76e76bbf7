"""Throwing away what has done its service: finished tasks, old slots, sent letters, expired files."""

from datetime import datetime, timedelta

from django.utils.timezone import now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khuyencong.post.actions.exports import drop_expired
from khuyencong.post.actions.jobs import job
from khuyencong.post.models import Mail, Slot

KEPT = timedelta(days=3)
"""How long a finished task and its slot are kept; longer than any slot may be late."""

LETTERS_KEPT = timedelta(days=90)
"""How long a sent letter is kept: it holds names and addresses, which are not ours to hoard."""


@job(title="Dọn việc và thư đã xong")
def clean_up(slot: str = "") -> int:
    """Delete what is past its time; how many rows. What failed stays until somebody has looked at it."""
    at = now()
    return _tasks(at - KEPT) + _slots(at - KEPT) + _letters(at - LETTERS_KEPT) + drop_expired(at)


def _tasks(before: datetime) -> int:
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before)
    return done.delete()[0]


def _slots(before: datetime) -> int:
    return Slot.objects.filter(at__lt=before).delete()[0]


def _letters(before: datetime) -> int:
    return Mail.objects.filter(state=Mail.State.SENT, sent_at__lt=before).delete()[0]
