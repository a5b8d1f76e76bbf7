"""What is known of each job: the register that the decorator in actions/jobs.py fills."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the worker has to know of a job beyond its function.

    `whole`: effect and "done" are one transaction, so that a crash leaves neither; for jobs that only write to
    the database. The others commit as they go and must bear repetition: every effect has a key of its own.
    `given_up` is called with the job's arguments and a sentence when no try is left, so that a dossier that
    waits for the job can say so.
    """

    title: str
    attempts: int
    whole: bool
    given_up: Callable[..., None] | None = None


JOBS: dict[str, Job] = {}
"""Every job by the path of its function."""

UNKNOWN = Job(title="Việc không còn trong chương trình", attempts=1, whole=False)
"""What a task stands for whose function was renamed while it waited."""


def job_of(path: str) -> Job:
    """What is known of the job at that path; its module is imported, which registers it."""
    if path not in JOBS:
        with suppress(ImportError):
            import_string(path)
    return JOBS.get(path, UNKNOWN)
