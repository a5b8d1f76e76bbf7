"""The decision that changes, holds or stops a project: before and after, and what becomes of its money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import in_full
from khuyencong.paperwork.dossier.parts import Ground, programme
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Block, Column, Paper, Paragraph, Table
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.change_terms import Difference
from khuyencong.rules.norms import Purse

FORM = "quyet-dinh-dieu-chinh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A project of the reserve that comes in its place, with what it is given, in đồng."""

    title: str
    unit: str
    support: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDecision:
    """What is decided. `subject` says it in a line, `freed` is what leaves a stopped project, in đồng."""

    letter: Letter
    authority: str
    law: str
    purse: Purse
    year: int
    subject: str
    project: str
    unit: str
    department: str
    reason: str
    grounds: Sequence[Ground]
    proposal: str
    rows: Sequence[Difference]
    at: datetime
    stops: bool = False
    freed: int = 0
    incoming: Sequence[Incoming] = ()
    passed_over: str = ""
    order_reason: str = ""
    annex: bool = False
    made: bool = False


def change_decision_paper(decision: ChangeDecision) -> Paper:
    """The decision with its table of before and after."""
    return Paper(
        letter=decision.letter,
        subject=f"Về việc {bare(decision.subject)} đề án khuyến công",
        blocks=[*grounds(decision), *articles(decision)],
        at=decision.at,
        footnotes=(form_on(FORM, decision.letter.on).layout_note,),
        made=decision.made,
    )


def bare(subject: str) -> str:
    """What is done, without the words that the sentence around it says: "ngừng đề án" is done to a project."""
    return subject.removesuffix(" đề án")


def grounds(decision: ChangeDecision) -> list[Block]:
    """Who decides, on what grounds, at whose proposal, why."""
    cited = [
        *(each.sentence for each in decision.grounds),
        f"Căn cứ thẩm quyền: {decision.law};",
        f"Lý do: {decision.reason.rstrip('.;')};",
        f"{decision.proposal.rstrip('.;')}.",
    ]
    return [
        Paragraph(text=decision.authority.upper(), bold=True, align="centre", indent=False),
        *(Paragraph(text=text, italic=True) for text in cited),
        Paragraph(text="QUYẾT ĐỊNH:", bold=True, align="centre", indent=False),
    ]


def articles(decision: ChangeDecision) -> list[Block]:
    """What is different, what follows, who carries it out."""
    plan, done = f"kế hoạch {programme(decision.purse)} năm {decision.year}", bare(decision.subject)
    return [
        Paragraph(
            text=f"Điều 1. {done[:1].upper()}{done[1:]} đề án “{decision.project}” do "
            f"{decision.unit} thực hiện thuộc {plan}, như sau:"
        ),
        before_and_after(decision.rows),
        *(Paragraph(text=text) for text in money_of(decision)),
        Paragraph(
            text=f"Điều {3 if has_money(decision) else 2}. Quyết định này có hiệu lực kể từ ngày ký. "
            f"{', '.join(dict.fromkeys((decision.unit, decision.department)))} và các đơn vị có liên quan "
            "chịu trách nhiệm thi hành "
            "Quyết định này./."
        ),
    ]


def before_and_after(rows: Sequence[Difference]) -> Table:
    """Each thing that changes in a line."""
    return Table(
        columns=(
            Column(head="Nội dung", width=40),
            Column(head="Đã phê duyệt", width=62),
            Column(head="Điều chỉnh thành", width=62),
        ),
        rows=tuple((each.label, each.before, each.after) for each in rows),
    )


def has_money(decision: ChangeDecision) -> bool:
    """Whether there is an article about money."""
    return decision.stops or decision.annex


def money_of(decision: ChangeDecision) -> list[str]:
    """What becomes of the money: taken back, given to others, or by an annex."""
    if decision.annex:
        return ["Điều 2. Bên giao và đơn vị thực hiện ký phụ lục hợp đồng theo Quyết định này."]
    if not decision.stops:
        return []
    rest = decision.freed - sum(each.support for each in decision.incoming)
    told = [f"Điều 2. Kinh phí chưa giải ngân của đề án là {in_full(decision.freed)}, được xử lý như sau:"]
    told += [
        f"- Giao cho đề án “{each.title}” ({each.unit}) thuộc danh mục dự phòng: {in_full(each.support)};"
        for each in decision.incoming
    ]
    if decision.passed_over:
        told.append(
            f"- Không chọn theo thứ tự của danh mục dự phòng, bỏ qua {decision.passed_over}, vì: "
            f"{decision.order_reason.rstrip('.;')};"
        )
    if rest > 0 or not decision.incoming:
        told.append(f"- Thu hồi về nguồn {programme(decision.purse)}: {in_full(max(rest, 0))}.")
    told.append("Phần đã tạm ứng mà không có khối lượng nghiệm thu, đơn vị thực hiện hoàn trả theo quy định.")
    return told
