"""OAuth 2.0 for programs whose libraries speak it: client credentials (RFC 6749 §4.4) and metadata (RFC 8414).

The client is a key of a desk: its id the beginning of the key, its secret the whole key. The protocol itself is
oauthlib's; here stands who a client is, what it may ask for and what a token is. Refusals of this one address
are as the RFC says, in its ASCII English, for a library reads them.
"""

import base64
import binascii
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe
from ninja import Field, Router, Schema
from oauthlib.common import Request
from oauthlib.oauth2 import (
    BearerToken,
    ClientCredentialsGrant,
    MetadataEndpoint,
    RequestValidator,
    TokenEndpoint,
)
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError

from khuyencong.api.callers import origin_of
from khuyencong.api.rates import waiting
from khuyencong.api.refusals import refused_by_rfc
from khuyencong.api.tokens import issued, life_of_tokens
from khuyencong.post.actions.api_keys import used
from khuyencong.post.models import ApiKey
from khuyencong.post.queries.api_keys import key_with, scopes

GRANT = "client_credentials"
METHODS = ["client_secret_basic", "client_secret_post"]
FORM = "application/x-www-form-urlencoded"
MOST = 10_000
"""Bytes of a request for a token."""

router = Router(tags=["Mã truy cập OAuth 2.0"])


class TokenOut(Schema):
    """A token, as RFC 6749 §5.1 says."""

    access_token: str = Field(description="Mã truy cập: gửi như khóa, Authorization: Bearer kt_…")
    token_type: str = Field(description="Luôn là Bearer")
    expires_in: int = Field(description="Dùng được ngần này giây")
    scope: str = Field(description="Phạm vi của mã, cách nhau bằng dấu cách")


class TokenRefusal(Schema):
    """A refusal of this address alone, as RFC 6749 §5.2 says."""

    error: str = Field(description="Mã lỗi theo RFC 6749 §5.2, ví dụ invalid_client, invalid_scope")
    error_description: str = Field("", description="Lời giải thích bằng tiếng Anh, như RFC đòi")


@dataclass(frozen=True, slots=True)
class Client:
    """A key as oauthlib knows a client."""

    key: ApiKey
    client_id: str


class Clients(RequestValidator):
    """Who a client is and what it may ask for. One for each request: it remembers which key showed itself."""

    def __init__(self) -> None:
        super().__init__()
        self.key: ApiKey | None = None

    def authenticate_client(self, request: Request, *args: Any, **options: Any) -> bool:
        """Whether the id is of a key that opens now and the secret is that key."""
        client, secret = credentials(request)
        key = key_with(secret, localtime()) if secret else None
        if key is None or not constant_time_compare(key.prefix, client):
            return False
        self.key = key
        request.client = Client(key, client)
        return True

    def validate_grant_type(self, client_id: str, grant_type: str, *args: Any, **options: Any) -> bool:
        """The one kind that this server grants."""
        return grant_type == GRANT

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **options: Any) -> list[str]:
        """All that the key has."""
        return [each for each in scopes() if each in request.client.key.scope_set]

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Client, request: Request, *args: Any, **options: Any
    ) -> bool:
        """A token is never wider than its key."""
        return client.key.scope_set.issuperset(scopes)

    def save_token(self, token: Any, request: Request, *args: Any, **options: Any) -> None:
        """A token is kept nowhere; the key has been used."""
        used(request.client.key, on=localdate())


