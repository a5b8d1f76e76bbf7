"""What happened to one owed return: each step of its life, who was asked, reminded, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.reporting.models import PeriodicReturn, Urging
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import events_of

SAID = ("periodic.urge", "periodic.answer")
"""Events that are told by their urging."""
Life = PeriodicReturn.State
WITH_REASON: Mapping[str, tuple[str, ...]] = {
    Life.WITHDRAWN: ("periodic.reopen",),
    Life.MISSING: ("periodic.miss",),
    Life.REOPENED: ("periodic.reopen",),
    Life.DROPPED: ("periodic.drop",),
}
"""States in which a return lies because somebody said why, and the steps that lead there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened: what, by whom, at which desk, and the words that were said."""

    at: datetime
    what: str
    who: str
    desk: str
    words: str


def history_of(report: PeriodicReturn) -> Sequence[Happened]:
    """Steps out of the trail and urgings, the latest first; two SELECTs."""
    steps = [
        Happened(
            at=each.at,
            what=each.title.partition(":")[0],
            who=each.person_name,
            desk=each.desk_title,
            words=each.reason,
        )
        for each in events_of("periodic_return", str(report.pk))
        if each.name.startswith("periodic.") and each.name not in SAID
    ]
    asked = [
        Happened(
            at=each.at,
            what=str(Urging.Kind(each.kind).label),
            who=str(each.by),
            desk=str(each.desk) if each.desk is not None else "",
            words=each.words,
        )
        for each in Urging.objects.filter(periodic_return=report).select_related("by", "desk")
    ]
    return sorted([*steps, *asked], key=lambda one: one.at, reverse=True)


def stopped(report: PeriodicReturn) -> Event | None:
    """The last time somebody stopped it and said why, as long as it lies where that put it; one SELECT."""
    if report.state not in WITH_REASON:
        return None
    events = events_of("periodic_return", str(report.pk))
    return events.filter(name__in=WITH_REASON[report.state]).first()
