"""The conference report as files: drafts, and what is kept when it is issued."""

from dataclasses import dataclass
from datetime import date

from khuyencong.organisations.queries import ministry_department
from khuyencong.paperwork.conference_report import document, slides
from khuyencong.paperwork.conference_report.comparing import compared
from khuyencong.paperwork.conference_report.reading import read
from khuyencong.paperwork.regional_files import MINISTRY, SEAT, font_files, signed_waiver
from khuyencong.paperwork.regional_report import workbook
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference.returned import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceFiles:
    """What goes out together."""

    xlsx: bytes
    docx: bytes
    pptx: bytes


def draft_document(report: ConferenceReport, *, site: str) -> bytes:
    """The .docx, marked as a draft."""
    return written(report, draft=True, waiver="", on=report.query.today, site=site)


def draft_slides(report: ConferenceReport) -> bytes:
    """The .pptx, marked as a draft."""
    return shown(report, draft=True, on=report.query.today)


def changed_by_hand(written: bytes, content: bytes, report: ConferenceReport) -> tuple[Difference, ...]:
    """What differs between a document as written and as it came back; RefusedFileError for what is none."""
    return compared(written, read(content), report)


def question_in(content: bytes) -> Query | None:
    """Which question a document that came back answers; RefusedFileError for what is no document."""
    return read(content).query


def issued_files(report: ConferenceReport, *, waiver: str, by: str, on: date, site: str) -> ConferenceFiles:
    """All three as they go out on that day; the waiver, if any, with who wrote it."""
    signed = signed_waiver(waiver, by=by, on=on)
    return ConferenceFiles(
        xlsx=workbook(report.regional, draft=False, waiver=signed),
        docx=written(report, draft=False, waiver=signed, on=on, site=site),
        pptx=shown(report, draft=False, on=on),
    )


def written(report: ConferenceReport, *, draft: bool, waiver: str, on: date, site: str) -> bytes:
    """The .docx under the department's name of the day it is written."""
    return document(
        report,
        draft=draft,
        waiver=waiver,
        parent_agency=MINISTRY,
        agency=ministry_department().name_on(on),
        place=SEAT,
        on=on,
        site=site,
        fonts=font_files(),
    )


def shown(report: ConferenceReport, *, draft: bool, on: date) -> bytes:
    """The .pptx under the same name."""
    return slides(report, draft=draft, agency=ministry_department().name_on(on), on=on)
