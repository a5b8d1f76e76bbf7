"""Sources, the files they came in as, and figures exactly as given; a figure is never changed."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.norms.models import Activity
from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Region, Unit
from khuyencong.rules.money import Unit as MoneyUnit

QUALIFIERS = [("~", "khoảng"), (">", "hơn"), ("<", "dưới")]
MONEY_UNITS = [(unit.value, unit.label) for unit in MoneyUnit]


class ReceivedFile(models.Model):
    """A file exactly as it came in: what every figure of a return opens to in the end."""

    name = models.CharField("tên tệp", max_length=255)
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    content = models.BinaryField("nội dung")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người gửi")
    received_at = models.DateTimeField("nhận lúc")

    class Meta:
        verbose_name = "tệp đã nhận"

    def __str__(self) -> str:
        return self.name


class SourceQuerySet(ScopedQuerySet["Source"]):
    """Sources: an agency's own, and what is published."""

    public_when = Q(published_at__isnull=False)


class Source(models.Model):
    """Where figures come from: a published text, a province's return, or made demonstration data."""

    class Kind(models.TextChoices):
        """What kind of origin, which decides whether figures are summed or only compared."""

        PUBLISHED = "published", "Số liệu đã công bố"
        RETURN = "return", "Báo cáo của địa phương"
        DEMONSTRATION = "demonstration", "Số liệu minh họa"

    kind = models.CharField("loại", max_length=15, choices=Kind.choices)
    title = models.CharField("tên nguồn", max_length=300)
    publisher = models.CharField("nơi công bố", max_length=200, blank=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name="cơ quan lập",
    )
    file = models.ForeignKey(
        ReceivedFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name="tệp gốc",
    )
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = "nguồn số liệu"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="return") | Q(agency__isnull=False), name="return_has_an_agency"
            ),
            models.UniqueConstraint(
                fields=["kind", "title", "publisher"],
                condition=Q(agency__isnull=True),
                name="source_is_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FigureQuerySet(ScopedQuerySet["Figure"]):
    """Figures by who may see them and by when they were known."""

    agency_path = "source__agency"
    public_when = Q(source__published_at__isnull=False)

    def known_on(self, at: datetime) -> Self:
        """The figures that stood at that instant: entered by then, and not yet replaced by then."""
        replaced = Figure.objects.filter(replaces__isnull=False, entered_at__lte=at).values("replaces_id")
        return self.filter(entered_at__lte=at).exclude(pk__in=replaced)

    def standing(self) -> Self:
        """The figures nothing has replaced."""
        return self.exclude(pk__in=Figure.objects.filter(replaces__isnull=False).values("replaces_id"))

    def summed(self) -> Self:
        """Figures that make up totals: returns and demonstration data, never printed totals."""
        return self.filter(printed_total=False, stage__in=[Figure.Stage.PLAN, Figure.Stage.DONE])


class Figure(models.Model):
    """One amount: place or region, year, cut, fund, stage, content, exactly as given. Never changed.

    `amount` is whole đồng; `printed` with `printed_unit` and `decimals` is the figure as it stood there.
    A plan covers the year up to `cut` 31 December; what is done is counted from 1 January to `cut`.
    A correction is a new row that `replaces` the old one, with a reason; a withdrawn figure is replaced by 0.
    """

    class Fund(models.TextChoices):
        """The two purses, and figures given only for both together."""

        KCQG = "KCQG", "KCQG"
        KCDP = "KCDP", "KCĐP"
        ALL = "all", "Tổng hai nguồn"

    class Stage(models.TextChoices):
        """What the amount is. Only plan and done are consolidated; the others are kept as printed."""

        PLAN = "plan", "Kế hoạch"
        DONE = "done", "Thực hiện"
        APPROVED = "approved", "Được phê duyệt cho cả giai đoạn"
        UNCLEAR = "plan_or_done_unclear", "Nguồn không nói rõ kế hoạch hay thực hiện"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="figures", verbose_name="nguồn")
    location = models.CharField("vị trí trong nguồn", max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        db_index=False,
        verbose_name="địa bàn",
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        db_index=False,
        verbose_name="vùng",
    )
    first_year = models.PositiveSmallIntegerField("từ năm")
    year = models.PositiveSmallIntegerField("năm")
    cut = models.DateField("số liệu đến hết ngày")
    fund = models.CharField("nguồn kinh phí", max_length=4, choices=Fund.choices)
    stage = models.CharField("chỉ tiêu", max_length=20, choices=Stage.choices)
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        db_index=False,
        verbose_name="nội dung",
    )
    printed = models.CharField("số như đã ghi", max_length=40)
    printed_unit = models.CharField("đơn vị như đã ghi", max_length=5, choices=MONEY_UNITS)
    decimals = models.PositiveSmallIntegerField("số chữ số lẻ")
    qualifier = models.CharField("dấu", max_length=1, blank=True, choices=QUALIFIERS)
    amount = models.BigIntegerField("số tiền (đồng)")
    printed_total = models.BooleanField("số tổng do nguồn in ra, không cộng lại", default=False)
    made = models.BooleanField("số liệu minh họa", default=False)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="người nhập"
    )
    entered_at = models.DateTimeField("nhập lúc")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay cho",
    )
    reason = models.CharField("lý do sửa", max_length=300, blank=True)
    key = models.CharField("ô số liệu", max_length=120)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, region__isnull=True)
                | Q(unit__isnull=True, region__isnull=False),
                name="figure_is_of_a_place_or_a_region",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="figure_is_not_negative"),
            models.CheckConstraint(condition=Q(first_year__lte=F("year")), name="figure_years_in_order"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""), name="figure_correction_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(printed_total=True),
                name="figure_of_a_region_is_a_printed_total",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(replaces__isnull=True), name="figure_cell_begins_once"
            ),
        ]
        # Every index is paid for at each import: places and regions are found by the first two here.
        indexes = [
            models.Index(fields=["unit", "year", "cut"], name="figure_by_place"),
            models.Index(fields=["region", "year", "cut"], name="figure_by_region"),
            # What was replaced by a given instant is asked by every report; corrections are few.
            models.Index(
                fields=["entered_at", "replaces"],
                condition=Q(replaces__isnull=False),
                name="figure_corrections",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed} {self.get_printed_unit_display()} ({self.key})"
