"""The form as .docx, in the layout of an administrative document; the same form gives the same bytes."""

from collections.abc import Sequence

from khuyencong.paperwork.official.blocks import Annex, Block, Column, Heading, Paper, Paragraph, Table
from khuyencong.paperwork.official.docx_output import docx_of
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.paperwork.regional_report.wording import VIETNAM
from khuyencong.paperwork.return_form.model import STAR, FormLine, FormSheet, Mark

TEXT_WIDTH, VALUE_WIDTH, NARROW_WIDTH, SPACIOUS = 126, 24, 20, 2
"""Millimetres of an upright page for a line's name and values; of more than two values each is narrower."""


def form_docx(form: FormSheet, *, draft: bool) -> bytes:
    """The bytes; with room for the number and the signature, which are the agency's own."""
    letter = Letter(
        agency=form.head.agency,
        parent_agency=form.head.parent_agency,
        place=form.head.place,
        on=form.at.astimezone(VIETNAM).date(),
        number="",
        signer_title="",
        signer_name="",
        recipients=(),
        draft=draft,
        kind=form.title.upper(),
        symbol="BC",
    )
    blocks: list[Block] = [Paragraph(text=each, italic=True, indent=False, size=11) for each in form.notes]
    if form.number:
        blocks.insert(0, Paragraph(text=f"Biểu số {form.number}", indent=False, size=11))
    blocks.append(table_of(form))
    if form.starred:
        words = f"{STAR} Có ô sửa tay khác số hệ thống tính, liệt kê ở phụ lục."
        blocks.append(Paragraph(text=words, italic=True, indent=False, size=11))
    if form.overrides or form.waivers:
        blocks.append(Annex(title="PHỤ LỤC", subject="Ô sửa tay và miễn trừ", landscape=True))
        blocks += listed(f"Ô sửa tay khác số hệ thống tính ({STAR})", form.overrides)
        blocks += listed("Cảnh báo, lỗi được miễn trừ có lý do", form.waivers)
    return docx_of(Paper(letter=letter, subject=form.subject, blocks=blocks, at=form.at, made=form.made))


def table_of(form: FormSheet) -> Table:
    """The form itself."""
    heads = form.heads[3:]
    width = VALUE_WIDTH if len(heads) <= SPACIOUS else NARROW_WIDTH
    columns = (
        Column(head="TT", width=11, align="centre"),
        Column(head="Chỉ tiêu", width=TEXT_WIDTH - width * len(heads)),
        Column(head="Đơn vị tính", width=22, align="centre"),
        *(Column(head=head, width=width, align="right") for head in heads),
    )
    return Table(columns=columns, rows=tuple(row_of(each, form) for each in form.lines))


def row_of(each: FormLine, form: FormSheet) -> tuple[str, ...]:
    """One line as text."""
    name = f"– {each.line.name}" if each.line.parent else each.line.name
    values = (
        each.line.show(each.values.get(purse)) + (STAR if purse in each.starred else "")
        for purse in form.columns
    )
    compared = (each.compared or "–",) if form.against else ()
    return (each.line.number, name, each.line.shown_unit, *values, *compared)


def listed(title: str, marks: Sequence[Mark]) -> list[Block]:
    """A list of what is marked; nothing where there is none."""
    if not marks:
        return []
    columns = tuple(
        Column(head=head, width=width)
        for head, width in (("Ở đâu", 50), ("Điều gì", 80), ("Lý do", 75), ("Ai, lúc nào", 50))
    )
    rows = tuple((each.where, each.what, each.reason, each.who) for each in marks)
    return [Heading(text=title, level=2), Table(columns=columns, rows=rows)]
