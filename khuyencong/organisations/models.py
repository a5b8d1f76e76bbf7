"""Agencies as a tree with dated names, and the officers who work in them."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from khuyencong.places.models import Unit


class Agency(models.Model):
    """A body of the programme. Its name lives in AgencyName: one body has had several."""

    class Level(models.TextChoices):
        """The three levels of the programme."""

        MINISTRY = "ministry", "Trung ương"
        PROVINCE = "province", "Tỉnh, thành phố"
        COMMUNE = "commune", "Xã, phường, đặc khu"

    code = models.SlugField("mã", max_length=40, unique=True)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="kế thừa bởi",
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="địa bàn"
    )
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "cơ quan"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="agency_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(level="ministry", unit__isnull=True)
                | (~Q(level="ministry") & Q(unit__isnull=False)),
                name="agency_has_a_place_below_the_ministry",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name_on(self, on: date) -> str:
        """The official name on that day; the code where no name is known."""
        names = self.names.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gt=on))
        return names.values_list("name", flat=True).first() or self.code


class AgencyName(models.Model):
    """What an agency was called from `since` up to, but not on, `until`."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names", verbose_name="cơ quan")
    name = models.CharField("tên", max_length=200)
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    class Meta:
        verbose_name = "tên cơ quan"
        constraints = [
            models.UniqueConstraint(fields=["agency", "since"], name="agency_has_one_name_from_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="agency_name_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """An officer with an account. `agency` decides which rows she sees, `role` what she may do with them."""

    class Role(models.TextChoices):
        """What an account may do."""

        OFFICER = "officer", "Cán bộ"
        LEADER = "leader", "Lãnh đạo"
        OPERATOR = "operator", "Quản trị kỹ thuật"

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name="cơ quan"
    )
    role = models.CharField("vai trò", max_length=10, choices=Role.choices, default=Role.OFFICER)

    class Meta:
        verbose_name = "người dùng"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
