"""Regional reports: the request that one be issued, and those that went out."""

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Region

BORDERS = [("then", "khi đó"), ("now", "hiện nay")]


class IssuedReport(models.Model):
    """A regional report as issued: what was asked, what was known, what stood open and why it went out."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="reports", verbose_name="vùng")
    year = models.PositiveSmallIntegerField("năm")
    cut = models.DateField("số liệu đến hết ngày")
    borders = models.CharField("theo địa giới", max_length=4, choices=BORDERS)
    known_at = models.DateTimeField("số liệu biết đến lúc")
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người phát hành"
    )
    issued_at = models.DateTimeField("phát hành lúc")
    open_errors = models.PositiveSmallIntegerField("số lỗi còn mở")
    waiver = models.CharField("lý do phát hành khi còn lỗi", max_length=500, blank=True)
    xlsx = models.BinaryField("bản Excel")
    docx = models.BinaryField("bản Word")
    digest = models.CharField("SHA-256 của bản Word", max_length=64)

    class Meta:
        verbose_name = "báo cáo đã phát hành"
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(open_errors=0) | ~Q(waiver=""), name="report_with_errors_needs_a_written_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year}, đến {self.cut:%d/%m/%Y}"


class ReportRequestQuerySet(ScopedQuerySet["ReportRequest"]):
    """Requests: the ministry's own."""


class ReportRequest(models.Model):
    """A report one officer prepared and another issues (tờ trình): built from figures known at `known_at`."""

    class State(models.TextChoices):
        """Where it is; reporting.lifecycle.REPORT says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        SUBMITTED = "submitted", "Đã trình, chờ phát hành"
        RETURNED = "returned", "Trả lại để sửa"
        ISSUED = "issued", "Đã phát hành"
        WITHDRAWN = "withdrawn", "Đã rút"

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="requests", verbose_name="vùng")
    year = models.PositiveSmallIntegerField("năm")
    cut = models.DateField("số liệu đến hết ngày")
    borders = models.CharField("theo địa giới", max_length=4, choices=BORDERS)
    known_at = models.DateTimeField("số liệu biết đến lúc")
    note = models.CharField("lời trình", max_length=500, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    prepared_at = models.DateTimeField("soạn lúc")
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)
    issued = models.OneToOneField(
        IssuedReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
        verbose_name="bản phát hành",
    )

    objects = ReportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "tờ trình báo cáo"
        ordering = ["-prepared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "cut", "borders"],
                condition=Q(state__in=["submitted", "returned"]),
                name="report_is_requested_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued__isnull=False)
                | (~Q(state="issued") & Q(issued__isnull=True)),
                name="request_is_issued_with_its_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year}, đến {self.cut:%d/%m/%Y}"
