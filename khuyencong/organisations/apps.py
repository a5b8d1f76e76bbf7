"""The room `organisations` as a Django app."""

from django.apps import AppConfig
from django.core import checks


class OrganisationsConfig(AppConfig):
    """Agencies, officers and their scope."""

    name = "khuyencong.organisations"
    label = "organisations"
    verbose_name = "Cơ quan và cán bộ"

    def ready(self) -> None:
        """Let `manage.py check` ask for the register of personal data, and lifecycles who sits where."""
        from khuyencong.organisations.checks import check_register
        from khuyencong.organisations.queries import seated_in
        from khuyencong.workflow.lifecycle import OFFICES

        checks.register(check_register)
        if seated_in not in OFFICES:
            OFFICES.append(seated_in)
