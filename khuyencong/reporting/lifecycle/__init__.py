"""The lives of this room's dossiers, as tables: a correction, a report on its way out."""

from khuyencong.reporting.lifecycle.corrections import CORRECTION, correct
from khuyencong.reporting.lifecycle.reports import REPORT, Issue, request_report

__all__ = ["CORRECTION", "REPORT", "Issue", "correct", "request_report"]
