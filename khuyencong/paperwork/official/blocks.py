"""What an administrative document is made of, as plain data; nothing here knows .docx or PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.paperwork.regional_report.wording import DRAFT, MADE

Align = Literal["left", "centre", "right", "justify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text. `indent`: the first line stands in; `size` in points where it is not the body's."""

    text: str
    bold: bool = False
    italic: bool = False
    align: Align = "justify"
    indent: bool = True
    size: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its width in mm is a wish, and all of them together fill the page's width."""

    head: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with lines. `bold` names rows (from 0) that are sums; heads are repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    bold: frozenset[int] = frozenset()
    caption: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} ô trong bảng {len(self.columns)} cột: {row}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who signs in one place of a document with several signatures."""

    title: str
    name: str = ""
    note: str = "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Several signatures side by side, two in a row."""

    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """From here a new page: an annex with its own title, across the page where its table is wide."""

    title: str
    subject: str = ""
    note: str = ""
    landscape: bool = False


Block: TypeAlias = Paragraph | Heading | Table | Parties | Annex


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole document: how it opens, its blocks, whether recipients and a signature close it.

    `closing` follows the blocks before the first annex. `at` is the document's own time: the same paper gives
    the same bytes.
    """

    letter: Letter
    subject: str
    blocks: Sequence[Block]
    at: datetime
    addressee: str = ""
    corner: str = ""
    footnotes: Sequence[str] = field(default_factory=tuple)
    closing: bool = True
    made: bool = False

    @property
    def marks(self) -> str:
        """What stands at the top of every page: draft, made figures."""
        return " · ".join(words for holds, words in ((self.letter.draft, DRAFT), (self.made, MADE)) if holds)

    @property
    def main(self) -> list[Block]:
        """The blocks before the first annex."""
        found: list[Block] = []
        for block in self.blocks:
            if isinstance(block, Annex):
                break
            found.append(block)
        return found

    @property
    def annexes(self) -> list[Block]:
        """The first annex and everything after it."""
        return list(self.blocks[len(self.main) :])


def fitted(columns: Sequence[Column], width: float) -> list[float]:
    """Widths in mm that fill `width` exactly, in the proportion that the columns wish."""
    whole = sum(column.width for column in columns)
    return [column.width * width / whole for column in columns]
