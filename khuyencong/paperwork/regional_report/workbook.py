"""The regional report as .xlsx: an inspector's copy, where every sum, rate and difference is a formula."""

import io
from datetime import UTC

import xlsxwriter

from khuyencong.paperwork.regional_report import grid_sheets, text_sheets
from khuyencong.paperwork.regional_report.sheet import Book, styles
from khuyencong.paperwork.regional_report.wording import marks, title
from khuyencong.reporting.queries.report import RegionalReport


def workbook(report: RegionalReport, *, draft: bool, waiver: str = "") -> bytes:
    """The report as .xlsx; amounts are triệu đồng exact to the đồng, shown with one decimal.

    Formulas carry the values of `report`, so that a reader who does not recalculate sees the same. `waiver` is
    the reason for issuing with open errors. The same report gives the same bytes.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    file = xlsxwriter.Workbook(content, options)
    known = report.query.known_at
    created = (known.astimezone(UTC) if known.tzinfo else known).replace(tzinfo=None, microsecond=0)
    file.set_properties({"title": title(report), "status": marks(report, draft=draft), "created": created})
    book = Book(file=file, styles=styles(file), report=report, draft=draft)
    totals = grid_sheets.places(book)
    grid_sheets.contents(book, totals)
    grid_sheets.years(book)
    text_sheets.findings(book, waiver)
    text_sheets.sources(book)
    file.close()
    return content.getvalue()
