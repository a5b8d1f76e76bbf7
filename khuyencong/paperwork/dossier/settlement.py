"""What a settlement hands in on paper: detail (Mẫu 7), vouchers (8a, 8b), the proposal to pay (Mẫu 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import DONG_LINE, in_dong, in_full
from khuyencong.paperwork.dossier.parts import Issued
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Paper, Paragraph, Table
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.vouchers import LABELS, Listed, sums_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """A line of the estimate: what it asked of the purse and what of it is settled, in đồng."""

    name: str
    asked: int
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What all three papers say: by whom, on which contract, how much; `ground` is why it goes another way."""

    letter: Letter
    unit: str
    project: str
    contract: Issued
    amount: int
    at: datetime
    ground: str = ""
    made: bool = False


def detail_paper(handed: Handed, lines: Sequence[Spent]) -> Paper:
    """Mẫu 7: line by line, adding up to what is settled."""
    rows = [
        (str(number), each.name, in_dong(each.asked), in_dong(each.settled), in_dong(each.asked - each.settled))
        for number, each in enumerate(lines, start=1)
    ]
    asked, settled = sum(each.asked for each in lines), sum(each.settled for each in lines)
    rows.append(("", "Tổng cộng", in_dong(asked), in_dong(settled), in_dong(asked - settled)))
    heads = ("Dự toán hỗ trợ", "Đề nghị quyết toán", "Không quyết toán")
    table = Table(
        unit=DONG_LINE,
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Nội dung chi", width=60),
            *(Column(head=head, width=32, align="right") for head in heads),
        ),
        rows=tuple(rows),
        bold=frozenset({len(rows) - 1}),
    )
    return laid_out(handed, "mau-7", "Chi tiết quyết toán kinh phí", [table])


def vouchers_paper(handed: Handed, vouchers: Sequence[Listed], form: str) -> Paper:
    """Mẫu 8a, or 8b with every source: voucher by voucher, with the sum of each source and of all."""
    rows = [
        (
            str(number),
            each.number,
            f"{each.on:%d/%m/%Y}",
            each.content,
            LABELS[each.source],
            in_dong(each.amount),
        )
        for number, each in enumerate(vouchers, start=1)
    ]
    first = len(rows)
    rows += [("", "", "", "Cộng", each.label, in_dong(each.amount)) for each in sums_of(vouchers)]
    rows.append(("", "", "", "Tổng cộng", "", in_dong(sum(each.amount for each in vouchers))))
    table = Table(
        unit=DONG_LINE,
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Số", width=28),
            Column(head="Ngày", width=23, align="centre"),
            Column(head="Nội dung", width=55),
            Column(head="Nguồn", width=20),
            Column(head="Số tiền", width=30, align="right"),
        ),
        rows=tuple(rows),
        bold=frozenset(range(first, len(rows))),
    )
    return laid_out(handed, f"mau-{form}", "Bảng kê chứng từ đề nghị quyết toán", [table])


def proposal_paper(handed: Handed, figures: Sequence[tuple[str, int]]) -> Paper:
    """Mẫu 9: what was promised, accepted, paid, and what is asked for now."""
    table = Table(
        unit=DONG_LINE,
        columns=(Column(head="Chỉ tiêu", width=110), Column(head="Số tiền", width=55, align="right")),
        rows=tuple((name, in_dong(amount)) for name, amount in figures),
        bold=frozenset({len(figures) - 1}),
    )
    return laid_out(handed, "mau-9", "Đề nghị thanh toán kinh phí", [table])


def laid_out(handed: Handed, form: str, subject: str, blocks: Sequence[Block]) -> Paper:
    """One of them with its head, the amount in words and what is known of its form."""
    known = form_on(form, handed.letter.on)
    ground = [Paragraph(text=f"Trường hợp: {handed.ground}")] if handed.ground else []
    return Paper(
        letter=handed.letter,
        subject=f"{subject} đề án “{handed.project}”",
        corner=known.number,
        blocks=[
            Paragraph(text=f"Căn cứ {handed.contract.reference};", italic=True),
            *ground,
            *blocks,
            Paragraph(text=f"Số đề nghị: {in_full(handed.amount)}."),
        ],
        at=handed.at,
        footnotes=(known.layout_note,),
        made=handed.made,
    )
