"""Addresses of results after acceptance."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.outcomes import views

register("followup", "outcome")

urlpatterns = [
    path("ket-qua/", views.outcomes, name="outcomes"),
    path("ket-qua/tai-ve/", views.workbook, name="outcomes_workbook"),
    path("ket-qua/hoi/<int:pk>/", views.outcome, name="outcome"),
    path("ket-qua/hua/<int:pk>/", views.promises, name="outcome_promises"),
    path("tra-loi/<slug:secret>/", views.reply, name="outcome_reply"),
]
