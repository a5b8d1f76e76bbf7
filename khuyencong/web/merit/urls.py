"""Addresses of scores and awards."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.merit.views import awards, capability, proposals, scores

register("capability", "capability")
register("capability_hearing", "capability_hearing")
register("award_round", "award")
register("award_proposal", "award_proposal")
register("award_ballot", "award_ballot")

urlpatterns = [
    path("nang-luc/", capability.rounds, name="capability_rounds"),
    path("nang-luc/<int:pk>/", capability.capability, name="capability"),
    path("nang-luc/<int:pk>/tai-ve/", capability.workbook, name="capability_workbook"),
    path("nang-luc/diem/<int:pk>/", scores.score, name="capability_score"),
    path("nang-luc/dong/<int:pk>/", capability.line, name="capability_line"),
    path("nang-luc/y-kien/<int:pk>/", scores.hearing, name="capability_hearing"),
    path("khen-thuong/", awards.awards, name="awards"),
    path("khen-thuong/<int:pk>/", awards.award, name="award"),
    path("khen-thuong/<int:pk>/tai-ve/", awards.workbook, name="award_workbook"),
    path("khen-thuong/phieu/<int:pk>/", awards.ballot, name="award_ballot"),
    path("khen-thuong/de-nghi/<int:pk>/", proposals.proposal, name="award_proposal"),
    path("khen-thuong/can-cu/<int:pk>/", proposals.evidence, name="award_evidence"),
    path("khen-thuong/de-nghi/<int:pk>/bang/<slug:kind>/", proposals.certificate, name="award_certificate"),
]
