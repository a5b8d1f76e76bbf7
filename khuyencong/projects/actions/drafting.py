"""Beginning a draft, changing what it is about, naming whom it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from khuyencong.industry.models import Establishment, Site
from khuyencong.norms.models import PriorityArea, PriorityTrade, Sector, SupportItem
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.projects import permissions
from khuyencong.projects.models import Beneficiary, Project, ProjectItem, RegisteredProject
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.text import fold
from khuyencong.workflow.actions import Dossier, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """What a project is about; `items` are support items with for how many each is asked."""

    title: str
    purse: str
    kind: str
    year: int
    last_year: int
    items: Mapping[SupportItem, int]
    wish: str = ""
    sector: Sector | None = None
    area: PriorityArea | None = None
    trade: PriorityTrade | None = None
    priority_basis: str = ""
    provinces: Sequence[Unit] = ()
    full_counterpart: bool = False
    no_double_support: bool = False


PLAIN = ("title", "purse", "kind", "year", "last_year", "wish", "sector", "area", "trade", "priority_basis")
PROMISES = ("full_counterpart", "no_double_support")


def about(project: Project) -> Dossier:
    """The project, as the trail names it."""
    return Dossier(kind="project", key=str(project.pk), agency=project.agency.code)


def department_over(agency: Agency) -> Agency:
    """The department that looks after an agency's projects: the nearest above.

    That is the ministry's for a region's centre, and for whoever stands at the top the agency itself.
    """
    at = agency
    while at.kind not in (Agency.Kind.DEPARTMENT, Agency.Kind.MINISTRY) and at.parent is not None:
        at = at.parent
    return at


def province_over(agency: Agency) -> Unit | None:
    """The province an agency works in; None for one of the nation."""
    return agency.unit.chain()[-1] if agency.unit is not None else None


@transaction.atomic
def begin(
    said: Basics, *, by: Actor, at: datetime, province: Unit | None = None, made_up: bool = False
) -> Project:
    """Begin a draft for her agency; `province` is asked only of an agency that works in none of its own.

    PermissionDenied, or BlockedError. Let it wait by projects.lifecycle.start, which calls this.
    """
    if not permissions.may_draft(by) or by.agency is None or by.desk is None:
        raise PermissionDenied
    at_home = province_over(by.agency) or province
    if at_home is None:
        raise BlockedError(error("no_province", "Chưa chọn tỉnh của đề án.", "Chọn tỉnh.", "Ô “Tỉnh”"))
    project = Project(
        agency=by.agency,
        department=department_over(by.agency),
        desk=by.desk,
        author=by.account,
        province=at_home,
        created_at=at,
        made_up=made_up,
    )
    fill(project, said)
    project.edition = 1
    project.save(force_insert=True)
    set_items(project, said.items)
    project.provinces.set(said.provinces)
    record(
        "project.begin", f"Soạn đề án: {project.title}", about=about(project), by=by, at=at, after=told(project)
    )
    return project


@transaction.atomic
def change(project: Project, said: Basics, *, seen: int, by: Actor, at: datetime) -> Project:
    """Change what it is about; `seen` is the edition she had before her.

    BlockedError when another saved since.
    """
    row = locked(project, by)
    if row.edition != seen:
        raise BlockedError(overtaken())
    if (said.purse, said.year) != (row.purse, row.year):
        stay_in_request(row)
    before = told(row)
    fill(row, said)
    row.edition += 1
    row.save()
    if row.purse != before["purse"]:
        move_support(row, by=by, at=at)
    set_items(row, said.items)
    row.provinces.set(said.provinces)
    after = told(row)
    differing = {name for name in after if after[name] != before[name]}
    if differing:
        record(
            "project.change",
            f"Sửa đề án: {row.title}",
            about=about(row),
            by=by,
            at=at,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )
    return row


def stay_in_request(row: Project) -> None:
    """BlockedError while it stands in a plan request: that request would register it for another plan."""
    held = RegisteredProject.objects.filter(project=row).select_related("dossier__province").first()
    if held is None:
        return
    message = f"Đề án đang đứng trong hồ sơ đăng ký {held.dossier}, nên không đổi nguồn hay năm kế hoạch được."
    fix = "Rút đề án này rồi soạn đề án mới cho kế hoạch khác."
    if held.dossier.open:
        fix = "Nhờ Sở bỏ đề án khỏi hồ sơ đăng ký ấy trước."
    raise BlockedError(error("in_request", message, fix, "Ô “Nguồn kinh phí”, “Năm kế hoạch”"))


def move_support(row: Project, *, by: Actor, at: datetime) -> None:
    """Let every line ask its support of the purse the project has now.

    Left behind it would be asked of a purse whose plan never sees the project.
    """
    for line in row.lines.select_for_update():
        asked = line.national + line.local
        line.national, line.local = (asked, 0) if row.purse == Project.Purse.NATIONAL else (0, asked)
        line.edition += 1
        line.save(update_fields=["national", "local", "edition"])
        record(
            "project.line",
            f"Chuyển nguồn dòng dự toán: {line.name}",
            about=about(row),
            by=by,
            at=at,
            after={"name": line.name, "national": line.national, "local": line.local},
        )


@transaction.atomic
def promise(
    project: Project, *, full_counterpart: bool, no_double_support: bool, by: Actor, at: datetime
) -> Project:
    """Write down what the beneficiaries have promised (TTLT 26/2014 Điều 7 khoản 3, 4)."""
    row = locked(project, by)
    before = {name: getattr(row, name) for name in PROMISES}
    after = {"full_counterpart": full_counterpart, "no_double_support": no_double_support}
    if before == after:
        return row
    row.full_counterpart, row.no_double_support = full_counterpart, no_double_support
    row.save(update_fields=list(PROMISES))
    title = f"Ghi cam kết: {row.title}"
    record("project.promise", title, about=about(row), by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def add_beneficiary(
    project: Project, establishment: Establishment, site: Site | None, *, by: Actor, at: datetime
) -> Beneficiary:
    """Name an establishment at one of its sites, the only one by itself; BlockedError where it cannot be."""
    row = locked(project, by)
    if establishment.state != Establishment.State.ACTIVE:
        message = f"“{establishment.name}” đã ngừng hoặc đã gộp vào cơ sở khác."
        raise BlockedError(error("not_active", message, "Mở cơ sở trong sổ để xem.", "Ô “Cơ sở”"))
    sites = list(establishment.sites.all())
    chosen = site if site is not None else (sites[0] if len(sites) == 1 else None)
    if chosen is None or chosen not in sites:
        message = f"“{establishment.name}” có {len(sites)} nơi sản xuất; chưa rõ nơi nào làm đề án."
        raise BlockedError(error("no_site", message, "Chọn một nơi sản xuất.", "Ô “Nơi sản xuất”"))
    owners = Q(establishment=establishment) | Q(establishment__merged_into=establishment)
    if row.beneficiaries.filter(owners).exists():
        message = f"“{establishment.name}” đã có trong đề án."
        raise BlockedError(error("named_already", message, "Không cần thêm lần nữa.", "Ô “Cơ sở”"))
    named = Beneficiary.objects.create(project=row, establishment=establishment, site=chosen)
    search_again(row)
    title = f"Thêm cơ sở thụ hưởng: {establishment.name}"
    after = {"establishment": establishment.pk, "site": chosen.pk}
    record("project.beneficiary_add", title, about=about(row), by=by, at=at, after=after)
    return named


@transaction.atomic
def drop_beneficiary(beneficiary: Beneficiary, *, by: Actor, at: datetime) -> None:
    """Take an establishment off the draft again."""
    row = locked(beneficiary.project, by)
    name, key = beneficiary.establishment.name, beneficiary.establishment_id
    beneficiary.delete()
    search_again(row)
    title = f"Bỏ cơ sở thụ hưởng: {name}"
    record("project.beneficiary_drop", title, about=about(row), by=by, at=at, before={"establishment": key})


def locked(project: Project, by: Actor) -> Project:
    """The project, locked; PermissionDenied where she may not write, BlockedError where nobody may."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    if not permissions.drafts(by, row):
        raise PermissionDenied
    if not permissions.writes(by, row):
        message = f"Đề án đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_a_draft", message, "Chờ Sở trả lại, hoặc rút đề án rồi soạn lại."))
    return row


