"""What a report is laid out of: chapters, sections, sentences, tables. How they look is no matter of theirs."""

from collections.abc import Iterator
from dataclasses import dataclass

from khuyencong.rules.conference.told import Sentence, Told

Content = str | Told | None
"""A cell: words, a figure, or nothing given."""
DASH = "–"


def shown(cell: Content) -> str:
    """A cell as printed; a dash where nothing was given, which is not zero."""
    return DASH if cell is None else cell if isinstance(cell, str) else cell.cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table; `bold` marks a sum."""

    cells: tuple[Content, ...]
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `words` are the columns that hold words, `wide` says that it needs a landscape page."""

    name: str
    caption: str
    unit: str
    names: tuple[str, ...]
    words: frozenset[int]
    rows: tuple[Row, ...]
    wide: bool = False

    @property
    def told(self) -> Iterator[Told]:
        """Its figures, line by line."""
        return (cell for row in self.rows for cell in row.cells if isinstance(cell, Told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A strength, a limit or a task: its sentence, and which agencies answer for a task."""

    code: str
    said: Sentence
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a chapter; `picture` is the name of the chart or map that stands in it."""

    code: str
    title: str
    said: tuple[Sentence, ...] = ()
    points: tuple[Point, ...] = ()
    table: Table | None = None
    picture: str = ""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its paragraphs in their order."""
        return (*self.said, *(point.said for point in self.points))

    @property
    def told(self) -> Iterator[Told]:
        """Its figures in their order."""
        for sentence in self.sentences:
            yield from sentence.told
        if self.table is not None:
            yield from self.table.told


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter with its sections."""

    title: str
    sections: tuple[Section, ...]
