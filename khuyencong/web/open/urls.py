"""Addresses of open data."""

from django.urls import path

from khuyencong.web.open.views import publishing, releases, search, tracking

urlpatterns = [
    path("tra-cuu-de-an/", search.projects, name="open_projects"),
    path("tra-cuu-de-an/tai-ve/", search.workbook, name="open_projects_workbook"),
    path("tra-cuu-de-an/ma/", tracking.track, name="open_track"),
    path("tra-cuu-de-an/<slug:code>/", search.project, name="open_project"),
    path("du-lieu-mo/", releases.releases, name="open_data"),
    path("du-lieu-mo/danh-muc.<slug:kind>", releases.catalogue_file, name="open_catalogue"),
    path("du-lieu-mo/phat-hanh/", publishing.publish, name="open_publish"),
    path("du-lieu-mo/ban-<int:number>/", releases.release, name="open_release"),
    path("du-lieu-mo/ban-<int:number>/<str:name>", releases.file, name="open_file"),
]
