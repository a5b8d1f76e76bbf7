"""Questions about the trail."""

from collections.abc import Collection, Iterator
from datetime import UTC

from django.db.models import QuerySet

from khuyencong.rules.trail import Break, Link, breaks
from khuyencong.workflow.models import TOLD, Event, HeldFile, TrailHead

AT_A_TIME = 5000
"""Rows read at a time while the chain is walked: bounded memory, few round trips."""


def head() -> tuple[int, str]:
    """The (sequence, hash) of the last event; (0, "") before the first."""
    found = TrailHead.objects.first()
    return (found.sequence, found.hash) if found is not None else (0, "")


def broken_links(after: int = 0) -> Iterator[Break]:
    """Every place where the stored trail does not hold, in order; one row in memory at a time.

    With `after` only the rows from that one on, taking its hash as it stands.
    """
    end = head()
    events = Event.objects.filter(sequence__gt=after) if after else Event.objects.all()
    return breaks(links_of(events.order_by("sequence")), head=end, after=(after, hash_of(after)))


def links_of(events: QuerySet[Event]) -> Iterator[Link]:
    """The events as the chain sees them: what Event.link says, without the cost of a model object a row."""
    rows = events.values_list("sequence", "previous", "hash", "at", *TOLD).iterator(chunk_size=AT_A_TIME)
    for sequence, previous, digest, at, *told in rows:
        said = dict(zip(TOLD, told, strict=True))
        said["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
        yield Link(sequence=sequence, previous=previous, hash=digest, said=said)


def hash_of(sequence: int) -> str:
    """The hash the row of that number carries now; "" where there is none."""
    return Event.objects.filter(sequence=sequence).values_list("hash", flat=True).first() or ""


def events_of(kind: str, key: str) -> QuerySet[Event]:
    """What happened to a dossier, the latest first."""
    return Event.objects.filter(dossier_kind=kind, dossier_key=key).order_by("-sequence")


def doers(kind: str, key: str, names: Collection[str]) -> list[tuple[str, str]]:
    """(name, person) of each of these things that was done to the dossier, in their order; one SELECT."""
    rows = Event.objects.filter(dossier_kind=kind, dossier_key=key, name__in=names)
    return list(rows.order_by("sequence").values_list("name", "person_key"))


def performers(kind: str, keys: Collection[str], names: Collection[str]) -> set[tuple[str, str]]:
    """(dossier, person) of everybody who ever did one of these things to one of these dossiers; one SELECT."""
    rows = Event.objects.filter(dossier_kind=kind, dossier_key__in=keys, name__in=names)
    return set(rows.order_by().values_list("dossier_key", "person_key").distinct())


def who_did(kind: str, key: str, names: Collection[str]) -> set[tuple[str, str]]:
    """(what, person) of everybody who ever did one of these things to the dossier; one SELECT."""
    rows = Event.objects.filter(dossier_kind=kind, dossier_key=key, name__in=names)
    return set(rows.order_by().values_list("name", "person_key").distinct())


def performed_among(person_key: str, kind: str, keys: Collection[str], names: Collection[str]) -> set[str]:
    """To which of these dossiers that person ever did one of these things; one SELECT."""
    rows = Event.objects.filter(dossier_kind=kind, dossier_key__in=keys, person_key=person_key, name__in=names)
    return set(rows.order_by().values_list("dossier_key", flat=True).distinct())


def files_held(press: str, whose: str) -> list[HeldFile]:
    """The files that were sent with a press of that person, in their order."""
    return list(HeldFile.objects.filter(press=press, whose=whose).order_by("position"))
