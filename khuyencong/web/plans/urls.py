"""Addresses of plans."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.plans import views

register("registration", "plan_request")

urlpatterns = [
    path("ke-hoach/dang-ky/", views.requests, name="plan_requests"),
    path("ke-hoach/dang-ky/<int:pk>/", views.request_page, name="plan_request"),
    path("ke-hoach/dang-ky/<int:pk>/viet/", views.write, name="plan_request_write"),
]
