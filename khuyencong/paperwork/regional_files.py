"""The regional report as files: drafts for whoever may read it, and the issued pair that is kept."""

from datetime import date
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
    return written(report, draft=True, waiver="", on=report.query.today)


def issued_files(report: RegionalReport, *, waiver: str, by: str, on: date) -> tuple[bytes, bytes]:
    """(.xlsx, .docx) as they go out on that day; the waiver, if any, stands in the annex with who wrote it."""
    signed = signed_waiver(waiver, by=by, on=on)
    return workbook(report, draft=False, waiver=signed), written(report, draft=False, waiver=signed, on=on)


def signed_waiver(waiver: str, *, by: str, on: date) -> str:
    """A waiver with who wrote it and when; nothing where none was needed."""
    return f"{waiver} ({by}, ngày {on:%d/%m/%Y})" if waiver else ""


def written(report: RegionalReport, *, draft: bool, waiver: str, on: date) -> bytes:
    """The .docx under the department's name of the day it is written, whenever its figures were known."""
    return document(
        report,
        draft=draft,
        waiver=waiver,
        parent_agency=MINISTRY,
        agency=ministry_department().name_on(on),
        place=SEAT,
        on=on,
        font_files=font_files(),
    )
