"""Who calls: a key of a desk, or anybody at all. Read from the database once a request."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime
from ninja.security import HttpBearer

from khuyencong.organisations.actors import PUBLIC, Actor
from khuyencong.post.actions.api_keys import used
from khuyencong.post.models import ApiKey
from khuyencong.post.queries.api_keys import key_with

UNKNOWN = object()


def origin_of(request: HttpRequest) -> str:
    """The network address it came from: what the nearest of our own proxies wrote down, where there is one."""
    return str(get_adapter(request).get_client_ip(request)) if request.META.get("REMOTE_ADDR") else ""


def bearer(request: HttpRequest) -> str:
    """The key as it was sent, "" for none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def key_of(request: HttpRequest) -> ApiKey | None:
    """The key it was sent with, if that still opens today; one SELECT a request."""
    known = getattr(request, "khuyencong_key", UNKNOWN)
    if known is UNKNOWN:
        secret = bearer(request)
        known = key_with(secret, localtime()) if secret else None
        request.khuyencong_key = known  # type: ignore[attr-defined]
    found: ApiKey | None = known  # type: ignore[assignment]
    return found


def calling(request: HttpRequest) -> Actor:
    """The key's own account at the key's desk; the public where there is none."""
    key = key_of(request)
    return Actor(user=key.account, desk=key.desk, origin=origin_of(request)) if key is not None else PUBLIC


class Key(HttpBearer):
    """Lets in who sends a key that holds the scope; a key without it is told 403."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, whose day of use is noted."""
        key = key_of(request)
        if key is None:
            return None
        if self.scope not in key.scope_set:
            raise PermissionDenied
        used(key, on=localdate())
        return key
