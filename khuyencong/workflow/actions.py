"""Writing the trail, letting things wait at desks, and knowing a button that was pressed twice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from khuyencong.rules.trail import digest
from khuyencong.workflow.models import Actor, Event, HeldFile, Press, Task, TrailHead

Row = TypeVar("Row", bound=models.Model)
LONGEST_REASON = 2000
"""Characters of a reason; the forms ask for less, this is the backstop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What an event is about: its kind, its key, and the code of the agency it belongs to."""

    kind: str = ""
    key: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as it was sent: in which field; `content` is all of it, or the first bytes of one too large."""

    field: str
    name: str
    media_type: str
    size: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What lies in an in-tray: at which desk, until when by which article ("" is our own limit).

    `stake` is the money it holds back, in đồng.
    """

    desk: str
    agency: str
    title: str
    due: date | None = None
    due_source: str = ""
    stake: int = 0


def spelled(value: Mapping[str, object] | None) -> str:
    """A mapping in one fixed spelling, "" for none; dates and such as Python writes them."""
    if value is None:
        return ""
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True, default=str)


def keepable(reason: str) -> bool:
    """Whether the trail can keep it for ever: neither longer than LONGEST_REASON nor with a NUL."""
    return len(reason) <= LONGEST_REASON and "\0" not in reason


def locked(row: Row) -> Row:
    """A dossier locked until the transaction ends, after the project it is of: one order for everybody (0020).

    A decision about a project locks it and then moves its dossiers. Who locked a dossier first and then asked
    for the project, or only for the end of the trail, waited for who waited for her.
    """
    model = type(row)
    for field in model._meta.concrete_fields:
        of = getattr(row, field.attname) if field.name == "project" else None
        if of is not None and field.related_model is not None:
            field.related_model._base_manager.select_for_update().values_list("pk").get(pk=of)
    return model._base_manager.select_for_update().get(pk=row.pk)


@transaction.atomic
def record(
    name: str,
    title: str,
    *,
    about: Dossier,
    by: Actor,
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> Event:
    """Append one event, in the caller's transaction: it stands exactly when what it tells of stands.

    Appends queue at the head's row until their transaction ends; call this last, to hold it briefly. ValueError
    for what could never be taken back out: a reason longer than LONGEST_REASON, a NUL that PostgreSQL refuses.
    """
    if not keepable(reason) or "\0" in title:
        raise ValueError("too long or unprintable for the trail")
    TrailHead.objects.get_or_create(pk=1)
    end = TrailHead.objects.select_for_update().get(pk=1)
    event = Event(
        sequence=end.sequence + 1,
        at=at,
        name=name,
        title=title[:300],
        dossier_kind=about.kind,
        dossier_key=about.key,
        agency=about.agency,
        person_key=by.person_key,
        person_name=by.person_name,
        desk=by.desk_code,
        desk_title=by.desk_title,
        origin=by.origin,
        before=spelled(before),
        after=spelled(after),
        reason=reason,
        previous=end.hash,
    )
    event.hash = digest(sequence=event.sequence, previous=event.previous, said=event.said)
    event.save(force_insert=True)
    TrailHead.objects.filter(pk=1).update(sequence=event.sequence, hash=event.hash)
    return event


def open_task(about: Dossier, waits: Waits, *, at: datetime) -> Task:
    """Let a dossier wait at a desk from now on."""
    return Task.objects.create(
        dossier_kind=about.kind,
        dossier_key=about.key,
        title=waits.title[:300],
        desk=waits.desk,
        agency=waits.agency,
        since=at,
        due=waits.due,
        due_source=waits.due_source,
        stake=waits.stake,
    )


def waits_at(about: Dossier, desk: str) -> bool:
    """Whether the dossier waits at that desk."""
    found = Task.objects.filter(dossier_kind=about.kind, dossier_key=about.key, state=Task.State.OPEN)
    return found.filter(desk=desk).exists()


def close_task(about: Dossier, *, by: Actor, at: datetime, desk: str = "") -> int:
    """The dossier waits nowhere any more, or no more at that desk; how many tasks that ended."""
    waiting = Task.objects.filter(dossier_kind=about.kind, dossier_key=about.key, state=Task.State.OPEN)
    if desk:
        waiting = waiting.filter(desk=desk)
    return waiting.update(state=Task.State.DONE, done_at=at, done_by=by.person_key)


def take_press(key: str, whose: str, *, at: datetime) -> str | None:
    """Where the same press led before; None for the first, which the caller lands or forgets.

    A twin that comes at the same time waits here, at the unique key, until the first one's transaction ends.
    Once she has pressed anything else it is no twin: to write, take out and write again is three acts.
    """
    while True:
        try:
            with transaction.atomic():
                Press.objects.create(key=key, whose=whose, at=at)
        except IntegrityError:
            before = Press.objects.select_for_update().filter(key=key).first()
            if before is not None and not Press.objects.filter(whose=whose, pk__gt=before.pk).exists():
                return before.address
            Press.objects.filter(key=key).delete()
        else:
            return None


def land_press(key: str, address: str) -> None:
    """The press did its work and led there."""
    Press.objects.filter(key=key).update(address=address)


def forget_press(key: str) -> None:
    """The press did nothing that a second one would do twice."""
    Press.objects.filter(key=key).delete()


def forget_presses(before: datetime) -> int:
    """Throw away those nobody can press again; how many."""
    return Press.objects.filter(at__lt=before).delete()[0]


def hold_files(press: str, whose: str, files: Iterable[Sent], *, at: datetime) -> None:
    """Keep what was sent with a press for a while; of what she sent before only the last that had files."""
    hers = HeldFile.objects.filter(whose=whose)
    before = list(dict.fromkeys(hers.order_by("-pk").values_list("press", flat=True)))
    hers.filter(press__in=before[1:]).delete()
    HeldFile.objects.bulk_create(
        HeldFile(
            press=press,
            whose=whose,
            position=position,
            field=each.field,
            name=each.name,
            media_type=each.media_type,
            size=each.size,
            content=each.content,
            at=at,
        )
        for position, each in enumerate(files)
    )


def let_go(press: str) -> None:
    """The press was carried out or given up: its files are kept no longer."""
    HeldFile.objects.filter(press=press).delete()


def forget_held(before: datetime) -> int:
    """Throw away the files of who never came back; how many."""
    return HeldFile.objects.filter(at__lt=before).delete()[0]
