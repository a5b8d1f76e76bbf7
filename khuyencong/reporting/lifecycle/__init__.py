"""The lives of this room's dossiers, as tables: a correction, a report on its way out, a periodic return."""

from khuyencong.reporting.lifecycle.corrections import CORRECTION, correct
from khuyencong.reporting.lifecycle.periodic import PERIODIC_RETURN, begin_return, open_due
from khuyencong.reporting.lifecycle.reports import REPORT, Issue, request_report

__all__ = [
    "CORRECTION",
    "PERIODIC_RETURN",
    "REPORT",
    "Issue",
    "begin_return",
    "correct",
    "open_due",
    "request_report",
]
