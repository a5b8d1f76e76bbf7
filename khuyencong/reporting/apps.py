"""The room `reporting` as a Django app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Figures and reports."""

    name = "khuyencong.reporting"
    label = "reporting"
    verbose_name = "Số liệu và báo cáo"
