"""Where allauth asks us: who may come in, in which words, by which letters, where from."""

import base64
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.messages import INFO, add_message
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.timezone import localtime

from khuyencong.organisations.models import Registration, User
from khuyencong.organisations.queries import people_with_email
from khuyencong.post.actions.mail import write
from khuyencong.web.accounts import trail
from khuyencong.web.accounts.second_factor import is_missing, is_required
from khuyencong.web.accounts.words import (
    ERRORS,
    MESSAGES,
    NOTICE,
    NOTICES,
    REMINDER,
    RESET,
    SECOND_FACTOR_ERRORS,
    SINGLE_SIGN_ON_ERRORS,
)
from khuyencong.web.confirmation import confirmed_recently
from khuyencong.web.requests import asking


class AccountAdapter(DefaultAccountAdapter):
    """Passwords, letters, and what is asked again."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Officers are invited, establishments register elsewhere: allauth makes nobody's account."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not of who has just signed in."""
        return not confirmed_recently(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The same, in our words."""
        titles = {
            "reauthenticate": "Dùng mật khẩu",
            "mfa_reauthenticate": "Dùng ứng dụng mã hoặc mã khôi phục",
            "mfa_reauthenticate:webauthn": "Dùng khóa đăng nhập",
        }
        return [
            each | {"description": titles[each["id"]]} for each in super().get_reauthentication_methods(user)
        ]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Where it is not required, a second factor is called to mind at each sign-in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        actor = trail.by(request, user)
        if not is_required(actor) and is_missing(actor):
            add_message(request, INFO, REMINDER)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """An owner without a desk comes to her own dossiers; the figures of a region say nothing of her."""
        if Registration.objects.filter(user=request.user.pk).exists() and asking(request).desk is None:
            return reverse("project_mine")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of one's security."""
        return reverse("mfa_index")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who failed too often; that is written down once a wait."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            trail.locked_out(request, str(credentials.get("username", "")))
            raise

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our sentence instead of its template; the unknown is left unsaid rather than said in English."""
        if said := message or MESSAGES.get(message_template or ""):
            add_message(request, level, str(said), extra_tags=extra_tags)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the address of the settings, whatever host the request named."""
        uid, _, token = key.partition("-")
        return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', args=[uid, token])}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """The letter with the link, to the address of the account as it is written there."""
        text = RESET.format(name=user, username=user.username, url=context["password_reset_url"])
        _post(user, "Đặt lại mật khẩu", text)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell her by letter what was changed about her account."""
        what = NOTICES.get(template_prefix)
        if what is None:
            return
        text = NOTICE.format(
            name=user,
            what=what,
            username=user.username,
            at=f"{localtime():%H:%M ngày %d/%m/%Y}",
            origin=asking(self.request).origin,
            site=settings.SITE_URL,
        )
        _post(user, what, text)


def _post(user: User, subject: str, text: str) -> None:
    """Through the outbox like every letter: kept when the mail server is away, and no slower for who exists."""
    at: datetime = localtime()
    if user.email:
        write(key=f"account:{user.pk}:{uuid4()}", to=user.email, subject=subject, text=text, at=at)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes and keys."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | SECOND_FACTOR_ERRORS

    def encrypt(self, text: str) -> str:
        """A copy of the database alone makes no codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With the secret key, or one that was the key before."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture alone: the declaration of an XML file has no place inside a page."""
        return str(super().build_totp_svg(url)).partition("?>")[2].strip()

    def get_totp_label(self, user: User) -> str:
        """The name she signs in by; an address would be one more place it is kept."""
        return user.username

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's own name
        """“Khóa 1”, “Khóa 2”…"""
        return f"Khóa {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of who must have one."""
        if not is_required(asking(self.request)):
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def _cipher() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"khuyencong second factor")
    return Fernet(base64.urlsafe_b64encode(derived.derive(force_bytes(secret))))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """An identity provider says who somebody is; that she works here is said by us alone."""

    error_messages: ClassVar = DefaultSocialAccountAdapter.error_messages | SINGLE_SIGN_ON_ERRORS

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """It never makes an account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join a newcomer to the one account of her verified address; without one the door stays shut."""
        if sociallogin.is_existing:
            return
        verified = [each.email for each in sociallogin.email_addresses if each.verified is True]
        people = [person for email in verified for person in people_with_email(email)]
        if len(people) != 1:
            page = render(request, "accounts/no_account.html", {"verified": bool(verified)}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, people[0])
