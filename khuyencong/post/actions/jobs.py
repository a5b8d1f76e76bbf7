"""Making a function a job of the queue."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django_tasks import task
from django_tasks.base import Task

from khuyencong.post.queries.jobs import JOBS, Job

P = ParamSpec("P")
T = TypeVar("T")


def job(
    *, title: str, attempts: int = 6, whole: bool = True, given_up: Callable[..., None] | None = None
) -> Callable[[Callable[P, T]], "Task[P, T]"]:
    """Make a function a job: `its_name.enqueue(…)` in the transaction that causes it, JSON arguments only.

    `attempts` counts those that ended with the worker's death. On `whole` and `given_up` see Job.
    """

    def register(function: Callable[P, T]) -> "Task[P, T]":
        made: Task[P, T] = task()(function)
        JOBS[made.module_path] = Job(title=title, attempts=attempts, whole=whole, given_up=given_up)
        return made

    return register
