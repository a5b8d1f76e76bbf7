"""Thresholds by which a conference report calls something a strength or a limit."""

from django.db import models
from django.db.models import Q

from khuyencong.norms.models.lists import LawRow


class ReportMark(LawRow):
    """From which value on a fact is told as a strength or a limit; no text of law sets one.

    Conventions of our own until a document says more: their source says so. Without a row nothing is judged.
    """

    class Measure(models.TextChoices):
        """What the value is a number of."""

        PERCENT = "percent", "%"
        POINTS = "points", "điểm phần trăm"

    value = models.DecimalField("giá trị", max_digits=7, decimal_places=2)
    measure = models.CharField("tính bằng", max_length=7, choices=Measure.choices)

    class Meta(LawRow.Meta):
        verbose_name = "mốc đánh giá trong báo cáo"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value__gte=0) & Q(measure__in=("percent", "points")),
                name="%(class)s_is_a_known_measure_from_zero",
                violation_error_message="Mốc phải từ 0 trở lên, tính bằng % hoặc điểm phần trăm.",
            ),
        ]
