"""What happens to accounts, told to the trail. Knocking at a door is told once a wait, never each knock."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.signals import social_account_added
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime

from khuyencong.organisations.actions.sign_in import tell
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.queries import person_named, seated
from khuyencong.web.requests import origin_of

FACTORS = {
    Authenticator.Type.TOTP: "ứng dụng mã",
    Authenticator.Type.WEBAUTHN: "khóa đăng nhập",
    Authenticator.Type.RECOVERY_CODES: "mã khôi phục",
}


def by(request: HttpRequest, user: User) -> Actor:
    """She herself, from where she is; her desk as chosen before counts only after sign-in."""
    return seated(user, localdate(), origin=origin_of(request))


def first_in_a_while(key: str) -> bool:
    """Whether nothing of the kind was told in the last minutes."""
    return bool(cache.add(f"trail:{key}", 1, settings.FAILED_MINUTES * 60))


def locked_out(request: HttpRequest, username: str) -> None:
    """Somebody failed too often at an account; a name that is nobody's may be a mistyped password: untold."""
    user = person_named(username)
    if user is not None and first_in_a_while(f"locked:{user.pk}"):
        tell("account.locked_out", user, by=Actor(origin=origin_of(request)), at=localtime())


def on_failed_factor(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Her password was right, the second factor was not."""
    if first_in_a_while(f"factor:{user.pk}"):
        tell("account.factor_failed", user, by=Actor(origin=origin_of(request)), at=localtime())


def on_signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """She came in; by what, is told too."""
    methods = request.session.get("account_authentication_methods", [])
    used = [str(each.get("type") or each.get("method")) for each in methods]
    tell("account.signed_in", user, by=by(request, user), at=localtime(), after={"by": used})


def on_password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """By the old one."""
    tell("account.password_changed", user, by=by(request, user), at=localtime())


def on_password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """By the link of a letter."""
    tell("account.password_reset", user, by=Actor(origin=origin_of(request)), at=localtime())


def on_factor(name: str) -> Any:
    """What tells one change of a second factor."""

    def receiver(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
        told = {"factor": FACTORS[authenticator.type]}
        tell(name, user, by=by(request, user), at=localtime(), after=told)

    return receiver


def on_joined(request: HttpRequest, sociallogin: Any, **kwargs: Any) -> None:
    """An account of the identity provider belongs to her from now on."""
    tell("account.joined", sociallogin.user, by=by(request, sociallogin.user), at=localtime())


RECEIVERS = {
    user_logged_in: on_signed_in,
    password_changed: on_password_changed,
    password_set: on_password_changed,
    password_reset: on_password_reset,
    authenticator_added: on_factor("account.factor_added"),
    authenticator_removed: on_factor("account.factor_removed"),
    authenticator_reset: on_factor("account.factor_reset"),
    authentication_failed: on_failed_factor,
    social_account_added: on_joined,
}


def connect() -> None:
    """Listen to allauth, once."""
    for signal, receiver in RECEIVERS.items():
        signal.connect(receiver, dispatch_uid=f"trail-{id(signal)}", weak=False)
