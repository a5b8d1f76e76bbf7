"""Questions about the trail."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from khuyencong.rules.trail import Break, breaks
from khuyencong.workflow.models import Event, TrailHead

AT_A_TIME = 5000
"""Rows read at a time while the chain is walked: bounded memory, few round trips."""


def head() -> tuple[int, str]:
    """The (sequence, hash) of the last event; (0, "") before the first."""
    found = TrailHead.objects.first()
    return (found.sequence, found.hash) if found is not None else (0, "")


def broken_links() -> Iterator[Break]:
    """Every place where the stored trail does not hold, in order; one row in memory at a time."""
    events = Event.objects.order_by("sequence").iterator(chunk_size=AT_A_TIME)
    return breaks((event.link for event in events), head=head())


def events_of(kind: str, key: str) -> QuerySet[Event]:
    """What happened to a dossier, the latest first."""
    return Event.objects.filter(dossier_kind=kind, dossier_key=key).order_by("-sequence")


def performed_by(person_key: str, kind: str, key: str, names: Collection[str]) -> bool:
    """Whether that person ever did one of these things to the dossier."""
    return events_of(kind, key).filter(person_key=person_key, name__in=names).exists()
