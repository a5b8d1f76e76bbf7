"""Setting a council up, who sits on it, and which sheets lie before it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Seat, User
from khuyencong.projects import permissions
from khuyencong.projects.actions.appraisal import about_sheet, locked_sheet, tidy
from khuyencong.projects.models import Appraisal, Council, CouncilMember
from khuyencong.projects.queries.councils import may_sit
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Dossier, Waits, open_task, record

ONLY_ONE = (CouncilMember.Role.CHAIR, CouncilMember.Role.SECRETARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """By which decision a council is set up, and for what."""

    year: int
    purse: str
    level: str
    number: str
    decided_on: date
    quorum: int


def about_council(council: Council) -> Dossier:
    """The council, as the trail names it."""
    return Dossier(kind="council", key=str(council.pk), agency=council.agency.code)


@transaction.atomic
def set_up(said: Setting, *, by: Actor, at: datetime) -> Council:
    """Write down a council that the head of her agency set up. PermissionDenied or BlockedError."""
    if not permissions.may_set_up(by) or by.agency is None:
        raise PermissionDenied
    if not tidy(said.number) or said.quorum < 2:
        message = "Hội đồng phải có số quyết định và ít nhất hai người mới họp được."
        raise BlockedError(error("no_decision", message, "Ghi số quyết định và số người tối thiểu."))
    if said.decided_on > localtime(at).date():
        message = f"Quyết định ghi ngày {said.decided_on:%d/%m/%Y}, chưa đến."
        raise BlockedError(error("not_decided_yet", message, "Sửa ngày quyết định.", "Ô “Ngày quyết định”"))
    if Council.objects.filter(agency=by.agency, number=tidy(said.number), decided_on=said.decided_on).exists():
        message = f"Quyết định {tidy(said.number)} đã có hội đồng."
        raise BlockedError(
            error("decided_already", message, "Mở hội đồng ấy trong danh sách.", "Ô “Số quyết định”")
        )
    council = Council.objects.create(
        agency=by.agency,
        year=said.year,
        purse=said.purse,
        level=said.level,
        number=tidy(said.number),
        decided_on=said.decided_on,
        quorum=said.quorum,
        created_by=by.account,
        created_at=at,
    )
    told = {name: getattr(said, name) for name in ("year", "purse", "level", "number", "decided_on", "quorum")}
    title = f"Lập hội đồng thẩm định: {council}"
    record("council.set_up", title, about=about_council(council), by=by, at=at, after=told)
    return council


def locked_council(council: Council, by: Actor) -> Council:
    """The council, locked; PermissionDenied for who does not look after it."""
    Council.objects.select_for_update().get(pk=council.pk)
    row = Council.objects.select_related("agency").get(pk=council.pk)
    if not permissions.looks_after(by, row):
        raise PermissionDenied
    return row


@transaction.atomic
def add_member(council: Council, user: User, role: str, *, by: Actor, at: datetime) -> CouncilMember:
    """Let somebody of the agency, or of one near it, sit on the council."""
    row = locked_council(council, by)
    if not may_sit(row, at).filter(pk=user.pk).exists():
        message = "Người này không giữ bàn nào trong cơ quan hay đơn vị trực thuộc."
        raise BlockedError(
            error("no_desk", message, "Mời giữ bàn “Thành viên hội đồng” trước.", "Ô “Thành viên”")
        )
    sitting = row.members.filter(left_at__isnull=True)
    if sitting.filter(user=user).exists():
        raise BlockedError(error("sits_already", f"{user} đã ở trong hội đồng.", "Không cần thêm lần nữa."))
    if role in ONLY_ONE and sitting.filter(role=role).exists():
        label = CouncilMember.Role(role).label.lower()
        message = f"Hội đồng đã có {label}."
        raise BlockedError(error("role_taken", message, f"Cho {label} cũ thôi trước.", "Ô “Vai trò”"))
    member = CouncilMember.objects.create(council=row, user=user, role=role, joined_at=at)
    title = f"Thêm thành viên hội đồng: {member.get_role_display().lower()}"
    after = {"user": user.pk, "role": role}
    record("council.add_member", title, about=about_council(row), by=by, at=at, after=after)
    return member


@transaction.atomic
def drop_member(member: CouncilMember, *, by: Actor, at: datetime) -> None:
    """Let somebody leave; what she ticked and the minutes she is in stay."""
    row = locked_council(member.council, by)
    changed = CouncilMember.objects.filter(pk=member.pk, left_at__isnull=True).update(left_at=at)
    if changed:
        before = {"user": member.user_id, "role": member.role}
        title = "Cho thôi thành viên hội đồng"
        record("council.drop_member", title, about=about_council(row), by=by, at=at, before=before)


@transaction.atomic
def put_before(council: Council, sheet: Appraisal, *, by: Actor, at: datetime) -> Appraisal:
    """Put an open sheet before the council; from then on its members tick, and each finds it at her desk."""
    row = locked_council(council, by)
    found = locked_sheet(sheet)
    if not permissions.keeps(by, found):
        raise PermissionDenied
    if wrong := unfit(row, found):
        raise BlockedError(*wrong)
    found.council = row
    found.save(update_fields=["council"])
    for desk in desks_of_members(row, at):
        waits = Waits(desk=desk[0], agency=desk[1], title=f"Chấm phiếu thẩm định “{found.project.title}”")
        if desk[0] != found.desk.code:
            open_task(about_sheet(found), waits, at=at)
    title = f"Đưa phiếu ra hội đồng: {found.project.title}"
    record("appraisal.put_before", title, about=about_sheet(found), by=by, at=at, after={"council": row.pk})
    return found


def unfit(council: Council, sheet: Appraisal) -> list[Finding]:
    """Why a sheet cannot lie before that council."""
    project = sheet.project
    if sheet.state != Appraisal.State.OPEN or sheet.council_id is not None:
        message = "Chỉ phiếu đang chấm và chưa ở hội đồng nào mới đưa ra hội đồng được."
        return [error("sheet_closed", message, "Tải lại trang để xem phiếu.")]
    told = (council.year, council.purse, council.level, council.agency_id)
    if told != (project.year, project.purse, sheet.level, sheet.agency_id):
        message = "Hội đồng này lập cho năm, nguồn kinh phí, cấp thẩm định hoặc cơ quan khác."
        return [error("other_council", message, "Chọn hội đồng của đúng kế hoạch.", "Ô “Hội đồng”")]
    roles = set(council.members.filter(left_at__isnull=True).values_list("role", flat=True))
    if not set(ONLY_ONE) <= roles or council.members.filter(left_at__isnull=True).count() < council.quorum:
        message = "Hội đồng chưa đủ chủ tịch, thư ký và số người tối thiểu."
        return [error("council_incomplete", message, "Thêm thành viên trước.")]
    return []


def desks_of_members(council: Council, at: datetime) -> list[tuple[str, str]]:
    """(desk, agency) of each member's oldest desk, each desk once."""
    users = council.members.filter(left_at__isnull=True).values("user")
    seats = Seat.objects.on(at.date()).filter(user__in=users).select_related("desk__agency")
    first: dict[int, tuple[str, str]] = {}
    for seat in seats.order_by("since", "pk"):
        first.setdefault(seat.user_id, (seat.desk.code, seat.desk.agency.code))
    return sorted(set(first.values()))
