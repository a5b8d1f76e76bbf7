"""Addresses of the trail."""

from django.urls import path

from khuyencong.web.trail import views

urlpatterns = [
    path("nhat-ky/", views.trail, name="trail"),
    path("nhat-ky/tai/", views.export, name="trail_export"),
    path("nhat-ky/<slug:kind>/<str:key>/", views.story, name="trail_story"),
]
