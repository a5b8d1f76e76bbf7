"""The form as .docx, in the layout of an administrative document; the same form gives the same bytes."""

from collections.abc import Sequence

from khuyencong.paperwork.official.blocks import Annex, Block, Column, Heading, Paper, Paragraph, Table
from khuyencong.paperwork.official.docx_output import docx_of
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.paperwork.regional_report.wording import VIETNAM
from khuyencong.paperwork.return_form.model import STAR, FormLine, FormSheet, Mark


def form_docx(form: FormSheet, *, parent_agency: str, place: str, draft: bool) -> bytes:
    """The bytes; with room for the number and the signature, which are the agency's own."""
    letter = Letter(
        agency=form.agency,
        parent_agency=parent_agency,
        place=place,
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
    columns = (
        Column(head="TT", width=11, align="centre"),
        Column(head="Chỉ tiêu", width=78),
        Column(head="Đơn vị tính", width=22, align="centre"),
        *(Column(head=head, width=24, align="right") for head in form.heads[3:]),
    )
    return Table(columns=columns, rows=tuple(row_of(each, form.columns) for each in form.lines))


def row_of(each: FormLine, columns: Sequence[str]) -> tuple[str, ...]:
    """One line as text."""
    name = f"– {each.line.name}" if each.line.parent else each.line.name
    values = (
        each.line.show(each.values.get(purse)) + (STAR if purse in each.starred else "") for purse in columns
    )
    return (each.line.number, name, each.line.shown_unit, *values)


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
