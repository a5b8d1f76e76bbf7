"""Made plans to try the later pages with: requests sent, lists adopted and in the making, a recorded decision.

Every step is taken by the demonstration account that would take it, so that the trail reads like a real one: an
officer drafts, a colleague ticks, the head concludes; the ministry plans the national purse, Đồng Tháp its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from khuyencong.console.demo_projects import SOURCE, finish
from khuyencong.industry.actions import Place, register
from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Sector, SupportItem
from khuyencong.norms.queries import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.places.models import Unit
from khuyencong.projects import actions
from khuyencong.projects.actions.appraisal import Answered, tick
from khuyencong.projects.actions.dossiers import prefer, report
from khuyencong.projects.lifecycle import (
    APPRAISAL,
    PLAN_DECISION,
    PROJECT,
    REGISTRATION,
    SELECTION,
    Signed,
    begin_decision,
    begin_list,
    begin_request,
    move_of,
    open_sheet,
    start,
)
from khuyencong.projects.models import Project, RegistrationDossier
from khuyencong.projects.queries.appraisal import opened_on
from khuyencong.projects.queries.rubric import rubric_on
from khuyencong.workflow.lifecycle import Act

NATIONAL, LOCAL = Project.Purse.NATIONAL, Project.Purse.LOCAL
WRITTEN = {
    "results": "Năm trước được giao 6 đề án, 1.450 triệu đồng; xong 5, dừng 1 vì cơ sở thiếu vốn đối ứng.",
    "progress": "Đến cuối tháng 5 đã ký 4 hợp đồng trong 5, nghiệm thu 2; còn 1 đề án chờ giao máy.",
    "targets": "Tập trung bột gạo, trái cây sấy và cơ khí phục vụ nông nghiệp ở các xã ven sông.",
}
CEILINGS = (1_100_000_000, 800_000_000)
"""đồng of the national purse: the first of the list that is adopted, the second of a rival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made project: whose, what for, from which purse, at what price and support (đồng).

    `later` is the support of a second year, for another machine.
    """

    owner: str
    form: str
    title: str
    purse: str
    sector: str
    price: int
    support: int
    later: int = 0


NATIONAL_ONES = (
    Made(
        owner="Công ty TNHH Bột gạo Sa Giang (minh họa)",
        form="tnhh",
        title="Hỗ trợ dây chuyền bột gạo khép kín",
        purse=NATIONAL,
        sector="che-bien",
        price=1_400_000_000,
        support=300_000_000,
    ),
    Made(
        owner="Hợp tác xã Xoài Mỹ Xương (minh họa)",
        form="htx",
        title="Hỗ trợ máy sấy lạnh trái cây cho hợp tác xã xoài",
        purse=NATIONAL,
        sector="che-bien",
        price=640_000_000,
        support=280_000_000,
    ),
    Made(
        owner="Cơ sở Cơ khí Năm Nhã (minh họa)",
        form="ho",
        title="Hỗ trợ máy phay CNC làm phụ tùng máy gặt",
        purse=NATIONAL,
        sector="co-khi-dien-tu",
        price=520_000_000,
        support=240_000_000,
    ),
    Made(
        owner="Hợp tác xã Chiếu Định Yên Mới (minh họa)",
        form="htx",
        title="Hỗ trợ máy dệt chiếu tự động",
        purse=NATIONAL,
        sector="tieu-thu-cong",
        price=310_000_000,
        support=150_000_000,
    ),
    Made(
        owner="Hộ kinh doanh Nem Út Thẳng (minh họa)",
        form="ho",
        title="Hỗ trợ máy quết thịt và đóng gói nem",
        purse=NATIONAL,
        sector="che-bien",
        price=170_000_000,
        support=80_000_000,
    ),
    Made(
        owner="Công ty TNHH Gạch không nung Tháp Mười (minh họa)",
        form="tnhh",
        title="Hỗ trợ máy ép gạch không nung",
        purse=NATIONAL,
        sector="hoa-chat-vlxd",
        price=900_000_000,
        support=300_000_000,
    ),
)
LOCAL_ONES = (
    Made(
        owner="Hộ kinh doanh Khô cá Tư Đèo (minh họa)",
        form="ho",
        title="Hỗ trợ máy sấy năng lượng mặt trời cho cơ sở khô cá",
        purse=LOCAL,
        sector="che-bien",
        price=260_000_000,
        support=120_000_000,
    ),
    Made(
        owner="Hợp tác xã Sen Gò Tháp (minh họa)",
        form="htx",
        title="Hỗ trợ máy tách hạt sen",
        purse=LOCAL,
        sector="che-bien",
        price=190_000_000,
        support=90_000_000,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who takes which step."""

    author: Actor
    colleague: Actor
    head: Actor
    officer: Actor
    leader: Actor


