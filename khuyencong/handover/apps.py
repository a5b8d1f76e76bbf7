"""The room `handover` as a Django app."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Hand-overs of desks."""

    name = "khuyencong.handover"
    verbose_name = "bàn giao"
