"""The certificate of an award: who gives it to whom and for what, by which decision, under which number."""

from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Paper, Paragraph
from khuyencong.paperwork.regional_report.letterhead import Letter, long_date

FORM = "bang-khen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is written on it; `serial` is its number in the register of awards."""

    letter: Letter
    year: int
    giver: str
    name: str
    achievements: str
    decision: str
    signed_on: date
    serial: str
    at: datetime
    made: bool = False


def certificate_paper(said: Certificate) -> Paper:
    """The certificate as a document."""
    blocks: list[Block] = [
        Paragraph(text=said.giver.upper(), bold=True, align="centre", indent=False),
        Paragraph(text="TẶNG", bold=True, align="centre", indent=False),
        Paragraph(text=said.name, bold=True, align="centre", indent=False, size=18),
        Paragraph(text=said.achievements, align="centre", indent=False),
        Paragraph(
            text=f"Theo Quyết định số {said.decision} {long_date(said.signed_on)}.",
            italic=True,
            align="centre",
            indent=False,
        ),
        Paragraph(text=f"Vào sổ khen thưởng số: {said.serial}", align="left", indent=False),
    ]
    return Paper(
        letter=said.letter,
        subject=f"Năm {said.year}",
        blocks=blocks,
        at=said.at,
        footnotes=(form_on(FORM, said.signed_on).layout_note,),
        made=said.made,
    )
