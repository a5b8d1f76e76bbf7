"""The notice to an establishment: what became of its request, in plain words, and what it does next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from khuyencong.paperwork.dossier.amounts import in_full
from khuyencong.paperwork.dossier.parts import Issued, Step, dashed
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Heading, Paper, Paragraph
from khuyencong.paperwork.regional_report.letterhead import Letter

Outcome = Literal["approved", "reserve", "refused", "returned"]
SAID = {
    "approved": "Đề án của cơ sở đã được phê duyệt.",
    "reserve": "Đề án của cơ sở đạt yêu cầu nhưng kinh phí năm nay chưa đủ, nên được đưa vào danh mục dự "
    "phòng. Cơ sở chưa được hỗ trợ và chưa nên ký hợp đồng mua sắm dựa vào khoản hỗ trợ này.",
    "refused": "Đề án của cơ sở không được chọn trong năm nay.",
    "returned": "Hồ sơ đề án của cơ sở cần bổ sung trước khi được xét tiếp.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerNotice:
    """The answer to one establishment; amounts in đồng, `decision` once there is one."""

    letter: Letter
    establishment: str
    project: str
    outcome: Outcome
    programme: str
    support: int
    own_part: int
    reasons: Sequence[str]
    steps: Sequence[Step]
    papers_to_keep: Sequence[str]
    contact: str
    at: datetime
    decision: Issued | None = None
    made: bool = False


def notice_paper(notice: OwnerNotice) -> Paper:
    """The notice as a document."""
    return Paper(
        letter=notice.letter,
        subject=f"Kết quả xét hỗ trợ đề án “{notice.project}”",
        addressee=notice.establishment,
        blocks=[*outcome(notice), *next_steps(notice), *question(notice)],
        at=notice.at,
        footnotes=(form_on("thong-bao-co-so", notice.letter.on).layout_note,),
        made=notice.made,
    )


def outcome(notice: OwnerNotice) -> list[Block]:
    """What became of it, how much, and why."""
    blocks: list[Block] = [Paragraph(text=SAID[notice.outcome], bold=True)]
    if notice.decision is not None:
        blocks.append(Paragraph(text=f"Căn cứ: {notice.decision.reference}."))
    if notice.outcome == "approved":
        blocks += [
            Paragraph(text=f"- Nhà nước hỗ trợ từ {notice.programme}: {in_full(notice.support)}."),
            Paragraph(text=f"- Phần cơ sở tự lo: {in_full(notice.own_part)}."),
        ]
    if notice.reasons:
        blocks += [Heading(text="Vì sao"), *dashed(notice.reasons)]
    return blocks


def next_steps(notice: OwnerNotice) -> list[Block]:
    """What the owner does, one line each, and the papers to keep."""
    blocks: list[Block] = [
        Heading(text="Việc tiếp theo của cơ sở"),
        *dashed([each.sentence for each in notice.steps], empty="Hiện cơ sở không phải làm gì thêm."),
    ]
    if notice.papers_to_keep:
        blocks += [Heading(text="Giấy tờ cần giữ lại"), *dashed(notice.papers_to_keep)]
    return blocks


def question(notice: OwnerNotice) -> list[Block]:
    """Whom to ask."""
    if not notice.contact:
        return []
    return [Heading(text="Chưa rõ chỗ nào thì hỏi ai"), Paragraph(text=f"{notice.contact.rstrip('.')}.")]
