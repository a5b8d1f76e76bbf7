"""Tables of the document: a head that repeats on every page, rows that do not break, numbers to the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

from khuyencong.paperwork.regional_report.layout import Layout
from khuyencong.paperwork.regional_report.paper import CENTRE, LEFT, RIGHT, add_run
from khuyencong.paperwork.regional_report.wording import FUND_NAMES, money, printable, rate
from khuyencong.rules.consolidation import FUNDS, Cell

SHORT, LOW = 12, 20
"""A table of so many rows, and about so many lines of text, or fewer is not split over two pages."""
LETTER = 2.0
"""How wide a letter is, in mm, roughly."""
STAGES = ("Kế hoạch", "Thực hiện", "Tỷ lệ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A heading over several columns, from `first` to `last`, both counted from 0."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: its cells as text, and whether it is set in bold."""

    cells: Sequence[str]
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: column names, headings over them, widths in mm, which columns hold words, and the rows."""

    caption: str
    unit: str
    names: Sequence[str]
    spans: Sequence[Span] = ()
    widths: Sequence[float]
    words: frozenset[int]
    lines: Sequence[Line]
    notes: Sequence[str] = ()


def fund_cells(cells: Mapping[str, Cell]) -> list[str]:
    """Plan, done and rate of each fund, as printed."""
    given = [cells.get(fund, Cell()) for fund in FUNDS]
    return [text for cell in given for text in (money(cell.plan), money(cell.done), rate(cell))]


def fund_spans(start: int) -> list[Span]:
    """A heading over the three columns of each fund."""
    return [
        Span(first=start + 3 * index, last=start + 3 * index + 2, text=FUND_NAMES[fund])
        for index, fund in enumerate(FUNDS)
    ]


def add_grid(document: Document, grid: Grid, layout: Layout) -> Table:
    """Caption, unit, table and notes; returns the table."""
    document.add_paragraph(printable(grid.caption), style="Caption")
    if grid.unit:
        unit = document.add_paragraph()
        unit.alignment, unit.paragraph_format.keep_with_next = RIGHT, True
        add_run(unit, grid.unit, size=layout.table, italic=True)
    heads = 2 if grid.spans else 1
    table: Table = document.add_table(rows=heads, cols=len(grid.names), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    add_head(table, grid, layout)
    for line in grid.lines:
        add_line(table, line, grid, layout)
    set_widths(table, grid.widths)
    if len(grid.lines) <= SHORT and lines_of_text(grid) <= LOW:
        keep_together(table)
    for note in grid.notes:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(2)
        add_run(paragraph, note, size=layout.table, italic=True)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    return table


def lines_of_text(grid: Grid) -> int:
    """About how many lines of text its rows take."""
    return sum(
        max(ceil(len(text) * LETTER / width) for text, width in zip(line.cells, grid.widths, strict=True)) or 1
        for line in grid.lines
    )


def add_head(table: Table, grid: Grid, layout: Layout) -> None:
    """The column heads, in one row or two, repeated on every page the table reaches."""
    covered = {column for span in grid.spans for column in range(span.first, span.last + 1)}
    for span in grid.spans:
        merged = table.cell(0, span.first).merge(table.cell(0, span.last))
        fill(merged, span.text, layout, align=CENTRE, bold=True)
    for column, name in enumerate(grid.names):
        cell = table.cell(len(table.rows) - 1, column)
        if grid.spans and column not in covered:
            cell = table.cell(0, column).merge(cell)
        fill(cell, name, layout, align=CENTRE, bold=True)
    for row in table.rows:
        mark_row(row, "w:tblHeader")
        mark_row(row, "w:cantSplit")


def add_line(table: Table, line: Line, grid: Grid, layout: Layout) -> None:
    """One row of words to the left and numbers to the right."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    mark_row(row, "w:cantSplit")
    for column, (cell, text) in enumerate(zip(row.cells, line.cells, strict=True)):
        align = LEFT if column in grid.words else RIGHT
        fill(cell, text, layout, align=CENTRE if grid.names[column] == "TT" else align, bold=line.bold)


def fill(cell: _Cell, text: str, layout: Layout, *, align: WD_ALIGN_PARAGRAPH, bold: bool = False) -> None:
    """The text of a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    add_run(paragraph, text, size=layout.table, bold=bold)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def keep_together(table: Table) -> None:
    """Keep every row but the last on the page of the next one."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def mark_row(row: _Row, name: str) -> None:
    """Set a switch of a row."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def set_widths(table: Table, widths: Sequence[float]) -> None:
    """Fixed column widths in mm, with narrow margins in the cells; Word reads the cells, others the grid."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell in row._tr.tc_lst:
            first, span = cell.grid_offset, cell.grid_span
            cell.width = Mm(sum(widths[first : first + span]))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)
