"""Addresses of appraisal."""

from django.urls import path

from khuyencong.web.appraisal import councils, views
from khuyencong.web.dossiers import register

register("appraisal", "appraisal")
register("appraisal_interest", "appraisal")
register("appraisal_question", "appraisal_question")
register("council", "council")

urlpatterns = [
    path("tham-dinh/", views.appraisals, name="appraisals"),
    path("tham-dinh/mo/<int:pk>/", views.begin, name="appraisal_open"),
    path("tham-dinh/phieu/<int:pk>/", views.appraisal, name="appraisal"),
    path("tham-dinh/cau-hoi/<int:pk>/", views.question, name="appraisal_question"),
    path("tham-dinh/phieu/<int:pk>/ban-in/<slug:kind>/", councils.sheet_paper, name="appraisal_paper"),
    path("tham-dinh/hoi-dong/", councils.councils, name="councils"),
    path("tham-dinh/hoi-dong/<int:pk>/", councils.council, name="council"),
    path("tham-dinh/hoi-dong/<int:pk>/bien-ban/", councils.meeting, name="council_meeting"),
    path("tham-dinh/bien-ban/<int:pk>/", councils.minutes, name="minutes"),
    path("tham-dinh/bien-ban/<int:pk>/ban-in/<slug:kind>/", councils.minutes_paper, name="minutes_paper"),
]
