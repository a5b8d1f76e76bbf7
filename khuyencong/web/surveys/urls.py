"""Addresses of surveys."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.surveys import odk, views
from khuyencong.web.surveys.views import answers, conflicts, needs, phone, sending, targets

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
    path("khao-sat/hoi/", phone.rounds, name="survey_ask"),
    path("khao-sat/hoi/<int:pk>/", phone.ask, name="survey_ask_round"),
    path("khao-sat/khong-mang/", phone.offline, name="survey_offline"),
    path("khao-sat/tho.js", phone.worker, name="survey_worker"),
    path("khao-sat/goi/", sending.package, name="survey_package"),
    path("khao-sat/gui/", sending.send, name="survey_send"),
    path("khao-sat/gui/anh/", sending.send_photo, name="survey_send_photo"),
    path("khao-sat/anh/<int:pk>/", sending.photo, name="survey_photo"),
    path("khao-sat/nhu-cau/", needs.listed, name="survey_needs"),
    path("khao-sat/nhu-cau/excel", needs.workbook, name="survey_needs_workbook"),
]
