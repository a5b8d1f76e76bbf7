"""Administrative units as dated rows, what became of them, and the programme's regions by date.

A unit is a territory: it gets a new row when its borders change, and `UnitName` rows when only its name or
kind does. GSO codes are used again (82 was Tiền Giang and is Đồng Tháp today, which was 87), so a unit is its
code and its `since`.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


def valid_on(on: date, path: str = "") -> Q:
    """Rows whose `since` ≤ `on` < `until`; `path` leads to the dated row ("unit__")."""
    begun = Q(**{f"{path}since__lte": on})
    return begun & (Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gt": on}))


def full_name(kind: str, name: str) -> str:
    """The name as it stands in a document: "Tỉnh Đồng Tháp", "Phường 1"."""
    return f"{kind[:1].upper()}{kind[1:]} {name}"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units by date and by the name they had."""

    def on(self, on: date) -> Self:
        """The units that existed on that day."""
        return self.filter(valid_on(on))

    def named(self, on: date) -> Self:
        """Each unit with `kind_on` and `name_on`: what it was called that day."""
        dated = UnitName.objects.filter(valid_on(on), unit=models.OuterRef("pk"))
        return self.annotate(
            kind_on=Coalesce(models.Subquery(dated.values("kind")[:1]), F("kind")),
            name_on=Coalesce(models.Subquery(dated.values("name")[:1]), F("name")),
        )


class Unit(models.Model):
    """A province, district or commune from `since` up to, but not on, `until`, under its latest name."""

    class Level(models.TextChoices):
        """The levels of administration; districts ended on 1 July 2025."""

        PROVINCE = "province", "cấp tỉnh"
        DISTRICT = "district", "cấp huyện"
        COMMUNE = "commune", "cấp xã"

    code = models.CharField("mã", max_length=5)
    level = models.CharField("cấp", max_length=8, choices=Level.choices)
    kind = models.CharField("loại", max_length=20)
    name = models.CharField("tên", max_length=80)
    folded = models.CharField("tên không dấu", max_length=100, db_index=True)
    sort_key = models.CharField("khóa sắp xếp", max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=200)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        indexes = [models.Index(fields=["level", "sort_key"], name="unit_by_level_and_name")]
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="unit_is_a_code_from_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="unit_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent__isnull=True)
                | (~Q(level="province") & Q(parent__isnull=False)),
                name="unit_below_a_province_has_a_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Kind and name, as in a document."""
        return full_name(self.kind, self.name)

    def chain(self) -> list["Unit"]:
        """The unit and those it lies in, its province last; a SELECT a level where they were not read along."""
        return [self, *(self.parent.chain() if self.parent is not None else [])]


class UnitName(models.Model):
    """What a unit was called from `since` up to, but not on, `until`, on the same territory.

    Only units that were renamed or raised have rows here, one for each of their names, the latest included.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=20)
    name = models.CharField("tên", max_length=80)
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=200)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    class Meta:
        verbose_name = "tên đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["unit", "since"], name="unit_has_one_name_from_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="unit_name_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return full_name(self.kind, self.name)


class UnitAlias(models.Model):
    """Another way people write a unit's name: an abbreviation, an old spelling, a usual mistake."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name="đơn vị")
    text = models.CharField("cách viết", max_length=80)

    class Meta:
        verbose_name = "cách viết khác"
        constraints = [models.UniqueConstraint(fields=["unit", "text"], name="unit_alias_is_listed_once")]

    def __str__(self) -> str:
        return self.text


class Lineage(models.Model):
    """`ancestor` became `descendant`, whole or in `part`.

    `main` marks the descendant that took most of a divided ancestor, as the source chose it. `weight` is the
    ancestor's share when amounts are taken back to old borders (provinces: its number of communes).
    """

    ancestor = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="became", verbose_name="đơn vị cũ"
    )
    descendant = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="came_from", verbose_name="đơn vị mới"
    )
    part = models.BooleanField("chỉ một phần", default=False)
    main = models.BooleanField("phần chính", default=True)
    weight = models.PositiveIntegerField("trọng số", null=True, blank=True)

    class Meta:
        verbose_name = "nguồn gốc đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="lineage_is_listed_once"),
            models.CheckConstraint(condition=~Q(ancestor=F("descendant")), name="lineage_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} → {self.descendant_id}"


class Region(models.Model):
    """One version of a region of the programme; a change of members is a new version."""

    class Code(models.TextChoices):
        """The regions in which the programme meets and reports."""

        NORTH = "bac", "Bắc"
        CENTRE = "trung", "Trung"
        SOUTH = "nam", "Nam"
        NATION = "vn", "Cả nước"

    code = models.CharField("mã", max_length=5, choices=Code.choices)
    name = models.CharField("tên", max_length=80)
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=200)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    members = models.ManyToManyField(
        Unit, through="RegionMember", related_name="regions", verbose_name="thành viên"
    )

    class Meta:
        verbose_name = "vùng"
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="region_is_a_code_from_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="region_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionMember(models.Model):
    """A province of a region's version."""

    region = models.ForeignKey(
        Region, on_delete=models.CASCADE, related_name="memberships", verbose_name="vùng"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships", verbose_name="đơn vị")

    class Meta:
        verbose_name = "thành viên vùng"
        constraints = [models.UniqueConstraint(fields=["region", "unit"], name="region_member_is_listed_once")]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.unit_id}"