def people(at: datetime) -> People | None:
    """The demonstration accounts at their desks; None where they are not all there."""
    names = ("dongthap", "dongthap2", "lanhdaodongthap", "canbo", "lanhdao")
    users = [person_named(name) for name in names]
    if None in users:
        return None
    author, colleague, head, officer, leader = (seated(user, at.date()) for user in users if user is not None)
    return People(author=author, colleague=colleague, head=head, officer=officer, leader=leader)


def load_plans(at: datetime) -> int:
    """How many projects were added; a second run adds none."""
    who = people(at)
    if who is None or RegistrationDossier.objects.filter(made_up=True).exists():
        return 0
    communes = communes_of_dong_thap()
    for number, made in enumerate((*NATIONAL_ONES, *LOCAL_ONES)):
        place = Place(unit=communes[number % len(communes)], address=f"Ấp {number + 1}")
        project = drafted(made, place, who.author, at)
        PROJECT.perform("project.submit", project, Act(by=who.author, at=at))
        passed(project, who.colleague, who.head, at)
    year = at.date().year + 1
    national_plan(year, who, at)
    local_plan(year, who, at)
    next_plan(year + 1, Place(unit=communes[0], address="Ấp 1"), who, at)
    return len(NATIONAL_ONES) + len(LOCAL_ONES) + 1


LATE = Made(
    owner="Hộ kinh doanh Bánh tráng Cái Bèo (minh họa)",
    form="ho",
    title="Hỗ trợ máy tráng bánh tự động",
    purse=NATIONAL,
    sector="che-bien",
    price=150_000_000,
    support=70_000_000,
)
"""Of the plan after the next; at the address of the first owner, so that a flag is seen."""


def communes_of_dong_thap() -> Sequence[Unit]:
    """Some communes of today, beyond those of the first made projects."""
    province = Unit.objects.get(level=Unit.Level.PROVINCE, name="Đồng Tháp", until__isnull=True)
    return list(Unit.objects.filter(parent=province, kind="xã", until__isnull=True).order_by("code")[3:9])


def next_plan(year: int, place: Place, who: People, at: datetime) -> None:
    """A request still being written, and a project that passed too late to be in it from the start."""
    begin_request(purse=NATIONAL, year=year, act=Act(by=who.author, at=at), made_up=True)
    late = drafted(LATE, place, who.author, at, year=year)
    PROJECT.perform("project.submit", late, Act(by=who.author, at=at))
    passed(late, who.colleague, who.head, at)


def drafted(made: Made, place: Place, by: Actor, at: datetime, year: int | None = None) -> Project:
    """One project, written to the end; of next year unless another is asked for."""
    year, item = year or at.date().year + 1, SupportItem.objects.get(code="may-moc")
    sector = rows_on(Sector, at.date()).filter(code=made.sector).first()
    basics = actions.Basics(
        title=made.title,
        purse=made.purse,
        kind=Project.Kind.NAMED,
        year=year,
        last_year=year + 1 if made.later else year,
        items={item: 1},
        wish="mua-may",
        sector=sector,
        full_counterpart=True,
        no_double_support=True,
    )
    project = start(basics, act=Act(by=by, at=at), made_up=True)
    actions.add_beneficiary(project, workshop(made, place, by, at), None, by=by, at=at)
    cost = actions.Cost(
        name="Máy mới 100 %",
        item=item,
        unit="máy",
        quantity=Decimal(1),
        unit_price=made.price,
        year=year,
        support=made.support,
    )
    actions.save_line(project, cost, by=by, at=at)
    if made.later:
        second = replace(cost, name="Máy thứ hai mới 100 %", year=year + 1, support=made.later)
        actions.save_line(project, replace(second, unit_price=made.later * 2), by=by, at=at)
    finish(project, by, at)
    return project


