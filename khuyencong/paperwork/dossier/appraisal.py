"""Appraisal on paper: the sheet of one appraiser, and the minutes of a council."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from khuyencong.paperwork.dossier.amounts import in_full
from khuyencong.paperwork.dossier.parts import dashed, facts, written
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Heading, Paper, Paragraph, Parties, Party, Table
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.paperwork.regional_report.wording import clock

TO_BE_WRITTEN = "……"
"""Left for the secretary's pen."""

Verdict = Literal["pass", "supplement", "fail", "open"]
VERDICTS = {"pass": "Đạt", "supplement": "Cần bổ sung", "fail": "Không đạt", "open": "Chưa đánh giá"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One question of the rubric under an item and the answer that was ticked."""

    question: str
    answer: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One of the five items (Điều 9 Thông tư 36/2013/TT-BCT) as judged; `by`: who, where more than one did."""

    title: str
    verdict: Verdict
    words: str = ""
    ticks: Sequence[Tick] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a council asks to be answered before it goes on."""

    text: str
    asked_to: str = ""
    until: date | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised:
    """A project with its items in the order of the law, amounts in đồng and a conclusion.

    Minutes of a council leave `items` out: the sheets are attached to them.
    """

    title: str
    unit: str
    purse: str
    beneficiaries: Sequence[str]
    asked: int
    proposed: int
    items: Sequence[Judged] = ()
    questions: Sequence[Question] = ()
    conclusion: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalSheet:
    """The sheet of base appraisal: Mẫu 4a, or 4b for a project whose beneficiaries are named."""

    letter: Letter
    project: Appraised
    named: bool
    level: str
    appraiser: str
    at: datetime
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilMember:
    """A member, present or not, and the conflict of interest declared; "" is none declared."""

    name: str
    position: str
    role: str
    present: bool = True
    conflict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilMinutes:
    """A sitting of a council over one or several projects."""

    letter: Letter
    level: str
    founded_by: str
    began: datetime
    ended: datetime | None
    where: str
    members: Sequence[CouncilMember]
    projects: Sequence[Appraised]
    chair: str
    secretary: str
    at: datetime
    made: bool = False


def sheet_paper(sheet: AppraisalSheet) -> Paper:
    """The appraisal sheet as a document."""
    form = form_on("mau-4b" if sheet.named else "mau-4a", sheet.letter.on)
    return Paper(
        letter=sheet.letter,
        subject=f"Thẩm định {sheet.level}: {sheet.project.title}",
        corner=form.number,
        blocks=[
            *about(sheet.project),
            *judged(sheet.project),
            *asked_back(sheet.project.questions),
            *concluded(sheet.project),
            Parties(parties=(Party(title="Người thẩm định", name=sheet.appraiser),)),
        ],
        at=sheet.at,
        footnotes=(form.layout_note,),
        made=sheet.made,
    )


def minutes_paper(minutes: CouncilMinutes) -> Paper:
    """The minutes: members and conflicts, each project in turn, signatures of chair and secretary."""
    form = form_on("bien-ban-tham-dinh", minutes.letter.on)
    blocks: list[Block] = [*sitting(minutes), *present(minutes.members)]
    for number, project in enumerate(minutes.projects, start=1):
        blocks += [Heading(text=f"Đề án {number}. {project.title}"), *about(project), *judged(project)]
        blocks += [*asked_back(project.questions), *concluded(project)]
    ended = clock(minutes.ended) if minutes.ended is not None else TO_BE_WRITTEN
    closed = f"Biên bản được đọc cho các thành viên dự họp cùng nghe; cuộc họp kết thúc lúc {ended}."
    chairs = (
        Party(title="Thư ký", name=minutes.secretary),
        Party(title="Chủ tịch hội đồng", name=minutes.chair),
    )
    return Paper(
        letter=minutes.letter,
        subject=f"Họp hội đồng thẩm định {minutes.level} ({len(minutes.projects)} đề án)",
        blocks=[*blocks, Paragraph(text=closed), Parties(parties=chairs)],
        at=minutes.at,
        footnotes=(form.layout_note,),
        closing=False,
        made=minutes.made,
    )


def about(project: Appraised) -> list[Block]:
    """Whose project, for whom, how much is asked."""
    rows = (
        ("Tên đề án", project.title),
        ("Đơn vị thực hiện", project.unit),
        ("Đơn vị thụ hưởng", "; ".join(project.beneficiaries)),
        ("Nguồn kinh phí", project.purse),
        ("Kinh phí đề nghị hỗ trợ", in_full(project.asked)),
    )
    return [facts(rows)]


def judged(project: Appraised) -> list[Block]:
    """The items, with the rubric's ticks under each."""
    if not project.items:
        return []
    rows = []
    for number, item in enumerate(project.items, start=1):
        by = f" ({item.by})" if item.by else ""
        rows.append((str(number), item.title, VERDICTS[item.verdict], f"{item.words}{by}".strip()))
        rows += [("", f"– {tick.question}", tick.answer, tick.words) for tick in item.ticks]
    heads = frozenset(index for index, row in enumerate(rows) if row[0])
    table = Table(
        caption="Nội dung thẩm định",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Nội dung", width=70),
            Column(head="Đánh giá", width=26, align="centre"),
            Column(head="Nhận xét", width=60),
        ),
        rows=tuple(rows),
        bold=heads,
    )
    return [table]


