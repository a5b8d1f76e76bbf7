"""Addresses of decisions on plans."""

from django.urls import path

from khuyencong.web.decisions import papers, views
from khuyencong.web.dossiers import register

register("plan_decision", "plan_decision")

urlpatterns = [
    path("quyet-dinh/", views.decisions, name="plan_decisions"),
    path("quyet-dinh/<int:pk>/", views.decision, name="plan_decision"),
    path("quyet-dinh/<int:pk>/ban-in/<slug:kind>/", papers.papers, name="plan_decision_papers"),
    path("quyet-dinh/<int:pk>/ca-bo/", papers.bundle, name="plan_decision_bundle"),
]
