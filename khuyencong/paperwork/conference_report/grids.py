"""The report's tables as tables of the document, every figure in its control."""

from docx.document import Document

from khuyencong.paperwork.conference_report.controls import Controls
from khuyencong.paperwork.regional_report.layout import Layout
from khuyencong.paperwork.regional_report.tables import Grid, Line, Span, add_grid
from khuyencong.rules.conference import Told
from khuyencong.rules.conference.chapters import Table, shown

UPRIGHT, LANDSCAPE = 165.0, 257.0
NAMES = {"contents": 46.0, "places": 52.0, "indicators": 14.0}
"""How wide the first column of a table is, in mm."""


def add_table(document: Document, table: Table, number: int, layout: Layout, controls: Controls) -> None:
    """One table under its number, its figures as controls."""
    spans, names = heads(table)
    grid = Grid(
        caption=f"Bảng {number}. {table.caption}",
        unit=table.unit,
        names=names,
        spans=spans,
        widths=widths(table),
        words=table.words,
        lines=[Line(cells=[shown(cell) for cell in row.cells], bold=row.bold) for row in table.rows],
    )
    made = add_grid(document, grid, layout)
    first = len(made.rows) - len(table.rows)
    for place, row in enumerate(table.rows):
        for cell, told in zip(made.rows[first + place].cells, row.cells, strict=True):
            if isinstance(told, Told):
                controls.wrap(cell.paragraphs[0].runs[0], told)


def heads(table: Table) -> tuple[list[Span], list[str]]:
    """Columns named "KCQG: KH", "KCQG: TH" stand under one heading."""
    spans: list[Span] = []
    names = []
    for column, name in enumerate(table.names):
        group, colon, rest = name.partition(": ")
        names.append(rest if colon else name)
        if not colon:
            continue
        if spans and spans[-1].text == group and spans[-1].last == column - 1:
            spans[-1] = Span(first=spans[-1].first, last=column, text=group)
        else:
            spans.append(Span(first=column, last=column, text=group))
    return spans, names


def widths(table: Table) -> list[float]:
    """The first column as wide as names need, the words of the second too, the others alike."""
    whole = LANDSCAPE if table.wide else UPRIGHT
    if table.name == "indicators":
        return [NAMES["indicators"], 83.0, 26.0, 26.0, 16.0]
    first = NAMES[table.name]
    return [first, *[(whole - first) / (len(table.names) - 1)] * (len(table.names) - 1)]
