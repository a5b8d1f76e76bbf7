"""Addresses of guidance."""

from django.urls import path

from khuyencong.web.guidance import views

urlpatterns = [
    path("huong-dan/", views.questions, name="guidance"),
    path("huong-dan/<slug:code>/", views.question, name="guidance_question"),
]
