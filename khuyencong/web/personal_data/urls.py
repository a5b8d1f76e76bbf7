"""Addresses of pages about personal data."""

from django.urls import path

from khuyencong.web.personal_data import views

urlpatterns = [
    path("du-lieu-ca-nhan/", views.register_page, name="personal_data"),
    path("du-lieu-ca-nhan/cua-toi/", views.mine, name="personal_data_mine"),
    path("du-lieu-ca-nhan/cua-toi/tai/", views.my_file, name="personal_data_my_file"),
    path("du-lieu-ca-nhan/nguoi/<int:pk>/", views.person, name="personal_data_person"),
    path("du-lieu-ca-nhan/nguoi/<int:pk>/hien/", views.show, name="personal_data_show"),
    path("du-lieu-ca-nhan/nguoi/<int:pk>/tai/", views.their_file, name="personal_data_their_file"),
    path("du-lieu-ca-nhan/nguoi/<int:pk>/xoa/", views.erasure, name="personal_data_erase"),
]
