"""Legal documents: what the rows of the law stand in."""

from django.db import models
from django.db.models import F, Q


class LegalDocument(models.Model):
    """A decree, circular, decision or resolution; dates that nobody has read stay empty."""

    number = models.CharField("số, ký hiệu", max_length=80, unique=True)
    kind = models.CharField("loại văn bản", max_length=60)
    title = models.CharField("trích yếu", max_length=300)
    issuer = models.CharField("cơ quan ban hành", max_length=120)
    signed = models.DateField("ngày ký", null=True, blank=True)
    since = models.DateField("có hiệu lực từ", null=True, blank=True)
    until = models.DateField("hết hiệu lực từ", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="được thay thế bởi",
    )
    source = models.CharField("nơi đã đọc", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "văn bản"
        ordering = ["-signed", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                name="document_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.number
