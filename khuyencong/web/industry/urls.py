"""Addresses of the register of establishments."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.industry import views
from khuyencong.web.industry.views import (
    cluster_life,
    cluster_rows,
    clusters,
    importing,
    merging,
    owners,
    public_clusters,
    writing,
)

register("establishment", "industry_row")
register("cluster", "cluster")
register("cluster_notice", "cluster_notice")
register("owner_account", "industry_owner")
register("establishment_merge", "industry_merge")

urlpatterns = [
    path("co-so/danh-sach/", views.listed, name="industry"),
    path("co-so/danh-sach/excel", views.workbook, name="industry_workbook"),
    path("co-so/danh-sach/xuat/", views.export, name="industry_export"),
    path("co-so/cum/", clusters.clusters, name="clusters"),
    path("co-so/cum/them/", clusters.new, name="cluster_new"),
    path("co-so/cum/<int:pk>/", clusters.cluster, name="cluster"),
    path("co-so/cum/<int:pk>/ghi/<slug:kind>/", cluster_rows.add, name="cluster_row_add"),
    path("co-so/cum/<int:pk>/ghi/<slug:kind>/<int:key>/", cluster_rows.change, name="cluster_row_change"),
    path("co-so/cum/<int:pk>/chuoi/", cluster_life.chain, name="cluster_chain"),
    path("co-so/cum/<int:pk>/ho-tro/", cluster_life.support, name="cluster_support"),
    path("co-so/cum/<int:pk>/cong-khai/", cluster_rows.propose, name="cluster_propose"),
    path("co-so/cum/cong-khai/<int:pk>/", cluster_rows.notice, name="cluster_notice"),
    path("cum-cong-nghiep/", public_clusters.listed, name="public_clusters"),
    path("cum-cong-nghiep/tai-ve.csv", public_clusters.listed_file, name="public_clusters_file"),
    path("cum-cong-nghiep/<int:pk>/", public_clusters.one, name="public_cluster"),
    path("co-so/nhap/", importing.upload, name="industry_upload"),
    path("co-so/nhap/mau.xlsx", importing.template, name="industry_template"),
    path("co-so/nhap/<int:pk>/", importing.preview, name="industry_preview"),
    path("co-so/tai-khoan/<int:pk>/", owners.owner, name="industry_owner"),
    path("co-so/them/", writing.new, name="industry_new"),
    path("co-so/de-xuat-gop/<int:pk>/", merging.merge, name="industry_merge"),
    path("co-so/<int:pk>/", views.row, name="industry_row"),
    path("co-so/<int:pk>/da-ho-tro/", views.support, name="industry_support"),
    path("co-so/<int:pk>/sua/", writing.edit, name="industry_edit"),
    path("co-so/<int:pk>/trang-thai/", writing.standing, name="industry_standing"),
    path("co-so/<int:pk>/tai-khoan/", writing.link, name="industry_link"),
    path("co-so/<int:pk>/gop/", merging.propose, name="industry_propose"),
    path("co-so/<int:pk>/<slug:kind>/", writing.add, name="industry_add"),
    path("co-so/<int:pk>/<slug:kind>/<int:key>/", writing.change_one, name="industry_change"),
]
