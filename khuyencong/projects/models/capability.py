"""What was published of a unit's capability: what the order of selection looks at, written from above."""

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import Agency


class PublishedCapability(models.Model):
    """The score under which a unit stands from an instant on; no score takes it back. Never changed.

    Scores are computed above (reporting), where ledger and returns are seen; what was published comes here.
    `publisher` is the agency whose plans look at it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    publisher = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="nơi công bố"
    )
    year = models.PositiveSmallIntegerField("năm")
    hundredths = models.PositiveIntegerField("điểm, phần trăm của một điểm", null=True, blank=True)
    round = models.CharField("đợt chấm", max_length=60)
    at = models.DateTimeField("từ lúc")

    class Meta:
        verbose_name = "điểm năng lực đã công bố"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["agency", "at"], name="capability_of_a_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hundredths__isnull=True) | Q(hundredths__lte=10000),
                name="published_capability_is_out_of_a_hundred",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.hundredths}"
