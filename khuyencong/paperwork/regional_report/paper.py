"""An empty administrative document, and what everything in it is made of: paragraphs, lines, headers."""

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from khuyencong.paperwork import zips
from khuyencong.paperwork.regional_report.layout import Layout
from khuyencong.paperwork.regional_report.wording import printable

CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
PROPERTY = 255
"""The longest property that a .docx may have."""


def blank(layout: Layout) -> Document:
    """A document with the layout's page, type and styles, in Vietnamese, and nothing in it."""
    document = docx.Document()
    for name in ("Normal", "Body Text", "Heading 1", "Heading 2", "Caption"):
        set_type(style(document, name), layout)
    language = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    for each in language:
        each.set(qn("w:val"), "vi-VN")
    normal = style(document, "Normal").paragraph_format
    normal.space_after, normal.space_before, normal.line_spacing = Pt(0), Pt(0), 1.0
    body = style(document, "Body Text").paragraph_format
    body.alignment, body.first_line_indent = JUSTIFY, Mm(layout.first_line)
    body.space_after, body.line_spacing = Pt(layout.after), layout.spacing
    for name in ("Heading 1", "Heading 2", "Caption"):
        heading = style(document, name)
        heading.font.bold, heading.font.italic = True, False
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(layout.after)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.first_line_indent = Mm(0 if name == "Caption" else layout.first_line)
    style(document, "Caption").paragraph_format.alignment = CENTRE
    style(document, "Caption").font.size = Pt(layout.table + 1)
    set_page(document.sections[0], layout)
    return document


def begun(layout: Layout, *, title: str, author: str, marks: str, at: datetime) -> Document:
    """A blank document that says what it is, in its properties and on top of every page."""
    document = blank(layout)
    describe(document, title=title, author=author, status=marks, at=at)
    set_headers(document.sections[0], layout, marks)
    return document


def style(document: Document, name: str) -> ParagraphStyle:
    """A paragraph style of the document."""
    found = document.styles[name]
    assert isinstance(found, ParagraphStyle)
    return found


def set_type(found: ParagraphStyle, layout: Layout) -> None:
    """The layout's font, in black, for every script; theme fonts would win over a named one."""
    found.font.name, found.font.size, found.font.color.rgb = layout.font, Pt(layout.body), RGBColor(0, 0, 0)
    fonts = found.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), layout.font)
    for name in THEMED:
        fonts.attrib.pop(qn(f"w:{name}"), None)


def set_page(section: Section, layout: Layout) -> None:
    """A4 upright, the first page without a number."""
    section.page_width, section.page_height = Mm(layout.page[0]), Mm(layout.page[1])
    section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    section.left_margin, section.right_margin = Mm(layout.left), Mm(layout.right)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def add_landscape(document: Document, layout: Layout, marks: str) -> None:
    """Begin annexes on A4 landscape, every page of them numbered."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(layout.page[1]), Mm(layout.page[0])
    section.left_margin = section.right_margin = Mm(layout.annex_margin)
    section.different_first_page_header_footer = False
    set_headers(section, layout, marks)


def set_headers(section: Section, layout: Layout, marks: str) -> None:
    """Page number at the top centre, except on a first page; the marks (draft, made figures) on every page."""
    width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Emu(width // 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Emu(width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.style = "Normal"
    add_run(paragraph, "\t")
    add_field(paragraph, "PAGE", layout.page_number)
    add_run(paragraph, f"\t{marks}", size=layout.recipients, italic=True)
    if section.different_first_page_header_footer:
        first = section.first_page_header.paragraphs[0]
        set_line(first, marks, size=layout.recipients, italic=True, align=RIGHT)


def add_field(paragraph: Paragraph, name: str, size: float) -> None:
    """A field that the reader's program fills in, such as PAGE."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)
    run = Run(OxmlElement("w:r"), paragraph)
    field.append(run._r)
    run.text, run.font.size = "1", Pt(size)


def add_run(
    paragraph: Paragraph, text: str, *, size: float | None = None, bold: bool = False, italic: bool = False
) -> Run:
    """Text at the end of a paragraph."""
    run = paragraph.add_run(printable(text))
    run.bold, run.italic = bold or None, italic or None
    if size is not None:
        run.font.size = Pt(size)
    return run


def set_line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
) -> Paragraph:
    """A paragraph that is one run; returns it."""
    paragraph.alignment = align
    add_run(paragraph, text, size=size, bold=bold, italic=italic)
    return paragraph


def rule(paragraph: Paragraph, *, length: float, width: float) -> None:
    """Make an empty paragraph a solid line of `length` mm in the middle of `width` mm."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((width - length) / 2)
    form.first_line_indent = Mm(0)
    form.space_before, form.space_after = Pt(2), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    # The schema wants borders before spacing and indents.
    paragraph._p.get_or_add_pPr().insert(0, borders)


def body(document: Document, text: str) -> Paragraph:
    """A justified paragraph of running text."""
    return document.add_paragraph(printable(text), style="Body Text")


def heading(document: Document, text: str, level: int) -> Paragraph:
    """A heading that the reader's program lists."""
    added: Paragraph = document.add_heading(printable(text), level=level)
    return added


def describe(document: Document, *, title: str, author: str, status: str, at: datetime) -> None:
    """The document's properties; the clock is the caller's: the same report gives the same bytes."""
    moment = (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.title, properties.subject = property_of(title), "Khuyến công"
    properties.author = properties.last_modified_by = property_of(author)
    properties.content_status, properties.comments, properties.keywords = printable(status), "", ""
    properties.created = properties.modified = moment
    properties.language, properties.revision = "vi-VN", 1


def property_of(text: str) -> str:
    """A text as a property: one line, no longer than the format allows."""
    return " ".join(printable(text).split())[:PROPERTY]


def packed(document: Document) -> bytes:
    """The document's bytes without the time of packing, which a zip notes for each part."""
    written, content = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            zips.add(target, part.filename, source.read(part))
    return content.getvalue()
