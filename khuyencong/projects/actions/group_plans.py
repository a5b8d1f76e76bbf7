"""Drawing up the plan of a group project: its places with their money, while the unit writes it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from khuyencong.industry.models import Establishment, Site
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.projects import permissions
from khuyencong.projects.actions.drafting import search_again
from khuyencong.projects.models import Beneficiary, GroupPlace, GroupPlan, Project
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.group_plans import in_force
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import Dossier, record

MOST_PLACES = 300
"""Lines of one plan; more is a list of its own, not a plan somebody appraises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A line: an establishment at its site, or people of a commune; months are their first days, money đồng."""

    establishment: Establishment | None = None
    site: Site | None = None
    people: str = ""
    commune: Unit | None = None
    content: str
    since: date
    until: date
    support: int
    counterpart: int = 0
    other: int = 0


@transaction.atomic
def draw_up_plan(project: Project, year: int, reason: str, *, by: Actor, at: datetime) -> GroupPlan:
    """Begin the plan of a year's money, or another version of it. PermissionDenied or BlockedError."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    if by.desk is None or by.agency is None or not permissions.may_plan_places(by, row):
        raise PermissionDenied
    if row.state not in RUNNING:
        message = f"Đề án đang ở bước “{row.get_state_display().lower()}”, không lập kế hoạch nhóm lúc này."
        raise BlockedError(error("not_running", message, "Lập khi đề án đã được phê duyệt và chưa xong."))
    if year not in row.years:
        raise BlockedError(error("other_year", f"Đề án không có năm {year}.", "Chọn năm của đề án.", "Ô “Năm”"))
    standing = in_force(row, year)
    if standing is not None and not reason.strip():
        message = "Kế hoạch đã được phê duyệt; lập lại phải nói vì sao."
        raise BlockedError(error("reason_missing", message, "Ghi điều gì đã khác.", "Ô “Lý do”"))
    made = first_plan(row, year, at=at)
    made.author, made.reason = by.account, " ".join(reason.split()) if standing is not None else ""
    made.agency, made.desk = by.agency, by.desk
    if standing is not None:
        made.organisation = standing.organisation
    made.save()
    if standing is not None:
        copy_places(standing, made)
    tell(
        "group_plan.begin",
        "Lập kế hoạch đề án nhóm",
        made,
        {"year": year, "version": made.version},
        by=by,
        at=at,
    )
    return made