def asked_back(questions: Sequence[Question]) -> list[Block]:
    """Questions to be answered, each with whom, until when and what was answered."""
    if not questions:
        return []
    table = Table(
        caption="Nội dung yêu cầu làm rõ, bổ sung",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Câu hỏi", width=66),
            Column(head="Đơn vị trả lời", width=32),
            Column(head="Hạn", width=23, align="centre"),
            Column(head="Trả lời", width=35),
        ),
        rows=tuple(
            (
                str(number),
                each.text,
                each.asked_to,
                f"{each.until:%d/%m/%Y}" if each.until else "",
                each.answer or "chưa trả lời",
            )
            for number, each in enumerate(questions, start=1)
        ),
    )
    return [table]


def concluded(project: Appraised) -> list[Block]:
    """The amount proposed, the votes where they were taken, the conclusion."""
    votes = ""
    if project.votes_for is not None and project.votes_against is not None:
        votes = f"Biểu quyết: {project.votes_for} tán thành, {project.votes_against} không tán thành"
        votes += f", {project.abstained} không có ý kiến." if project.abstained else "."
    return [
        Paragraph(text=f"Kinh phí đề xuất hỗ trợ: {in_full(project.proposed)}."),
        *([Paragraph(text=votes)] if votes else []),
        Paragraph(text="Kết luận:", bold=True),
        *written(project.conclusion),
    ]


def sitting(minutes: CouncilMinutes) -> list[Block]:
    """When, where and by which decision the council sat."""
    rows = (
        ("Thành lập theo", minutes.founded_by),
        ("Bắt đầu", clock(minutes.began)),
        ("Địa điểm", minutes.where),
        ("Số thành viên", f"{len(minutes.members)}, có mặt {sum(each.present for each in minutes.members)}"),
    )
    return [facts(rows)]


def present(members: Sequence[CouncilMember]) -> list[Block]:
    """The members, then the conflicts that were declared: nobody has to look for them in a table."""
    table = Table(
        caption="Thành phần hội đồng",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Họ và tên", width=50),
            Column(head="Chức vụ, đơn vị", width=52),
            Column(head="Vai trò", width=32),
            Column(head="Có mặt", width=22, align="centre"),
        ),
        rows=tuple(
            (str(number), each.name, each.position, each.role, "có mặt" if each.present else "vắng")
            for number, each in enumerate(members, start=1)
        ),
    )
    declared = [f"{each.name}: {each.conflict}" for each in members if each.conflict]
    return [
        table,
        Paragraph(text="Xung đột lợi ích đã khai báo:"),
        *dashed(declared, empty="Không thành viên nào."),
    ]
