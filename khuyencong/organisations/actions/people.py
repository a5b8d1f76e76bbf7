"""What an administrator does with desks, seats and accounts, each told to the trail in the same transaction."""

from datetime import date, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from khuyencong.organisations.actions.desks import close_seats, merge_agency, next_code, open_desk, seat
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import (
    agencies_managed_by,
    desks_managed_by,
    open_tasks_at,
    people_managed_by,
)
from khuyencong.organisations.models import Agency, Desk, Seat, User
from khuyencong.organisations.queries import clashing, holder_from, seats_from
from khuyencong.organisations.roles import MACHINE, roles
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.workflow.actions import Dossier, record


def in_the_way(code: str, message: str, fix: str, *, place: str = "") -> BlockedError:
    """Not now, for one reason."""
    return BlockedError(Finding(code=code, severity=Severity.ERROR, message=message, place=place, fix=fix))


def of_desk(desk: Desk) -> Dossier:
    """The desk, as the trail names it."""
    return Dossier(kind="desk", key=desk.code, agency=desk.agency.code)


def locked(desk: Desk) -> Desk:
    """The desk with its row held until the transaction ends, so that two who change who sits there queue."""
    return Desk.objects.select_for_update().get(pk=desk.pk)


def refuse_own(by: Actor, user: User) -> None:
    """Nobody decides over her own desks and account."""
    if by.user == user:
        raise in_the_way(
            "own_account",
            "Không ai tự đổi bàn hay tài khoản của chính mình.",
            "Nhờ một người quản trị khác của cơ quan hoặc của Cục.",
        )


def refuse_stranger(by: Actor, desk: Desk) -> None:
    """PermissionDenied for a desk she does not look after, whatever the door let through."""
    if not desks_managed_by(by).filter(pk=desk.pk).exists():
        raise PermissionDenied


def refuse_taken(desk: Desk, since: date) -> None:
    """A desk has one holder at a time, and none before it exists."""
    if since < desk.since:
        raise in_the_way(
            "before_desk",
            f"Bàn “{desk.title}” chỉ có từ ngày {desk.since:%d/%m/%Y}.",
            "Chọn từ ngày đó trở đi.",
            place="Từ ngày",
        )
    if (taken := holder_from(desk, since)) is not None:
        raise in_the_way(
            "desk_taken",
            f"Bàn “{desk.title}” đang có {taken.user} giữ từ ngày {taken.since:%d/%m/%Y}.",
            "Cho người ấy thôi giữ bàn trước, hoặc chọn ngày sau khi thôi.",
            place="Từ ngày",
        )


@transaction.atomic
def open_new_desk(*, agency: Agency, role: str, title: str, since: date, by: Actor, at: datetime) -> Desk:
    """Open a desk of that role; BlockedError where the role does not belong to such an agency."""
    if role == MACHINE or not agencies_managed_by(by).filter(pk=agency.pk).exists():
        raise PermissionDenied
    if agency.level not in roles()[role].levels:
        raise in_the_way(
            "role_level",
            f"Vai trò “{roles()[role].name}” không có ở cấp {agency.get_level_display().lower()}.",
            "Chọn vai trò khác, hoặc cơ quan ở cấp khác.",
            place="Vai trò",
        )
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    desk = open_desk(code=next_code(agency, role), agency=agency, role=role, title=title, since=since)
    after = {"role": role, "title": title, "since": since}
    record("desk.open", f"Lập bàn “{title}”", about=of_desk(desk), by=by, at=at, after=after)
    return desk


def refuse_clash(desk: Desk, user: User, since: date) -> None:
    """Who inspects or administers others does nothing else."""
    if (other := clashing(user, desk, since)) is not None:
        raise in_the_way(
            "desks_clash",
            f"{user} đang giữ bàn “{other.title}”; bàn kiểm tra hay quản trị không kiêm với bàn nào khác.",
            "Chọn người khác, hoặc cho người ấy thôi giữ bàn kia trước.",
        )


def refuse_far(by: Actor, user: User, since: date) -> None:
    """Who now sits only at desks that are not hers to look after must say yes herself: by an invitation."""
    sitting = seats_from(since).filter(user=user)
    if sitting.exists() and not sitting.filter(desk__in=desks_managed_by(by)).exists():
        raise in_the_way(
            "sits_elsewhere",
            f"{user} đang giữ bàn ở cơ quan khác.",
            "Gửi lời mời tới thư của người ấy; người ấy tự nhận bàn.",
        )


@transaction.atomic
def begin_seat(*, desk: Desk, user: User, since: date, by: Actor, at: datetime) -> Seat:
    """Seat her at the desk from that day; BlockedError for oneself, a closed account, a taken desk."""
    desk = locked(desk)
    refuse_stranger(by, desk)
    refuse_own(by, user)
    if not user.is_active:
        raise in_the_way(
            "account_closed", f"Tài khoản của {user} đang đóng.", "Mở lại tài khoản rồi mới xếp bàn."
        )
    refuse_far(by, user, localdate(at))
    refuse_taken(desk, since)
    refuse_clash(desk, user, since)
    begun = seat(user=user, desk=desk, since=since)
    told_of_seat(begun, by=by, at=at)
    return begun


def told_of_seat(begun: Seat, *, by: Actor, at: datetime) -> None:
    """Tell the trail who sits at the desk from when."""
    after = {"person": begun.user_id, "since": begun.since}
    title = f"{begun.user} giữ bàn “{begun.desk.title}” từ ngày {begun.since:%d/%m/%Y}"
    record("seat.begin", title, about=of_desk(begun.desk), by=by, at=at, after=after)


