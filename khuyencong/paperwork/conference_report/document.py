"""The conference report as .docx: a text to be worked on in Word, its figures in controls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docx.document import Document
from docx.shared import Mm

from khuyencong.paperwork.conference_report import annexes, controls, identity
from khuyencong.paperwork.conference_report.bars import charts, legend
from khuyencong.paperwork.conference_report.grids import add_table
from khuyencong.paperwork.conference_report.pictures import add_picture
from khuyencong.paperwork.conference_report.tiles import map_svg, map_words
from khuyencong.paperwork.regional_report import paper
from khuyencong.paperwork.regional_report.layout import DECREE_30, Layout
from khuyencong.paperwork.regional_report.letterhead import Letter, add_closing, add_opening
from khuyencong.paperwork.regional_report.sections import COUNTED
from khuyencong.paperwork.regional_report.wording import in_sentence, marks
from khuyencong.paperwork.tile_map import tile_map
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference.chapters import Chapter, Point, Section

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
LETTERS = "abcdefghiklmnopq"
CHART_WIDTH, MAP_WIDTH, TILE = 150.0, 130.0, 17.0
RECONCILED = "Đối chiếu số liệu"


def subject(report: ConferenceReport) -> str:
    """What the report is about, as its trích yếu says it."""
    ground = report.ground
    return f"Kết quả hoạt động khuyến công {ground.period} {of(ground.region)} và nhiệm vụ thời gian tới"


def of(region: str) -> str:
    """A region behind "of" in a title."""
    return f"của {region}"


@dataclass
class Writing:
    """One document under way: what numbers its tables and charts, and what writes its figures."""

    written: Document
    report: ConferenceReport
    layout: Layout
    controls: controls.Controls
    fonts: Sequence[Path]
    tables: int = 0
    pictures: int = 0

    def table_number(self) -> int:
        """The number of the next table."""
        self.tables += 1
        return self.tables

    def caption(self, text: str) -> None:
        """The caption of the picture above."""
        self.pictures += 1
        written = self.written.add_paragraph(f"Hình {self.pictures}. {text}", style="Caption")
        # The caption of a table belongs to what follows, that of a picture to what stands before it.
        written.paragraph_format.keep_with_next = False


def document(
    report: ConferenceReport,
    *,
    draft: bool,
    waiver: str = "",
    agency: str,
    parent_agency: str,
    place: str,
    on: date,
    site: str,
    fonts: Sequence[Path] = (),
) -> bytes:
    """The report as .docx; the same report gives the same bytes. `site` is where its codes are opened."""
    layout = DECREE_30
    letter = Letter(
        agency=agency,
        parent_agency=parent_agency,
        place=place,
        on=on,
        number="",
        signer_title="",
        signer_name="",
        recipients=recipients(report, parent_agency),
        draft=draft,
    )
    about, said = subject(report), marks(report.regional, draft=draft)
    written = paper.begun(layout, title=about, author=agency, marks=said, at=report.query.known_at)
    add_opening(written, letter, layout, about)
    titles = [each for each in written.paragraphs if each.text == about]
    controls.mark(titles[0], identity.name_of(report.query))
    writing = Writing(
        written=written, report=report, layout=layout, controls=controls.Controls(report), fonts=fonts
    )
    for number, chapter in zip(ROMAN, report.chapters, strict=False):
        add_chapter(writing, number, chapter)
    reconciled(writing, ROMAN[len(report.chapters)], waiver)
    add_closing(written, letter, layout)
    annexes.add(writing, letter, site)
    return paper.packed(written)


def recipients(report: ConferenceReport, parent_agency: str) -> tuple[str, ...]:
    """Whom such a report goes to, to be changed by hand where it goes elsewhere."""
    region = in_sentence(report.regional.region_name)
    return (f"{parent_agency} (để báo cáo);", f"Đại biểu dự hội nghị {region};", "Lưu: VT.")


def add_chapter(writing: Writing, number: str, chapter: Chapter) -> None:
    """A chapter with its sections; a section without a title follows at once."""
    paper.heading(writing.written, f"{number}. {chapter.title.upper()}", 1)
    place = 0
    for section in chapter.sections:
        if section.title:
            place += 1
            paper.heading(writing.written, f"{place}. {section.title}", 2)
        add_section(writing, section)


def add_section(writing: Writing, section: Section) -> None:
    """Sentences, points, the picture and the table of a section."""
    for said in section.said:
        writing.controls.write(paper.body(writing.written, ""), said)
    for letter, point in zip(LETTERS, section.points, strict=False):
        add_point(writing, letter, point, alone=len(section.points) == 1)
    if section.picture:
        add_drawing(writing, section.picture)
    if section.table is not None and not section.table.wide:
        add_table(writing.written, section.table, writing.table_number(), writing.layout, writing.controls)
    elif section.table is not None:
        paper.body(writing.written, "Số liệu đầy đủ của từng địa phương tại Phụ lục I.")


def add_point(writing: Writing, letter: str, point: Point, *, alone: bool) -> None:
    """A strength, a limit or a task, with who answers for it."""
    paragraph = paper.body(writing.written, "")
    if not alone:
        paper.add_run(paragraph, f"{letter}) ")
    writing.controls.write(paragraph, point.said)
    if point.who:
        paper.add_run(paragraph, f" Chịu trách nhiệm: {point.who}.", italic=True)


def add_drawing(writing: Writing, name: str) -> None:
    """The chart of that name, and with the provinces their map; nothing where there is nothing to draw."""
    chart = charts(writing.report).get(name)
    if chart is not None:
        add_picture(
            writing.written,
            chart.svg,
            title=chart.title,
            words=chart.words,
            width=Mm(CHART_WIDTH),
            fonts=writing.fonts,
        )
        writing.caption(" ".join(part for part in (f"{chart.title}.", legend(chart.bars)) if part))
    if name == "places":
        add_map(writing)


def add_map(writing: Writing) -> None:
    """The tile map of the region."""
    shown = tile_map(writing.report.regional)
    if not shown.tiles:
        return
    title = f"Sơ đồ tỷ lệ thực hiện kế hoạch các địa phương, {writing.report.ground.period}, %"
    width = Mm(min(MAP_WIDTH, TILE * shown.columns))
    svg, words = map_svg(shown, title), map_words(shown, title)
    add_picture(writing.written, svg, title=title, words=words, width=width, fonts=writing.fonts)
    writing.caption(f"{title}. H.Sa: quần đảo Hoàng Sa; T.Sa: quần đảo Trường Sa")


def reconciled(writing: Writing, number: str, waiver: str) -> None:
    """The last chapter: what the reconciliation found, and why the report goes out all the same."""
    paper.heading(writing.written, f"{number}. {RECONCILED.upper()}", 1)
    findings = writing.report.regional.findings
    counts = [
        f"{found} {words}"
        for severity, words in COUNTED.items()
        if (found := sum(each.severity == severity for each in findings))
    ]
    if counts:
        paper.body(writing.written, f"Đối chiếu số liệu có {', '.join(counts)}; chi tiết tại Phụ lục II.")
    else:
        paper.body(writing.written, "Đối chiếu số liệu không phát hiện mâu thuẫn nào.")
    if waiver:
        paper.body(writing.written, f"Lý do phát hành khi còn lỗi số liệu: {waiver}")
