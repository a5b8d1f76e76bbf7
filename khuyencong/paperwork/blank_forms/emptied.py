"""A paper that was told nothing, with room for the pen where the writer says that nothing is there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from khuyencong.paperwork.dossier.amounts import in_full
from khuyencong.paperwork.dossier.appraisal import VERDICTS
from khuyencong.paperwork.dossier.parts import NO_TEXT
from khuyencong.paperwork.official import Annex, Block, Heading, Paper, Paragraph, Parties, Table
from khuyencong.paperwork.regional_report.letterhead import NO_DAY, long_date

DOTS = "…………"
LINE = "………………………………………………………………………………………"
NO_YEAR = 9999
"""A year that no paper has: it, and those before it, stand for "which year is not written yet"."""
SOME_DAY = date(NO_YEAR, 9, 9)
"""The same for a day."""
UNIT = "TÊN ĐƠN VỊ"
"""The head of a paper of nobody; within a sentence it is room for the pen."""
ROWS = 5
"""So many lines are left to fill in in a table."""
SAID = {
    in_full(0): f"{DOTS}{DOTS} đồng (bằng chữ: {LINE[:40]})",
    long_date(SOME_DAY): NO_DAY,
    f"{SOME_DAY:%d/%m/%Y}": "……/……/………",
    f"{SOME_DAY:%m/%Y}": "……/………",
    NO_TEXT: LINE,
    "Chưa có dòng dự toán nào.": f"Trong đó: {LINE}",
    "Không có chênh lệch.": LINE,
    "Chưa xác định.": LINE,
    f"{ROWS} đề án": "…… đề án",
    f"{ROWS} địa điểm": "…… địa điểm",
    f"{ROWS} sản phẩm": "…… sản phẩm",
    UNIT: DOTS,
    VERDICTS["open"]: "",
}
"""What a writer says of nothing, and the room that takes its place."""
YEARS = re.compile("|".join(str(NO_YEAR - back) for back in range(3)))
NO_SHARE = re.compile(r"(?<!\d)0 %")
OF_A_PRICE = re.compile(r"^0 +× 0 đồng$")
BOX, BETWEEN = "☐", "   "
EMPTY_CELLS = ("0", "–")


def emptied(paper: Paper) -> Paper:
    """The same paper with room where nothing was said; its day is left to whoever fills it in."""
    return replace(
        paper,
        letter=replace(paper.letter, undated=True),
        subject=said(paper.subject),
        addressee=said(paper.addressee),
        blocks=[block_of(each) for each in paper.blocks],
    )


def said(text: str) -> str:
    """A text with room in it."""
    for nothing, room in SAID.items():
        text = text.replace(nothing, room)
    return NO_SHARE.sub("…… %", YEARS.sub("………", text))


def block_of(block: Block) -> Block:
    """A block with room in it."""
    match block:
        case Table():
            rows = tuple(tuple(cell_of(cell) for cell in row) for row in block.rows)
            columns = tuple(replace(each, head=said(each.head)) for each in block.columns)
            return replace(block, rows=rows, columns=columns, caption=said(block.caption))
        case Paragraph() | Heading():
            return replace(block, text=said(block.text))
        case Annex():
            return replace(block, title=said(block.title), subject=said(block.subject))
        case Parties():
            return block


def cell_of(text: str) -> str:
    """A cell: nothing where nothing was counted."""
    if text.strip() in EMPTY_CELLS or OF_A_PRICE.match(text):
        return ""
    return said(text)


def numbered(count: int = ROWS) -> Sequence[str]:
    """Names of lines that nobody has named, each its own."""
    return [" " * each for each in range(1, count + 1)]


def left_out(paper: Paper, *names: str) -> Paper:
    """The same with the values of these fields left out: what a form cannot know and a writer must be told."""
    return answered(paper, dict.fromkeys(names, ""))


def to_tick(paper: Paper, choices: Mapping[str, Iterable[str]]) -> Paper:
    """The same with every choice of these fields, each with a box, none of them chosen."""
    boxes = {name: BETWEEN.join(f"{BOX} {each}" for each in words) for name, words in choices.items()}
    return answered(paper, boxes)


def answered(paper: Paper, values: Mapping[str, str]) -> Paper:
    """The same with these values in the place of what a writer must be told."""

    def of(block: Block) -> Block:
        if not isinstance(block, Table):
            return block
        rows = tuple((row[0], values[row[0]]) if row[0] in values else row for row in block.rows)
        return replace(block, rows=rows)

    return replace(paper, blocks=[of(each) for each in paper.blocks])


def column_left_out(paper: Paper, head: str) -> Paper:
    """The same with nothing in the column of that head."""

    def without(block: Block) -> Block:
        if not isinstance(block, Table):
            return block
        at = {number for number, each in enumerate(block.columns) if each.head == head}
        rows = tuple(
            tuple("" if number in at else cell for number, cell in enumerate(row)) for row in block.rows
        )
        return replace(block, rows=rows)

    return replace(paper, blocks=[without(each) for each in paper.blocks])
