"""Addresses of outstanding products: of officers and judges, and of everybody."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.products.views import after, entries, public, rounds

register("product_round", "product_round")
register("product_entry", "product_entry")
register("product_ballot", "product_ballot")
register("product_complaint", "product_complaint")
register("product_certificate", "product_certificate")

urlpatterns = [
    path("binh-chon/", rounds.rounds, name="product_rounds"),
    path("binh-chon/<int:pk>/", rounds.one, name="product_round"),
    path("binh-chon/<int:pk>/giay-to/<slug:what>/<slug:kind>/", rounds.paper, name="product_round_paper"),
    path("binh-chon/<int:pk>/giay-chung-nhan/", rounds.certificates, name="product_round_certificates"),
    path("binh-chon/<int:pk>/dang-ky/", entries.new, name="product_entry_new"),
    path("binh-chon/giam-khao/<int:pk>/", rounds.ballot, name="product_ballot"),
    path("binh-chon/san-pham/<int:pk>/", entries.entry, name="product_entry"),
    path("binh-chon/san-pham/<int:pk>/phieu/<slug:kind>/", entries.own_sheet, name="product_sheet"),
    path("binh-chon/anh/<int:pk>/", entries.photo, name="product_photo"),
    path("binh-chon/giay-chung-nhan/<int:pk>/", after.certificate, name="product_certificate"),
    path("binh-chon/giay-chung-nhan/<int:pk>/<slug:kind>/", after.printed_certificate, name="product_paper"),
    path("binh-chon/khieu-nai/<int:pk>/", after.complaint, name="product_complaint"),
    path("san-pham-tieu-bieu/", public.listed, name="product_catalogue"),
    path("san-pham-tieu-bieu/tai-ve/<slug:kind>/", public.listed_file, name="product_catalogue_file"),
    path("san-pham-tieu-bieu/anh/<int:pk>/", public.photo, name="product_public_photo"),
    path("san-pham-tieu-bieu/xac-minh/", public.verify, name="product_verify"),
    path("san-pham-tieu-bieu/<str:code>/", public.verified, name="product_verified"),
]
