"""Addresses of surveys."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.surveys import odk, views
from khuyencong.web.surveys.views import answers, conflicts, needs, targets

register("survey_round", "survey")
register("survey_conflict", "survey_conflict")

urlpatterns = [
    path("khao-sat/", views.listed, name="surveys"),
    path("khao-sat/them/", views.new, name="survey_new"),
    path("khao-sat/<int:pk>/", views.survey, name="survey"),
    path("khao-sat/<int:pk>/excel", views.workbook, name="survey_workbook"),
    path("khao-sat/<int:pk>/gia-han/", views.extend, name="survey_extend"),
    path("khao-sat/<int:pk>/chi-tieu/", targets.targets, name="survey_targets"),
    path("khao-sat/<int:pk>/odk/", odk.guide, name="survey_odk"),
    path("khao-sat/<int:pk>/odk/bieu-mau.xlsx", odk.form, name="survey_odk_form"),
    path("khao-sat/<int:pk>/odk/<int:file>/", odk.preview, name="survey_odk_preview"),
    path("khao-sat/phieu/", answers.listed, name="survey_answers"),
    path("khao-sat/phieu/excel", answers.workbook, name="survey_answers_workbook"),
    path("khao-sat/phieu/<int:pk>/", answers.answer, name="survey_answer"),
    path("khao-sat/phieu/<int:pk>/co-so/", answers.link, name="survey_link"),
    path("khao-sat/hai-ban/<int:pk>/", conflicts.conflict, name="survey_conflict"),
    path("khao-sat/nhu-cau/", needs.listed, name="survey_needs"),
    path("khao-sat/nhu-cau/excel", needs.workbook, name="survey_needs_workbook"),
]
