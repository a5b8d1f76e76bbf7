"""Statements that are to be set aside: why one is wrong, who asked, what was decided."""

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.treasury import OfReconciliations, Reconciliation, Statement
from khuyencong.organisations.models import Agency, Desk, User


class StatementRemovalQuerySet(OfReconciliations["StatementRemoval"]):
    """Removals, seen with their reconciliation."""


class StatementRemoval(models.Model):
    """An accountant asks that one statement be set aside, a head decides; STATEMENT_REMOVAL moves it."""

    class State(models.TextChoices):
        """Where it is."""

        PROPOSED = "proposed", "Chờ lãnh đạo quyết định"
        DECIDED = "decided", "Đã bỏ riêng sao kê"
        REFUSED = "refused", "Không đồng ý bỏ"
        DROPPED = "dropped", "Đã rút đề nghị"

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="removals", verbose_name="lần đối chiếu"
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="removals", verbose_name="sao kê"
    )
    reason = models.CharField("sai ở đâu", max_length=400)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.PROPOSED)

    objects = StatementRemovalQuerySet.as_manager()

    class Meta:
        verbose_name = "bỏ riêng một sao kê"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="statement_removal_says_why"),
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(state__in=("proposed", "decided")),
                name="statement_is_removed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Bỏ riêng sao kê “{self.statement.name}”"
