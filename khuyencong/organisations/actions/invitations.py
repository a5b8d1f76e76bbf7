"""Inviting somebody to a desk by letter, and what becomes of it. One function for each change of state."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate

from khuyencong.organisations.actions.desks import seat
from khuyencong.organisations.actions.people import (
    in_the_way,
    locked,
    new_account,
    of_desk,
    refuse_clash,
    refuse_own,
    refuse_stranger,
    refuse_taken,
    told_of_seat,
)
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import accounts_of, desks_managed_by
from khuyencong.organisations.limits import end_of
from khuyencong.organisations.models import Desk, Invitation, User
from khuyencong.organisations.queries import desks_of
from khuyencong.organisations.secrets import digest_of, new_secret
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.actions import record

OVER = {
    Invitation.State.ACCEPTED: ("Lời mời này đã được nhận.", "Đăng nhập bằng tài khoản đã lập."),
    Invitation.State.WITHDRAWN: ("Lời mời này đã được rút.", "Hỏi người đã mời nếu việc ấy vẫn cần."),
    Invitation.State.EXPIRED: (
        "Lời mời này đã hết hạn.",
        "Nhờ người đã mời gửi lại thư; thư cũ không dùng được nữa.",
    ),
}
"""What to say about an invitation that cannot be answered any more, and what to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """The account she chose; the password is judged before it comes here."""

    username: str
    password: str


def over(invitation: Invitation, at: datetime) -> BlockedError | None:
    """Why it cannot be answered any more; None while it can."""
    state = invitation.standing(at)
    if state not in OVER:
        return None
    message, fix = OVER[state]
    return in_the_way(f"invitation_{state}", message, fix)


def _tell(name: str, title: str, invitation: Invitation, *, by: Actor, at: datetime, **after: object) -> None:
    """Tell the trail, which keeps no address: it could never be erased there."""
    after = {"invitation": invitation.pk} | after
    title = f"{title} giữ bàn “{invitation.desk.title}”"
    record(name, title, about=of_desk(invitation.desk), by=by, at=at, after=after)


@transaction.atomic
def invite(
    *, desk: Desk, email: str, full_name: str, since: date, by: Actor, at: datetime
) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link, known nowhere else."""
    desk, email = locked(desk), email.strip().lower()
    refuse_stranger(by, desk)
    if by.account.email.lower() == email:
        refuse_own(by, by.account)
    refuse_taken(desk, since)
    same = Invitation.objects.filter(desk=desk, email=email, state=Invitation.State.SENT)
    same.filter(expires_at__lte=at).update(state=Invitation.State.EXPIRED, ended_at=at)
    if same.exists():
        raise in_the_way(
            "invited_already",
            "Người này đang có một lời mời vào bàn này.",
            "Gửi lại thư, hoặc rút lời mời cũ trước.",
            place="Thư điện tử",
        )
    secret = new_secret()
    invitation = Invitation.objects.create(
        desk=desk,
        email=email,
        full_name=full_name,
        since=since,
        invited_by=by.account,
        sent_at=at,
        expires_at=end_of("invitation", at),
        digest=digest_of(secret),
    )
    _tell("invitation.send", "Mời người", invitation, by=by, at=at, since=since)
    return invitation, secret


def _open(invitation: Invitation, by: Actor) -> Invitation:
    """The invitation with its row held; BlockedError when it is answered or withdrawn."""
    found = (
        Invitation.objects.select_for_update(of=("self",)).select_related("desk__agency").get(pk=invitation.pk)
    )
    refuse_stranger(by, found.desk)
    if found.state != Invitation.State.SENT:
        message, fix = OVER[Invitation.State(found.state)]
        raise in_the_way(f"invitation_{found.state}", message, fix)
    return found


@transaction.atomic
def renew(*, invitation: Invitation, by: Actor, at: datetime) -> tuple[Invitation, str]:
    """The same invitation with a new secret and a new end; the link of the earlier letter leads nowhere."""
    found, secret = _open(invitation, by), new_secret()
    found.digest, found.sent_at, found.expires_at = digest_of(secret), at, end_of("invitation", at)
    found.save(update_fields=["digest", "sent_at", "expires_at"])
    _tell("invitation.resend", "Gửi lại lời mời", found, by=by, at=at)
    return found, secret


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Take it back."""
    found = _open(invitation, by)
    found.state, found.ended_at = Invitation.State.WITHDRAWN, at
    found.save(update_fields=["state", "ended_at"])
    _tell("invitation.withdraw", "Rút lời mời", found, by=by, at=at)


def accept(*, secret: str, newcomer: Newcomer | None, by: Actor, at: datetime) -> User:
    """Seat who holds the link: a newcomer with the account she chose, or who signed in with that address.

    Invitation.DoesNotExist, or BlockedError with what stands in the way. Once, however often it is pressed.
    """
    # Made before the lock: hashing takes long on purpose.
    hashed = make_password(newcomer.password) if newcomer is not None else ""
    return _accept(secret=secret, newcomer=newcomer, hashed=hashed, by=by, at=at)


@transaction.atomic
def _accept(*, secret: str, newcomer: Newcomer | None, hashed: str, by: Actor, at: datetime) -> User:
    found = Invitation.objects.select_for_update(of=("self",)).get(digest=digest_of(secret))
    if (ended := over(found, at)) is not None:
        raise ended
    desk = locked(found.desk)
    since = max(found.since, localdate(at))
    refuse_taken(desk, since)
    _refuse_if_inviter_left(found, localdate(at))
    user = _person(found, newcomer, hashed, by)
    refuse_clash(desk, user, since)
    begun = seat(user=user, desk=desk, since=since)
    found.state, found.ended_at, found.accepted_by = Invitation.State.ACCEPTED, at, user
    found.save(update_fields=["state", "ended_at", "accepted_by"])
    herself = Actor(user=user, origin=by.origin)
    told_of_seat(begun, by=herself, at=at)
    _tell("invitation.accept", "Nhận lời mời", found, by=herself, at=at, person=user.pk)
    return user


def _refuse_if_inviter_left(invitation: Invitation, on: date) -> None:
    """An invitation is worth what its sender may do when it is taken: a closed account gives no desks away."""
    inviter = invitation.invited_by
    at_desks = (Actor(user=inviter, desk=desk) for desk in desks_of(inviter, on))
    still = any(desks_managed_by(actor).filter(pk=invitation.desk_id).exists() for actor in at_desks)
    if not inviter.is_active or not still:
        raise in_the_way(
            "inviter_left",
            "Người gửi lời mời này không còn phụ trách bàn ấy, nên lời mời hết hiệu lực.",
            "Nhờ người quản trị tài khoản hiện nay của cơ quan gửi lời mời mới.",
        )


def _person(invitation: Invitation, newcomer: Newcomer | None, hashed: str, by: Actor) -> User:
    """Who takes the desk: the account of that address, signed in, or a new one where there is none."""
    known = accounts_of(invitation.email)
    if not known and newcomer is not None and by.user is None:
        return new_account(newcomer.username, invitation.full_name, invitation.email, hashed)
    if by.user is not None and by.user in known:
        refuse_own(Actor(user=invitation.invited_by), by.user)
        return by.user
    raise in_the_way(
        "sign_in_first",
        "Lời mời này gửi tới một địa chỉ thư khác với tài khoản đang dùng, hoặc địa chỉ ấy đã có tài khoản.",
        "Đăng nhập bằng tài khoản có đúng địa chỉ thư đã nhận lời mời, rồi mở lại đường dẫn.",
    )
