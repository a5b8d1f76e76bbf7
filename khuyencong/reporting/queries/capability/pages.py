"""Scores as pages show them: a round with its bodies, one body with its lines, a line with its events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from khuyencong.ledger.models import Claim
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Fault, FollowUp, Inspection, ProgressReport, Project, RegistrationDossier
from khuyencong.reporting.models import (
    CapabilityEvent,
    CapabilityHearing,
    CapabilityLine,
    CapabilityRound,
    CapabilityScore,
    PeriodicReturn,
)

TITLES: dict[str, tuple[Any, str]] = {
    "progress": (ProgressReport, "project__title"),
    "project": (Project, "title"),
    "money": (Project, "title"),
    "claim": (Claim, "project__title"),
    "followup": (FollowUp, "project__title"),
    "inspection": (Inspection, "project__title"),
    "fault": (Fault, "inspection__project__title"),
    "periodic_return": (PeriodicReturn, "title"),
    "registration": (RegistrationDossier, "province__name"),
}
"""Kind of dossier at the head of an event's key → where its name is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An event with the dossier it opens to: its kind, key and name."""

    event: CapabilityEvent
    kind: str
    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A line with its numbers as fractions."""

    line: CapabilityLine
    measure: Fraction | None
    points: Fraction | None


def rounds_seen_by(actor: Actor) -> QuerySet[CapabilityRound]:
    """The rounds in her scope, the latest year first."""
    related = ("agency", "province", "desk__agency", "edition", "author")
    return CapabilityRound.objects.visible_to(actor).select_related(*related)


def scores_seen_by(actor: Actor) -> QuerySet[CapabilityScore]:
    """The scores she may see, each with all a page shows."""
    related = ("agency", "edition__round__agency", "edition__round__desk", "edition__round__edition", "hearing")
    return CapabilityScore.objects.visible_to(actor).select_related(*related)


def scores_of(actor: Actor, found: CapabilityRound) -> QuerySet[CapabilityScore]:
    """Those of the computing the round uses, by who is scored and place."""
    return scores_seen_by(actor).filter(edition=found.edition_id)


def hearings_of(actor: Actor, found: CapabilityRound) -> dict[tuple[int, str], CapabilityHearing]:
    """The last hearing of each body of the round that she sees; one SELECT."""
    rows = CapabilityHearing.objects.visible_to(actor).filter(round=found).select_related("score")
    return {(each.agency_id, each.score.about): each for each in rows.order_by("pk")}


def heard(found: CapabilityRound) -> dict[str, int]:
    """How many bodies are in which step of being heard; one SELECT."""
    rows = found.hearings.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def lines_of(score: CapabilityScore) -> list[Shown]:
    """Its lines in order; one SELECT."""
    return [
        Shown(line=each, measure=read(each.measure), points=read(each.points)) for each in score.lines.all()
    ]


def read(text: str) -> Fraction | None:
    """An exact fraction as it is kept."""
    return Fraction(text) if text else None


def lines_seen_by(actor: Actor) -> QuerySet[CapabilityLine]:
    """The lines whose events she may open: who scores and who is scored."""
    opened = CapabilityScore.objects.opened_to(actor).values("pk")
    related = ("score__agency", "score__edition__round__agency")
    return CapabilityLine.objects.filter(score__in=opened).select_related(*related)


def may_open(actor: Actor, score: CapabilityScore) -> bool:
    """Whether she may read its events; one SELECT."""
    return CapabilityScore.objects.opened_to(actor).filter(pk=score.pk).exists()


def opened(events: Sequence[CapabilityEvent]) -> list[Opened]:
    """Events with the names of their dossiers; a SELECT for each kind of dossier among them."""
    keys: dict[str, set[int]] = defaultdict(set)
    for each in events:
        kind, key, _ = each.key.split(":", 2)
        keys[kind].add(int(key))
    titles: dict[tuple[str, int], str] = {}
    for kind, wanted in keys.items():
        model, column = TITLES[kind]
        rows = model._base_manager.filter(pk__in=wanted).values_list("pk", column)
        titles |= {(kind, key): title for key, title in rows}
    return [
        Opened(event=each, kind=kind, key=key, title=titles.get((kind, int(key)), ""))
        for each in events
        for kind, key in [each.key.split(":", 2)[:2]]
    ]


def rows_of(scores: Iterable[CapabilityScore]) -> list[tuple[CapabilityScore, list[CapabilityLine]]]:
    """Scores with their lines, for the workbook; one SELECT more."""
    listed = list(scores)
    lines: dict[int, list[CapabilityLine]] = defaultdict(list)
    for each in CapabilityLine.objects.filter(score__in=[score.pk for score in listed]):
        lines[each.score_id].append(each)
    return [(each, lines[each.pk]) for each in listed]


def latest_score(actor: Actor, agency: int) -> CapabilityScore | None:
    """The last published score of an agency that she sees; one SELECT."""
    rows = scores_seen_by(actor).filter(Q(edition__round__state="published"), agency=agency)
    return rows.exclude(hundredths=None).order_by("-edition__round__year", "-pk").first()