@transaction.atomic
def end_seat(*, held: Seat, on: date, by: Actor, at: datetime, though_waiting: bool) -> None:
    """End a seat as of that day; while work waits there only `though_waiting`: it stays with the desk."""
    desk = locked(held.desk)
    refuse_stranger(by, desk)
    refuse_own(by, held.user)
    held = Seat.objects.select_related("user", "desk__agency").get(pk=held.pk)
    if held.until is not None and held.until <= on:
        raise in_the_way(
            "seat_over",
            f"{held.user} đã thôi giữ bàn này từ ngày {held.until:%d/%m/%Y}.",
            "Không cần làm gì thêm.",
        )
    waiting = open_tasks_at(desk)
    if waiting and not though_waiting:
        raise in_the_way(
            "tasks_wait",
            f"{waiting} việc đang chờ ở bàn này sẽ chờ người kế nhiệm.",
            "Xếp hoặc mời người kế nhiệm ngay sau đó; nếu vẫn muốn, đánh dấu ô “Vẫn cho thôi” rồi làm lại.",
        )
    before = {"person": held.user_id, "since": held.since, "until": held.until}
    close_seats(user=held.user, on=on, desk=desk)
    title = f"{held.user} thôi giữ bàn “{desk.title}” từ ngày {on:%d/%m/%Y}"
    after = {"until": on, "waiting": waiting}
    record("seat.end", title, about=of_desk(held.desk), by=by, at=at, before=before, after=after)


def new_account(username: str, full_name: str, email: str, hashed: str) -> User:
    """An account at no desk; BlockedError where the name was taken a moment ago."""
    try:
        with transaction.atomic():
            return User.objects.create(username=username, last_name=full_name, email=email, password=hashed)
    except IntegrityError as error:
        raise in_the_way(
            "username_taken",
            "Tên đăng nhập này vừa có người dùng.",
            "Chọn tên khác, ví dụ thêm số ở cuối.",
            place="Tên đăng nhập",
        ) from error


def of_account(user: User, by: Actor) -> Dossier:
    """The account, as the trail names it."""
    return Dossier(kind="account", key=str(user.pk), agency=by.agency_code)


def refuse_shared(by: Actor, user: User) -> None:
    """Who also sits at a desk that she does not look after is not hers alone to close."""
    if not people_managed_by(by).filter(pk=user.pk).exists():
        raise PermissionDenied
    others = seats_from(localdate()).filter(user=user).exclude(desk__in=desks_managed_by(by))
    if others.exists():
        raise in_the_way(
            "seat_elsewhere",
            f"{user} còn giữ bàn ở cơ quan khác.",
            "Cho thôi giữ bàn ở cơ quan mình; đóng tài khoản thì nhờ người quản trị của Cục.",
        )


@transaction.atomic
def merge(*, old: Agency, new: Agency, on: date, source: str, by: Actor, at: datetime) -> list[Desk]:
    """End an agency and take its desks into its heir, told to the trail; BlockedError if it ended already."""
    old = Agency.objects.select_for_update().get(pk=old.pk)
    if old == new or (old.until is not None and old.until <= on):
        raise in_the_way(
            "agency_over",
            f"Cơ quan {old.code} trùng với {new.code}, hoặc đã kết thúc trước ngày {on:%d/%m/%Y}.",
            "Kiểm tra lại mã hai cơ quan và ngày.",
        )
    before = {"until": old.until, "successor": old.successor_id}
    desks = merge_agency(old=old, new=new, on=on, source=source)
    after = {"until": on, "successor": new.pk, "desks": [desk.code for desk in desks]}
    about = Dossier(kind="agency", key=old.code, agency=new.code)
    title = f"Nhập {old.code} vào {new.code} từ ngày {on:%d/%m/%Y}"
    record("agency.merge", title, about=about, by=by, at=at, before=before, after=after, reason=source)
    return desks


@transaction.atomic
def close_account(*, user: User, by: Actor, at: datetime) -> int:
    """She can sign in no more, from this moment; how many desks that leaves empty as of today."""
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_own(by, user)
    refuse_shared(by, user)
    if not user.is_active:
        raise in_the_way("closed_already", f"Tài khoản của {user} đã đóng.", "Không cần làm gì thêm.")
    left = [held.desk.code for held in seats_from(localdate(at)).filter(user=user).select_related("desk")]
    close_seats(user=user, on=localdate(at))
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    title = f"Đóng tài khoản {user.username}"
    record("account.close", title, about=of_account(user, by), by=by, at=at, after={"desks": left})
    return len(left)


@transaction.atomic
def reopen_account(*, user: User, by: Actor, at: datetime) -> None:
    """She may sign in again; desks are given anew."""
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_own(by, user)
    refuse_shared(by, user)
    if user.is_active:
        raise in_the_way("open_already", f"Tài khoản của {user} đang mở.", "Không cần làm gì thêm.")
    User.objects.filter(pk=user.pk).update(is_active=True)
    title = f"Mở lại tài khoản {user.username}"
    record("account.reopen", title, about=of_account(user, by), by=by, at=at)


def end_sessions(user: User) -> int:
    """Sign her out everywhere; else an account that is opened again would find its old sessions alive."""
    mine = [
        session.pk
        for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]
