"""By what an industrial cluster is judged (điều kiện thành lập, mở rộng cụm công nghiệp), by date."""

from django.db import models
from django.db.models import Q

from khuyencong.norms.models.lists import LawRow


class ClusterMark(LawRow):
    """One thing that the law asks of a cluster: a bound on a number, or that something is there."""

    class Asks(models.TextChoices):
        """What the row is about."""

        AREA = "area", "Diện tích cụm"
        OCCUPANCY_BEFORE = (
            "occupancy_before",
            "Tỷ lệ lấp đầy bình quân của các cụm đã có, khi thành lập cụm mới",
        )
        UNLEASED_BEFORE = "unleased_before", "Đất chưa cho thuê của các cụm đã có, khi thành lập cụm mới"
        OCCUPANCY_TO_EXPAND = "occupancy_to_expand", "Tỷ lệ lấp đầy của cụm, khi mở rộng"
        LISTED = "listed", "Có trong danh mục được duyệt"
        INVESTOR = "investor", "Có chủ đầu tư hạ tầng"
        LAND = "land", "Có quỹ đất"

    class Bound(models.TextChoices):
        """How the number is held to the value."""

        MORE = "more", "lớn hơn"
        LEAST = "least", "từ"
        MOST = "most", "không quá"

    class Measure(models.TextChoices):
        """What the value is a number of."""

        HECTARES = "ha", "ha"
        PERCENT = "percent", "%"

    asks = models.CharField("hỏi về", max_length=20, choices=Asks.choices)
    bound = models.CharField("so sánh", max_length=5, blank=True, choices=[("", "Có là được"), *Bound.choices])
    value = models.DecimalField("giá trị", max_digits=7, decimal_places=2, null=True, blank=True)
    measure = models.CharField(
        "tính bằng", max_length=7, blank=True, choices=[("", "Không phải số"), *Measure.choices]
    )

    class Meta(LawRow.Meta):
        verbose_name = "điều kiện về cụm công nghiệp"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(bound="", measure="", value__isnull=True)
                | (~Q(bound="") & ~Q(measure="") & Q(value__gte=0)),
                name="%(class)s_is_a_bound_or_none",
                violation_error_message="Ghi đủ so sánh, giá trị (từ 0) và đơn vị; hoặc để trống cả ba.",
            ),
        ]

    @property
    def specifics(self) -> str:
        """The rule in one line, for the page of the list."""
        if self.value is None:
            return self.get_asks_display()
        value = f"{self.value.normalize():f}".replace(".", ",")
        return f"{self.get_asks_display()}: {self.get_bound_display()} {value} {self.get_measure_display()}"