def workshop(made: Made, place: Place, by: Actor, at: datetime) -> Establishment:
    """The made owner, that of an earlier run where there was one."""
    known = Establishment.objects.filter(name=made.owner, made_up=True).first()
    said = {"name": made.owner, "legal_form": made.form, "source": SOURCE}
    return known or register(said, place, by=by, at=at, other=True, made_up=True)


def passed(project: Project, ticks: Actor, concludes: Actor, at: datetime) -> None:
    """Appraised where it waits: ticked by one who did not draft it, concluded by the head."""
    sheet = open_sheet(project, Act(by=ticks, at=at))
    questions = rubric_on(project.purse, opened_on(sheet))
    tick(sheet, [Answered(question=code, answer="pass", words="") for code in questions], by=ticks, at=at)
    APPRAISAL.perform("appraisal.ready", sheet, Act(by=ticks, at=at))
    PROJECT.perform(move_of(sheet, "pass"), sheet.project, Act(by=concludes, at=at))


def sent(purse: str, year: int, by: Actor, at: datetime) -> RegistrationDossier:
    """A request with every project that passed the base, written and sent."""
    dossier = begin_request(purse=purse, year=year, act=Act(by=by, at=at), made_up=True)
    report(dossier, WRITTEN, by=by, at=at)
    sector = rows_on(Sector, at.date()).filter(code="che-bien").first()
    reason = "Vùng nguyên liệu của tỉnh (số liệu minh họa)"
    prefer(dossier, "product", "Bột gạo, trái cây sấy", sector=sector, reason=reason, by=by, at=at)
    done: RegistrationDossier = REGISTRATION.perform("registration.send", dossier, Act(by=by, at=at))
    return done


def waiting(purse: str) -> Sequence[Project]:
    """The made projects that were registered and wait for the planner."""
    rows = Project.objects.filter(made_up=True, purse=purse, state=Project.State.REGISTERED)
    return list(rows.select_related("agency", "department", "province").order_by("pk"))


def national_plan(year: int, who: People, at: datetime) -> None:
    """Received, appraised, chosen, decided; the ministry compared two lists before it adopted one."""
    officer, leader = Act(by=who.officer, at=at), Act(by=who.leader, at=at)
    dossier = sent(NATIONAL, year, who.author, at)
    REGISTRATION.perform("registration.receive", dossier, officer)
    for project in waiting(NATIONAL):
        passed(project, who.officer, who.leader, at)
    rival, found = (
        begin_list(purse=NATIONAL, year=year, ceiling=ceiling, act=officer) for ceiling in reversed(CEILINGS)
    )
    SELECTION.perform("selection.propose", found, officer)
    SELECTION.perform("selection.adopt", found, leader)
    SELECTION.perform("selection.drop", rival, officer)
    decision = begin_decision(purse=NATIONAL, year=year, act=officer)
    PLAN_DECISION.perform("plan_decision.propose", decision, officer)
    number = Signed(number="0000/QĐ-BCT (minh họa)", on=at.date())
    PLAN_DECISION.perform("plan_decision.record", decision, Act(by=who.leader, at=at, given=number))


def local_plan(year: int, who: People, at: datetime) -> None:
    """Received and appraised by Đồng Tháp itself; a list waits for its head."""
    dossier = sent(LOCAL, year, who.author, at)
    REGISTRATION.perform("registration.receive", dossier, Act(by=who.head, at=at))
    for project in waiting(LOCAL):
        passed(project, who.colleague, who.head, at)
    officer = Act(by=who.author, at=at)
    found = begin_list(purse=LOCAL, year=year, ceiling=150_000_000, act=officer)
    SELECTION.perform("selection.propose", found, officer)
