"""How far the work is: a month (Mẫu 3a), volume and money (3b), the minutes of acceptance (5a–5c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from khuyencong.paperwork.dossier.amounts import DONG_LINE, in_dong, in_full
from khuyencong.paperwork.dossier.parts import Issued, facts, written
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Heading, Paper, Paragraph, Parties, Party, Table
from khuyencong.paperwork.regional_report.letterhead import Letter, long_date
from khuyencong.rules.acceptances import Volume, plain

ACROSS = 165.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """A month's report of the unit: since the beginning, work in percent and money in đồng."""

    letter: Letter
    addressee: str
    month: date
    unit: str
    project: str
    contract: Issued | None
    promised: int
    done: int
    support: int
    counterpart: int
    told: str
    ahead: str
    at: datetime
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeReport:
    """What of the contract is accepted line by line, and the money beside it (Mẫu 3b); amounts in đồng."""

    letter: Letter
    addressee: str
    unit: str
    project: str
    contract: Issued
    volumes: Sequence[Volume]
    figures: Sequence[tuple[str, int]]
    at: datetime
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceMinutes:
    """What a council found done: `form` is 5a, 5b or 5c; amounts in đồng."""

    letter: Letter
    form: str
    held_on: date
    place: str
    council: Sequence[str]
    unit: str
    project: str
    contract: Issued
    volumes: Sequence[Volume]
    amount: int
    counterpart: int
    final: bool
    conclusion: str
    at: datetime
    made: bool = False


def month_paper(report: MonthReport) -> Paper:
    """The report of a month."""
    form = form_on("mau-3a", report.letter.on)
    rows = (
        ("Đề án", report.project),
        ("Đơn vị thực hiện", report.unit),
        ("Hợp đồng", report.contract.reference if report.contract else ""),
        ("Hợp đồng hỗ trợ", in_full(report.promised)),
        ("Khối lượng đã thực hiện từ đầu", f"{report.done} %"),
        ("Kinh phí hỗ trợ đã chi từ đầu", in_full(report.support)),
        ("Đối ứng đã chi từ đầu", in_full(report.counterpart)),
    )
    return Paper(
        letter=report.letter,
        subject=f"Tiến độ thực hiện hợp đồng tháng {report.month:%m/%Y}",
        addressee=report.addressee,
        corner=form.number,
        blocks=[
            facts(rows),
            Heading(text="Đã làm"),
            *written(report.told),
            Heading(text="Sẽ làm, vướng mắc"),
            *written(report.ahead),
        ],
        at=report.at,
        footnotes=(form.layout_note,),
        made=report.made,
    )


def volume_paper(report: VolumeReport) -> Paper:
    """Volume and money, both as they stand in the books."""
    form = form_on("mau-3b", report.letter.on)
    money = Table(
        caption="Kinh phí",
        unit=DONG_LINE,
        columns=(Column(head="Chỉ tiêu", width=110), Column(head="Số tiền", width=55, align="right")),
        rows=tuple((name, in_dong(amount)) for name, amount in report.figures),
    )
    blocks: list[Block] = [
        facts((("Đề án", report.project), ("Hợp đồng", report.contract.reference))),
        volumes_table(report.volumes),
        money,
    ]
    return Paper(
        letter=report.letter,
        subject="Khối lượng hoàn thành và kinh phí thực hiện hợp đồng",
        addressee=report.addressee,
        corner=form.number,
        blocks=blocks,
        at=report.at,
        footnotes=(form.layout_note,),
        made=report.made,
    )


def acceptance_paper(minutes: AcceptanceMinutes) -> Paper:
    """The minutes, to be signed by everybody who was there."""
    form = form_on(f"mau-{minutes.form}", minutes.held_on)
    rows = (
        ("Đề án", minutes.project),
        ("Đơn vị thực hiện", minutes.unit),
        ("Hợp đồng", minutes.contract.reference),
        ("Thời gian", long_date(minutes.held_on)),
        ("Địa điểm", minutes.place),
        ("Lần nghiệm thu", "lần cuối" if minutes.final else "từng phần"),
    )
    blocks: list[Block] = [
        facts(rows),
        Heading(text="Thành phần"),
        *(Paragraph(text=f"- {each}") for each in minutes.council),
        volumes_table(minutes.volumes),
        Paragraph(text=f"Giá trị khối lượng nghiệm thu thuộc kinh phí hỗ trợ: {in_full(minutes.amount)}."),
        Paragraph(text=f"Đối ứng đã xác nhận: {in_full(minutes.counterpart)}."),
        Heading(text="Kết luận"),
        *written(minutes.conclusion),
        Parties(parties=tuple(Party(title=each) for each in minutes.council)),
    ]
    return Paper(
        letter=minutes.letter,
        subject=f"Nghiệm thu cơ sở đề án “{minutes.project}”",
        corner=form.number,
        blocks=blocks,
        at=minutes.at,
        footnotes=(form.layout_note,),
        closing=False,
        made=minutes.made,
    )


def volumes_table(volumes: Sequence[Volume]) -> Table:
    """Each line of the estimate: planned, accepted before, now, in all, left."""
    rows = [
        (
            str(number),
            f"{each.name} ({each.unit})" if each.unit else each.name,
            plain(each.planned),
            plain_or_none(each.before),
            plain_or_none(each.now),
            plain_or_none(each.before + each.now),
            plain_or_none(each.planned - each.before - each.now),
        )
        for number, each in enumerate(volumes, start=1)
    ]
    heads = ("Dự toán", "Trước đó", "Lần này", "Cộng", "Còn lại")
    return Table(
        caption="Khối lượng theo dòng dự toán",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Nội dung", width=ACROSS - 9 - 20 * len(heads)),
            *(Column(head=head, width=20, align="right") for head in heads),
        ),
        rows=tuple(rows),
    )


def plain_or_none(quantity: Decimal) -> str:
    """A quantity, nothing as a dash."""
    return plain(quantity) if quantity else "–"
