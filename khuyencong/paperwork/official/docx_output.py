"""A paper as .docx, to be read, changed and printed in the office's own program."""

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from khuyencong.paperwork.official.blocks import (
    Annex,
    Block,
    Heading,
    Paper,
    Paragraph,
    Parties,
    Party,
    Table,
    fitted,
)
from khuyencong.paperwork.regional_report import paper as word
from khuyencong.paperwork.regional_report.layout import DECREE_30, Layout
from khuyencong.paperwork.regional_report.letterhead import add_closing, add_opening
from khuyencong.paperwork.regional_report.wording import printable

ALIGN = {"left": word.LEFT, "centre": word.CENTRE, "right": word.RIGHT, "justify": word.JUSTIFY}


def docx_of(paper: Paper) -> bytes:
    """The .docx; the same paper gives the same bytes."""
    layout = DECREE_30
    title = f"{paper.letter.kind}: {paper.subject}"
    written = word.begun(layout, title=title, author=paper.letter.agency, marks=paper.marks, at=paper.at)
    if paper.corner:
        word.set_line(
            written.add_paragraph(), paper.corner, size=layout.recipients, italic=True, align=word.RIGHT
        )
    add_opening(written, paper.letter, layout, paper.subject)
    if paper.addressee:
        word.set_line(written.add_paragraph(), f"Kính gửi: {paper.addressee}", size=layout.body)
        written.paragraphs[-1].paragraph_format.space_after = Pt(2 * layout.after)
    add_blocks(written, paper.main, layout, paper.marks)
    if paper.closing:
        add_closing(written, paper.letter, layout)
    for note in paper.footnotes:
        line = word.set_line(
            written.add_paragraph(), note, size=layout.recipients, italic=True, align=word.LEFT
        )
        line.paragraph_format.space_before = Pt(2 * layout.after)
    add_blocks(written, paper.annexes, layout, paper.marks)
    return word.packed(written)


def add_blocks(written: Document, blocks: Sequence[Block], layout: Layout, marks: str) -> None:
    """Each block in turn."""
    across = False
    for block in blocks:
        match block:
            case Paragraph():
                add_paragraph(written, block, layout)
            case Heading():
                word.heading(written, block.text, block.level)
            case Table():
                add_table(written, block, layout, across=across)
            case Parties():
                add_parties(written, block, layout)
            case Annex():
                across = block.landscape
                add_annex(written, block, layout, marks)


def add_paragraph(written: Document, block: Paragraph, layout: Layout) -> None:
    """Running text, or a line apart."""
    paragraph = written.add_paragraph(style="Body Text")
    paragraph.alignment = ALIGN[block.align]
    if not block.indent:
        paragraph.paragraph_format.first_line_indent = Mm(0)
    word.add_run(paragraph, block.text, size=block.size, bold=block.bold, italic=block.italic)


def add_annex(written: Document, block: Annex, layout: Layout, marks: str) -> None:
    """A new page, lying or standing, and the annex's title."""
    if block.landscape:
        word.add_landscape(written, layout, marks)
    else:
        section = written.add_section()
        word.set_page(section, layout)
        section.different_first_page_header_footer = False
        word.set_headers(section, layout, marks)
    for text, note in ((block.title, False), (block.subject, False), (block.note, True)):
        if text:
            word.set_line(written.add_paragraph(), text, size=layout.subject, bold=not note, italic=note)
    written.paragraphs[-1].paragraph_format.space_after = Pt(2 * layout.after)


def text_width(layout: Layout, *, across: bool) -> float:
    """mm between the margins."""
    return layout.page[1] - 2 * layout.annex_margin if across else layout.page[0] - layout.left - layout.right


def add_table(written: Document, block: Table, layout: Layout, *, across: bool) -> None:
    """A table of fixed widths, so that a long name wraps inside its cell and pushes nothing off the page."""
    if block.caption:
        written.add_paragraph(printable(block.caption), style="Caption")
    if block.unit:
        unit = written.add_paragraph()
        word.set_line(unit, block.unit, size=layout.table, italic=True, align=word.RIGHT)
        unit.paragraph_format.keep_with_next = True
    widths = fitted(block.columns, text_width(layout, across=across))
    table = written.add_table(rows=1 + len(block.rows), cols=len(block.columns), style="Table Grid")
    fix_widths(table, widths)
    heads = tuple(column.head for column in block.columns)
    for index, cells in enumerate((heads, *block.rows)):
        head = index == 0
        row = table.rows[index]
        keep_whole(row, repeated=head)
        for cell, column, width, text in zip(row.cells, block.columns, widths, cells, strict=True):
            cell.width = Mm(width)
            align = word.CENTRE if head else ALIGN[column.align]
            bold = head or index - 1 in block.bold
            word.set_line(cell.paragraphs[0], text, size=layout.table, bold=bold, align=align)
    written.add_paragraph().paragraph_format.space_after = Pt(layout.after)


def fix_widths(table: WordTable, widths: Sequence[float]) -> None:
    """Widths as given, whatever the cells hold."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def keep_whole(row: _Row, *, repeated: bool) -> None:
    """A row that no page break cuts; the head comes again on each page."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeated else [])):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "true")
        properties.append(mark)


def add_parties(written: Document, block: Parties, layout: Layout) -> None:
    """Signatures side by side with room to sign by hand."""
    written.add_paragraph()
    for start in range(0, len(block.parties), 2):
        pair = block.parties[start : start + 2]
        table = written.add_table(rows=1, cols=len(pair))
        width = text_width(layout, across=False) / len(pair)
        fix_widths(table, [width] * len(pair))
        keep_whole(table.rows[0], repeated=False)
        for cell, party in zip(table.row_cells(0), pair, strict=True):
            cell.width = Mm(width)
            sign(cell.paragraphs[0], cell.add_paragraph(), cell.add_paragraph(), party, layout)


def sign(title: WordParagraph, note: WordParagraph, name: WordParagraph, party: Party, layout: Layout) -> None:
    """Title, how to sign, room, name."""
    word.set_line(title, party.title.upper(), size=layout.signer, bold=True)
    word.set_line(note, party.note, size=layout.recipients, italic=True)
    note.paragraph_format.space_after = Pt(4 * layout.signer)
    word.set_line(name, party.name, size=layout.signer, bold=True)
