"""The vouchers behind a settlement (bảng kê chứng từ), and the ground a claim is made on out of turn."""

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.claims import Claim, OfClaims


class VoucherQuerySet(OfClaims["Voucher"]):
    """Vouchers, seen with the project whose money they prove."""


class Voucher(models.Model):
    """One voucher of a settlement: who paid how much for what; a paid claim keeps its list (migration 0008)."""

    class Source(models.TextChoices):
        """Whose money paid it."""

        NATIONAL = "national", "KCQG"
        LOCAL = "local", "KCĐP"
        COUNTERPART = "own", "Đối ứng"
        OTHER = "other", "Nguồn khác"

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="vouchers", verbose_name="quyết toán"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    number = models.CharField("số chứng từ", max_length=60)
    on = models.DateField("ngày chứng từ")
    content = models.CharField("nội dung chi", max_length=300)
    amount = models.BigIntegerField("số tiền (đồng)")
    source = models.CharField("nguồn", max_length=8, choices=Source.choices)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = "chứng từ chi"
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="voucher_has_a_place"),
            models.UniqueConstraint(
                fields=["claim", "number", "on", "source"], name="voucher_is_listed_once_a_source"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="voucher_pays_something"),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(content=""), name="voucher_has_a_number_and_a_content"
            ),
            models.CheckConstraint(
                condition=Q(source__in=("national", "local", "own", "other")),
                name="voucher_names_a_known_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.on:%d/%m/%Y}"


class ClaimGroundQuerySet(OfClaims["ClaimGround"]):
    """Grounds, seen with the project of the claim."""


class ClaimGround(models.Model):
    """Why a claim goes another way than the usual: what happened, in words; its papers are of its own rows."""

    class Kind(models.TextChoices):
        """Which way."""

        LATE = "late", "Đơn vị chậm quyết toán: thanh toán số đã tạm ứng theo nghiệm thu và Mẫu 9"
        FORCE = "force", "Bất khả kháng: quyết toán theo khối lượng đã làm"

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="ground", verbose_name="đề nghị")
    kind = models.CharField("trường hợp", max_length=5, choices=Kind.choices)
    told = models.TextField("giải trình")

    objects = ClaimGroundQuerySet.as_manager()

    class Meta:
        verbose_name = "trường hợp riêng của đề nghị"
        constraints = [
            models.CheckConstraint(condition=~Q(told=""), name="ground_is_told"),
            models.CheckConstraint(condition=Q(kind__in=("late", "force")), name="ground_is_a_known_one"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
