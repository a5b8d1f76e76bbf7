"""Keeping a conference report as it goes out: its slides, and every figure under its code."""

import hashlib
from dataclasses import asdict

from khuyencong.reporting.models import ConferenceIssue, IssuedReport, ReportNumber
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference import Told


def keep_conference(*, report: IssuedReport, conference: ConferenceReport, pptx: bytes) -> None:
    """What the report has besides; inside the transaction that issues it."""
    ConferenceIssue.objects.create(report=report, pptx=pptx, digest=hashlib.sha256(pptx).hexdigest())
    ReportNumber.objects.bulk_create(
        number_of(report, conference, told, position) for position, told in enumerate(conference.told.values())
    )


def number_of(report: IssuedReport, conference: ConferenceReport, told: Told, position: int) -> ReportNumber:
    """One figure as a row."""
    return ReportNumber(
        report=report,
        position=position,
        code=conference.code(told.name),
        name=told.name,
        label=told.label,
        kind=told.kind.value,
        value=f"{told.value.numerator}/{told.value.denominator}",
        counts=told.counts,
        digits=told.digits,
        of=" ".join(each.name for each in told.of),
        parts=" ".join(each.name for each in told.parts),
        plain=told.plain,
        trace=asdict(told.trace) | {"cut": told.trace.cut.isoformat()},
        text=told.text,
        printed=told.name in conference.printed,
    )
