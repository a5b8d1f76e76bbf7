"""A paper as PDF/A, the form in which a document is signed and kept; the same blocks as the .docx."""

import json
import re
from dataclasses import asdict
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from fontTools.ttLib import TTFont

from khuyencong.paperwork.official.blocks import (
    Annex,
    Block,
    Column,
    Heading,
    Paper,
    Paragraph,
    Parties,
    Table,
    fitted,
)
from khuyencong.paperwork.regional_report.layout import DECREE_30
from khuyencong.paperwork.regional_report.letterhead import (
    MOTTO,
    NATION,
    UNNAMED_SIGNER,
    Letter,
    number_line,
)
from khuyencong.paperwork.regional_report.wording import DRAFT, printable

TEMPLATE = Path(__file__).resolve().parent / "paper.typ"
FONTS = Path(__file__).resolve().parents[2] / "web" / "static" / "vendor" / "fonts"
STANDARD: Literal["a-2b"] = "a-2b"
LONG_WORD = 18
CELL_PADDING, CAPITAL, LETTER = 3.8, 2.9, 1.95
"""mm at the size of tables: both sides of a cell, a capital, any other letter or digit."""
BREAK = "\u200b"
"""A place where a line may break, invisible: a long serial number must not leave its cell."""
BOX = "□"
UNDRAWN = f"Dấu {BOX} thay cho ký tự mà phông chữ của văn bản không có; bản Word giữ nguyên ký tự ấy."


class FontsMissingError(RuntimeError):
    """The document font was not collected; a PDF in another font would not be the same document."""


def pdf_of(paper: Paper, *, fonts: Path = FONTS) -> bytes:
    """The PDF, unsigned; the same paper gives the same bytes. FontsMissingError before `make setup`."""
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=document_fonts(fonts))
    made = compiler.compile(
        format="pdf",
        sys_inputs={"paper": drawable(content(paper), fonts)},
        pdf_standards=STANDARD,
        timestamp=int(paper.at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


@cache
def document_fonts(folder: Path) -> typst.Fonts:
    """Tinos alone, upright and slanted, light and bold; a machine's own fonts would change the line breaks."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    faces = {(font.style, font.weight) for font in found.fonts() if font.family == "Tinos"}
    if len(faces) < 4:
        raise FontsMissingError("Thiếu phông Tinos (thường, đậm, nghiêng, đậm nghiêng): chạy make setup.")
    return found


@cache
def drawn_by(folder: Path) -> re.Pattern[str]:
    """What the document font has no sign for in one of its faces; a break is no sign."""
    faces = []
    for file in sorted(folder.glob("Tinos*.ttf")):
        with TTFont(file) as face:
            faces.append(set(face.getBestCmap()))
    known = "".join(re.escape(chr(each)) for each in sorted(set.intersection(*faces)))
    return re.compile(f"[^{known}{BREAK}]")


def drawable(said: dict[str, Any], fonts: Path) -> str:
    """The paper as JSON with an empty box for each sign the font lacks, and a footnote that says so.

    PDF/A holds no sign without a glyph: one smiley in a project's name would keep a whole plan from print.
    """
    lacking = drawn_by(fonts)
    if lacking.search(json.dumps(said, ensure_ascii=False)):
        said = said | {"footnotes": [*said["footnotes"], UNDRAWN]}
    return lacking.sub(BOX, json.dumps(said, ensure_ascii=False))


def content(paper: Paper) -> dict[str, Any]:
    """The paper as the template reads it."""
    return {
        "title": f"{paper.letter.kind}: {paper.subject}",
        "author": printable(paper.letter.agency.replace("\n", " ")),
        "at": moment(paper),
        "marks": paper.marks,
        "draft": DRAFT,
        "nation": NATION,
        "motto": MOTTO,
        "measures": {name: value for name, value in asdict(DECREE_30).items() if name != "since"},
        "letter": opened(paper.letter),
        "subject": safe(paper.subject.replace(" (", "\n(")),
        "addressee": safe(f"Kính gửi: {paper.addressee}") if paper.addressee else "",
        "corner": safe(paper.corner),
        "main": [said(block, across=False) for block in paper.main],
        "annexes": annexes(paper),
        "footnotes": [safe(note) for note in paper.footnotes],
        "closing": paper.closing,
    }


def moment(paper: Paper) -> dict[str, int]:
    """The document's own time, in UTC, as the template takes it."""
    at = paper.at.astimezone(UTC) if paper.at.tzinfo else paper.at
    return {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}


def opened(letter: Letter) -> dict[str, Any]:
    """Head and foot as printed."""
    return {
        "parent_agency": safe(letter.parent_agency),
        "agency": safe(letter.agency),
        "number": safe(number_line(letter)),
        "dated": safe(letter.dated),
        "kind": safe(letter.kind),
        "draft": letter.draft,
        "recipients": [safe(each) for each in letter.recipients],
        "signer_title": safe(letter.signer_title.upper() or UNNAMED_SIGNER),
        "signer_name": safe(letter.signer_name),
    }


def annexes(paper: Paper) -> list[dict[str, Any]]:
    """Each annex with its blocks, because each begins a page of its own shape."""
    found: list[dict[str, Any]] = []
    for block in paper.annexes:
        if isinstance(block, Annex):
            found.append({"landscape": block.landscape, "blocks": []})
        found[-1]["blocks"].append(said(block, across=found[-1]["landscape"]))
    return found


def said(block: Block, *, across: bool) -> dict[str, Any]:
    """One block as data; `is` names its kind."""
    match block:
        case Paragraph():
            return {"is": "paragraph", **asdict(block), "text": safe(block.text)}
        case Heading():
            return {"is": "heading", "text": safe(block.text), "level": block.level}
        case Table():
            return tabled(block, across=across)
        case Parties():
            parties = [{name: safe(text) for name, text in asdict(each).items()} for each in block.parties]
            return {"is": "parties", "parties": parties}
        case Annex():
            texts = {"title": safe(block.title), "subject": safe(block.subject), "note": safe(block.note)}
            return {"is": "annex", **texts}


def tabled(block: Table, *, across: bool) -> dict[str, Any]:
    """A table with its widths in mm."""
    layout = DECREE_30
    width = layout.page[1] - 2 * layout.annex_margin if across else layout.page[0] - layout.left - layout.right
    widths = fitted(block.columns, width)
    return {
        "is": "table",
        "caption": safe(block.caption),
        "unit": safe(block.unit),
        "heads": [safe(column.head) for column in block.columns],
        "widths": widths,
        "aligns": [column.align for column in block.columns],
        "rows": [
            [cell_of(cell, column, wide) for cell, column, wide in zip(row, block.columns, widths, strict=True)]
            for row in block.rows
        ],
        "bold": sorted(block.bold),
    }


def cell_of(text: str, column: Column, width: float) -> str:
    """A cell's text; a word wider than its cell may break anywhere, but for an amount: its column fits it."""
    if column.align == "right":
        return printable(text)
    inner = width - CELL_PADDING
    return re.sub(
        r"\S+", lambda word: BREAK.join(word[0]) if broad(word[0]) > inner else word[0], printable(text)
    )


def broad(word: str) -> float:
    """About how many mm a word takes at the size of tables."""
    return sum(CAPITAL if letter.isupper() else LETTER for letter in word)


def safe(text: str) -> str:
    """Printable, and long words without a space given places to break."""
    return re.sub(rf"\S{{{LONG_WORD + 1},}}", _broken, printable(text))


def _broken(match: re.Match[str]) -> str:
    word = match.group()
    return BREAK.join(word[start : start + LONG_WORD] for start in range(0, len(word), LONG_WORD))
