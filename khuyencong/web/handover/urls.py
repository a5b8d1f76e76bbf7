"""Addresses of hand-overs and of the tour of a desk."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.handover import views

register("handover", "handover")

urlpatterns = [
    path("ban-giao/", views.handovers, name="handovers"),
    path("ban-giao/moi/<slug:code>/", views.new, name="handover_new"),
    path("ban-giao/<int:pk>/", views.handover, name="handover"),
    path("ban-giao/<int:pk>/bien-ban.docx", views.minute, name="handover_minute"),
    path("ban/<slug:code>/lam-quen/", views.tour, name="desk_tour"),
]
