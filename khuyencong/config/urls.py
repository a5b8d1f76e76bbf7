"""Every address of the site, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("khuyencong.portal.urls")),
    path("", include("khuyencong.api.urls")),
    path("", include("khuyencong.web.urls")),
]
