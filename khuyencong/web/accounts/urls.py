"""Addresses for signing in and out, and for choosing the desk to act for."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from khuyencong.web.accounts import views

urlpatterns = [
    path("dang-nhap/", LoginView.as_view(template_name="accounts/login.html"), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("ban/", views.desks, name="desks"),
    path("ban/<slug:code>/", views.choose_desk, name="desk_choose"),
]
