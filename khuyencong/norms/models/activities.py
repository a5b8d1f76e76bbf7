"""The programme's contents (nội dung) and the report lines under them, as dated rows."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Activities by date."""

    def on(self, day: date) -> Self:
        """Those in force on that day, in the order of the form."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day).order_by("position")


class Activity(models.Model):
    """A content of NĐ 45/2012 Điều 4 (no parent), or a line of the report on funds under it."""

    code = models.CharField("mã", max_length=10)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name="thuộc nội dung",
    )
    name = models.CharField("tên", max_length=300)
    position = models.PositiveSmallIntegerField("thứ tự")
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung hoạt động"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="activity_code_is_unique_from_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="activity_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"
