"""Made projects to try the pages with: an unfinished draft, a finished one, and one that waits for appraisal.

They are walked through the same doors as real ones, in the names of the demonstration accounts.
"""

from datetime import date, datetime
from decimal import Decimal

from khuyencong.industry.actions import Place, register
from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Sector, SupportItem
from khuyencong.norms.queries import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.places.models import Unit
from khuyencong.projects import actions
from khuyencong.projects.lifecycle import PROJECT, start
from khuyencong.projects.models import Project
from khuyencong.projects.queries import papers_for, sections_on
from khuyencong.workflow.lifecycle import Act

SOURCE = "số liệu minh họa"
WORKSHOPS = (
    ("Hợp tác xã Sao Mai (minh họa)", "htx", "Ấp 3"),
    ("Hộ kinh doanh Bánh phồng Út Mười (minh họa)", "ho", "Ấp Tân Thuận"),
    ("Công ty TNHH Mộc Bình Minh (minh họa)", "tnhh", "Khóm 2"),
)
TITLES = (
    "Hỗ trợ máy sấy bơm nhiệt cho hợp tác xã Sao Mai",
    "Hỗ trợ máy đóng gói hút chân không cho cơ sở bánh phồng",
    "Hỗ trợ máy cắt gỗ điều khiển số cho xưởng mộc",
)
WORDS = (
    "Xưởng đang làm thủ công, mỗi ngày được 400 kg, tỷ lệ hỏng 12 %. Khách đặt mỗi ngày một tấn nên mua máy "
    "mới, công suất một tấn mỗi mẻ, lắp tại xưởng ở xã, chạy thử trong tháng 5 và nghiệm thu trong tháng 6."
)


def load_projects(at: datetime) -> int:
    """How many projects were added; a second run adds none."""
    user = person_named("dongthap")
    if user is None or Project.objects.filter(made_up=True).exists():
        return 0
    by = seated(user, at.date())
    workshops = made_workshops(by, at)
    drafts = [begun(title, workshop, by, at) for title, workshop in zip(TITLES, workshops, strict=True)]
    for project in drafts[1:]:
        finish(project, by, at)
    PROJECT.perform("project.submit", drafts[2], Act(by=by, at=at))
    return len(drafts)


def made_workshops(by: Actor, at: datetime) -> list[Establishment]:
    """Three workshops in communes of Đồng Tháp, those of an earlier run where there was one."""
    province = Unit.objects.get(level=Unit.Level.PROVINCE, name="Đồng Tháp", until__isnull=True)
    communes = list(Unit.objects.filter(parent=province, kind="xã", until__isnull=True).order_by("code")[:3])
    made = []
    for (name, form, address), commune in zip(WORKSHOPS, communes, strict=True):
        known = Establishment.objects.filter(name=name).first()
        said = {"name": name, "legal_form": form, "source": SOURCE}
        place = Place(unit=commune, address=address)
        made.append(known or register(said, place, by=by, at=at, other=True, made_up=True))
    return made


def begun(title: str, workshop: Establishment, by: Actor, at: datetime) -> Project:
    """A draft with its workshop and one machine."""
    year, item = at.date().year + 1, SupportItem.objects.get(code="may-moc")
    basics = actions.Basics(
        title=title,
        purse=Project.Purse.NATIONAL,
        kind=Project.Kind.NAMED,
        year=year,
        last_year=year,
        items={item: 1},
        wish="mua-may",
        sector=rows_on(Sector, at.date()).first(),
        full_counterpart=True,
        no_double_support=True,
    )
    project = start(basics, act=Act(by=by, at=at), made_up=True)
    actions.add_beneficiary(project, workshop, None, by=by, at=at)
    cost = actions.Cost(
        name="Máy mới 100 %",
        item=item,
        unit="máy",
        quantity=Decimal(1),
        unit_price=680_000_000,
        year=year,
        support=300_000_000,
    )
    actions.save_line(project, cost, by=by, at=at)
    return project


def finish(project: Project, by: Actor, at: datetime) -> None:
    """Every section written and every paper handed in."""
    on: date = at.date()
    for section in sections_on(on, project.purse):
        actions.write(project, section.code, WORDS, based_on=0, by=by, at=at)
    for paper in papers_for(["may-moc"], purse=project.purse, group=False, on=on):
        content = b"%PDF-1.7\n% minh hoa: " + paper.code.encode()
        actions.hand_in(
            project,
            paper.code,
            name=f"{paper.code}.pdf",
            media_type="application/pdf",
            content=content,
            by=by,
            at=at,
        )
