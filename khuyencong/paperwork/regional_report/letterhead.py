"""How an administrative document opens (motto, agencies, number, date, title) and closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from khuyencong.paperwork.regional_report.layout import Layout
from khuyencong.paperwork.regional_report.paper import CENTRE, LEFT, rule, set_line
from khuyencong.paperwork.regional_report.tables import mark_row
from khuyencong.paperwork.regional_report.wording import DRAFT

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
NO_DAY = "ngày …… tháng …… năm ………"
BLANK_NUMBER = "          "
UNNAMED_SIGNER = "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Who issues what kind of document, where and when; `number` is empty until the clerk has entered it.

    `undated`: nobody has written the day yet; `on` then only says by which form and law it is laid out.
    """

    agency: str
    parent_agency: str
    place: str
    on: date
    number: str
    signer_title: str
    signer_name: str
    recipients: Sequence[str]
    draft: bool
    kind: str = "BÁO CÁO"
    symbol: str = "BC"
    undated: bool = False

    @property
    def dated(self) -> str:
        """Place and day in one line, or room for the day."""
        return f"{self.place}, {NO_DAY if self.undated else long_date(self.on)}"


def long_date(on: date) -> str:
    """A date as documents say it: days under ten and the first two months take a leading zero."""
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


def number_line(letter: Letter) -> str:
    """The number as given, or room for it."""
    return f"Số: {letter.number}" if letter.number else f"Số:{BLANK_NUMBER}/{letter.symbol}-{BLANK_NUMBER}"


def add_opening(document: Document, letter: Letter, layout: Layout, subject: str) -> None:
    """Agencies left, motto right, number and date in one row so that they align; then the title."""
    table = two_columns(document, layout, rows=2)
    narrow, wide = layout.letterhead
    left, right = table.cell(0, 0), table.cell(0, 1)
    if letter.parent_agency:
        set_line(left.paragraphs[0], letter.parent_agency.upper(), size=layout.agency)
        own = left.add_paragraph()
    else:
        own = left.paragraphs[0]
    set_line(own, letter.agency.upper(), size=layout.agency, bold=True)
    rule(left.add_paragraph(), length=layout.agency_line, width=narrow)
    set_line(right.paragraphs[0], NATION, size=layout.nation, bold=True)
    set_line(right.add_paragraph(), MOTTO, size=layout.motto, bold=True)
    rule(right.add_paragraph(), length=layout.motto_line, width=wide)
    set_line(table.cell(1, 0).paragraphs[0], number_line(letter), size=layout.number)
    set_line(table.cell(1, 1).paragraphs[0], letter.dated, size=layout.place_and_date, italic=True)
    if letter.draft:
        boxed(table.cell(1, 0), layout)
    add_title(document, layout, letter.kind, subject)


def add_title(document: Document, layout: Layout, kind: str, subject: str) -> None:
    """The kind of document, what it is about, and the line under it."""
    first = set_line(document.add_paragraph(), kind, size=layout.kind, bold=True)
    first.paragraph_format.space_before = Pt(2 * layout.after)
    set_line(document.add_paragraph(), subject.replace(" (", "\n("), size=layout.subject, bold=True)
    width = layout.page[0] - layout.left - layout.right
    rule(document.add_paragraph(), length=layout.subject_line, width=width)
    document.add_paragraph()


def boxed(cell: _Cell, layout: Layout) -> None:
    """The word for a draft, in a box, so that it is seen when the header is cut off."""
    paragraph = set_line(cell.add_paragraph(), DRAFT, size=layout.agency, bold=True)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(20)
    paragraph.paragraph_format.space_before = Pt(layout.after)
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "2"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    paragraph._p.get_or_add_pPr().insert(0, borders)


def add_closing(document: Document, letter: Letter, layout: Layout) -> None:
    """Recipients on the left, the signer on the right, with room for signature and seal."""
    # A signature stands with the last words it is for.
    for before in (document.paragraphs[-1], document.add_paragraph()):
        before.paragraph_format.keep_with_next = True
    table = two_columns(document, layout, rows=1)
    # A name on the next page signs nothing of this one.
    mark_row(table.rows[0], "w:cantSplit")
    left, right = table.cell(0, 0), table.cell(0, 1)
    head = "Nơi nhận:" if letter.recipients else ""
    set_line(left.paragraphs[0], head, size=layout.recipients_head, bold=True, italic=True, align=LEFT)
    for each in letter.recipients:
        set_line(left.add_paragraph(), f"- {each}", size=layout.recipients, align=LEFT)
    signer = letter.signer_title.upper() or UNNAMED_SIGNER
    title = set_line(right.paragraphs[0], signer, size=layout.signer, bold=True, align=CENTRE)
    title.paragraph_format.space_after = Pt(5 * layout.signer)
    set_line(right.add_paragraph(), letter.signer_name, size=layout.signer, bold=True)


def two_columns(document: Document, layout: Layout, rows: int) -> Table:
    """A table without lines: a narrow column and a wide one."""
    table: Table = document.add_table(rows=rows, cols=2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, layout.letterhead, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table
