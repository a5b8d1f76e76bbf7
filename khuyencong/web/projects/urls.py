"""Addresses of projects and of the steps of drafting."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.projects.views import begin, entitlement, importing, lists, progress, project, steps, texts

register("project", "project")
register("enquiry", "enquiry")
register("progress", "progress")

urlpatterns = [
    path("toi-duoc-ho-tro-gi/", entitlement.entitlement, name="entitlement"),
    path("toi-duoc-ho-tro-gi/gui/", entitlement.send, name="enquiry_send"),
    path("de-an/nhu-cau/<int:pk>/", entitlement.enquiry, name="enquiry"),
    path("de-an/", lists.projects, name="projects"),
    path("de-an/tai-ve/", lists.workbook, name="projects_workbook"),
    path("de-an/nhap/", importing.upload, name="projects_upload"),
    path("de-an/nhap/mau.xlsx", importing.template, name="projects_template"),
    path("de-an/nhap/<int:pk>/", importing.preview, name="projects_preview"),
    path("de-an/<int:pk>/tien-do/", progress.begin, name="progress_begin"),
    path("de-an/tien-do/<int:pk>/", progress.progress, name="progress"),
    path("de-an/tien-do/anh/<int:pk>/", progress.photo, name="progress_photo"),
    path("de-an/cua-toi/", lists.mine, name="project_mine"),
    path("de-an/moi/", begin.new, name="project_new"),
    path("de-an/<int:pk>/", project.project, name="project"),
    path("de-an/<int:pk>/soan/<slug:step>/", steps.step, name="project_step"),
    path("de-an/<int:pk>/xet/", steps.judge, name="project_judge"),
    path("de-an/<int:pk>/muc/<slug:section>/", texts.write, name="project_write"),
    path("de-an/<int:pk>/loi-giu-rieng/<int:aside>/", texts.settle, name="project_settle"),
    path("de-an/<int:pk>/ban-in/<slug:kind>/", project.document, name="project_document"),
    path("de-an/<int:pk>/giay-to/<int:paper>/", project.paper, name="project_paper"),
]
