"""Addresses of the plans of group projects."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.group_plans import views

register("group_plan", "group_plan")

urlpatterns = [
    path("de-an/ke-hoach-nhom/", views.group_plans, name="group_plans"),
    path("de-an/ke-hoach-nhom/<int:pk>/", views.group_plan, name="group_plan"),
    path("de-an/<int:pk>/ke-hoach-nhom/", views.new, name="group_plan_new"),
]
