"""Throwing away what has done its service: finished tasks, old slots, and personal data past their time."""

from datetime import datetime, timedelta

from django.utils.timezone import now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khuyencong.organisations.actions.persons import purge_expired
from khuyencong.post.actions.api_keys import forget_answers
from khuyencong.post.actions.jobs import job
from khuyencong.post.models import Slot
from khuyencong.workflow.actions import forget_held, forget_presses

KEPT = timedelta(days=3)
"""How long a finished task, its slot, a pressed button, an answer of the API are kept; no slot is as late."""

HELD = timedelta(hours=1)
"""A file that waits for its sender to confirm who she is; web/held.py looks no longer than some minutes."""


@job(title="Dọn việc và thư đã xong")
def clean_up(slot: str = "") -> int:
    """Delete what is past its time; how many rows. How long personal data stay, the register says."""
    at = now()
    done = _tasks(at - KEPT) + _slots(at - KEPT) + forget_presses(at - KEPT) + forget_held(at - HELD)
    done += forget_answers(at - KEPT)
    return done + purge_expired(at)


def _tasks(before: datetime) -> int:
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before)
    return done.delete()[0]


def _slots(before: datetime) -> int:
    return Slot.objects.filter(at__lt=before).delete()[0]
