"""Slides under way: one place for measures and type; packed so that the clock leaves no trace."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Length, Mm, Pt

from khuyencong.paperwork import zips
from khuyencong.paperwork.regional_report.paper import property_of
from khuyencong.paperwork.regional_report.wording import printable
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference import Told

WIDTH, HEIGHT, SIDE = 338, 190, 16
"""16:9, in mm; the margin at either side."""
FONT = "Arial"
TITLE_ONLY = 5
CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def colour(code: str) -> RGBColor:
    """A colour as drawings write it, "#a4d0c8", as slides take it."""
    found: RGBColor = RGBColor.from_string(code[1:].upper())  # type: ignore[no-untyped-call]
    return found


INK, GREEN, PALE, WHITE = map(colour, ("#1d2b28", "#1b8073", "#a4d0c8", "#ffffff"))


@dataclass
class Deck:
    """The slides of one report; `foot` stands under each."""

    shown: Any
    report: ConferenceReport
    foot: str

    def __post_init__(self) -> None:
        self.shown.slide_width, self.shown.slide_height = Mm(WIDTH), Mm(HEIGHT)

    def slide(self, title: str, told: Iterable[Told]) -> Any:
        """A slide with its title and foot; the codes of its figures in the notes."""
        slide = self.shown.slides.add_slide(self.shown.slide_layouts[TITLE_ONLY])
        box = slide.shapes.title
        box.left, box.top, box.width, box.height = Mm(SIDE), Mm(8), Mm(WIDTH - 2 * SIDE), Mm(20)
        write(box.text_frame, [title], size=Pt(26), ink=GREEN, bold=True)
        box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        under = slide.shapes.add_textbox(Mm(SIDE), Mm(HEIGHT - 12), Mm(WIDTH - 2 * SIDE), Mm(8))
        write(under.text_frame, [self.foot], size=Pt(11), ink=INK)
        codes = {each.name: f"{each.label}: {each.text}, mã {self.report.code(each.name)}" for each in told}
        if codes:
            slide.notes_slide.notes_text_frame.text = printable("\n".join(codes.values()))
        return slide

    def cover(self, title: str, under: str) -> None:
        """The first slide."""
        slide = self.slide(title, ())
        box = slide.shapes.title
        box.top, box.height = Mm(50), Mm(50)
        write(box.text_frame, [title], size=Pt(34), ink=GREEN, bold=True, centre=True)
        text = slide.shapes.add_textbox(Mm(SIDE), Mm(110), Mm(WIDTH - 2 * SIDE), Mm(30))
        write(text.text_frame, under.splitlines(), size=Pt(20), ink=INK, centre=True)

    def big(self, slide: Any, place: int, told: Told) -> None:
        """A number that is read from the last row, with what it is."""
        width = (WIDTH - 2 * SIDE) / 3
        box = slide.shapes.add_textbox(Mm(SIDE + width * place), Mm(34), Mm(width), Mm(45))
        write(box.text_frame, [told.cell], size=Pt(44), ink=INK, bold=True)
        more = box.text_frame.add_paragraph()
        styled(more, told.label + ("" if told.unit == "%" else f" ({told.unit})"), size=Pt(16), ink=INK)

    def sentences(self, slide: Any, lines: Sequence[str], *, top: float, height: float = 0) -> None:
        """Sentences, one a paragraph, smaller the more there are of them."""
        room = height or HEIGHT - 16 - top
        box = slide.shapes.add_textbox(Mm(SIDE), Mm(top), Mm(WIDTH - 2 * SIDE), Mm(room))
        write(box.text_frame, lines, size=Pt(fitting(lines, room)), ink=INK, apart=True)

    def table(self, slide: Any, rows: Sequence[Sequence[str]], *, top: float) -> None:
        """A small table: words left, numbers right."""
        frame = slide.shapes.add_table(
            len(rows), len(rows[0]), Mm(SIDE), Mm(top), Mm(WIDTH - 2 * SIDE), Mm(12 * len(rows))
        )
        # The names take two parts of the width: "Khuyến công địa phương" stood on two lines.
        part = (WIDTH - 2 * SIDE) / (len(rows[0]) + 1)
        for column, made in enumerate(frame.table.columns):
            made.width = Mm(part if column else 2 * part)
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                cell = frame.table.cell(line, column)
                write(cell.text_frame, [text], size=Pt(18), ink=WHITE if line == 0 else INK, bold=line == 0)
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if column else PP_ALIGN.LEFT
                cell.fill.solid()
                cell.fill.fore_color.rgb = GREEN if line == 0 else WHITE
        described(frame, rows[0][0], "; ".join(", ".join(row) for row in rows[1:]))

    def chart(self, slide: Any, kind: Any, data: Any, words: str) -> Any:
        """A chart with its sheet inside, labelled, and in words for who does not see it."""
        place = (Mm(SIDE), Mm(30), Mm(WIDTH - 2 * SIDE), Mm(HEIGHT - 44))
        frame = slide.shapes.add_chart(kind, *place, data)
        described(frame, words.partition(".")[0], words)
        chart = frame.chart
        chart.font.size, chart.font.name = Pt(12), FONT
        chart.has_title = False
        plot = chart.plots[0]
        plot.has_data_labels, plot.gap_width = True, 40
        plot.data_labels.show_value = True
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
        for series, ink in zip(plot.series, (PALE, GREEN) if len(plot.series) > 1 else (GREEN,), strict=True):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = ink
            series.format.line.color.rgb = INK
        return chart


def fitting(lines: Sequence[str], room: float) -> int:
    """The largest type, in points, in which so many words fit."""
    for size in (22, 20, 18, 16, 14, 13, 12, 11):
        wide = (WIDTH - 2 * SIDE) / (size * 0.19)
        used = sum((len(line) // wide + 1) * size * 0.43 + 3 for line in lines)
        if used <= room:
            return size
    return 10


def write(
    frame: Any,
    lines: Sequence[str],
    *,
    size: Length,
    ink: Any,
    bold: bool = False,
    centre: bool = False,
    apart: bool = False,
) -> None:
    """Lines of text in a frame, one a paragraph."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    for place, line in enumerate(lines or [""]):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        styled(paragraph, line, size=size, ink=ink, bold=bold)
        paragraph.alignment = PP_ALIGN.CENTER if centre else PP_ALIGN.LEFT
        if apart:
            paragraph.space_after = Pt(8)


