"""Addresses of training."""

from django.urls import path

from khuyencong.web.training import tables, views

urlpatterns = [
    path("hoc/", views.units, name="training"),
    path("hoc/co-quan/", tables.desks, name="training_desks"),
    path("hoc/co-quan/tai-ve.csv", tables.desks_file, name="training_desks_file"),
    path("hoc/toan-quoc/", tables.agencies, name="training_agencies"),
    path("hoc/toan-quoc/tai-ve.csv", tables.agencies_file, name="training_agencies_file"),
    path("hoc/bai/<slug:code>/", views.unit, name="training_unit"),
]
