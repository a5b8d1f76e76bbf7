"""The regional report as .docx, in the layout of an administrative document (see `layout`)."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from docx.document import Document
from docx.shared import Mm

from khuyencong.paperwork.drawings import png_of
from khuyencong.paperwork.regional_report import annexes, paper, sections
from khuyencong.paperwork.regional_report.chart import chart_svg, chart_words
from khuyencong.paperwork.regional_report.layout import DECREE_30
from khuyencong.paperwork.regional_report.letterhead import Letter, add_closing, add_opening
from khuyencong.paperwork.regional_report.wording import MADE, in_sentence, marks, title
from khuyencong.reporting.queries.report import RegionalReport

CHART_WIDTH = 140


def document(
    report: RegionalReport,
    *,
    draft: bool,
    waiver: str = "",
    agency: str,
    parent_agency: str,
    place: str,
    on: date,
    number: str = "",
    signer_title: str = "",
    signer_name: str = "",
    recipients: Sequence[str] = (),
    font_files: Sequence[Path | str] = (),
) -> bytes:
    """The report as .docx; `waiver`, the reason for issuing with open errors, stands in the annex of findings.

    `font_files` are fonts for the picture of the chart (Tinos); without them the machine's own are used, and
    the same report then gives the same bytes only on the same machine.
    """
    letter = Letter(
        agency=agency,
        parent_agency=parent_agency,
        place=place,
        on=on,
        number=number,
        signer_title=signer_title,
        signer_name=signer_name,
        recipients=recipients or usual_recipients(report, parent_agency),
        draft=draft,
    )
    layout, said = DECREE_30, marks(report, draft=draft)
    written = paper.begun(layout, title=title(report), author=agency, marks=said, at=report.query.known_at)
    add_opening(written, letter, layout, title(report))
    sections.general(written, report, layout)
    sections.results(written, report, layout)
    sections.over_the_years(written, report, layout)
    if report.years:
        add_chart(written, report, font_files)
    sections.series(written, report, layout)
    sections.reconciled(written, report, waiver)
    add_closing(written, letter, layout)
    annexes.add(written, report, layout, letter, waiver)
    return paper.packed(written)


def usual_recipients(report: RegionalReport, parent_agency: str) -> tuple[str, ...]:
    """Whom such a report goes to, to be changed by hand where it goes elsewhere."""
    above = (f"{parent_agency} (để báo cáo);",) if parent_agency else ()
    return (*above, f"Sở Công Thương các địa phương {in_sentence(report.region_name)};", "Lưu: VT.")


def add_chart(written: Document, report: RegionalReport, font_files: Sequence[Path | str]) -> None:
    """The chart as a picture with alternative text, and its caption."""
    picture = written.add_paragraph()
    picture.alignment, picture.paragraph_format.keep_with_next = paper.CENTRE, True
    drawn = png_of(chart_svg(report.years), font_files)
    shape = picture.add_run().add_picture(io.BytesIO(drawn), width=Mm(CHART_WIDTH))
    described = shape._inline.docPr
    described.set("title", "Kế hoạch và thực hiện theo năm và nguồn kinh phí")
    described.set("descr", chart_words(report.years))
    made = f" (phần ghi “{MADE}” không phải số thật)" if any(point.made for point in report.years) else ""
    written.add_paragraph(f"Biểu đồ 1. Kế hoạch và thực hiện qua các năm{made}", style="Caption")
