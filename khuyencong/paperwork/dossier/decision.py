"""The decision that approves a plan, by the minister or a province's chairman, with the list as its annex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import in_full, state_part, together
from khuyencong.paperwork.dossier.parts import Ground, ListedProject, programme
from khuyencong.paperwork.dossier.plan_list import plan_table
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Annex, Block, Paper, Paragraph
from khuyencong.paperwork.regional_report.letterhead import Letter, long_date, number_line
from khuyencong.rules.norms import Purse

FORMS = {Purse.NATIONAL: "quyet-dinh-kcqg", Purse.LOCAL: "quyet-dinh-kcdp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDecision:
    """What is decided. `authority` signs ("Bộ trưởng Bộ Công Thương"), `manager` carries the plan out."""

    letter: Letter
    authority: str
    purse: Purse
    year: int
    grounds: Sequence[Ground]
    proposal: str
    projects: Sequence[ListedProject]
    manager: str
    responsible: str
    at: datetime
    reserve: Sequence[ListedProject] = ()
    made: bool = False


def decision_paper(decision: PlanDecision) -> Paper:
    """The decision with its annexes."""
    subject = f"Về việc phê duyệt kế hoạch {programme(decision.purse)} năm {decision.year}"
    return Paper(
        letter=decision.letter,
        subject=subject,
        blocks=[*grounds(decision), *articles(decision), *annexes(decision)],
        at=decision.at,
        footnotes=(form_on(FORMS[decision.purse], decision.letter.on).layout_note,),
        made=decision.made,
    )


def grounds(decision: PlanDecision) -> list[Block]:
    """Who decides, on what grounds, at whose proposal."""
    proposal = f"{decision.proposal.rstrip('.;')}." if decision.proposal else ""
    cited = [*(each.sentence for each in decision.grounds), *([proposal] if proposal else [])]
    return [
        Paragraph(text=decision.authority.upper(), bold=True, align="centre", indent=False),
        *(Paragraph(text=text, italic=True) for text in cited),
        Paragraph(text="QUYẾT ĐỊNH:", bold=True, align="centre", indent=False),
    ]


def articles(decision: PlanDecision) -> list[Block]:
    """Three articles: what is approved, who carries it out, from when."""
    whole = together(each.money for each in decision.projects)
    name, granted = programme(decision.purse), state_part(whole, decision.purse)
    reserve = (
        f" Danh mục dự phòng gồm {len(decision.reserve)} đề án tại Phụ lục II, chỉ thực hiện khi có "
        "quyết định bổ sung."
        if decision.reserve
        else ""
    )
    annex = "Phụ lục I" if decision.reserve else "Phụ lục"
    return [
        Paragraph(
            text=f"Điều 1. Phê duyệt kế hoạch {name} năm {decision.year} gồm {len(decision.projects)} đề án, "
            f"tổng kinh phí {in_full(whole.total)}; trong đó kinh phí {name} hỗ trợ {in_full(granted)}. "
            f"Danh mục chi tiết tại {annex} kèm theo Quyết định này.{reserve}"
        ),
        Paragraph(
            text=f"Điều 2. {decision.manager} thông báo kế hoạch cho các đơn vị thực hiện; các đơn vị "
            "thực hiện tổ chức triển khai đúng mục tiêu, nội dung, tiến độ và kinh phí được phê duyệt, quyết "
            "toán theo "
            "quy định."
        ),
        Paragraph(
            text=f"Điều 3. Quyết định này có hiệu lực kể từ ngày ký. {decision.responsible} chịu trách nhiệm "
            "thi hành Quyết định này./."
        ),
    ]


def annexes(decision: PlanDecision) -> list[Block]:
    """The list of the plan and, if there is one, the reserve list."""
    letter = decision.letter
    number = number_line(letter).removeprefix("Số:").strip()
    note = f"(Kèm theo Quyết định số {number} {long_date(letter.on)} của {decision.authority})"
    name = f"{decision.purse.label.upper()} NĂM {decision.year}"
    lists = [("PHỤ LỤC", f"DANH MỤC ĐỀ ÁN {name}", decision.projects)]
    if decision.reserve:
        lists = [
            ("PHỤ LỤC I", f"DANH MỤC ĐỀ ÁN {name}", decision.projects),
            ("PHỤ LỤC II", f"DANH MỤC ĐỀ ÁN DỰ PHÒNG {name}", decision.reserve),
        ]
    blocks: list[Block] = []
    for title, subject, projects in lists:
        blocks += [
            Annex(title=title, subject=subject, note=note, landscape=True),
            plan_table(projects, decision.purse),
        ]
    return blocks
