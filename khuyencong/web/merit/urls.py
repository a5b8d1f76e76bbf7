"""Addresses of scores and awards."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.merit.views import capability, scores

register("capability", "capability")
register("capability_hearing", "capability_hearing")

urlpatterns = [
    path("nang-luc/", capability.rounds, name="capability_rounds"),
    path("nang-luc/<int:pk>/", capability.capability, name="capability"),
    path("nang-luc/<int:pk>/tai-ve/", capability.workbook, name="capability_workbook"),
    path("nang-luc/diem/<int:pk>/", scores.score, name="capability_score"),
    path("nang-luc/dong/<int:pk>/", capability.line, name="capability_line"),
    path("nang-luc/y-kien/<int:pk>/", scores.hearing, name="capability_hearing"),
]
