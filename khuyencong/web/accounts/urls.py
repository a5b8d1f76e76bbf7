"""Addresses for signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

urlpatterns = [
    path("dang-nhap/", LoginView.as_view(template_name="accounts/login.html"), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
]
