"""What judges declare of their interest in a product and how they score it; rows that are never changed."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models.products.entries import ProductEntry
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet, below
from khuyencong.rules.products import TENTHS


class OfJudges(ScopedQuerySet[Any]):
    """What judges said: of who holds the round, and everybody her own."""

    entry_path = "entry"

    def visible_to(self, actor: Actor) -> Self:
        """Never of who registered the product: a sheet is its judge's own."""
        if is_ministry(actor):
            return self
        if actor.desk is None or actor.agency is None or actor.user is None:
            return self.none()
        seen = Q(user=actor.user)
        if reads(actor):
            seen |= Q(entry__round__agency__in=below(actor.agency))
        return self.filter(seen)


class ProductInterest(models.Model):
    """What a judge declared of her interest in a product before scoring it; once, never changed."""

    entry = models.ForeignKey(
        ProductEntry, on_delete=models.PROTECT, related_name="interests", verbose_name="sản phẩm"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="giám khảo")
    conflicted = models.BooleanField("có liên quan")
    words = models.CharField("liên quan thế nào", max_length=1000, blank=True)
    at = models.DateTimeField("khai lúc")

    objects = OfJudges.as_manager()

    class Meta:
        verbose_name = "khai liên quan khi chấm sản phẩm"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "user"], name="interest_in_a_product_is_declared_once"),
            models.CheckConstraint(
                condition=Q(conflicted=False) | ~Q(words=""), name="interest_in_a_product_says_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.entry_id}"


class ProductSheet(models.Model):
    """A judge's sheet on a product at a sitting; handed in whole, once, never changed."""

    entry = models.ForeignKey(
        ProductEntry, on_delete=models.PROTECT, related_name="sheets", verbose_name="sản phẩm"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="giám khảo")
    sitting = models.PositiveSmallIntegerField("lần chấm")
    total_tenths = models.PositiveIntegerField("tổng điểm (phần mười)")
    remarks = models.CharField("nhận xét", max_length=1000, blank=True)
    at = models.DateTimeField("nộp lúc")

    objects = OfJudges.as_manager()

    class Meta:
        verbose_name = "phiếu chấm điểm sản phẩm"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "user", "sitting"], name="one_sheet_a_judge_and_product"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.entry_id}"


class OfSheets(ScopedQuerySet[Any]):
    """Points, seen with their sheet."""

    def visible_to(self, actor: Actor) -> Self:
        """With the sheet."""
        return self.filter(sheet__in=ProductSheet.objects.visible_to(actor).values("pk"))


class ProductScore(models.Model):
    """The points of one criterion on a sheet, in tenths, with the most there were."""

    sheet = models.ForeignKey(
        ProductSheet, on_delete=models.PROTECT, related_name="scores", verbose_name="phiếu"
    )
    criterion = models.SlugField("tiêu chí", max_length=60)
    most = models.PositiveSmallIntegerField("điểm tối đa")
    tenths = models.PositiveSmallIntegerField("điểm (phần mười)")

    objects = OfSheets.as_manager()

    class Meta:
        verbose_name = "điểm của một tiêu chí"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="criterion_is_scored_once_a_sheet"),
            models.CheckConstraint(
                condition=Q(tenths__gte=0, tenths__lte=F("most") * TENTHS),
                name="points_are_between_none_and_the_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.tenths}"
