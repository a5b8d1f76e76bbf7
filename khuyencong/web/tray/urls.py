"""Addresses of the in-tray."""

from django.urls import path

from khuyencong.web.rates import FILES, at_most
from khuyencong.web.tray import dashboard, views

urlpatterns = [
    path("viec-cua-toi/", views.tray, name="tray"),
    path("tong-quan/", dashboard.dashboard, name="dashboard"),
    path("tong-quan/<slug:code>.<slug:kind>", at_most(FILES)(dashboard.chart_file), name="dashboard_chart"),
    path("viec-cua-toi/co-quan/", views.agency, name="tray_agency"),
    path("viec-cua-toi/thu/", views.letters, name="tray_letters"),
    path("viec-cua-toi/lich/", views.calendar_address, name="tray_calendar"),
    path("viec-cua-toi/tep/<int:pk>/", views.export, name="tray_export"),
    path("viec-cua-toi/tep/<int:pk>/tai", views.export_file, name="tray_export_file"),
    path("viec-nen/", views.background, name="background"),
    path("lich/<slug:secret>.ics", views.feed, name="calendar_feed"),
]
