"""Addresses of guidance."""

from django.urls import path

from khuyencong.web.guidance import blank_forms, views

urlpatterns = [
    path("huong-dan/", views.questions, name="guidance"),
    path("huong-dan/bieu-mau/", blank_forms.blank_forms, name="guidance_forms"),
    path("huong-dan/bieu-mau/<slug:code>/tai-ve/", blank_forms.blank_form_file, name="guidance_form_file"),
    path("huong-dan/<slug:code>/", views.question, name="guidance_question"),
]
