"""What was bought with a project's money (mua sắm): machine or service, its serials, its invoice."""

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.projects.models.estimates import Line
from khuyencong.projects.models.projects import Beneficiary, OfProjects, Project


class PurchaseQuerySet(OfProjects["Purchase"]):
    """Purchases, seen with their project."""


class Purchase(models.Model):
    """One thing bought on one line of the estimate; `support` is the part of `amount` the purse pays, in đồng.

    Never changed or removed: a mistaken row is struck out with a reason, once (migration purchases_stay).
    """

    class Kind(models.TextChoices):
        """What was bought."""

        MACHINE = "machine", "Máy, thiết bị"
        SERVICE = "service", "Dịch vụ, vật tư"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="purchases", verbose_name="đề án"
    )
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="purchases", verbose_name="dòng chi")
    beneficiary = models.ForeignKey(
        Beneficiary,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name="đơn vị thụ hưởng",
    )
    kind = models.CharField("loại", max_length=7, choices=Kind.choices, default=Kind.MACHINE)
    name = models.CharField("mua gì", max_length=300)
    no_serial = models.CharField("vì sao không có số máy", max_length=300, blank=True)
    seller = models.CharField("bên bán", max_length=200)
    seller_code = models.CharField("mã số thuế bên bán", max_length=20)
    series = models.CharField("ký hiệu hóa đơn", max_length=20, blank=True)
    number = models.CharField("số hóa đơn", max_length=40)
    on = models.DateField("ngày hóa đơn")
    invoice_key = models.CharField("hóa đơn, một cách viết", max_length=80, db_index=True, editable=False)
    amount = models.BigIntegerField("số tiền (đồng)")
    support = models.BigIntegerField("phần hỗ trợ (đồng)")
    reason = models.CharField("giải trình", max_length=500, blank=True)
    file_name = models.CharField("tên tệp hóa đơn", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("hóa đơn")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn ghi")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("ghi lúc")
    struck_at = models.DateTimeField("gạch lúc", null=True, blank=True)
    struck_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gạch"
    )
    struck_because = models.CharField("vì sao gạch", max_length=500, blank=True)
    made_up = models.BooleanField("số liệu minh họa", default=False)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = "khoản mua sắm"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, support__gte=0, support__lte=F("amount")),
                name="purchase_is_supported_at_most_whole",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(number="") & ~Q(sha256=""), name="purchase_has_its_invoice"
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True, struck_because="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_because="")),
                name="struck_purchase_says_who_and_why",
            ),
            models.UniqueConstraint(
                fields=["project", "line", "invoice_key", "name", "amount"],
                condition=Q(struck_at__isnull=True),
                name="purchase_is_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counterpart(self) -> int:
        """What others than the purse pay of it, in đồng."""
        return self.amount - self.support


class PurchaseSerialQuerySet(OfProjects["PurchaseSerial"]):
    """Serials, seen with the project."""

    project_path = "purchase__project"


class PurchaseSerial(models.Model):
    """The serial of one machine, as it was typed and in its one spelling."""

    purchase = models.ForeignKey(
        Purchase, on_delete=models.PROTECT, related_name="serials", verbose_name="khoản mua sắm"
    )
    serial = models.CharField("số máy", max_length=80)
    key = models.CharField("số máy, một cách viết", max_length=120, db_index=True, editable=False)

    objects = PurchaseSerialQuerySet.as_manager()

    class Meta:
        verbose_name = "số máy"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "key"], name="serial_is_listed_once"),
            models.CheckConstraint(condition=~Q(key=""), name="serial_is_written"),
        ]

    def __str__(self) -> str:
        return self.serial
