"""Every address of the officers' door, room by room."""

from django.conf import settings
from django.urls import include, path

from khuyencong.web import views

urlpatterns = [
    path("", include("khuyencong.web.reporting.urls")),
    path("", include("khuyencong.web.appraisal.urls")),
    path("", include("khuyencong.web.accounts.urls")),
    path("", include("khuyencong.web.guidance.urls")),
    path("", include("khuyencong.web.handover.urls")),
    path("", include("khuyencong.web.industry.urls")),
    path("", include("khuyencong.web.norms.urls")),
    path("", include("khuyencong.web.projects.urls")),
    path("", include("khuyencong.web.decisions.urls")),
    path("", include("khuyencong.web.changes.urls")),
    path("", include("khuyencong.web.group_plans.urls")),
    path("", include("khuyencong.web.merit.urls")),
    path("", include("khuyencong.web.money.urls")),
    path("", include("khuyencong.web.open.urls")),
    path("", include("khuyencong.web.outcomes.urls")),
    path("", include("khuyencong.web.plans.urls")),
    path("", include("khuyencong.web.products.urls")),
    path("", include("khuyencong.web.surveys.urls")),
    path("", include("khuyencong.web.watching.urls")),
    path("", include("khuyencong.web.signatures.urls")),
    path("", include("khuyencong.web.trail.urls")),
    path("", include("khuyencong.web.training.urls")),
    path("", include("khuyencong.web.tray.urls")),
    path("", include("khuyencong.web.people.urls")),
    path("", include("khuyencong.web.personal_data.urls")),
    path("tro-giup/", views.tour, name="help"),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery/", views.gallery, name="gallery"))
