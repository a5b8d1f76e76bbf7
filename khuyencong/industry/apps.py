"""The room `industry` as a Django app."""

from django.apps import AppConfig


class IndustryConfig(AppConfig):
    """The register of establishments."""

    name = "khuyencong.industry"
    label = "industry"
    verbose_name = "Cơ sở công nghiệp nông thôn"
