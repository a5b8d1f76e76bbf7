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


class ConferenceIssue(models.Model):
    """What an issued conference report has besides: its slides. Kept with the report, like it unchanged."""

    report = models.OneToOneField(
        IssuedReport, on_delete=models.PROTECT, related_name="conference", verbose_name="báo cáo"
    )
    pptx = models.BinaryField("bản trình chiếu")
    digest = models.CharField("SHA-256 của bản trình chiếu", max_length=64)

    class Meta:
        verbose_name = "bản trình chiếu đã phát hành"

    def __str__(self) -> str:
        return str(self.report)


class ReportNumber(models.Model):
    """A figure of an issued conference report: its code, its exact value, and what it is made of.

    `value` is a fraction ("1839/6904"), in đồng, in what is counted, or as a share of 1. `of` and `parts` are
    names of figures of the same report; `trace` says which rows it is the sum of.
    """

    report = models.ForeignKey(
        IssuedReport, on_delete=models.PROTECT, related_name="numbers", verbose_name="báo cáo"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("mã tra cứu", max_length=10, db_index=True)
    name = models.CharField("tên trong báo cáo", max_length=80)
    label = models.CharField("nội dung", max_length=300)
    kind = models.CharField("loại", max_length=10)
    value = models.CharField("giá trị", max_length=80)
    counts = models.CharField("đếm gì", max_length=60, blank=True)
    digits = models.PositiveSmallIntegerField("số chữ số thập phân", default=0)
    of = models.TextField("tính từ", blank=True)
    parts = models.TextField("là tổng của", blank=True)
    plain = models.BooleanField("khoảng cách", default=False)
    trace = models.JSONField("các dòng của nó", default=dict)
    text = models.CharField("như in", max_length=120)
    printed = models.BooleanField("có in")

    class Meta:
        verbose_name = "số trong báo cáo đã phát hành"
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="number_has_a_code_in_its_report"),
            models.UniqueConstraint(fields=["report", "name"], name="number_has_a_name_in_its_report"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


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

    class Kind(models.TextChoices):
        """What is asked to be issued."""

        PLAIN = "plain", "Báo cáo số liệu vùng"
        CONFERENCE = "conference", "Báo cáo hội nghị"

    kind = models.CharField("loại báo cáo", max_length=10, choices=Kind.choices, default=Kind.PLAIN)
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
                fields=["kind", "region", "year", "cut", "borders"],
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
