"""How an export stands, for who asked for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khuyencong.organisations.actors import Actor
from khuyencong.post.models import Export


class ExportState(StrEnum):
    """What can be said of it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {
            "waiting": "Đang xếp hàng",
            "running": "Đang lập tệp",
            "done": "Đã xong",
            "failed": "Không lập được",
        }[self.value]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (ExportState.DONE, ExportState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportStanding:
    """An export and how it stands."""

    export: Export
    state: ExportState


def exports_of(actor: Actor, at: datetime, most: int = 20) -> list[ExportStanding]:
    """What she asked for at her desk and was not yet deleted, the newest first; two SELECTs."""
    if actor.user is None or actor.desk is None:
        return []
    found = list(Export.objects.of(actor.user.pk, actor.desk.pk).filter(expires_at__gt=at)[:most])
    tasks = DBTaskResult.objects.filter(pk__in=[each.task for each in found if each.task])
    states = dict(tasks.values_list("pk", "status"))
    return [
        ExportStanding(export=each, state=_state(each, states.get(each.task) if each.task else None))
        for each in found
    ]


def export_of(actor: Actor, key: int, at: datetime) -> ExportStanding | None:
    """The one of that key, if it is hers at this desk and not yet deleted."""
    return next((each for each in exports_of(actor, at, most=1000) if each.export.pk == key), None)


def _state(export: Export, task: str | None) -> ExportState:
    if export.finished_at is not None:
        return ExportState.DONE
    match task:
        case TaskResultStatus.READY:
            return ExportState.WAITING
        case TaskResultStatus.RUNNING:
            return ExportState.RUNNING
        case _:
            return ExportState.FAILED
