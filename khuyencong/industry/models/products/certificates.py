"""Certificates of outstanding products as they were granted, and complaints about the result of a round."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models.holdings import FIRST_YEAR, LAST_YEAR, Certificate
from khuyencong.industry.models.products.entries import OfProductEntries, ProductEntry
from khuyencong.norms.models import ProductLevel
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.places.models import Unit


class ProductCertificateQuerySet(OfProductEntries):
    """Certificates: officers see them with their entry, everybody in the catalogue."""

    def catalogued(self) -> Self:
        """Those of rounds whose result was made known: everybody's."""
        return self.filter(published=True)


class ProductCertificate(models.Model):
    """A certificate as the decision granted it: what it says is never changed.

    industry.lifecycle.PRODUCT_CERTIFICATE says how it is withdrawn. Place and names are those of its day.
    """

    class State(models.TextChoices):
        """Whether it was taken back; that it ran out follows from the day."""

        GRANTED = "granted", "Đã cấp"
        DOUBTED = "doubted", "Trình thu hồi"
        WITHDRAWN = "withdrawn", "Đã thu hồi"

    entry = models.OneToOneField(
        ProductEntry, on_delete=models.PROTECT, related_name="certificate", verbose_name="sản phẩm"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan cấp")
    level = models.CharField("cấp", max_length=8, choices=ProductLevel.Level.choices)
    year = models.PositiveSmallIntegerField("năm cấp")
    serial = models.PositiveIntegerField("số vào sổ")
    code = models.CharField("mã xác minh", max_length=10, unique=True)
    name = models.CharField("sản phẩm", max_length=200)
    owner_name = models.CharField("cơ sở", max_length=200)
    group = models.SlugField("nhóm", max_length=60)
    group_name = models.CharField("tên nhóm", max_length=200)
    province = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh")
    place = models.CharField("nơi sản xuất", max_length=250)
    decided_by = models.CharField("ai công nhận", max_length=200)
    decision = models.CharField("số quyết định", max_length=60)
    granted_on = models.DateField("ngày cấp")
    last_day = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    term_law = models.CharField("căn cứ thời hạn", max_length=300, blank=True)
    searched = models.TextField("chữ để tìm, không dấu", editable=False)
    sort_key = models.CharField("khóa sắp xếp", max_length=400, editable=False)
    published = models.BooleanField("có trong danh mục công khai", default=False)
    register_row = models.OneToOneField(
        Certificate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="granted",
        verbose_name="dòng trong sổ cơ sở",
    )
    withdrawal_number = models.CharField("số quyết định thu hồi", max_length=60, blank=True)
    withdrawn_on = models.DateField("thu hồi ngày", null=True, blank=True)
    withdrawal_signer = models.CharField("người ký thu hồi", max_length=200, blank=True)
    withdrawal_reason = models.CharField("lý do thu hồi", max_length=1000, blank=True)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.GRANTED)

    objects = ProductCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy chứng nhận đã cấp qua bình chọn"
        ordering = ["-granted_on", "sort_key", "pk"]
        indexes = [
            models.Index(fields=["published", "-granted_on", "sort_key", "id"], name="products_in_order")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "level", "year", "serial"], name="product_certificate_number_is_given_once"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR), serial__gte=1) & ~Q(code="") & ~Q(decision=""),
                name="product_certificate_has_number_code_and_decision",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("granted_on")),
                name="product_certificate_ends_after_its_grant",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="withdrawn", withdrawn_on__isnull=False)
                    & ~Q(withdrawal_number="")
                    & ~Q(withdrawal_reason="")
                    & ~Q(withdrawal_signer="")
                )
                | (~Q(state="withdrawn") & Q(withdrawn_on__isnull=True)),
                name="product_certificate_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.owner_name})"

    @property
    def register_number(self) -> str:
        """Its number as it is printed."""
        return f"{self.serial:02d}/{self.year}"


class ProductComplaint(models.Model):
    """A complaint about the result; PRODUCT_COMPLAINT says how it moves, and its clock runs from its coming."""

    class State(models.TextChoices):
        """Where it is."""

        RECEIVED = "received", "Chờ Hội đồng giải quyết"
        ANSWERED = "answered", "Đã giải quyết"
        TAKEN_BACK = "taken_back", "Đã rút đơn"

    class Outcome(models.TextChoices):
        """What the council found."""

        KEPT = "kept", "Giữ nguyên kết quả"
        RIGHT = "right", "Khiếu nại đúng, kết quả phải xem lại"
        PARTLY = "partly", "Khiếu nại đúng một phần"

    entry = models.ForeignKey(
        ProductEntry, on_delete=models.PROTECT, related_name="complaints", verbose_name="sản phẩm"
    )
    words = models.TextField("nội dung khiếu nại")
    received_on = models.DateField("nhận đơn ngày")
    due = models.DateField("phải giải quyết đến hết ngày")
    due_law = models.CharField("căn cứ thời hạn", max_length=300)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="nơi giải quyết"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn giải quyết")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("ghi lúc")
    outcome = models.CharField("kết luận", max_length=6, blank=True, choices=Outcome.choices)
    answer = models.TextField("trả lời", blank=True)
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.RECEIVED)

    objects = OfProductEntries.as_manager()

    class Meta:
        verbose_name = "khiếu nại kết quả bình chọn"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") & Q(due__gte=F("received_on")), name="product_complaint_says_what"
            ),
            models.CheckConstraint(
                condition=(Q(state="answered", answered_on__isnull=False) & ~Q(answer="") & ~Q(outcome=""))
                | (~Q(state="answered") & Q(answered_on__isnull=True)),
                name="product_complaint_answered_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"Khiếu nại về {self.entry_id} ngày {self.received_on:%d/%m/%Y}"
