"""After the decision: the notice that gives a unit its part of the plan, and the plan of a group project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import in_full, state_part, together
from khuyencong.paperwork.dossier.parts import (
    Beneficiary,
    Issued,
    ListedProject,
    Step,
    dashed,
    facts,
    programme,
)
from khuyencong.paperwork.dossier.plan_list import Entry, money_table, plan_table
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Annex, Block, Heading, Paper, Paragraph
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.estimate import Sums
from khuyencong.rules.norms import Purse

PLACES = ("Đơn vị thụ hưởng", "Địa điểm", "Nội dung", "Người đại diện")
GROUP_STEP = (
    "Với đề án lập theo nhóm: rà soát, lập kế hoạch theo Mẫu số 11, trình {who} thẩm định, phê duyệt; "
    "đồng thời gửi cơ quan quản lý khuyến công quốc gia để theo dõi"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A unit's part of an approved plan; `way` is how it is carried out ("ký hợp đồng", "giao nhiệm vụ").

    `group_by` approves the plans of its group projects by `group_law`, a clause as it stands behind a sentence.
    """

    letter: Letter
    unit: str
    purse: Purse
    year: int
    decision: Issued
    projects: Sequence[ListedProject]
    way: str
    steps: Sequence[Step]
    contact: str
    at: datetime
    group_law: str = ""
    group_by: str = "Sở Công Thương"
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPlace:
    """One establishment or class of a group project: where, what, when, and who pays."""

    beneficiary: Beneficiary
    content: str
    period: str
    money: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """The plan of a group project after its decision (Mẫu 11)."""

    letter: Letter
    addressee: str
    title: str
    unit: str
    purse: Purse
    year: int
    decision: Issued
    places: Sequence[PlannedPlace]
    organisation: str
    at: datetime
    made: bool = False


def allocation_paper(allocation: Allocation) -> Paper:
    """The notice to one unit with its list."""
    whole = together(each.money for each in allocation.projects)
    name = programme(allocation.purse)
    granted = in_full(state_part(whole, allocation.purse))
    steps = [each.sentence for each in allocation.steps]
    if allocation.purse is Purse.NATIONAL and any(each.kind == "group" for each in allocation.projects):
        steps.append(f"{GROUP_STEP.format(who=allocation.group_by)}{allocation.group_law}.")
    blocks: list[Block] = [
        Paragraph(text=f"Căn cứ {allocation.decision.reference};"),
        Paragraph(
            text=f"{allocation.letter.agency} thông báo: {allocation.unit} được giao thực hiện "
            f"{len(allocation.projects)} đề án {name} năm {allocation.year}, kinh phí {name} hỗ trợ {granted}. "
            f"Hình thức thực hiện: {allocation.way}. Danh mục tại Phụ lục kèm theo."
        ),
        Heading(text="Việc đơn vị cần làm"),
        *dashed(steps),
        *([Paragraph(text=f"Đầu mối liên hệ: {allocation.contact}.")] if allocation.contact else []),
        Annex(
            title="PHỤ LỤC",
            subject=f"ĐỀ ÁN GIAO {allocation.unit.upper()} NĂM {allocation.year}",
            landscape=True,
        ),
        plan_table(allocation.projects, allocation.purse),
    ]
    return Paper(
        letter=allocation.letter,
        subject=f"Về việc giao kế hoạch {name} năm {allocation.year}",
        addressee=allocation.unit,
        blocks=blocks,
        at=allocation.at,
        footnotes=notes(allocation),
        made=allocation.made,
    )


def notes(allocation: Allocation) -> tuple[str, ...]:
    """What is known of the notice's layout; a province's own procedure is not in what was read."""
    if allocation.purse is Purse.LOCAL:
        return ("Bố cục của hệ thống, chưa đối chiếu mẫu của địa phương.",)
    return (form_on("giao-ke-hoach", allocation.letter.on).layout_note,)


def group_plan_paper(plan: GroupPlan) -> Paper:
    """The plan with one line a place; who benefits is named only now."""
    form = form_on("mau-11", plan.letter.on)
    whole = together(each.money for each in plan.places)
    rows = (
        ("Tên đề án", plan.title),
        ("Đơn vị thực hiện", plan.unit),
        ("Được giao theo", plan.decision.reference),
        ("Tổng kinh phí", in_full(whole.total)),
        (f"Kinh phí {programme(plan.purse)}", in_full(state_part(whole, plan.purse))),
        ("Tổ chức thực hiện", plan.organisation),
    )
    return Paper(
        letter=plan.letter,
        subject=f"Thực hiện đề án năm {plan.year}: {plan.title}",
        addressee=plan.addressee,
        corner=form.number,
        blocks=[facts(rows), *places_annex(plan)],
        at=plan.at,
        footnotes=(form.layout_note,),
        made=plan.made,
    )


def places_annex(plan: GroupPlan) -> list[Block]:
    """Each place a line, with its sum."""
    entries = [
        Entry(
            texts=(
                each.beneficiary.name,
                each.beneficiary.address,
                each.content,
                each.beneficiary.representative,
            ),
            period=each.period,
            money=each.money,
        )
        for each in plan.places
    ]
    table = money_table(PLACES, entries, plan.purse, sum_of=f"Tổng cộng ({len(entries)} địa điểm)")
    return [Annex(title="PHỤ LỤC", subject="ĐỊA ĐIỂM, ĐƠN VỊ THỤ HƯỞNG", landscape=True), table]
