"""Addresses about people and desks."""

from django.urls import path

from khuyencong.web.people import contacts, desks, hooks, keys, newcomers, people, registration

urlpatterns = [
    path("can-bo/", people.listed, name="people"),
    path("can-bo/<int:pk>/", people.person, name="person"),
    path("ban-lam-viec/", desks.listed, name="desk_list"),
    path("ban-lam-viec/lap/", desks.open_one, name="desk_open"),
    path("ban-lam-viec/ban/<slug:code>/", desks.desk, name="desk_manage"),
    path("ban-lam-viec/khoa-api/lap/", keys.new_key, name="api_key_new"),
    path("ban-lam-viec/khoa-api/bao-tin/them/", hooks.new_hook, name="api_key_hook_new"),
    path("ban-lam-viec/khoa-api/bao-tin/<slug:code>/", hooks.hook, name="api_key_hook"),
    path("ban-lam-viec/khoa-api/bao-tin/", hooks.hooks, name="api_key_hooks"),
    path("ban-lam-viec/khoa-api/", keys.keys, name="api_keys"),
    path("co-quan/lien-he/", contacts.listed, name="contact_list"),
    path("co-quan/lien-he/<slug:code>/", contacts.one, name="contact"),
    path("loi-moi/<str:secret>/", newcomers.invitation, name="invitation"),
    path("co-so/", registration.own, name="establishment"),
    path("co-so/dang-ky/", registration.register, name="registration"),
    path("co-so/dang-ky/da-gui/", registration.sent, name="registration_sent"),
    path("co-so/xac-nhan/<str:secret>/", registration.confirm, name="registration_confirm"),
]
