"""Addresses of plans."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.plans import papers, selection, views

register("registration", "plan_request")
register("selection", "plan_list")

urlpatterns = [
    path("ke-hoach/dang-ky/", views.requests, name="plan_requests"),
    path("ke-hoach/dang-ky/<int:pk>/", views.request_page, name="plan_request"),
    path("ke-hoach/dang-ky/<int:pk>/viet/", views.write, name="plan_request_write"),
    path("ke-hoach/dang-ky/<int:pk>/ban-in/<slug:kind>/", papers.papers, name="plan_request_papers"),
    path("ke-hoach/lua-chon/", selection.lists, name="plan_lists"),
    path("ke-hoach/lua-chon/<int:pk>/", selection.one, name="plan_list"),
]
