"""The room `organisations` as a Django app."""

from django.apps import AppConfig
from django.core import checks


class OrganisationsConfig(AppConfig):
    """Agencies, officers and their scope."""

    name = "khuyencong.organisations"
    label = "organisations"
    verbose_name = "Cơ quan và cán bộ"

    def ready(self) -> None:
        """Let `manage.py check` ask whether every column is in the register of personal data."""
        from khuyencong.organisations.checks import check_register

        checks.register(check_register)
