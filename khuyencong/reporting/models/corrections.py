"""Corrections of figures on their way: proposed by one, looked at by another, then a figure of their own."""

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.reporting.models.figures import MONEY_UNITS, Figure


class CorrectionQuerySet(ScopedQuerySet["Correction"]):
    """Corrections: of the agency whose desk proposed them."""


class Correction(models.Model):
    """What a figure should have been, and why; once it stands, `made` is the figure it became."""

    class State(models.TextChoices):
        """Where it is; reporting.lifecycle.CORRECTION says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Chờ người xem lại"
        RETURNED = "returned", "Trả lại để sửa"
        STANDING = "standing", "Đã có hiệu lực"
        WITHDRAWN = "withdrawn", "Đã rút"

    figure = models.ForeignKey(
        Figure, on_delete=models.PROTECT, related_name="corrections", verbose_name="số bị đính chính"
    )
    printed = models.CharField("số đúng như ghi", max_length=40)
    printed_unit = models.CharField("đơn vị", max_length=5, choices=MONEY_UNITS)
    amount = models.BigIntegerField("số tiền (đồng)")
    reason = models.CharField("lý do đính chính", max_length=300)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="corrections", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc")
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xem lại"
    )
    made = models.OneToOneField(
        Figure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name="số mới",
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "đính chính"
        constraints = [
            models.UniqueConstraint(
                fields=["figure"],
                condition=Q(state__in=["proposed", "returned"]),
                name="figure_has_one_correction_under_way",
            ),
            models.CheckConstraint(
                condition=Q(state="standing", made__isnull=False)
                | (~Q(state="standing") & Q(made__isnull=True)),
                name="correction_stands_as_a_figure",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("author")),
                name="correction_is_checked_by_another",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="correction_is_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} → {self.printed} {self.get_printed_unit_display()}"
