"""Whose desk decides or moves money works with a second factor or not at all."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from khuyencong.organisations.actors import Actor
from khuyencong.web.requests import asking

OPEN = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "usersessions_list",
    "desks",
    "desk_choose",
    "help",
}
"""Addresses that stay open without one, besides those at which one is set up (mfa_…)."""


def is_asked_for(actor: Actor) -> bool:
    """Whether the role of her desk is one that decides or moves money."""
    return actor.role is not None and actor.role.second_factor


def is_required(actor: Actor) -> bool:
    """Whether she can do nothing without one."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and is_asked_for(actor)


def is_missing(actor: Actor) -> bool:
    """Whether her role asks for one and she has none; one SELECT for those roles, none for others."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return is_asked_for(actor) and not is_mfa_enabled(actor.user, kinds)


class SecondFactorMiddleware:
    """Where one is required and missing, every page leads to setting one up, and nothing can be done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead there who only looks; refuse who would do something."""
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if not request.user.is_authenticated or name in OPEN or name.startswith("mfa_"):
            return None
        actor = asking(request)
        if not is_required(actor) or not is_missing(actor):
            return None
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("Bàn này phải đăng nhập hai lớp: bật lớp thứ hai trước.")
        return redirect("mfa_index")
