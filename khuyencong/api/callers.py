"""Who calls: a key of a desk, or anybody at all. Read from the database once a request."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime
from ninja.security import HttpBearer

from khuyencong.api.tokens import token_of
from khuyencong.organisations.actors import PUBLIC, Actor
from khuyencong.post.actions.api_keys import used
from khuyencong.post.models import ApiKey
from khuyencong.post.queries.api_keys import key_numbered, key_with

UNKNOWN = object()


def origin_of(request: HttpRequest) -> str:
    """The network address it came from: what the nearest of our own proxies wrote down, where there is one."""
    return str(get_adapter(request).get_client_ip(request)) if request.META.get("REMOTE_ADDR") else ""


def bearer(request: HttpRequest) -> str:
    """The key as it was sent, "" for none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a request was sent with: a key, and the scopes it was narrowed to."""

    key: ApiKey
    scopes: frozenset[str]


def pass_of(request: HttpRequest) -> Pass | None:
    """The key or the token of one that it was sent with, if that still opens now; one SELECT a request."""
    known = getattr(request, "khuyencong_pass", UNKNOWN)
    if known is UNKNOWN:
        known = pass_with(bearer(request))
        request.khuyencong_pass = known  # type: ignore[attr-defined]
    found: Pass | None = known  # type: ignore[assignment]
    return found


def pass_with(sent: str) -> Pass | None:
    """What the sent secret lets in."""
    at = localtime()
    if (token := token_of(sent)) is not None:
        key = key_numbered(token.key, at) if token.until > at.timestamp() else None
        return Pass(key=key, scopes=token.scopes & key.scope_set) if key is not None else None
    key = key_with(sent, at) if sent else None
    return Pass(key=key, scopes=key.scope_set) if key is not None else None


def key_of(request: HttpRequest) -> ApiKey | None:
    """The key it was sent with, or whose token, if that still opens now."""
    found = pass_of(request)
    return found.key if found is not None else None


def calling(request: HttpRequest) -> Actor:
    """The key's own account at the key's desk; the public where there is none."""
    key = key_of(request)
    return Actor(user=key.account, desk=key.desk, origin=origin_of(request)) if key is not None else PUBLIC


class Key(HttpBearer):
    """Lets in who sends a key or a token that holds the scope; one without it is told 403."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, whose day of use is noted."""
        found = pass_of(request)
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise PermissionDenied
        used(found.key, on=localdate())
        return found.key
