"""A unit's money beside its account on paper (Mẫu 10): project by project, what is between and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import DONG_LINE, in_dong, in_full
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Heading, Paper, Paragraph, Parties, Party, Table
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.treasury.causes import CAUSES, Cause
from khuyencong.rules.treasury.sheet import Booked, Sheet10, Told

MOST = 300
"""So many differences are printed one by one; the workbook has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What the sheet says: whose money, which accounts, the figures, the differences one by one."""

    letter: Letter
    unit: str
    purse: str
    year: int
    accounts: Sequence[str]
    sheet: Sheet10
    entries: Sequence[Booked]
    lines: Sequence[Told]
    at: datetime
    made: bool = False


def reconciliation_paper(given: Reconciled) -> Paper:
    """The sheet for unit and treasury to sign."""
    form, sheet = form_on("mau-10", given.letter.on), given.sheet
    accounts = "; ".join(given.accounts) or "……………"
    blocks: list[Block] = [
        Paragraph(text=f"Đơn vị thực hiện: {given.unit}. Tài khoản: {accounts}."),
        Heading(text="1. Theo từng đề án"),
        projects_table(sheet),
        Heading(text="2. Từ sổ đến tài khoản"),
        Table(
            unit=DONG_LINE,
            columns=(Column(head="Chỉ tiêu", width=110), Column(head="Số tiền", width=55, align="right")),
            rows=tuple((name, in_dong(amount)) for name, amount in steps(sheet)),
            bold=frozenset({0, 3}),
        ),
        Heading(text="3. Chênh lệch và nguyên nhân"),
        differences(given),
        Paragraph(text=f"Số đã khớp: {in_full(sheet.matched)}."),
        Parties(
            parties=(
                Party(title="KẾ TOÁN"),
                Party(title="THỦ TRƯỞNG ĐƠN VỊ", note="(Ký tên, đóng dấu)"),
                Party(title="XÁC NHẬN CỦA KHO BẠC", note="(Ký tên, đóng dấu)"),
            )
        ),
    ]
    return Paper(
        letter=given.letter,
        subject=f"Đối chiếu {given.purse.lower()} năm {given.year}",
        corner=form.number,
        blocks=blocks,
        at=given.at,
        footnotes=(form.layout_note,),
        closing=False,
        made=given.made,
    )


def steps(sheet: Sheet10) -> list[tuple[str, int]]:
    """How the account comes out of the books."""
    return [
        ("Theo sổ của hệ thống: đã chi trừ đã thu hồi", sheet.booked),
        ("Trừ: sổ có, sao kê không có", sheet.ours),
        ("Cộng: sao kê có, sổ không có", sheet.theirs),
        ("Theo sao kê của tài khoản", sheet.account),
    ]


def projects_table(sheet: Sheet10) -> Table:
    """Project by project with their sum."""
    rows = [
        (
            str(number),
            each.title,
            each.contract,
            *map(in_dong, (each.paid, each.returned, each.booked, each.on_account, each.gap)),
        )
        for number, each in enumerate(sheet.projects, start=1)
    ]
    sums = [
        sum(getattr(each, name) for each in sheet.projects)
        for name in ("paid", "returned", "booked", "on_account", "gap")
    ]
    rows.append(("", "Tổng cộng", "", *map(in_dong, sums)))
    heads = ("Đã chi", "Đã thu hồi", "Theo sổ", "Khớp sao kê", "Chênh lệch")
    return Table(
        unit=DONG_LINE,
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Đề án", width=42),
            Column(head="Hợp đồng", width=22),
            *(Column(head=head, width=25, align="right") for head in heads),
        ),
        rows=tuple(rows),
        bold=frozenset({len(rows) - 1}),
    )


Difference = tuple[Booked | Told, str, str]
"""A row, on which side it stands, what it says."""


def differences(given: Reconciled) -> Table | Paragraph:
    """What stands on one side only, one by one."""
    ours: list[Difference] = [(each, "Sổ", each.kind) for each in given.entries if each.open or each.cause]
    theirs: list[Difference] = [(each, "Sao kê", each.told) for each in given.lines if each.open or each.cause]
    found = [*ours, *theirs]
    if not found:
        return Paragraph(text="Không có chênh lệch.")
    rows = [
        (f"{each.on:%d/%m/%Y}", each.number, side, told[:120], in_dong(each.amount), reason_of(each))
        for each, side, told in found[:MOST]
    ]
    if len(found) > MOST:
        left = sum(each.amount for each, _, _ in found[MOST:])
        rows.append(("", "", "", f"{len(found) - MOST} dòng khác, xem tệp Excel", in_dong(left), ""))
    return Table(
        unit=DONG_LINE,
        columns=(
            Column(head="Ngày", width=22, align="centre"),
            Column(head="Số chứng từ", width=24),
            Column(head="Bên", width=15),
            Column(head="Nội dung", width=42),
            Column(head="Số tiền", width=26, align="right"),
            Column(head="Nguyên nhân", width=40),
        ),
        rows=tuple(rows),
    )


def reason_of(row: Booked | Told) -> str:
    """Its cause with the words that were written."""
    return f"{CAUSES[Cause(row.cause)]}: {row.why}" if row.cause else "Chưa giải thích"
