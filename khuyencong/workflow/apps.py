"""The room `workflow` as a Django app."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Trail and tasks."""

    name = "khuyencong.workflow"
    verbose_name = "nhật ký và việc"
