"""What closes a contract on paper: the minutes of liquidation (Mẫu 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.agreement import Side, sides, signed_by
from khuyencong.paperwork.dossier.amounts import DONG_LINE, in_dong, in_full
from khuyencong.paperwork.dossier.parts import Issued, written
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Heading, Paper, Paragraph, Table
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.liquidation import Closing, OwnerContract


@dataclass(frozen=True, slots=True, kw_only=True)
class LiquidationMinutes:
    """Both sides close a contract; the figures are the books' of the day, or as recorded."""

    letter: Letter
    giver: Side
    taker: Side
    project: str
    contract: Issued
    closing: Closing
    owners: tuple[OwnerContract, ...]
    done: str
    remains: str
    at: datetime
    made: bool = False


def liquidation_paper(minutes: LiquidationMinutes) -> Paper:
    """The minutes for both sides to sign."""
    form, closing = form_on("mau-6", minutes.letter.on), minutes.closing
    rows = (
        ("Kinh phí hỗ trợ theo hợp đồng", closing.support),
        ("Khối lượng đã nghiệm thu", closing.accepted),
        ("Không có khối lượng, không dùng đến", closing.unused),
        ("Bên A đã chi", closing.paid),
        ("Bên B đã hoàn trả", closing.returned),
        ("Bên A còn phải chi", closing.owed),
        ("Bên B còn phải hoàn trả", closing.unreturned),
    )
    blocks: list[Block] = [
        Paragraph(text=f"Căn cứ {minutes.contract.reference};", italic=True),
        *sides(minutes.giver, minutes.taker),
        Paragraph(text=f"Hai bên thanh lý hợp đồng thực hiện đề án “{minutes.project}” như sau:"),
        Heading(text="1. Đã thực hiện"),
        *written(minutes.done),
        Heading(text="2. Kinh phí"),
        Table(
            unit=DONG_LINE,
            columns=(Column(head="Chỉ tiêu", width=110), Column(head="Số tiền", width=55, align="right")),
            rows=tuple((name, in_dong(amount)) for name, amount in rows),
        ),
        Paragraph(text=f"Giá trị thanh lý: {in_full(closing.accepted)}."),
        *owners_told(minutes.owners),
        Heading(text=f"{4 if minutes.owners else 3}. Còn phải làm"),
        *written(minutes.remains or "Không còn nghĩa vụ nào giữa hai bên."),
        Paragraph(text="Biên bản lập thành …… bản có giá trị như nhau, hợp đồng hết hiệu lực kể từ ngày ký."),
        signed_by(minutes.giver, minutes.taker),
    ]
    return Paper(
        letter=minutes.letter,
        subject=f"Thanh lý hợp đồng thực hiện đề án “{minutes.project}”",
        corner=form.number,
        blocks=blocks,
        at=minutes.at,
        footnotes=(form.layout_note,),
        closing=False,
        made=minutes.made,
    )


def owners_told(owners: Sequence[OwnerContract]) -> list[Block]:
    """The contracts of side B with establishments, closed in the same minutes; nothing where it has none."""
    if not owners:
        return []
    columns = (
        Column(head="Đơn vị thụ hưởng", width=52),
        Column(head="Hợp đồng", width=28),
        Column(head="Hỗ trợ theo hợp đồng", width=29, align="right"),
        Column(head="Đã thực hiện", width=29, align="right"),
        Column(head="Đã nhận", width=27, align="right"),
    )
    asked = [each for each in owners if each.asked]
    rows = [
        (
            each.name + (" (đã được thay)" if each.left else ""),
            each.number or each.label,
            in_dong(each.promised),
            told_dong(each.done),
            told_dong(each.paid),
        )
        for each in owners
    ]
    whole = (
        "Cộng",
        "",
        in_dong(sum(each.promised for each in asked)),
        in_dong(sum(each.done or 0 for each in asked)),
        in_dong(sum(each.paid or 0 for each in asked)),
    )
    return [
        Heading(text="3. Hợp đồng của Bên B với đơn vị thụ hưởng"),
        Table(unit=DONG_LINE, columns=columns, rows=(*rows, whole)),
        *(Paragraph(text=f"{each.name}: {each.remains}") for each in owners if each.remains),
        Paragraph(text="Các hợp đồng trên được thanh lý cùng hợp đồng này."),
    ]


def told_dong(amount: int | None) -> str:
    """An amount, or dots where nobody has written it yet."""
    return "…………" if amount is None else in_dong(amount)
