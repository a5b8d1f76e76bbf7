"""Addresses of changes and of a project's line of time."""

from django.urls import path

from khuyencong.web.changes import asking, timeline, views
from khuyencong.web.dossiers import register

register("change", "change")

urlpatterns = [
    path("de-an/dieu-chinh/", views.changes, name="changes"),
    path("de-an/dieu-chinh/<int:pk>/", views.change, name="change"),
    path("de-an/dieu-chinh/<int:pk>/sua/", asking.edit, name="change_edit"),
    path("de-an/dieu-chinh/<int:pk>/giay-to/<int:position>/", views.paper, name="change_paper"),
    path("de-an/dieu-chinh/<int:pk>/du-thao/<slug:kind>/", views.document, name="change_document"),
    path("de-an/<int:pk>/dieu-chinh/moi/", asking.new, name="change_new"),
    path("de-an/<int:pk>/dong-thoi-gian/", timeline.timeline, name="project_timeline"),
]
