"""The room `portal` as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import pre_delete, pre_save


class PortalConfig(AppConfig):
    """News, its editor, and what is counted of it."""

    name = "khuyencong.portal"
    label = "portal"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        """Letters of the editor's own are switched off: ours go through the outbox, in Vietnamese."""
        from khuyencong.portal.actions.files import READ, keep_in_place, keep_published
        from khuyencong.portal.letters import switch_off
        from khuyencong.portal.models.articles import PREVIEW
        from khuyencong.portal.views.articles import preview

        switch_off()
        PREVIEW[:] = [preview]
        for kind in READ:
            pre_save.connect(keep_published, sender=kind)
            pre_delete.connect(keep_in_place, sender=kind)