def first_plan(project: Project, year: int, *, at: datetime) -> GroupPlan:
    """An empty plan at the desk that carries the project out; BlockedError where one is being drawn up."""
    last = project.group_plans.filter(year=year).aggregate(last=Max("version"))["last"] or 0
    made = GroupPlan(
        project=project,
        year=year,
        version=last + 1,
        agency=project.agency,
        desk=project.desk,
        created_at=at,
        made_up=project.made_up,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as caught:
        message = f"Kế hoạch năm {year} của đề án đang được lập."
        raise BlockedError(error("plan_open", message, "Mở kế hoạch ấy để làm tiếp.")) from caught
    return made


def copy_places(standing: GroupPlan, made: GroupPlan) -> None:
    """The lines of the approved one as the beginning of the next."""
    rows = list(standing.places.order_by("position"))
    for each in rows:
        each.pk, each.plan = None, made
        each._state.adding = True
    GroupPlace.objects.bulk_create(rows)


@transaction.atomic
def say_how(plan: GroupPlan, organisation: str, reason: str, *, by: Actor, at: datetime) -> GroupPlan:
    """How it is carried out, and why a new version is wanted. PermissionDenied or BlockedError."""
    row = writable(plan, by)
    row.organisation = organisation.strip()
    if row.reason:
        row.reason = " ".join(reason.split()) or row.reason
    row.save()
    tell(
        "group_plan.write",
        "Viết tổ chức thực hiện",
        row,
        {"words": len(row.organisation.split())},
        by=by,
        at=at,
    )
    return row


@transaction.atomic
def put_place(
    plan: GroupPlan, said: Planned, *, place: GroupPlace | None = None, by: Actor, at: datetime
) -> GroupPlace:
    """Add a line, or write another over `place`. PermissionDenied or BlockedError."""
    row = writable(plan, by)
    kept = fitting(row, said, place)
    if place is None:
        last = row.places.aggregate(last=Max("position"))["last"] or 0
        if row.places.count() >= MOST_PLACES:
            message = f"Một kế hoạch có nhiều nhất {MOST_PLACES} dòng."
            raise BlockedError(error("too_many", message, "Gộp các lớp, nhóm giống nhau."))
        found = GroupPlace(plan=row, position=last + 1)
    else:
        found = still_there(row, place)
    for name in Planned.__slots__:
        setattr(found, name, getattr(kept, name))
    found.save()
    after = {
        "place": found.name,
        "support": found.support,
        "counterpart": found.counterpart,
        "other": found.other,
    }
    tell("group_plan.place", "Ghi một địa điểm", row, after, by=by, at=at)
    return found


def still_there(plan: GroupPlan, place: GroupPlace) -> GroupPlace:
    """The line as it stands, the plan being locked; BlockedError where somebody took it out meanwhile."""
    found = plan.places.filter(pk=place.pk).first()
    if found is None:
        message = "Dòng này vừa được người khác bỏ khỏi kế hoạch."
        raise BlockedError(error("gone", message, "Tải lại trang; thêm lại nếu vẫn cần.", "Địa điểm"))
    return found


def fitting(plan: GroupPlan, said: Planned, place: GroupPlace | None) -> Planned:
    """The line as it is kept; BlockedError where it cannot be one."""
    if not said.content.strip():
        raise BlockedError(
            error("no_content", "Chưa ghi nội dung.", "Ghi mua gì, dạy nghề gì.", "Ô “Nội dung”")
        )
    said = replace(said, content=" ".join(said.content.split()), people=" ".join(said.people.split()))
    if said.until < said.since:
        raise BlockedError(error("ends_first", "Kết thúc trước khi bắt đầu.", "Sửa tháng.", "Ô “Đến tháng”"))
    if said.support < 0 or said.counterpart < 0 or said.other < 0:
        raise BlockedError(error("negative", "Số tiền không được âm.", "Ghi 0 hoặc số lớn hơn."))
    if said.establishment is None:
        if not said.people or said.commune is None:
            message = "Ghi tên lớp, nhóm và xã, phường; hoặc chọn một cơ sở của sổ."
            raise BlockedError(error("nobody", message, "Chọn một trong hai.", "Ô “Lớp, nhóm”"))
        return replace(said, site=None)
    if said.site is None or said.site.establishment_id != said.establishment.pk:
        raise BlockedError(error("no_site", "Chưa rõ nơi sản xuất.", "Chọn một nơi sản xuất của cơ sở."))
    known = place is not None and place.establishment_id == said.establishment.pk
    if said.establishment.state != Establishment.State.ACTIVE and not known:
        message = f"“{said.establishment.name}” đã ngừng hoặc đã gộp vào cơ sở khác."
        raise BlockedError(error("not_active", message, "Mở cơ sở trong sổ để xem."))
    family = Q(establishment=said.establishment) | Q(establishment__merged_into=said.establishment)
    twins = plan.places.filter(family).exclude(pk=place.pk if place is not None else 0)
    if twins.exists():
        message = f"“{said.establishment.name}” đã có trong kế hoạch."
        raise BlockedError(error("named_already", message, "Sửa dòng ấy.", "Địa điểm"))
    return replace(said, people="", commune=said.site.commune)


@transaction.atomic
def take_out(place: GroupPlace, *, by: Actor, at: datetime) -> None:
    """Take a line out of the plan. PermissionDenied or BlockedError."""
    row = writable(place.plan, by)
    found = still_there(row, place)
    tell(
        "group_plan.leave",
        "Bỏ một địa điểm",
        row,
        {"place": found.name, "support": found.support},
        by=by,
        at=at,
    )
    found.delete()


def name_beneficiaries(project: Project, on: date) -> list[int]:
    """Let the establishments of the plans in force be whom the project is for; whom no plan names has left.

    Nobody is removed: contracts, purchases and follow-ups go on saying with whom they were. Rows merged since
    are one establishment, which benefits once.
    """
    rows = GroupPlace.objects.filter(
        plan__project=project, plan__state=GroupPlan.State.APPROVED, establishment__isnull=False
    )
    rows = rows.select_related("establishment", "site").order_by("plan__year", "position")
    wanted = {each.establishment.kept_key: each for each in rows if each.establishment is not None}
    standing: dict[int, list[Beneficiary]] = {}
    for row in Beneficiary.objects.filter(project=project).select_related("establishment"):
        standing.setdefault(row.establishment.kept_key, []).append(row)
    for key, known in standing.items():
        known.sort(key=lambda each: (each.establishment_id != key, each.pk))
        stays = known[0] if key in wanted else None
        for row in known:
            if row is not stays:
                row.left_on = on
                row.save(update_fields=["left_on"])
        site = wanted[key].site if stays is not None else None
        if stays is not None and site is not None and stays.establishment_id == site.establishment_id:
            stays.site = site
            stays.save(update_fields=["site"])
    for key, place in wanted.items():
        if key not in standing and place.site is not None and place.establishment is not None:
            Beneficiary.objects.create(project=project, establishment=place.establishment, site=place.site)
    search_again(project)
    return sorted(wanted)


def writable(plan: GroupPlan, by: Actor) -> GroupPlan:
    """The plan locked, while it is the unit's to write. PermissionDenied or BlockedError."""
    row = GroupPlan.objects.select_for_update().get(pk=plan.pk)
    if not permissions.writes_group_plan(by, row):
        raise PermissionDenied
    if not row.open:
        message = f"Kế hoạch đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ Sở trả lại để sửa, hoặc lập lại khi đã phê duyệt."))
    if row.author_id is None:
        row.author = by.account
        row.save(update_fields=["author"])
    return row


def tell(name: str, title: str, row: GroupPlan, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="group_plan", key=str(row.pk), agency=row.agency.code)
    record(name, f"{title}: {row.project.title}", about=about, by=by, at=at, after=after, reason=row.reason)
