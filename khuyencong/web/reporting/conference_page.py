"""A conference report as a page: sentences whose figures open, and tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference import Sentence, Told
from khuyencong.rules.conference.chapters import Chapter, Content, Section, Table, shown

Address = Callable[[str], str]
"""The page of a figure, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words, or a figure with the page that opens it."""

    text: str
    address: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A sentence, with who answers for it where it is a task."""

    parts: tuple[Part, ...]
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table."""

    head: str
    cells: tuple[Part, ...]
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A section laid out; `chart` is the name of its picture."""

    code: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    table: Table | None
    lines: tuple[Line, ...]
    picture: str


def laid_out(report: ConferenceReport, address: Address) -> Iterator[tuple[Chapter, list[Block]]]:
    """Every chapter with its sections."""
    for chapter in report.chapters:
        yield chapter, [block(section, address) for section in chapter.sections]


def block(section: Section, address: Address) -> Block:
    """One section."""
    said = [Paragraph(parts=spoken(each, address)) for each in section.said]
    points = [Paragraph(parts=spoken(each.said, address), who=each.who) for each in section.points]
    rows = section.table.rows if section.table is not None else ()
    return Block(
        code=section.code,
        title=section.title,
        paragraphs=(*said, *points),
        table=section.table,
        lines=tuple(
            Line(
                head=shown(row.cells[0]),
                cells=tuple(cell(each, address) for each in row.cells[1:]),
                bold=row.bold,
            )
            for row in rows
        ),
        picture=section.picture,
    )


def spoken(sentence: Sentence, address: Address) -> tuple[Part, ...]:
    """A sentence in parts."""
    return tuple(
        Part(text=part.text, address=address(part.name), label=part.label)
        if isinstance(part, Told)
        else Part(text=part)
        for part in sentence.parts
    )


def cell(content: Content, address: Address) -> Part:
    """A cell of a table."""
    if isinstance(content, Told):
        return Part(text=content.cell, address=address(content.name), label=content.label)
    return Part(text=shown(content))
