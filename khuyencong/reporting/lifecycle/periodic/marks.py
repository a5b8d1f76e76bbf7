"""Keeping when a periodic return came to count, and when it ceased to: one mark a step."""

from collections.abc import Mapping

from khuyencong.reporting.models import PeriodicReturn, ReturnMark
from khuyencong.reporting.queries.periodic.waivers import held_now
from khuyencong.workflow.lifecycle import Act, Follow, follow

Kind = ReturnMark.Kind
MARKED = {
    "periodic.sign": Kind.SENT,
    "periodic.return": Kind.RETURNED,
    "periodic.approve": Kind.APPROVED,
    "periodic.reopen": Kind.REOPENED,
    "periodic.keep": Kind.KEPT,
    "periodic.miss": Kind.MISSING,
    "periodic.let_in": Kind.LET_IN,
    "periodic.drop": Kind.DROPPED,
    "periodic.owe": Kind.LET_IN,
}
"""What each step of its life means for whoever counts with it."""
COUNTS = (Kind.SENT, Kind.APPROVED)
"""Marks since which its numbers are in sums: they keep which waivers go with these."""


def mark_returns() -> None:
    """Called once, when the rooms are set up."""
    for name, kind in MARKED.items():
        follow(name, marking(kind))


def marking(kind: Kind) -> Follow:
    """Put down that mark in the transaction of the step."""

    def mark(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
        waived = held_now(report, act.at) if kind in COUNTS else None
        ReturnMark.objects.create(
            periodic_return=report, kind=kind, revision=report.revision, at=act.at, waived=waived
        )
        return {}

    return mark
