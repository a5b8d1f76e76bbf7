"""Made obstacles, purchases, inspections on the projects under contract; two machines bear one serial."""

from datetime import datetime

from khuyencong.console.demo_inspections import inspect, plan_one
from khuyencong.console.demo_money import PAPER
from khuyencong.console.demo_plans import NATIONAL, People, people
from khuyencong.projects.actions.obstacles import Told
from khuyencong.projects.actions.purchases import Invoice, Paid, enter_purchase
from khuyencong.projects.lifecycle import OBSTACLE, raise_obstacle
from khuyencong.projects.models import Obstacle, Project, Purchase
from khuyencong.projects.queries.projects import asked_of
from khuyencong.workflow.lifecycle import Act


def load_watching(at: datetime) -> int:
    """How many dossiers were added; a second run adds none."""
    who = people(at)
    if who is None or Obstacle.objects.filter(made_up=True).exists():
        return 0
    rows = Project.objects.filter(made_up=True, purse=NATIONAL, state=Project.State.CONTRACTED).order_by("pk")
    chosen = list(rows[:2])
    for project in chosen:
        stuck(project, who, at)
        bought(project, who, at)
        (inspect if project == chosen[0] else plan_one)(project, who, at)
    return len(chosen)


def stuck(project: Project, who: People, at: datetime) -> None:
    """One with a body outside, one with the ministry that is already answered."""
    act = Act(by=who.author, at=at)
    outside = Told(
        kind="ha-tang",
        title="Chưa có điện ba pha tới xưởng (minh họa)",
        told="Điện lực hẹn hai lần, chưa kéo dây; máy về nhưng chưa chạy thử được (số liệu minh họa).",
        wanted="Kéo dây hạ thế tới xưởng trước cuối tháng.",
        held=asked_of(project) // 2,
        body="Điện lực khu vực (minh họa)",
    )
    raise_obstacle(project, outside, act)
    above = Told(
        kind="phoi-hop",
        title="Hai nơi hướng dẫn khác nhau về biên bản (minh họa)",
        told="Nơi này bảo dùng Mẫu 5a, nơi kia bảo Mẫu 5b; hồ sơ bị trả một lần (số liệu minh họa).",
        wanted="Nói rõ dùng mẫu nào.",
        held=0,
        addressee=project.department,
    )
    made = raise_obstacle(project, above, act)
    answer = "Đơn vị không xuất hóa đơn cho nơi giao thì dùng Mẫu 5a."
    OBSTACLE.perform("obstacle.answer", made, Act(by=who.colleague, at=at, reason=answer))


def bought(project: Project, who: People, at: datetime) -> None:
    """A machine of a made serial, the same one in both projects, so that the flag is seen."""
    line = project.lines.order_by("position")[0]
    paid = Paid(
        line=line,
        kind=Purchase.Kind.MACHINE,
        name="Máy sấy bơm nhiệt (minh họa)",
        seller="Công ty Cơ khí Minh Họa",
        seller_code="0100233488",
        series="1C26TMH",
        number=f"{project.pk:07d}",
        on=at.date(),
        amount=line.rule.total // 2,
        support=line.national // 2,
        serials=["MH-SB-00123"],
        beneficiary=project.beneficiaries.first(),
    )
    file = Invoice(name="hoa-don-minh-hoa.pdf", media_type="application/pdf", content=PAPER)
    enter_purchase(project, paid, file, by=who.author, at=at)
