"""The lives of this room's dossiers, as tables: corrections, reports on their way out, scores and awards."""

from khuyencong.reporting.lifecycle.capability import CAPABILITY, start_round
from khuyencong.reporting.lifecycle.corrections import CORRECTION, correct
from khuyencong.reporting.lifecycle.hearings import CAPABILITY_HEARING, Grounds
from khuyencong.reporting.lifecycle.reports import REPORT, Issue, request_report

__all__ = [
    "CAPABILITY",
    "CAPABILITY_HEARING",
    "CORRECTION",
    "REPORT",
    "Grounds",
    "Issue",
    "correct",
    "request_report",
    "start_round",
]
