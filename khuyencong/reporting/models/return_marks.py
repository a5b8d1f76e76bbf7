"""When a periodic return was signed, sent back, approved, opened again: what counted at which instant.

The return itself keeps only where it stands now; a report of an earlier day needs where it stood then.
"""

from django.db import models

from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.reporting.models.periodic import PeriodicReturn


class ReturnMarkQuerySet(ScopedQuerySet["ReturnMark"]):
    """Marks, seen with their return."""

    agency_path = "periodic_return__agency"


class ReturnMark(models.Model):
    """That a return came to stand somewhere else (mốc của báo cáo); append-only, one a step of its life.

    `waived` names the waivers that held for its numbers then, by key; None where nobody asked.
    """

    class Kind(models.TextChoices):
        """What happened; drafting and handing up inside the agency that owes it count for nothing above."""

        SENT = "sent", "Ký gửi lên cấp trên"
        RETURNED = "returned", "Cấp trên trả lại"
        APPROVED = "approved", "Cấp trên duyệt, khóa"
        REOPENED = "reopened", "Mở lại để sửa số"
        KEPT = "kept", "Giữ bản đã duyệt"
        MISSING = "missing", "Ghi nhận nợ báo cáo"
        LET_IN = "let_in", "Cho nộp muộn"
        DROPPED = "dropped", "Không phải nộp"

    periodic_return = models.ForeignKey(
        PeriodicReturn, on_delete=models.PROTECT, related_name="marks", db_index=False, verbose_name="báo cáo"
    )
    kind = models.CharField("mốc", max_length=8, choices=Kind.choices)
    revision = models.PositiveSmallIntegerField("bản")
    at = models.DateTimeField("lúc")
    waived = models.JSONField("miễn trừ còn giữ", null=True, blank=True)

    objects = ReturnMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "mốc của báo cáo"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        *("sent", "returned", "approved", "reopened", "kept", "missing", "let_in", "dropped")
                    ]
                ),
                name="return_mark_is_of_a_known_kind",
            ),
            models.CheckConstraint(condition=models.Q(revision__gte=1), name="return_mark_is_of_a_revision"),
        ]
        indexes = [models.Index(fields=["periodic_return", "at"], name="return_mark_in_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, bản {self.revision}"
