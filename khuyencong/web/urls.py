"""Every address of the officers' door, room by room."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Stands in until the region page does."""
    return HttpResponse("khuyến công")


urlpatterns = [
    path("", home, name="home"),
    path("", include("khuyencong.web.accounts.urls")),
]
