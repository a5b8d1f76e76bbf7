"""Addresses of the API and of the page that documents it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from khuyencong.api.docs import documentation
from khuyencong.api.oauth import metadata
from khuyencong.api.refusals import plainly
from khuyencong.api.site import api, common_grants


def addresses(of: NinjaAPI) -> Any:
    """Its addresses; no cookie passes the doorway: who may is the key's question, not the session's."""
    patterns, application, namespace = of.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        pattern.callback = login_not_required(pattern.callback)
    return include((patterns, application), namespace=namespace)


@csrf_exempt
@login_not_required
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that the API does not have is refused in its own words."""
    return plainly(404)


urlpatterns = [
    path(".well-known/oauth-authorization-server", metadata, name="api_oauth_metadata"),
    path("api/", documentation, name="api_documentation"),
    path("api/v1/", addresses(api)),
    path("api/v1/<path:rest>", nothing_here, name="api_nothing"),
    path("common-grants/", addresses(common_grants)),
    path("common-grants/<path:rest>", nothing_here, name="api_nothing"),
]
