"""The room `portal` as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """News, its editor, and what is counted of it."""

    name = "khuyencong.portal"
    label = "portal"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        """Letters of the editor's own are switched off: ours go through the outbox, in Vietnamese."""
        from khuyencong.portal.letters import switch_off
        from khuyencong.portal.models.articles import PREVIEW
        from khuyencong.portal.views.articles import preview

        switch_off()
        PREVIEW[:] = [preview]
