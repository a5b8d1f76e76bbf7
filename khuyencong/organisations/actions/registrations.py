"""Establishments that ask for an account of their own: asked, then confirmed by the link of a letter."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate

from khuyencong.organisations.actions.invitations import Newcomer
from khuyencong.organisations.actions.people import in_the_way, new_account
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import accounts_of
from khuyencong.organisations.limits import end_of
from khuyencong.organisations.models import Registration, User
from khuyencong.organisations.queries import desk_for
from khuyencong.organisations.roles import Permission
from khuyencong.organisations.secrets import digest_of, new_secret
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.actions import Dossier, Waits, open_task, record

OVER = (
    "Đường dẫn này đã hết hạn hoặc đã dùng.",
    "Nếu đã xác nhận thì đăng nhập; nếu chưa thì đăng ký lại, mất khoảng hai phút.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the establishment wrote; `unit` is the key of its commune or province, `purpose` the
    sentence it agreed to, as it was shown, `answers` what it had answered before, as an address carries it.
    """

    email: str
    representative: str
    establishment: str
    tax_code: str
    unit: int
    purpose: str
    answers: str = ""


def register(application: Application, at: datetime) -> tuple[Registration, str] | None:
    """A registration and the secret of its link; None where the address has an account already."""
    email = application.email.strip().lower()
    if accounts_of(email):
        return None
    secret = new_secret()
    registration = Registration.objects.create(
        email=email,
        representative=application.representative,
        establishment=application.establishment,
        tax_code=application.tax_code,
        unit_id=application.unit,
        purpose=application.purpose,
        answers=application.answers,
        consented_at=at,
        expires_at=end_of("registration", at),
        digest=digest_of(secret),
    )
    return registration, secret


def over(registration: Registration, at: datetime) -> BlockedError | None:
    """Why it cannot be confirmed any more; None while it can."""
    ended = registration.expires_at is None or registration.expires_at <= at
    return in_the_way("registration_over", *OVER) if ended or accounts_of(registration.email) else None


def confirm(*, secret: str, newcomer: Newcomer, origin: str, at: datetime) -> User:
    """The account of the establishment, at no desk; Registration.DoesNotExist, or BlockedError."""
    # Made before the lock: hashing takes long on purpose.
    return _confirm(secret, newcomer.username, make_password(newcomer.password), origin=origin, at=at)


@transaction.atomic
def _confirm(secret: str, username: str, hashed: str, *, origin: str, at: datetime) -> User:
    digest = digest_of(secret)
    email = Registration.objects.values_list("email", flat=True).get(digest=digest)
    # All of that address queue here, so that two letters to one address make one account.
    same = Registration.objects.select_for_update().filter(email=email).order_by("pk")
    found = next(each for each in same if each.digest == digest)
    if (ended := over(found, at)) is not None:
        raise ended
    user = new_account(username, found.representative, found.email, hashed)
    found.user, found.confirmed_at, found.expires_at = user, at, None
    found.save(update_fields=["user", "confirmed_at", "expires_at"])
    record(
        "registration.confirm",
        "Cơ sở xác nhận đăng ký, có tài khoản",
        about=Dossier(kind="registration", key=str(found.pk)),
        by=Actor(user=user, origin=origin),
        at=at,
        after={"account": user.pk, "unit": found.unit_id},
    )
    wait_for_row(found, at)
    return user


def wait_for_row(registration: Registration, at: datetime) -> None:
    """Let it wait at the desk that keeps the register there, until the account is given its row."""
    desk = desk_for(Permission.ESTABLISHMENT_REGISTER, registration.unit, localdate(at))
    if desk is not None:
        title = f"Gắn tài khoản của cơ sở “{registration.establishment}” với sổ cơ sở"
        waits = Waits(desk=desk.code, agency=desk.agency.code, title=title)
        open_task(about_owner(registration), waits, at=at)


def about_owner(registration: Registration) -> Dossier:
    """The account that waits for its row, as an in-tray names it."""
    return Dossier(kind="owner_account", key=str(registration.pk))
