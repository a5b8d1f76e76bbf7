"""The project on paper (đề án): general part, the eight contents of the law, the estimate as an annex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import breakdown, exact, in_full, state_part
from khuyencong.paperwork.dossier.estimate_annex import estimate_annex
from khuyencong.paperwork.dossier.parts import (
    KINDS,
    Beneficiary,
    ProjectKind,
    beneficiary_table,
    facts,
    written,
)
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Heading, Paper, Paragraph, Table
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.estimate import Line, sums
from khuyencong.rules.norms import Purse

DOUBLE_SUPPORT = "Các nội dung chi đề nghị hỗ trợ không trùng với khoản hỗ trợ khác từ ngân sách nhà nước."
COUNTERPART = "Đơn vị thụ hưởng bảo đảm đủ phần kinh phí đóng góp ghi trong dự toán."


@dataclass(frozen=True, slots=True, kw_only=True)
class NormCheck:
    """What is asked for one item beside what its norm allows; `allowed`: None where the law has no figure."""

    item: str
    cost: int
    asked: int
    allowed: int | None
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A project to be printed; the seven texts may hold several lines and are printed as they stand."""

    letter: Letter
    title: str
    purse: Purse
    kind: ProjectKind
    first_year: int
    last_year: int
    unit: str
    partners: Sequence[str]
    places: Sequence[str]
    beneficiaries: Sequence[Beneficiary]
    sector: str
    priority: str
    place_text: str
    need: str
    goals: str
    scale: str
    work: str
    organisation: str
    effect: str
    lines: Sequence[Line]
    norms: Sequence[NormCheck]
    no_double_support: bool
    full_counterpart: bool
    at: datetime
    made: bool = False


def outline_paper(outline: Outline) -> Paper:
    """The project as a document, by the form in force on the letter's day; NoFormError before there was one."""
    form = form_on("de-an", outline.letter.on)
    blocks = [*general(outline), *contents(outline), *commitments(outline)]
    annex = estimate_annex(outline.title, outline.lines, outline.purse, form_on("mau-1", outline.letter.on))
    return Paper(
        letter=outline.letter,
        subject=outline.title,
        blocks=[*blocks, *annex],
        at=outline.at,
        footnotes=(form.layout_note,),
        made=outline.made,
    )


def general(outline: Outline) -> list[Block]:
    """What the project is, at a glance."""
    period = str(outline.first_year)
    if outline.last_year != outline.first_year:
        period = f"{outline.first_year}–{outline.last_year}"
    rows = (
        ("Tên đề án", outline.title),
        ("Loại đề án", KINDS[outline.kind]),
        ("Nguồn kinh phí đề nghị", outline.purse.label),
        ("Thời gian thực hiện", f"Năm {period}"),
        ("Đơn vị thực hiện", outline.unit),
        ("Đơn vị phối hợp", "; ".join(outline.partners)),
        ("Địa điểm thực hiện", "; ".join(outline.places)),
        ("Ngành, nghề", outline.sector),
        ("Căn cứ ưu tiên", outline.priority),
    )
    return [Heading(text="I. THÔNG TIN CHUNG"), facts(rows)]


def contents(outline: Outline) -> list[Block]:
    """The eight contents in the order of the law."""
    first: list[Block] = [*written(outline.place_text)]
    if outline.beneficiaries:
        first.append(beneficiary_table(outline.beneficiaries))
    parts: tuple[tuple[str, list[Block]], ...] = (
        ("Đơn vị thực hiện, đơn vị phối hợp, đơn vị thụ hưởng, địa điểm thực hiện", first),
        ("Sự cần thiết và căn cứ của đề án", written(outline.need)),
        ("Mục tiêu", written(outline.goals)),
        ("Quy mô đề án", written(outline.scale)),
        ("Nội dung và tiến độ", written(outline.work)),
        ("Dự toán kinh phí", money(outline)),
        ("Tổ chức thực hiện", written(outline.organisation)),
        ("Hiệu quả của đề án", written(outline.effect)),
    )
    blocks: list[Block] = [Heading(text="II. NỘI DUNG ĐỀ ÁN")]
    for number, (title, text) in enumerate(parts, start=1):
        blocks += [Heading(text=f"{number}. {title}", level=2), *text]
    return blocks


def money(outline: Outline) -> list[Block]:
    """The bottom line in figures and words, who pays it, and what the norms allow."""
    whole = sums(outline.lines)
    blocks: list[Block] = [
        Paragraph(text=f"Tổng kinh phí: {in_full(whole.total)}."),
        Paragraph(text=f"Trong đó: {breakdown(whole)}." if whole.total else "Chưa có dòng dự toán nào."),
        Paragraph(text=f"Đề nghị hỗ trợ: {in_full(state_part(whole, outline.purse))}."),
        Paragraph(text="Chi tiết tại Phụ lục kèm theo."),
    ]
    return [*blocks, norm_table(outline.norms)] if outline.norms else blocks


def norm_table(checks: Sequence[NormCheck]) -> Table:
    """What is asked for beside what is allowed, with the clause."""
    show = exact([amount for each in checks for amount in (each.cost, each.asked, each.allowed or 0)])
    return Table(
        caption="Đối chiếu định mức hỗ trợ",
        unit="Đơn vị tính: triệu đồng",
        columns=(
            Column(head="Khoản hỗ trợ", width=46),
            Column(head="Chi phí", width=24, align="right"),
            Column(head="Đề nghị", width=24, align="right"),
            Column(head="Mức tối đa", width=24, align="right"),
            Column(head="Căn cứ", width=47),
        ),
        rows=tuple(
            (
                each.item,
                show(each.cost),
                show(each.asked),
                "chưa rõ" if each.allowed is None else show(each.allowed),
                each.law,
            )
            for each in checks
        ),
    )


def commitments(outline: Outline) -> list[Block]:
    """The two commitments of the form; one that was not given is said so, never printed as given."""
    given = ((outline.no_double_support, DOUBLE_SUPPORT), (outline.full_counterpart, COUNTERPART))
    lines = (f"- {words}" if holds else f"- CHƯA CAM KẾT: {words}" for holds, words in given)
    return [Heading(text="III. CAM KẾT"), *(Paragraph(text=line) for line in lines)]
