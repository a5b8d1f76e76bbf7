"""The room `projects` as a Django app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects, from the need to the approved plan."""

    name = "khuyencong.projects"
    label = "projects"
    verbose_name = "Đề án khuyến công"
