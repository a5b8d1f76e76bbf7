"""The room `norms` as a Django app."""

from django.apps import AppConfig


class NormsConfig(AppConfig):
    """Dated law as rows."""

    name = "khuyencong.norms"
    label = "norms"
    verbose_name = "Quy định và danh mục"
