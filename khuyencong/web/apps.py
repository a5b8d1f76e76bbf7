"""The room `web` as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, components and style."""

    name = "khuyencong.web"
    label = "web"
    verbose_name = "Trang làm việc"
