"""Addresses of the in-tray."""

from django.urls import path

from khuyencong.web.tray import views

urlpatterns = [
    path("viec-cua-toi/", views.tray, name="tray"),
    path("viec-cua-toi/co-quan/", views.agency, name="tray_agency"),
    path("viec-cua-toi/thu/", views.letters, name="tray_letters"),
    path("viec-cua-toi/lich/", views.calendar_address, name="tray_calendar"),
    path("viec-cua-toi/tep/<int:pk>/", views.export, name="tray_export"),
    path("viec-cua-toi/tep/<int:pk>/tai", views.export_file, name="tray_export_file"),
    path("viec-nen/", views.background, name="background"),
    path("lich/<slug:secret>.ics", views.feed, name="calendar_feed"),
]
