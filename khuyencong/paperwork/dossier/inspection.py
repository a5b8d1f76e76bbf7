"""The minutes of an inspection on site, to be signed by who was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.paperwork.dossier.parts import facts, written
from khuyencong.paperwork.official import Block, Column, Paper, Paragraph, Parties, Party, Table
from khuyencong.paperwork.regional_report.letterhead import Letter

OURS = "Câu hỏi và thang trả lời là quy ước của hệ thống; chưa đọc được mẫu biên bản kiểm tra nào của văn bản."


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One question and what was found."""

    part: str
    question: str
    answer: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMend:
    """Something to be put right, how grave, by whom and when."""

    grade: str
    words: str
    wanted: str
    by: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionMinutes:
    """What was inspected, who was there, what was found and concluded."""

    letter: Letter
    title: str
    unit: str
    beneficiaries: Sequence[str]
    basis: str
    held_on: date
    place: str
    attendants: str
    seen: Sequence[Seen]
    score: str
    to_mend: Sequence[ToMend]
    conclusion: str
    at: datetime
    made: bool = False


def inspection_minutes(minutes: InspectionMinutes) -> Paper:
    """The minutes as a document."""
    rows = (
        ("Đề án", minutes.title),
        ("Đơn vị thực hiện", minutes.unit),
        ("Đơn vị thụ hưởng", "; ".join(minutes.beneficiaries)),
        ("Căn cứ", minutes.basis),
        ("Ngày kiểm tra", f"{minutes.held_on:%d/%m/%Y}"),
        ("Nơi kiểm tra", minutes.place),
    )
    blocks: list[Block] = [
        facts(rows),
        Paragraph(text="Thành phần:", bold=True),
        *written(minutes.attendants),
        answered(minutes.seen),
        *([Paragraph(text=f"Kết quả chung: {minutes.score}.")] if minutes.score else []),
        *mended(minutes.to_mend),
        Paragraph(text="Kết luận:", bold=True),
        *written(minutes.conclusion),
        Paragraph(text="Biên bản được đọc cho những người có mặt cùng nghe và ký tên."),
        Parties(
            parties=(
                Party(title="Đại diện cơ sở", name=""),
                Party(title="Đại diện đơn vị thực hiện", name=""),
                Party(title="Đại diện đoàn kiểm tra", name=""),
            )
        ),
    ]
    return Paper(
        letter=minutes.letter,
        subject=f"Kiểm tra việc thực hiện đề án “{minutes.title}”",
        blocks=blocks,
        at=minutes.at,
        footnotes=(OURS,),
        closing=False,
        made=minutes.made,
    )


def answered(seen: Sequence[Seen]) -> Table:
    """Every question with what was found."""
    return Table(
        caption="Nội dung kiểm tra",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Nội dung", width=78),
            Column(head="Kết quả", width=28, align="centre"),
            Column(head="Thấy gì", width=50),
        ),
        rows=tuple(
            (str(number), f"{each.part}: {each.question}", each.answer, each.words)
            for number, each in enumerate(seen, start=1)
        ),
    )


def mended(to_mend: Sequence[ToMend]) -> list[Block]:
    """What has to be put right, or that nothing has."""
    if not to_mend:
        return [Paragraph(text="Không có việc phải khắc phục.")]
    table = Table(
        caption="Việc phải khắc phục",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Thấy gì (mức độ)", width=56),
            Column(head="Phải làm gì", width=48),
            Column(head="Nơi khắc phục", width=30),
            Column(head="Hạn", width=22, align="centre"),
        ),
        rows=tuple(
            (str(number), f"{each.words} ({each.grade.lower()})", each.wanted, each.by, f"{each.due:%d/%m/%Y}")
            for number, each in enumerate(to_mend, start=1)
        ),
    )
    return [table]
