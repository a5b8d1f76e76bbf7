"""The room `reporting` as a Django app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Figures and reports."""

    name = "khuyencong.reporting"
    label = "reporting"
    verbose_name = "Số liệu và báo cáo"

    def ready(self) -> None:
        """Keep from now on when each return came to count."""
        from khuyencong.reporting.lifecycle.periodic.marks import mark_returns

        mark_returns()
