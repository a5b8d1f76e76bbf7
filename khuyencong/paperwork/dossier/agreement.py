"""A contract on an approved project, with the unit or with a beneficiary, and an annex that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.paperwork.dossier.amounts import DONG_LINE, in_dong, in_full
from khuyencong.paperwork.dossier.change import before_and_after
from khuyencong.paperwork.dossier.estimate_annex import estimate_annex
from khuyencong.paperwork.dossier.parts import Issued, facts, programme
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Heading, Paper, Paragraph, Parties, Party, Table
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.change_terms import Difference
from khuyencong.rules.contracts import Terms
from khuyencong.rules.estimate import Line
from khuyencong.rules.norms import Purse


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a contract; what is not known is left for the pen."""

    name: str
    address: str = ""
    tax_code: str = ""
    representative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What both sides agree on: `giver` gives the money, `taker` does the work; `lines` are the estimate of it.

    `rules` are the deadlines of the law of the day, as sentences with their clauses.
    """

    letter: Letter
    giver: Side
    taker: Side
    project: str
    purse: Purse
    year: int
    terms: Terms
    decision: Issued | None
    lines: Sequence[Line]
    rules: Sequence[str]
    at: datetime
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """An annex: the terms before and after it, and why.

    `decided` names each decision behind it with the lines of the estimate that it changes.
    """

    letter: Letter
    giver: Side
    taker: Side
    project: str
    contract: Issued
    before: Terms
    after: Terms
    reason: str
    at: datetime
    decided: Sequence[tuple[str, Sequence[Difference]]] = ()
    made: bool = False


def agreement_paper(agreement: Agreement) -> Paper:
    """The contract with its estimate as an annex."""
    blocks: list[Block] = [
        *grounds(agreement),
        *sides(agreement.giver, agreement.taker),
        *articles(agreement),
        signed_by(agreement.giver, agreement.taker),
    ]
    if agreement.lines:
        form = form_on("mau-1", agreement.letter.on)
        blocks += estimate_annex(agreement.project, agreement.lines, agreement.purse, form)
    return Paper(
        letter=agreement.letter,
        subject=f"Về việc thực hiện đề án “{agreement.project}”",
        blocks=blocks,
        at=agreement.at,
        footnotes=(form_on("hop-dong", agreement.letter.on).layout_note,),
        closing=False,
        made=agreement.made,
    )


def grounds(agreement: Agreement) -> list[Block]:
    """The decision it rests on, or room for it."""
    named = agreement.decision.reference if agreement.decision else "…………………………………………"
    return [Paragraph(text=f"Căn cứ {named};", italic=True)]


def sides(giver: Side, taker: Side) -> list[Block]:
    """Both sides with what is known of them."""
    blocks: list[Block] = []
    for title, side in (("Bên giao (Bên A)", giver), ("Bên thực hiện (Bên B)", taker)):
        rows = (
            (title, side.name),
            ("Địa chỉ", side.address or "…………"),
            ("Mã số thuế", side.tax_code or "…………"),
            ("Người đại diện", side.representative or "…………"),
        )
        blocks.append(facts(rows))
    return blocks


def articles(agreement: Agreement) -> list[Block]:
    """What is done, for how much, until when, how it is paid, accepted and closed."""
    terms, name = agreement.terms, programme(agreement.purse)
    return [
        Heading(text="Điều 1. Nội dung"),
        Paragraph(
            text=f"Bên A giao, Bên B nhận thực hiện đề án “{agreement.project}” thuộc kế hoạch {name} năm "
            f"{agreement.year}, đúng đối tượng, mục đích và dự toán đã được duyệt."
        ),
        Heading(text="Điều 2. Kinh phí"),
        Paragraph(text=f"Kinh phí {name} hỗ trợ: {in_full(terms.support)}."),
        Paragraph(text=f"Đối ứng của đơn vị thụ hưởng: {in_full(terms.counterpart)}."),
        Heading(text="Điều 3. Thời gian thực hiện"),
        Paragraph(text=f"Từ ngày {terms.begins_on:%d/%m/%Y} đến ngày {terms.ends_on:%d/%m/%Y}."),
        Heading(text="Điều 4. Tạm ứng, nghiệm thu, thanh toán"),
        Paragraph(
            text="Tạm ứng theo mức và giấy tờ mà quy định ngày đề nghị cho phép; phần còn lại chi sau "
            "nghiệm thu cơ sở; tạm ứng không có khối lượng nghiệm thu thì hoàn trả."
        ),
        Heading(text="Điều 5. Thanh lý, quyết toán"),
        *(Paragraph(text=f"- {each}") for each in agreement.rules or ("Theo quy định của nguồn kinh phí.",)),
        Heading(text="Điều 6. Thay đổi và trách nhiệm"),
        Paragraph(
            text="Mọi thay đổi được ghi bằng phụ lục hai bên ký. Bên vi phạm chịu trách nhiệm theo pháp luật. "
            "Thỏa thuận khác: ………………………………………………………………"
        ),
        Paragraph(text="Hợp đồng có hiệu lực kể từ ngày ký, lập thành …… bản có giá trị như nhau."),
    ]


def signed_by(giver: Side, taker: Side) -> Parties:
    """Room for both signatures."""
    return Parties(
        parties=(
            Party(title="ĐẠI DIỆN BÊN A", note=f"({giver.name}: ký, đóng dấu)"),
            Party(title="ĐẠI DIỆN BÊN B", note=f"({taker.name}: ký, đóng dấu)"),
        )
    )


def amendment_paper(amendment: Amendment) -> Paper:
    """The annex: each term before and after it."""
    blocks: list[Block] = [
        Paragraph(text=f"Căn cứ {amendment.contract.reference};", italic=True),
        *sides(amendment.giver, amendment.taker),
        Paragraph(text=f"Hai bên thống nhất sửa đổi hợp đồng nói trên. Lý do: {amendment.reason}"),
        terms_table(amendment.before, amendment.after),
        *lines_blocks(amendment),
        Paragraph(text=f"Kinh phí hỗ trợ sau sửa đổi: {in_full(amendment.after.support)}."),
        Paragraph(text="Các điều khoản khác của hợp đồng giữ nguyên. Phụ lục có hiệu lực kể từ ngày ký."),
        signed_by(amendment.giver, amendment.taker),
    ]
    return Paper(
        letter=amendment.letter,
        subject=f"Sửa đổi hợp đồng thực hiện đề án “{amendment.project}”",
        blocks=blocks,
        at=amendment.at,
        footnotes=(form_on("phu-luc-hop-dong", amendment.letter.on).layout_note,),
        closing=False,
        made=amendment.made,
    )


def lines_blocks(amendment: Amendment) -> list[Block]:
    """The lines of the estimate that the decisions behind it change, add or take out."""
    blocks: list[Block] = []
    for named, rows in amendment.decided:
        blocks += [Paragraph(text=f"Dự toán kèm theo hợp đồng sửa theo {named}:"), before_and_after(rows)]
    return blocks


def terms_table(before: Terms, after: Terms) -> Table:
    """One row a term; money also by how much it changes."""
    rows = [
        (name, in_dong(old), in_dong(new), in_dong(new - old))
        for name, old, new in (
            ("Kinh phí hỗ trợ", before.support, after.support),
            ("Đối ứng", before.counterpart, after.counterpart),
        )
    ]
    days = (("Bắt đầu", before.begins_on, after.begins_on), ("Kết thúc", before.ends_on, after.ends_on))
    rows += [(name, shown(old), shown(new), moved(old, new)) for name, old, new in days]
    return Table(
        unit=DONG_LINE,
        columns=(
            Column(head="Điều khoản", width=45),
            Column(head="Trước", width=40, align="right"),
            Column(head="Sau", width=40, align="right"),
            Column(head="Tăng, giảm", width=40, align="right"),
        ),
        rows=tuple(rows),
    )


def shown(on: date) -> str:
    """A day in a table."""
    return f"{on:%d/%m/%Y}"


def moved(old: date, new: date) -> str:
    """By how many days."""
    days = (new - old).days
    return f"{days:+d} ngày" if days else "không đổi"
