"""What every page shows around its own content: the places of the desk, and who is sitting at it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.organisations.models import User
from khuyencong.reporting import permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of the rail: where it leads, what it is called, and whether the reader is there now."""

    url: str
    label: str
    short: str
    icon: str
    here: bool


PLACES = (
    ("home", "Vùng và cả nước", "Vùng", "map-2", lambda actor: True, ("home", "region", "region_choose")),
    ("return_upload", "Nộp báo cáo", "Nộp", "upload", permissions.may_import, ("return_",)),
    ("issued_reports", "Báo cáo đã phát hành", "Phát hành", "rubber-stamp", permissions.may_issue, ("issue",)),
    ("figures", "Số liệu", "Số liệu", "list-details", lambda actor: True, ("figure", "source")),
    ("help", "Trợ giúp", "Trợ giúp", "help", lambda actor: True, ("help",)),
)


def places_of(request: HttpRequest) -> list[Place]:
    """The places this reader may go to; what she may not do is absent, not dead."""
    match = request.resolver_match
    now = match.url_name or "" if match else ""
    return [
        Place(url=reverse(name), label=label, short=short, icon=icon, here=now.startswith(prefixes))
        for name, label, short, icon, allowed, prefixes in PLACES
        if allowed(request.user)
    ]


def desk_of(actor: Any, on: date) -> str:
    """The name of the agency the officer acts for, as it is called on that day."""
    return actor.agency.name_on(on) if isinstance(actor, User) and actor.agency is not None else ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the base template; pages of errors may come without a user."""
    if not hasattr(request, "user"):
        return {}
    return {"places": places_of(request), "desk": desk_of(request.user, localdate())}
