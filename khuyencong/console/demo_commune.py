"""A commune's desk: asked twice about a project there, one answer overdue; a project of its own sent on."""

from datetime import datetime

from khuyencong.console.demo_days import Days
from khuyencong.console.demo_plans import LOCAL, Made, communes_of_dong_thap, drafted, people
from khuyencong.industry.actions import Place
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import person_named, seated
from khuyencong.projects.actions.obstacles import Told
from khuyencong.projects.lifecycle import PROJECT, raise_obstacle
from khuyencong.projects.models import Project
from khuyencong.projects.queries.projects import asked_of
from khuyencong.workflow.lifecycle import Act

ACCOUNT = "xadongthap"
OWN = Made(
    owner="Tổ hợp tác Nhang trầm Bà Tư (minh họa)",
    form="tht",
    title="Hỗ trợ máy se nhang cho tổ hợp tác",
    purse=LOCAL,
    sector="tieu-thu-cong",
    price=130_000_000,
    support=60_000_000,
)


def office() -> Agency | None:
    """Of the commune in which the first made projects lie."""
    place = next(iter(communes_of_dong_thap()), None)
    return Agency.objects.filter(kind=Agency.Kind.COMMUNE_OFFICE, unit=place).first()


def load_commune(at: datetime) -> int:
    """How many dossiers came to the commune or from it: three; a second run adds none."""
    who, user, asked = people(at), person_named(ACCOUNT), office()
    if who is None or user is None or asked is None or Project.objects.filter(title=OWN.title).exists():
        return 0
    days, here = Days(at=at), asked.unit
    rows = Project.objects.filter(beneficiaries__site__commune=here, made_up=True, agency=who.author.agency)
    project = rows.filter(state=Project.State.CONTRACTED).order_by("pk").first()
    if project is None or here is None:
        return 0
    confirmation = Told(
        kind="thu-tuc",
        title="Xã chưa xác nhận nhà xưởng (minh họa)",
        told="Đã gửi hai lần; chưa có giấy xác nhận thì chưa lắp máy được (số liệu minh họa).",
        wanted="Xác nhận nhà xưởng không tranh chấp, hoặc nói rõ còn thiếu gì.",
        held=asked_of(project) // 3,
        addressee=asked,
    )
    raise_obstacle(project, confirmation, Act(by=who.author, at=days.within(25)))
    away = Told(
        kind="co-so",
        title="Chủ cơ sở đi vắng, chưa ký nhận máy (minh họa)",
        told="Máy về xưởng mà không ai ký biên bản giao nhận (số liệu minh họa).",
        wanted="Hỏi gia đình ngày về, báo lại.",
        held=0,
        addressee=asked,
    )
    raise_obstacle(project, away, Act(by=who.author, at=days.within(2)))
    by, sent = seated(user, at.date()), days.within(23)
    own = drafted(OWN, Place(unit=here, address="Ấp 4"), by, sent)
    PROJECT.perform("project.submit", own, Act(by=by, at=sent))
    return 3
