"""Making files that take long: asked for at a desk, made by a job as that desk may see, kept for a few days."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.timezone import localdate, now

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import sits_at
from khuyencong.post.actions.jobs import job
from khuyencong.post.models import Export
from khuyencong.workflow.actions import Dossier, record

KEPT = timedelta(days=7)
"""How long a file waits for who asked."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A finished file."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True, kw_only=True)
class Progress:
    """Tells how far an export is, at most once a second, in a transaction of its own."""

    export: int
    told_at: float = 0.0

    def over(self, items: Iterable[Item], total: int) -> Iterator[Item]:
        """The same items, the progress told as they go by; 99 % at most until the file is stored."""
        for number, item in enumerate(items, start=1):
            if time.monotonic() - self.told_at >= 1:
                self.tell(min(99, 100 * (number - 1) // max(total, 1)))
            yield item

    def tell(self, percent: int) -> None:
        """Write the progress down."""
        self.told_at = time.monotonic()
        Export.objects.filter(pk=self.export).update(progress=percent)


Maker = Callable[[Actor, dict[str, Any], Progress], File]
KINDS: dict[str, Maker] = {}
"""Every kind of export by the path of the function that makes it; only these are ever called."""


def export_kind(function: Maker) -> Maker:
    """Make a function a kind of export: (who asks, the question, progress) -> file."""
    KINDS[path_of(function)] = function
    return function


def path_of(function: Maker) -> str:
    """How a kind is written in the table."""
    return f"{function.__module__}.{function.__qualname__}"


@transaction.atomic
def ask_for(*, by: Actor, maker: Maker, title: str, parameters: dict[str, Any], at: datetime) -> Export:
    """Ask for a file; PermissionDenied without a desk. It is made as that desk may see when its turn comes."""
    if by.desk is None:
        raise PermissionDenied
    export = Export.objects.create(
        kind=path_of(maker),
        title=title[:200],
        parameters=parameters,
        asked_by=by.account,
        desk=by.desk,
        asked_at=at,
        expires_at=at + KEPT,
    )
    export.task = make_export.enqueue(export.pk).id
    export.save(update_fields=["task"])
    about = Dossier(kind="export", key=str(export.pk), agency=by.agency_code)
    record("export.ask", f"Xuất tệp “{title}”", about=about, by=by, at=at, after={"asked": parameters})
    return export


@job(title="Lập tệp xuất", attempts=3, whole=False)
def make_export(key: int) -> str:
    """Make the file and keep it; made twice (after a crash) it is kept once. PermissionDenied once she left."""
    export = Export.objects.select_related("asked_by", "desk__agency").defer("content").filter(pk=key).first()
    if export is None or export.finished_at is not None:
        return "đã có hoặc đã xóa"
    if not sits_at(export.asked_by, export.desk, localdate()):
        raise PermissionDenied(f"{export.asked_by} không còn giữ bàn {export.desk.code}")
    actor = Actor(user=export.asked_by, desk=export.desk)
    file = maker_of(export.kind)(actor, export.parameters, Progress(export=key))
    Export.objects.filter(pk=key, finished_at__isnull=True).update(
        name=file.name, content_type=file.content_type, content=file.content, progress=100, finished_at=now()
    )
    return file.name


def maker_of(kind: str) -> Maker:
    """The function that makes that kind; LookupError for a path that is no kind."""
    if kind not in KINDS:
        import_string(kind)
    return KINDS[kind]


@transaction.atomic
def seen(export: Export, *, by: Actor, at: datetime) -> None:
    """That who asked took the file: it no longer waits in the in-tray. The first time is told to the trail."""
    if Export.objects.filter(pk=export.pk, seen_at__isnull=True).update(seen_at=at):
        about = Dossier(kind="export", key=str(export.pk), agency=by.agency_code)
        record("export.take", f"Lấy tệp “{export.name}”", about=about, by=by, at=at)
