"""Addresses of digital signatures."""

from django.urls import path

from khuyencong.web.signatures import views

urlpatterns = [
    path("chu-ky/", views.check, name="signature_check"),
    path("quyet-dinh/<int:pk>/ban-ky/", views.keep, name="signed_copy_keep"),
    path("quyet-dinh/<int:pk>/ban-ky/<int:copy>/", views.copy, name="signed_copy"),
    path("quyet-dinh/<int:pk>/ky-thu/", views.practice, name="signed_for_practice"),
]
