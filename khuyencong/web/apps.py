"""The room `web` as a Django app."""

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    """Pages, components and style."""

    name = "khuyencong.web"
    label = "web"
    verbose_name = "Trang làm việc"

    def ready(self) -> None:
        """Tell the trail of sign-ins, and let `migrate` make the cache's table, which has no model."""
        from khuyencong.web.accounts import trail

        trail.connect()
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("sessions"))


def make_cache_table(using: str, **kwargs: object) -> None:
    """The table in which failed sign-ins are counted; nothing where it is there."""
    call_command("createcachetable", database=using, verbosity=0)
