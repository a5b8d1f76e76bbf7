"""Made group projects of this year: one with an approved plan of its places, one whose plan waits at the Sở."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from khuyencong.console.demo_plans import (
    NATIONAL,
    Made,
    People,
    communes_of_dong_thap,
    passed,
    people,
    sent,
    waiting,
    workshop,
)
from khuyencong.console.demo_projects import WORDS
from khuyencong.console.demo_settled import CLOSED
from khuyencong.industry.actions import Place
from khuyencong.norms.models import Sector, SupportItem
from khuyencong.norms.queries import rows_on
from khuyencong.places.models import Unit
from khuyencong.projects import actions
from khuyencong.projects.actions.group_plans import Planned, put_place, say_how
from khuyencong.projects.lifecycle import (
    GROUP_PLAN,
    PLAN_DECISION,
    PROJECT,
    REGISTRATION,
    SELECTION,
    Signed,
    begin_decision,
    begin_list,
    start,
)
from khuyencong.projects.models import GroupPlan, Project
from khuyencong.projects.queries import papers_for, sections_on
from khuyencong.workflow.lifecycle import Act

OWNERS = ("Hộ kinh doanh Mắm Năm Căn (minh họa)", "Hợp tác xã Sấy cá Phú Thọ (minh họa)")
HOW = (
    "Trung tâm chọn cơ sở theo danh sách, ký hợp đồng với từng nơi, kiểm tra trước khi nghiệm thu. "
    "Giấy chứng nhận đăng ký kinh doanh, bảng cân đối kế toán lưu tại đơn vị (số liệu minh họa)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A made group project: what for, for how many, at what price and support each (đồng)."""

    title: str
    item: str
    name: str
    many: int
    price: int
    support: int


MACHINES = Group(
    title="Hỗ trợ máy sấy cho nhóm cơ sở làm khô, mắm (minh họa)",
    item="may-moc",
    name="Máy sấy mới 100 %",
    many=2,
    price=260_000_000,
    support=120_000_000,
)
CLASSES = Group(
    title="Hỗ trợ máy may công nghiệp cho các tổ may ở xã (minh họa)",
    item="may-moc",
    name="Bộ máy may công nghiệp",
    many=2,
    price=180_000_000,
    support=80_000_000,
)


def load_group_plans(at: datetime) -> int:
    """How many plans were added: two; a second run adds none."""
    who = people(at)
    if who is None or GroupPlan.objects.filter(made_up=True).exists():
        return 0
    year, communes = at.date().year, communes_of_dong_thap()
    machines, classes = (drafted(each, year, who, at) for each in (MACHINES, CLASSES))
    decided(year, who, at)
    plan = planned_for_owners(machines, who, communes, at)
    GROUP_PLAN.perform("group_plan.submit", plan, Act(by=who.author, at=at))
    found = "Đúng đối tượng, đúng mức được giao (số liệu minh họa)."
    GROUP_PLAN.perform("group_plan.appraise", plan, Act(by=who.colleague, at=at, reason=found))
    signed = Signed(number="45/QĐ-SCT (minh họa)", on=at.date())
    GROUP_PLAN.perform("group_plan.approve", plan, Act(by=who.head, at=at, given=signed))
    other = planned_for_people(classes, who, communes, at)
    GROUP_PLAN.perform("group_plan.submit", other, Act(by=who.author, at=at))
    return 2


def drafted(made: Group, year: int, who: People, at: datetime) -> Project:
    """Written to the end, for nobody by name, and through the appraisal at the base."""
    item, act = SupportItem.objects.get(code=made.item), Act(by=who.author, at=at)
    basics = actions.Basics(
        title=made.title,
        purse=NATIONAL,
        kind=Project.Kind.GROUP,
        year=year,
        last_year=year,
        items={item: made.many},
        sector=rows_on(Sector, at.date()).filter(code="che-bien").first(),
        full_counterpart=True,
        no_double_support=True,
    )
    project = start(basics, act=act, made_up=True)
    cost = actions.Cost(
        name=made.name,
        item=item,
        unit="bộ",
        quantity=Decimal(made.many),
        unit_price=made.price,
        year=year,
        support=made.many * made.support,
    )
    actions.save_line(project, cost, by=who.author, at=at)
    for section in sections_on(at.date(), project.purse):
        actions.write(project, section.code, WORDS, based_on=0, by=who.author, at=at)
    for paper in papers_for([made.item], purse=project.purse, group=True, on=at.date()):
        content = b"%PDF-1.7\n% minh hoa: " + paper.code.encode()
        file = {"name": f"{paper.code}.pdf", "media_type": "application/pdf"}
        actions.hand_in(project, paper.code, **file, content=content, by=who.author, at=at)
    PROJECT.perform("project.submit", project, act)
    passed(project, who.colleague, who.head, at)
    return project


def decided(year: int, who: People, at: datetime) -> None:
    """Registered by a supplement of this year, chosen and decided; the decision asks both for their plans."""
    officer, leader = Act(by=who.officer, at=at), Act(by=who.leader, at=at)
    REGISTRATION.perform("registration.receive", sent(NATIONAL, year, who.author, at), officer)
    for each in waiting(NATIONAL):
        passed(each, who.officer, who.leader, at)
    ceiling = CLOSED.support + sum(each.many * each.support for each in (MACHINES, CLASSES))
    found = begin_list(purse=NATIONAL, year=year, ceiling=ceiling, act=officer)
    SELECTION.perform("selection.propose", found, officer)
    SELECTION.perform("selection.adopt", found, leader)
    decision = begin_decision(purse=NATIONAL, year=year, act=officer)
    PLAN_DECISION.perform("plan_decision.propose", decision, officer)
    number = Signed(number="0002/QĐ-BCT (minh họa)", on=at.date())
    PLAN_DECISION.perform("plan_decision.record", decision, Act(by=who.leader, at=at, given=number))


def planned_for_owners(project: Project, who: People, communes: Sequence[Unit], at: datetime) -> GroupPlan:
    """Two workshops of the register, all of the money."""
    plan = project.group_plans.get()
    for name, commune in zip(OWNERS, communes, strict=False):
        made = Made(owner=name, form="ho", title="", purse=NATIONAL, sector="che-bien", price=0, support=0)
        owner = workshop(made, Place(unit=commune, address="Ấp Bình Hòa"), who.author, at)
        line = Planned(
            establishment=owner,
            site=owner.sites.first(),
            content="Mua một máy sấy mới",
            since=date(plan.year, 3, 1),
            until=date(plan.year, 10, 1),
            support=MACHINES.support,
            counterpart=MACHINES.price - MACHINES.support,
        )
        put_place(plan, line, by=who.author, at=at)
    return say_how(plan, HOW, "", by=who.author, at=at)


def planned_for_people(project: Project, who: People, communes: Sequence[Unit], at: datetime) -> GroupPlan:
    """Two groups of people, a part of the money left."""
    plan = project.group_plans.get()
    for number, commune in enumerate(communes[:2], start=1):
        line = Planned(
            people=f"Tổ may số {number}, 12 người (minh họa)",
            commune=commune,
            content="Một bộ máy may công nghiệp",
            since=date(plan.year, 4, 1),
            until=date(plan.year, 9, 1),
            support=CLASSES.support - 5_000_000,
            counterpart=CLASSES.price - CLASSES.support,
            other=5_000_000,
        )
        put_place(plan, line, by=who.author, at=at)
    return say_how(plan, HOW, "", by=who.author, at=at)
