"""The room `organisations` as a Django app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Agencies, officers and their scope."""

    name = "khuyencong.organisations"
    label = "organisations"
    verbose_name = "Cơ quan và cán bộ"
