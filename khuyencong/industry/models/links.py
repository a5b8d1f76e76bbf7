"""Clusters in which sites lie, and who supplies or works for whom: what makes projects stand in a chain."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models.establishments import Establishment, OfEstablishments, sites_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Unit
from khuyencong.rules.clusters import EAST, NORTH


class ClusterQuerySet(ScopedQuerySet["Cluster"]):
    """Clusters by where they lie, as sites."""

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees all, an agency those in its places."""
        if is_ministry(actor):
            return self
        if reads(actor) and actor.agency is not None:
            return self.filter(sites_of(actor))
        return self.none()


class Cluster(models.Model):
    """An industrial cluster (cụm công nghiệp) as somebody wrote it down, with the place of that day."""

    name = models.CharField("tên cụm", max_length=200)
    name_key = models.CharField("tên, không dấu", max_length=200, db_index=True, editable=False)
    commune = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    district = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="huyện (cũ)"
    )
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố"
    )
    decision = models.CharField("quyết định thành lập", max_length=120, blank=True)
    since = models.DateField("thành lập ngày", null=True, blank=True)
    until = models.DateField("thôi là cụm từ ngày", null=True, blank=True)
    # Two decimal numbers as a map or a phone gives them; about a metre.
    latitude = models.DecimalField("vĩ độ", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("kinh độ", max_digits=8, decimal_places=5, null=True, blank=True)
    source = models.CharField("nguồn", max_length=300)
    made_up = models.BooleanField("số liệu minh họa", default=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = "cụm công nghiệp"
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "name_key"],
                condition=Q(until__isnull=True),
                name="cluster_is_listed_once",
                violation_error_message="Cụm này đã có trong sổ của tỉnh và đang hoạt động; sửa dòng ấy.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gt=F("since")),
                name="cluster_ends_after_it_begins",
                violation_error_message="Ngày thôi là cụm phải sau ngày thành lập.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(source=""),
                name="cluster_has_name_and_source",
                violation_error_message="Cụm phải có tên và nguồn.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    # One of them unknown leaves the range unknown, and a database lets that pass.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=NORTH,
                    longitude__range=EAST,
                ),
                name="cluster_lies_in_the_country",
                violation_error_message="Ghi cả vĩ độ (8–24) và kinh độ (102–118), hoặc bỏ trống cả hai.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SupplyLinkQuerySet(OfEstablishments["SupplyLink"]):
    """Links, seen with either of the two; the page names the other one only to who may see it."""

    def visible_to(self, actor: Actor) -> Self:
        """With one of its ends."""
        if is_ministry(actor):
            return self
        seen = Establishment.objects.visible_to(actor).values("pk")
        return self.filter(Q(establishment__in=seen) | Q(partner__in=seen))


class SupplyLink(models.Model):
    """That one establishment supplies another or works for it; ended with a day, never deleted."""

    class Kind(models.TextChoices):
        """What the one does for the other."""

        SUPPLIES = "supplies", "cung cấp cho"
        PROCESSES = "processes", "gia công cho"

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="links_out", verbose_name="cơ sở"
    )
    kind = models.CharField("quan hệ", max_length=9, choices=Kind.choices)
    partner = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="links_in", verbose_name="bên nhận"
    )
    product = models.CharField("sản phẩm", max_length=200)
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300)

    objects = SupplyLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "liên kết cung ứng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "partner", "kind", "product"],
                condition=Q(until__isnull=True),
                name="link_is_listed_once",
                violation_error_message="Liên kết này đã ghi và còn hiệu lực; sửa dòng ấy.",
            ),
            models.CheckConstraint(
                condition=~Q(establishment=F("partner")),
                name="link_is_of_two",
                violation_error_message="Bên nhận phải là cơ sở khác.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gt=F("since")),
                name="link_ends_after_it_begins",
                violation_error_message="Ngày hết liên kết phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=~Q(product="") & ~Q(source=""),
                name="link_says_what_and_whence",
                violation_error_message="Liên kết phải ghi sản phẩm và nguồn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.partner}: {self.product}"

    @property
    def period(self) -> str:
        """From when until when it stands, as far as anybody said."""
        since = f"từ {self.since:%d/%m/%Y}" if self.since else ""
        until = f"đến trước {self.until:%d/%m/%Y}" if self.until else ""
        return " ".join(each for each in (since, until) if each) or "không rõ ngày"
