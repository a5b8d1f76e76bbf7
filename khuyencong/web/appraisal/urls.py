"""Addresses of appraisal."""

from django.urls import path

from khuyencong.web.appraisal import views
from khuyencong.web.dossiers import register

register("appraisal", "appraisal")
register("appraisal_question", "appraisal_question")

urlpatterns = [
    path("tham-dinh/", views.appraisals, name="appraisals"),
    path("tham-dinh/mo/<int:pk>/", views.begin, name="appraisal_open"),
    path("tham-dinh/phieu/<int:pk>/", views.appraisal, name="appraisal"),
    path("tham-dinh/cau-hoi/<int:pk>/", views.question, name="appraisal_question"),
]
