"""What printed texts claim about a region's year, to be reconciled."""

from django.db import models

from khuyencong.places.models import Region
from khuyencong.reporting.models.figures import Source


class ClaimSet(models.Model):
    """The claims one text makes about a region's year, to be reconciled together."""

    source = models.OneToOneField(
        Source, on_delete=models.PROTECT, related_name="claim_set", verbose_name="nguồn"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="claim_sets", verbose_name="vùng")
    year = models.PositiveSmallIntegerField("năm")
    cut = models.DateField("số liệu đến hết ngày")

    class Meta:
        verbose_name = "bộ số liệu in"

    def __str__(self) -> str:
        return self.source.title


class Claim(models.Model):
    """One printed claim (see docs/glossary.md): an amount, or what the text says follows from amounts."""

    claim_set = models.ForeignKey(ClaimSet, on_delete=models.PROTECT, related_name="claims", verbose_name="bộ")
    position = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("mã", max_length=60)
    label = models.CharField("nội dung in", max_length=300)
    kind = models.CharField("loại", max_length=10)
    printed = models.CharField("số như đã in", max_length=40, blank=True)
    unit = models.CharField("đơn vị", max_length=30, blank=True)
    of = models.CharField("tính từ", max_length=300, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "số liệu in"
        ordering = ["claim_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim_set", "code"], name="claim_code_is_unique_in_its_set"),
        ]

    def __str__(self) -> str:
        return self.label
