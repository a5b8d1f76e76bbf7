"""The room `projects` as a Django app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects, from the need to the approved plan."""

    name = "khuyencong.projects"
    label = "projects"
    verbose_name = "Đề án khuyến công"

    def ready(self) -> None:
        """Say who sees what programs are told of."""
        from khuyencong.post.queries.hooks import seen_with
        from khuyencong.projects.queries.projects import seen_among

        seen_with("project", seen_among)
