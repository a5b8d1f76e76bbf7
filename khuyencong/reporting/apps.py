"""The room `reporting` as a Django app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Figures and reports."""

    name = "khuyencong.reporting"
    label = "reporting"
    verbose_name = "Số liệu và báo cáo"

    def ready(self) -> None:
        """Keep from now on when each return came to count; say who sees what programs are told of."""
        from khuyencong.reporting.lifecycle.periodic.marks import mark_returns
        from khuyencong.reporting.queries.heard import say_who_sees

        mark_returns()
        say_who_sees()
