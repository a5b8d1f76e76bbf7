"""Addresses of the API and of the page that documents it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.views.decorators.csrf import csrf_exempt

from khuyencong.api.docs import documentation
from khuyencong.api.refusals import plainly
from khuyencong.api.site import api

patterns, application, namespace = api.urls
for pattern in patterns:
    # The doorway has taken every cookie away: who may is the key's question, not the session's.
    assert isinstance(pattern, URLPattern)
    pattern.callback = login_not_required(pattern.callback)


@csrf_exempt
@login_not_required
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that the API does not have is refused in its own words."""
    return plainly(404)


urlpatterns = [
    path("api/", documentation, name="api_documentation"),
    path("api/v1/", include((patterns, application), namespace=namespace)),
    path("api/v1/<path:rest>", nothing_here, name="api_nothing"),
]
