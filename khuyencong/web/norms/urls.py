"""Addresses of norms, of proposals to change them, of the law's lists and documents."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.norms import views
from khuyencong.web.norms.views import changes, lists

register("norm_change", "norm_change")
register("list_change", "norm_list_change")

urlpatterns = [
    path("dinh-muc/", views.norms, name="norms"),
    path("dinh-muc/them/", changes.new, name="norm_new"),
    path("dinh-muc/danh-muc/<slug:kind>/", views.law_list, name="norm_list"),
    path("dinh-muc/danh-muc/<slug:kind>/tep.csv", lists.list_file, name="norm_list_file"),
    path("dinh-muc/danh-muc/<slug:kind>/de-xuat/", lists.propose, name="norm_list_propose"),
    path("dinh-muc/danh-muc/de-xuat/<int:pk>/", lists.change, name="norm_list_change"),
    path("dinh-muc/de-xuat/<int:pk>/", changes.change, name="norm_change"),
    path("dinh-muc/<slug:code>/", views.norm, name="norm"),
    path("dinh-muc/<slug:code>/de-xuat/", changes.propose_change, name="norm_propose"),
    path("van-ban/", views.documents, name="norm_documents"),
]
