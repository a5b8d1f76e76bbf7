"""The tables of a paper as a sheet: amounts become numbers again, so that Excel can add them up."""

from collections.abc import Iterator

from khuyencong.paperwork.official import Paper, Table
from khuyencong.paperwork.regional_report.letterhead import long_date
from khuyencong.paperwork.table import xlsx_rows


def xlsx_of(paper: Paper) -> bytes:
    """The first table of the paper under its title; what the paper says of itself stands above."""
    table = next(block for block in paper.blocks if isinstance(block, Table))
    notes = [
        f"{paper.letter.agency}, {long_date(paper.letter.on)}",
        *(part for part in (paper.corner, paper.marks, table.unit) if part),
        *paper.footnotes,
    ]
    header = [column.head for column in table.columns]
    return xlsx_rows(header, rows_of(table), title=f"{paper.letter.kind}: {paper.subject}", notes=notes)


def rows_of(table: Table) -> Iterator[tuple[object, ...]]:
    """Its rows, whole numbers of columns that stand at the right as numbers."""
    right = [column.align == "right" for column in table.columns]
    for row in table.rows:
        yield tuple(number_or_text(cell) if at else cell for cell, at in zip(row, right, strict=True))


def number_or_text(cell: str) -> object:
    """ "300.000.000" as a number; anything else as it stands."""
    digits = cell.replace(".", "")
    return int(digits) if digits.removeprefix("-").isdecimal() else cell
