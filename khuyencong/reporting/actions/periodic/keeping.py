"""Putting a reopened return back to what was approved: that stands again, what was written since stays told."""

from datetime import datetime

from django.db.models import Max

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.actions.periodic.cells import LONGEST_REASON
from khuyencong.reporting.models import PeriodicReturn, ReturnCell, ReturnMark
from khuyencong.reporting.queries.periodic.words import KEPT

Kind = ReturnMark.Kind


def put_back(report: PeriodicReturn, *, reason: str, by: Actor, at: datetime) -> int:
    """Let the approved cells stand again over those written since, and the signing they went out with.

    What was written since stays as it was; a new row in its place says what was approved, and why. How many.
    """
    version = approved_version(report)
    rows = list(ReturnCell.objects.filter(periodic_return=report).order_by("pk"))
    approved = {(each.indicator, each.purse): each for each in rows if each.revision <= version}
    standing = {(each.indicator, each.purse): each for each in rows}
    count = 0
    for place, now in standing.items():
        if now.revision <= version:
            continue
        old = approved.get(place) or emptied(now)
        ReturnCell.objects.create(
            periodic_return=report,
            indicator=now.indicator,
            purse=now.purse,
            value=old.value,
            how=old.how,
            filled=old.filled,
            reason=old.reason or f"{KEPT} {reason.strip()}"[:LONGEST_REASON],
            explanation=old.explanation,
            by=by.account,
            at=at,
            revision=report.revision,
            file=old.file,
            location=old.location,
            replaces=now,
        )
        count += 1
    signed = report.marks.filter(kind=Kind.SENT, revision__lte=version).last()
    if signed is not None:
        report.sent_at = signed.at
    return count


def approved_version(report: PeriodicReturn) -> int:
    """The revision that was locked last, by an approval or by being put back."""
    marks = report.marks.filter(kind__in=(Kind.APPROVED, Kind.KEPT))
    return int(marks.aggregate(last=Max("revision"))["last"] or 0)


def emptied(cell: ReturnCell) -> ReturnCell:
    """What stood in a place where nothing was approved."""
    return ReturnCell(indicator=cell.indicator, purse=cell.purse, how=ReturnCell.How.TYPED)
