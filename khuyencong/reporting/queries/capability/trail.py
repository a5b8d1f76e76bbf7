"""What the trail tells of work: who sent what when, what was returned, accepted, settled, stopped."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate

from khuyencong.workflow.models import Event

JUDGED_RIGHT = frozenset({"project.appraise", "project.appraise_again", "project.pass", "claim.confirm"})
"""A first judgement by which a dossier was right as it came."""
JUDGED_WRONG = frozenset({"project.return", "project.ask", "claim.return"})
"""A first judgement that sent it back. A refusal is about the plan, not the file: it is neither."""
ENDS_JUDGING = frozenset(
    {*JUDGED_RIGHT, *JUDGED_WRONG, "project.refuse", "project.turn_down", "project.withdraw", "claim.drop"}
)
SENT = frozenset({"project.submit", "project.submit_straight", "claim.submit"})
NAMES = (
    *sorted(ENDS_JUDGING | SENT),
    *("progress.send", "progress.drop", "project.accept", "project.accept_undo", "project.settle"),
    *("project.settle_undo", "project.stop", "inspection.record", "fault.answer", "fault.refuse"),
    *("registration.send", "registration.return", "registration.receive"),
)
"""Everything that scores rest on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of the trail, as much of it as is needed."""

    sequence: int
    name: str
    on: date
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What happened to each dossier, in order, as it was known at an instant."""

    known: datetime
    cut: date
    by_dossier: Mapping[tuple[str, int], Sequence[Told]] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day of that instant: what is due later is not late by then."""
        return localdate(self.known)

    def of(self, kind: str, key: int) -> Sequence[Told]:
        """The story of one dossier."""
        return self.by_dossier.get((kind, key), ())

    def kinds(self, kind: str) -> Iterable[tuple[int, Sequence[Told]]]:
        """The stories of one kind of dossier."""
        return ((key, rows) for (each, key), rows in self.by_dossier.items() if each == kind)

    def first(self, kind: str, key: int, name: str) -> date | None:
        """The day on which something was first done to a dossier."""
        return next((row.on for row in self.of(kind, key) if row.name == name), None)


def trail_until(known: datetime, cut: date) -> Trail:
    """The whole story up to an instant, of which what happened by the end of `cut` will count; one SELECT."""
    rows = Event.objects.filter(name__in=NAMES, at__lte=known).order_by("sequence")
    told: dict[tuple[str, int], list[Told]] = {}
    columns = ("dossier_kind", "dossier_key", "sequence", "name", "at", "after")
    for kind, key, sequence, name, at, after in rows.values_list(*columns).iterator(chunk_size=5000):
        row = Told(sequence=sequence, name=name, on=localdate(at), after=after)
        told.setdefault((kind, int(key)), []).append(row)
    return Trail(known=known, cut=min(cut, localdate(known)), by_dossier=told)


def accepted_on(row: Told) -> date:
    """The day of the last acceptance as its step wrote it down, else the day of the step."""
    said = json.loads(row.after).get("accepted_on") if row.after else None
    return date.fromisoformat(said) if said else row.on
