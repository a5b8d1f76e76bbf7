"""A unit asks for an advance, for the rest, or to settle: how much, on which contract, with which papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.paperwork.dossier.amounts import DONG_LINE, in_dong, in_full
from khuyencong.paperwork.dossier.parts import Issued
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Paper, Paragraph, Table
from khuyencong.paperwork.regional_report.letterhead import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A paper of the file: what became of it, and the clause that asks for it."""

    title: str
    state: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRequest:
    """What is asked, in đồng; `figures` are what the ledger said on `figures_on`, `most` the ceiling."""

    letter: Letter
    addressee: str
    asked: str
    unit: str
    project: str
    contract: Issued
    amount: int
    figures: Sequence[tuple[str, int]]
    most: int
    law: str
    papers: Sequence[Enclosed]
    at: datetime
    figures_on: date
    done: int | None = None
    paid: str = ""
    made: bool = False


def request_paper(request: MoneyRequest) -> Paper:
    """The request with its figures and its papers."""
    law = f" Căn cứ: {request.law}." if request.law else ""
    work = f" Khối lượng đã thực hiện: {request.done} %." if request.done is not None else ""
    blocks: list[Block] = [
        Paragraph(text=f"Căn cứ {request.contract.reference};", italic=True),
        Paragraph(
            text=f"{request.unit} đề nghị {request.asked.lower()} {in_full(request.amount)} cho đề án "
            f"“{request.project}”.{work}"
        ),
        Paragraph(text=f"Số nhiều nhất được đề nghị: {in_full(request.most)}.{law}"),
        figures_table(request.figures, request.figures_on),
        papers_table(request.papers),
        *([Paragraph(text=request.paid)] if request.paid else []),
    ]
    return Paper(
        letter=request.letter,
        subject=f"Đề nghị {request.asked.lower()} kinh phí đề án “{request.project}”",
        addressee=request.addressee,
        blocks=blocks,
        at=request.at,
        footnotes=(form_on("de-nghi-chi", request.letter.on).layout_note,),
        made=request.made,
    )


def figures_table(figures: Sequence[tuple[str, int]], on: date) -> Table:
    """What the ledger said on that day, a row a figure."""
    return Table(
        caption=f"Kinh phí theo sổ khi đề nghị, ngày {on:%d/%m/%Y}",
        unit=DONG_LINE,
        columns=(Column(head="Chỉ tiêu", width=110), Column(head="Số tiền", width=55, align="right")),
        rows=tuple((name, in_dong(amount)) for name, amount in figures),
    )


def papers_table(papers: Sequence[Enclosed]) -> Table:
    """The papers in the file's order."""
    return Table(
        caption="Giấy tờ kèm theo",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Giấy tờ", width=80),
            Column(head="Tình trạng", width=36),
            Column(head="Căn cứ", width=40),
        ),
        rows=tuple((str(at), each.title, each.state, each.law) for at, each in enumerate(papers, start=1)),
    )
