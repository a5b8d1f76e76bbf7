"""Files that take long to make: asked for, made by a job, waiting for who asked."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from khuyencong.organisations.models import Desk


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports of one person, without the bytes of their files."""

    def of(self, user: int, desk: int) -> Self:
        """What she asked for at that desk, the newest first; the file itself is read only when it is opened."""
        return self.filter(asked_by=user, desk=desk).defer("content").order_by("-asked_at", "-pk")


class Export(models.Model):
    """One file that somebody asked for. `progress` is in whole percent; with `finished_at` comes the file."""

    kind = models.CharField("loại", max_length=200)
    title = models.CharField("tên", max_length=200)
    parameters = models.JSONField("câu hỏi")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="người yêu cầu"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn")
    asked_at = models.DateTimeField("yêu cầu lúc")
    expires_at = models.DateTimeField("xóa sau lúc")
    task = models.UUIDField("việc trong hàng", null=True, blank=True)
    progress = models.PositiveSmallIntegerField("phần trăm", default=0)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    seen_at = models.DateTimeField("đã lấy lúc", null=True, blank=True)
    name = models.CharField("tên tệp", max_length=200, blank=True)
    content_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    content = models.BinaryField("tệp", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp xuất"
        indexes = [models.Index(fields=["asked_by", "desk", "-asked_at"], name="export_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="export_progress_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | ~models.Q(name=""),
                name="export_finished_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_expired(self, at: datetime) -> bool:
        """Whether its file may be gone by then."""
        return self.expires_at <= at
