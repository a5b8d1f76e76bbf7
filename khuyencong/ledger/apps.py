"""The room `ledger` as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Money, from the decision on the plan to the settlement."""

    name = "khuyencong.ledger"
    label = "ledger"
    verbose_name = "Sổ cái kinh phí"

    def ready(self) -> None:
        """What the rooms below decide moves money here, in the same transaction."""
        from khuyencong.ledger import following

        following.follow_all()