def styled(paragraph: Any, text: str, *, size: Length, ink: Any, bold: bool = False) -> None:
    """A paragraph in our type."""
    paragraph.text = printable(text)
    for run in paragraph.runs:
        run.font.size, run.font.name, run.font.bold, run.font.color.rgb = size, FONT, bold, ink


def described(shape: Any, title: str, words: str) -> None:
    """A shape's name and alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("title", printable(title))
    properties.set("descr", printable(words))


def packed(shown: Any, *, title: str, author: str, at: datetime) -> bytes:
    """The bytes without the time of packing, in the slides and in the sheets inside their charts."""
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = shown.core_properties
    properties.title, properties.author, properties.last_modified_by = property_of(title), author, author
    properties.created = properties.modified = moment
    properties.language, properties.revision, properties.subject = "vi-VN", 1, "Khuyến công"
    written = io.BytesIO()
    shown.save(written)
    return repacked(written.getvalue(), moment)


def repacked(content: bytes, moment: datetime) -> bytes:
    """A zip with every entry dated alike, and so the sheets inside it."""
    given, target = io.BytesIO(content), io.BytesIO()
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(given) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for part in source.infolist():
            data = source.read(part)
            if part.filename.endswith(".xlsx"):
                data = repacked(data, moment)
            elif part.filename == "docProps/core.xml":
                data = CREATED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            zips.add(out, part.filename, data)
    return target.getvalue()