def fill(row: Project, said: Basics) -> None:
    """Put what was typed into a row, unsaved."""
    for name in (*PLAIN, *PROMISES):
        value = getattr(said, name)
        setattr(row, name, " ".join(value.split()) if isinstance(value, str) else value)
    if not row.title:
        raise BlockedError(error("title_missing", "Đề án phải có tên.", "Ghi tên đề án.", "Ô “Tên đề án”"))
    if row.last_year < row.year:
        message = "Năm kết thúc sớm hơn năm bắt đầu."
        raise BlockedError(error("years", message, "Sửa lại năm kết thúc.", "Ô “Năm kết thúc”"))
    names = row.beneficiaries.values_list("establishment__name", flat=True) if row.pk is not None else ()
    row.searched = fold(" ".join([row.title, *names]))


def search_again(row: Project) -> None:
    """Let the search find it by those it is for."""
    names = row.beneficiaries.values_list("establishment__name", flat=True)
    row.searched = fold(" ".join([row.title, *names]))
    row.save(update_fields=["searched"])


def set_items(row: Project, wanted: Mapping[SupportItem, int]) -> None:
    """Let it ask for these items and no others; BlockedError while a line of the estimate still needs one."""
    kept = {item.pk for item in wanted}
    needed = row.lines.exclude(item=None).exclude(item__in=kept).select_related("item").first()
    if needed is not None and needed.item is not None:
        message = f"Dòng dự toán “{needed.name}” còn thuộc khoản “{needed.item.name}”."
        raise BlockedError(error("item_in_use", message, "Sửa hoặc bỏ dòng ấy trước.", "Bước “Tiền: dự toán”"))
    row.items.exclude(item__in=kept).delete()
    for item, count in wanted.items():
        ProjectItem.objects.update_or_create(project=row, item=item, defaults={"count": count})


def told(row: Project) -> dict[str, object]:
    """What the trail tells of a draft."""
    plain = {
        name: getattr(row, name) for name in (*PLAIN, *PROMISES) if name not in ("sector", "area", "trade")
    }
    keys = {name: getattr(row, f"{name}_id") for name in ("sector", "area", "trade")}
    items = {each.item.code: each.count for each in row.items.select_related("item")} if row.pk else {}
    also = sorted(each.code for each in row.provinces.all()) if row.pk else []
    return plain | keys | {"items": items, "provinces": also}


def overtaken() -> Finding:
    """What is read when another has saved in the meantime."""
    message = "Một người khác vừa lưu phần này; điều bạn gõ vẫn còn trên trang, chưa ghi."
    return error("overtaken", message, "Xem bản mới bên dưới rồi lưu lại nếu vẫn đúng.")
