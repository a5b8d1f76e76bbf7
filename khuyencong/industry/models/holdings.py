"""What an establishment makes and owns, its figures by year, its certificates and the support it has had."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.industry.models.establishments import Establishment, OfEstablishments

FIRST_YEAR, LAST_YEAR = 1990, 2100
LAST_DISTRICT_YEAR = 2025
"""Districts ended on 01/07/2025."""


class ProductQuerySet(OfEstablishments["Product"]):
    """Products, seen with their establishment."""


class Product(models.Model):
    """Something it makes."""

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="products", verbose_name="cơ sở"
    )
    name = models.CharField("sản phẩm", max_length=200)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm"
        constraints = [
            models.UniqueConstraint(fields=["establishment", "name"], name="product_is_listed_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MachineQuerySet(OfEstablishments["Machine"]):
    """Machines, seen with their establishment."""


class Machine(models.Model):
    """A machine; serial and invoice tell whether one machine was paid for twice."""

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="machines", verbose_name="cơ sở"
    )
    name = models.CharField("máy, thiết bị", max_length=200)
    serial = models.CharField("số máy", max_length=60, blank=True)
    serial_key = models.CharField("số máy, không dấu", max_length=60, db_index=True, editable=False)
    invoice = models.CharField("số hóa đơn", max_length=60, blank=True)
    invoice_key = models.CharField("số hóa đơn, không dấu", max_length=60, db_index=True, editable=False)
    year = models.PositiveSmallIntegerField("năm mua", null=True, blank=True)
    value = models.BigIntegerField("giá trị", null=True, blank=True)

    objects = MachineQuerySet.as_manager()

    class Meta:
        verbose_name = "máy, thiết bị"
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="machine_is_worth_no_negative_money",
                violation_error_message="Giá trị máy không được âm.",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="machine_is_bought_in_a_plausible_year",
                violation_error_message=f"Năm mua phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class YearFiguresQuerySet(OfEstablishments["YearFigures"]):
    """Figures by year, seen with their establishment."""


class YearFigures(models.Model):
    """Labour, capital and revenue of a year; the size class is reckoned from them, never typed."""

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="years", verbose_name="cơ sở"
    )
    year = models.PositiveSmallIntegerField("năm")
    labour = models.PositiveIntegerField("lao động bình quân", null=True, blank=True)
    capital = models.BigIntegerField("tổng nguồn vốn", null=True, blank=True)
    revenue = models.BigIntegerField("doanh thu", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300, blank=True)

    objects = YearFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu năm của cơ sở"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "year"], name="figures_are_given_once_a_year"),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="figures_are_of_a_plausible_year",
                violation_error_message=f"Năm số liệu phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
            models.CheckConstraint(
                condition=(Q(capital__isnull=True) | Q(capital__gte=0))
                & (Q(revenue__isnull=True) | Q(revenue__gte=0)),
                name="figures_hold_no_negative_money",
                violation_error_message="Vốn, doanh thu không được âm.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CertificateQuerySet(OfEstablishments["Certificate"]):
    """Certificates, seen with their establishment."""

    def of_years(self, years: Iterable[int]) -> Self:
        """Those of these years that nobody took back."""
        return self.filter(year__in=list(years), withdrawn_on__isnull=True)


class Certificate(models.Model):
    """A product certified as outstanding (sản phẩm công nghiệp nông thôn tiêu biểu)."""

    class Level(models.TextChoices):
        """Who certified it."""

        DISTRICT = "district", "Cấp huyện (đến 30/06/2025)"
        COMMUNE = "commune", "Cấp xã (từ 01/07/2025)"
        PROVINCE = "province", "Cấp tỉnh"
        REGION = "region", "Cấp khu vực"
        NATION = "nation", "Cấp quốc gia"

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="certificates", verbose_name="cơ sở"
    )
    product = models.CharField("sản phẩm", max_length=200)
    level = models.CharField("cấp", max_length=8, choices=Level.choices)
    year = models.PositiveSmallIntegerField("năm")
    decision = models.CharField("số quyết định", max_length=80, blank=True)
    withdrawn_on = models.DateField("đã thu hồi ngày", null=True, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy chứng nhận sản phẩm tiêu biểu"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "product", "level", "year"], name="certificate_is_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="certificate_is_of_a_plausible_year",
                violation_error_message=f"Năm cấp phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.year})"

    @property
    def of_no_district(self) -> bool:
        """Whether it names a district that had ended by then."""
        return self.level == self.Level.DISTRICT and self.year > LAST_DISTRICT_YEAR


class SupportQuerySet(OfEstablishments["Support"]):
    """Support received, seen with the establishment."""


class Support(models.Model):
    """Support from either purse as somebody wrote it down; what the system pays is read from the ledger."""

    class Purse(models.TextChoices):
        """Whose money it was."""

        NATIONAL = "KCQG", "Khuyến công quốc gia"
        LOCAL = "KCDP", "Khuyến công địa phương"

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="supports", verbose_name="cơ sở"
    )
    year = models.PositiveSmallIntegerField("năm")
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Purse.choices)
    content = models.CharField("nội dung hỗ trợ", max_length=300)
    amount = models.BigIntegerField("số tiền")
    agency = models.CharField("cơ quan hỗ trợ", max_length=200, blank=True)
    source = models.CharField("nguồn", max_length=300)

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = "hỗ trợ đã nhận"
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="support_is_no_negative_money",
                violation_error_message="Số tiền hỗ trợ không được âm.",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="support_is_of_a_plausible_year",
                violation_error_message=f"Năm hỗ trợ phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content} ({self.year})"
