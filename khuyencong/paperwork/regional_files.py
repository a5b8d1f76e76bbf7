"""The regional report as files: drafts for whoever may read it, and the issued pair that is kept."""

from functools import cache
from pathlib import Path

from khuyencong.organisations.queries import ministry_department
from khuyencong.paperwork.regional_report import document, workbook
from khuyencong.reporting.queries.report import RegionalReport

FONTS = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor" / "fonts"
MINISTRY, SEAT = "Bộ Công Thương", "Hà Nội"


@cache
def font_files() -> tuple[Path, ...]:
    """The fonts that `make setup` collected for pictures inside documents."""
    return tuple(sorted(FONTS.glob("*.ttf")))


def draft_workbook(report: RegionalReport) -> bytes:
    """The .xlsx, marked as a draft."""
    return workbook(report, draft=True)


def draft_document(report: RegionalReport) -> bytes:
    """The .docx, marked as a draft."""
    return written(report, draft=True, waiver="")


def issued_files(report: RegionalReport, *, waiver: str) -> tuple[bytes, bytes]:
    """(.xlsx, .docx) as they go out; the waiver, if any, stands in the annex."""
    return workbook(report, draft=False, waiver=waiver), written(report, draft=False, waiver=waiver)


def written(report: RegionalReport, *, draft: bool, waiver: str) -> bytes:
    """The .docx under the department's name of the day it is written."""
    day = report.query.known_at.date()
    return document(
        report,
        draft=draft,
        waiver=waiver,
        parent_agency=MINISTRY,
        agency=ministry_department().name_on(day),
        place=SEAT,
        on=day,
        font_files=font_files(),
    )
