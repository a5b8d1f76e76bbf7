"""The room's entry in Django's list of apps."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """Post."""

    name = "khuyencong.post"
    label = "post"
    verbose_name = "Việc nền, thư và nhắc việc"
