"""Papers of choosing outstanding products: sheets, the list, the minutes of the result, certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Heading, Paper, Paragraph, Parties, Party, Table
from khuyencong.paperwork.regional_report.letterhead import Letter, long_date

SHEET, LIST, CERTIFICATE, MINUTES = "sp-pl4", "sp-pl5", "sp-pl6", "sp-bien-ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What is written on a certificate; `until` is None where nobody read for how long it stands."""

    letter: Letter
    level: str
    giver: str
    product: str
    group: str
    owner: str
    place: str
    decision: str
    granted_on: date
    until: date | None
    term_law: str
    serial: str
    code: str
    where: str
    at: datetime
    made: bool = False


def certificate_paper(said: Granted) -> Paper:
    """The certificate as a document, with the code by which anybody can look whether it stands."""
    until = f"đến hết {long_date(said.until)}" if said.until is not None else "theo quy định (chưa rõ thời hạn)"
    blocks: list[Block] = [
        centred(said.giver.upper(), bold=True),
        centred("CHỨNG NHẬN", bold=True),
        centred(said.product, bold=True, size=20),
        centred(f"Nhóm: {said.group}"),
        centred(f"của {said.owner}", bold=True),
        centred(said.place),
        centred(f"là sản phẩm công nghiệp nông thôn tiêu biểu {said.level.lower()}"),
        centred(f"Theo Quyết định số {said.decision} {long_date(said.granted_on)}.", italic=True),
        centred(f"Có giá trị từ {long_date(said.granted_on)} {until}.", italic=True),
        Paragraph(text=f"Vào sổ số: {said.serial}", align="left", indent=False),
        Paragraph(text=f"Mã xác minh: {said.code}. {said.where}", align="left", indent=False),
    ]
    term = (f"Thời hạn: {said.term_law}.",) if said.term_law else ()
    return Paper(
        letter=said.letter,
        subject="Sản phẩm công nghiệp nông thôn tiêu biểu",
        blocks=blocks,
        at=said.at,
        footnotes=(form_on(CERTIFICATE, said.granted_on).layout_note, *term),
        made=said.made,
    )


def centred(text: str, *, bold: bool = False, italic: bool = False, size: float | None = None) -> Paragraph:
    """A line in the middle."""
    return Paragraph(text=text, bold=bold, italic=italic, align="centre", indent=False, size=size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A criterion, the most it may earn, and what was given; "" on a blank sheet."""

    name: str
    most: int
    given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A judge's sheet; who has not handed hers in prints a blank one."""

    letter: Letter
    round_name: str
    product: str
    group: str
    owner: str
    judge: str
    lines: Sequence[Line]
    total: str
    remarks: str
    at: datetime
    made: bool = False


def sheet_paper(said: Sheet) -> Paper:
    """The sheet as a document."""
    rows = [(str(n), each.name, str(each.most), each.given) for n, each in enumerate(said.lines, start=1)]
    rows.append(("", "Tổng cộng", str(sum(each.most for each in said.lines)), said.total))
    table = Table(
        columns=(
            Column(head="TT", width=10, align="centre"),
            Column(head="Tiêu chí", width=95),
            Column(head="Điểm tối đa", width=25, align="right"),
            Column(head="Điểm chấm", width=25, align="right"),
        ),
        rows=tuple(rows),
        bold=frozenset({len(rows) - 1}),
    )
    blocks: list[Block] = [
        Paragraph(text=f"Sản phẩm: {said.product}", indent=False, align="left"),
        Paragraph(text=f"Nhóm: {said.group}", indent=False, align="left"),
        Paragraph(text=f"Cơ sở: {said.owner}", indent=False, align="left"),
        table,
        Paragraph(text=f"Nhận xét: {said.remarks or '…………'}", indent=False, align="left"),
        Parties(parties=(Party(title="GIÁM KHẢO", name=said.judge),)),
    ]
    return Paper(
        letter=said.letter,
        subject=said.round_name,
        blocks=blocks,
        at=said.at,
        footnotes=(form_on(SHEET, said.letter.on).layout_note,),
        closing=False,
        made=said.made,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A product in a list, with what the jury found once it has scored."""

    product: str
    group: str
    owner: str
    place: str
    lower: str
    mean: str = ""
    rank: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductList:
    """The list of what was registered, or the minutes of the result."""

    letter: Letter
    round_name: str
    rows: Sequence[Listed]
    opening: Sequence[str]
    at: datetime
    made: bool = False


def list_paper(said: ProductList) -> Paper:
    """The list of registered products, in a few columns each."""
    table = Table(
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Tên sản phẩm", width=42),
            Column(head="Nhóm", width=36),
            Column(head="Cơ sở, nơi sản xuất", width=50),
            Column(head="Giấy chứng nhận cấp dưới", width=30),
        ),
        rows=tuple(
            (str(n), each.product, each.group, f"{each.owner}\n{each.place}", each.lower)
            for n, each in enumerate(said.rows, start=1)
        ),
    )
    return _listed(said, table, LIST, closing=True)


def minutes_paper(said: ProductList) -> Paper:
    """The jury's minutes: each product's mean, rank and what is proposed."""
    table = Table(
        columns=(
            Column(head="Xếp thứ", width=14, align="centre"),
            Column(head="Tên sản phẩm", width=48),
            Column(head="Cơ sở", width=48),
            Column(head="Điểm bình quân", width=22, align="right"),
            Column(head="Kết quả", width=35),
        ),
        rows=tuple((each.rank, each.product, each.owner, each.mean, each.result) for each in said.rows),
    )
    return _listed(said, table, MINUTES, closing=False)


def _listed(said: ProductList, table: Table, form: str, *, closing: bool) -> Paper:
    blocks: list[Block] = [Paragraph(text=each) for each in said.opening]
    blocks += [Heading(text=f"{len(said.rows)} sản phẩm"), table]
    if not closing:
        parties = (Party(title="TRƯỞNG BAN GIÁM KHẢO"), Party(title="CHỦ TỊCH HỘI ĐỒNG"))
        blocks.append(Parties(parties=parties))
    return Paper(
        letter=said.letter,
        subject=said.round_name,
        blocks=blocks,
        at=said.at,
        footnotes=(form_on(form, said.letter.on).layout_note,),
        closing=closing,
        made=said.made,
    )
