"""Who is asking, and for which desk."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.timezone import localdate

from khuyencong.organisations.actors import PUBLIC, Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.queries import seated

DESK = "desk"
"""The key of the session under which the chosen desk's code is kept."""

LARGEST_KEY = 10**17 - 1
"""No row has a larger number; a database cannot even be asked for one far above it."""


def asking(request: HttpRequest) -> Actor:
    """The person behind the request at the desk she chose; read from the database once a request."""
    known: Actor | None = getattr(request, "khuyencong_actor", None)
    if known is None:
        known = actor_of(request)
        request.khuyencong_actor = known  # type: ignore[attr-defined]
    return known


def actor_of(request: HttpRequest) -> Actor:
    """The same, asked of the database."""
    origin = origin_of(request)
    if not isinstance(request.user, User):
        return PUBLIC
    return seated(request.user, localdate(), desk=request.session.get(DESK, ""), origin=origin)


def origin_of(request: HttpRequest) -> str:
    """The network address it came from: what the nearest of our own proxies wrote down, where there is one."""
    return str(get_adapter(request).get_client_ip(request)) if request.META.get("REMOTE_ADDR") else ""


def key_of(typed: str) -> int | None:
    """A row's number out of an address or a form; None for anything else, too long a number included."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
