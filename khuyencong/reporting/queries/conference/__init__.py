"""The conference report: what the region's figures, the books and the decisions say, in chapters."""

from khuyencong.reporting.queries.conference.building import conference_report
from khuyencong.reporting.queries.conference.report import ConferenceReport

__all__ = ["ConferenceReport", "conference_report"]