def credentials(request: Request) -> tuple[str, str]:
    """The client's id and secret, from the header or from the body, never from both."""
    if {"client_id", "client_secret"} & set(request.duplicate_params):
        raise InvalidRequestError("Duplicate client credentials.", request=request)
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.client_id or "", request.client_secret or ""
    if request.client_secret:
        raise InvalidRequestError("More than one method of client authentication.", request=request)
    try:
        client, _, secret = base64.b64decode(sent, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    client, secret = unquote_plus(client), unquote_plus(secret)
    return (client, secret) if request.client_id in (None, "", client) else ("", "")


def endpoint(clients: Clients) -> TokenEndpoint:
    """Where oauthlib hands out tokens of ours."""

    def made(request: Request) -> str:
        return issued(request.client.key, frozenset(request.scopes), localtime())

    kind = BearerToken(clients, token_generator=made, expires_in=life_of_tokens(localdate()).seconds)
    return TokenEndpoint(GRANT, kind, {GRANT: ClientCredentialsGrant(clients)})


ASKED = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": [GRANT], "description": "Cách xin mã: chỉ có một"},
        "scope": {
            "type": "string",
            "description": "Phạm vi, cách nhau bằng dấu cách; trống là mọi phạm vi của khóa, rộng hơn thì lỗi",
        },
        "client_id": {
            "type": "string",
            "description": "Đầu khóa, tám ký tự giữa hai dấu gạch dưới; không gửi khi dùng HTTP Basic",
        },
        "client_secret": {"type": "string", "description": "Cả khóa kc_…; không gửi khi dùng HTTP Basic"},
    },
}
EXAMPLE = {
    "grant_type": GRANT,
    "scope": "projects:read",
    "client_id": "0a1b2c3d",
    "client_secret": "kc_0a1b2c3d_…",
}


@router.post(
    "/oauth/token",
    auth=None,
    response={200: TokenOut, (400, 401, 429): TokenRefusal},
    url_name="api_token",
    summary="Đổi khóa lấy mã truy cập ngắn hạn",
    description=(
        "OAuth 2.0 client credentials: client_id là đầu khóa, client_secret là cả khóa, gửi bằng HTTP Basic "
        "hoặc trong thân dạng form. Mã hết hạn sau ít phút, hết ngay khi khóa bị thu hồi hay bàn thôi. Riêng "
        "địa chỉ này từ chối theo RFC 6749."
    ),
    openapi_extra={
        "requestBody": {"required": True, "content": {FORM: {"schema": ASKED, "example": EXAMPLE}}},
        "responses": {
            "default": {
                "description": "Từ chối theo RFC 6749",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TokenRefusal"}}},
            }
        },
    },
)
def token(request: HttpRequest) -> HttpResponse:
    """A token for a key; wrong secrets count as wrong keys do."""
    address, at = origin_of(request), time.time()
    if wait := waiting("wrong", address, at, counted=0):
        return refused_by_rfc(429, wait)
    if request.content_type != FORM or request.META.get("QUERY_STRING") or len(request.body) > MOST:
        return refused_by_rfc(400)
    clients, sent = Clients(), request.headers.get("Authorization", "")
    headers, body, status = endpoint(clients).create_token_response(
        request.path,
        body=request.body.decode("utf-8", "replace"),
        headers={"Authorization": sent} if sent else {},
    )
    if clients.key is not None and (wait := waiting("key", str(clients.key.pk), at)):
        return refused_by_rfc(429, wait)
    if status == 401:
        waiting("wrong", address, at)
        headers["WWW-Authenticate"] = 'Basic realm="khuyencong"'
    return HttpResponse(body, status=status, headers=headers)


@login_not_required
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """What a library of OAuth asks first: where tokens are handed out, and to whom."""
    claims = {
        "issuer": settings.SITE_URL,
        "token_endpoint": settings.SITE_URL + reverse("api-1:api_token"),
        "token_endpoint_auth_methods_supported": METHODS,
        "scopes_supported": list(scopes()),
        "response_types_supported": [],
        "service_documentation": settings.SITE_URL + reverse("api_documentation"),
        "ui_locales_supported": ["vi"],
    }
    # A site of one's own on one machine has no https, which oauthlib would refuse to tell.
    told = MetadataEndpoint([endpoint(Clients())], claims, raise_errors=False)
    headers, body, status = told.create_metadata_response(request.path)
    response = JsonResponse(json.loads(body), status=status)
    response.headers["Access-Control-Allow-Origin"] = headers["Access-Control-Allow-Origin"]
    return response
