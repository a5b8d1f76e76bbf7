"""Norms of support: what may be supported, at what rate and up to what cap, from which day."""

from collections.abc import Collection
from datetime import date
from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.norms.models.activities import Activity
from khuyencong.norms.models.documents import LegalDocument
from khuyencong.places.models import Lineage, Unit, valid_on
from khuyencong.rules import norms as rules


class SupportItem(models.Model):
    """A thing that may be supported (khoản hỗ trợ), finer than a report line; norms are about items."""

    code = models.SlugField("mã", max_length=40, unique=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="items", verbose_name="nội dung, dòng báo cáo"
    )
    name = models.CharField("tên", max_length=300)
    costs = models.TextField("chi phí được hỗ trợ", blank=True)
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "khoản hỗ trợ"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class NormQuerySet(models.QuerySet["Norm"]):
    """Norms by date, as the register stands now."""

    def standing(self) -> Self:
        """Those no other edition has superseded."""
        return self.filter(superseded_at__isnull=True)

    def on(self, day: date) -> Self:
        """Those whose own days hold that day, as known now."""
        return self.standing().filter(valid_on(day))

    def binding(self, day: date) -> Self:
        """Those in force on that day, as known now: of provinces that stand on it."""
        gone = Q(province__isnull=False) & ~valid_on(day, "province__")
        return self.on(day).exclude(gone)

    def about(self, items: Collection[str], province: Unit | None) -> Self:
        """Every row of both purses about these items: the province's, and those of provinces it came from."""
        mine = Q(purse="KCQG")
        if province is not None:
            became = Lineage.objects.filter(descendant=province).values("ancestor")
            mine |= Q(purse="KCDP") & (Q(province=province) | Q(province__in=became))
        return self.filter(mine, item__code__in=items)


class Norm(models.Model):
    """One norm from a day up to another, in one edition of how it was read. A row is never changed: triggers.

    `code` is purse or province and item ("kcqg-may-moc", "66-2025-may-moc"): what binds at most once a day.
    """

    class Purse(models.TextChoices):
        """Whose money it is."""

        NATIONAL = "KCQG", "Khuyến công quốc gia"
        LOCAL = "KCDP", "Khuyến công địa phương"

    class Bound(models.TextChoices):
        """How it binds; the labels are the rule's."""

        LIMIT = "limit", rules.Bound.LIMIT.label
        PRICE = "price", rules.Bound.PRICE.label
        REFERENCE = "reference", rules.Bound.REFERENCE.label
        UNKNOWN = "unknown", rules.Bound.UNKNOWN.label

    code = models.SlugField("mã", max_length=60)
    edition = models.PositiveSmallIntegerField("lần ghi", default=1)
    item = models.ForeignKey(
        SupportItem, on_delete=models.PROTECT, related_name="norms", verbose_name="khoản hỗ trợ"
    )
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Purse.choices)
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tỉnh"
    )
    bound = models.CharField("cách quy định", max_length=10, choices=Bound.choices, default=Bound.LIMIT)
    rate_bp = models.PositiveSmallIntegerField("tỷ lệ (phần vạn)", null=True, blank=True)
    cap = models.BigIntegerField("mức tối đa (đồng)", null=True, blank=True)
    multiplier_pct = models.PositiveSmallIntegerField("hệ số ưu tiên (%)", null=True, blank=True)
    per = models.CharField("tính cho", max_length=60, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    document = models.ForeignKey(
        LegalDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    clause = models.CharField("điều khoản", max_length=120, blank=True)
    source = models.CharField("nơi đã đọc", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)
    from_file = models.BooleanField("nạp từ tệp", default=True)
    recorded_at = models.DateTimeField("ghi lúc")
    superseded_at = models.DateTimeField("có lần ghi khác từ lúc", null=True, blank=True)

    objects = NormQuerySet.as_manager()

    class Meta:
        verbose_name = "định mức hỗ trợ"
        ordering = ["item__position", "purse", "code", "since", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "since", "edition"], name="norm_is_a_code_a_day_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="norm_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(purse="KCQG", province__isnull=True) | Q(purse="KCDP", province__isnull=False),
                name="norm_of_the_local_purse_names_its_province",
                violation_error_message="Mức KCĐP phải ghi tỉnh, mức KCQG không ghi tỉnh.",
            ),
            models.CheckConstraint(
                condition=(Q(bound="limit") & (Q(rate_bp__isnull=False) | Q(cap__isnull=False)))
                | (~Q(bound="limit") & Q(rate_bp__isnull=True, cap__isnull=True)),
                name="norm_with_a_limit_has_a_rate_or_a_cap",
                violation_error_message="Mức có giới hạn phải ghi tỷ lệ hoặc trần; mức khác để trống cả hai.",
            ),
            models.CheckConstraint(
                condition=Q(rate_bp__isnull=True) | Q(rate_bp__range=(1, 10000)),
                name="norm_rate_is_a_share_of_the_cost",
                violation_error_message="Tỷ lệ hỗ trợ phải từ 0,01 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gt=0),
                name="norm_cap_is_positive",
                violation_error_message="Mức trần phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(multiplier_pct__isnull=True) | Q(multiplier_pct__range=(100, 1000)),
                name="norm_multiplier_only_raises",
                violation_error_message="Hệ số phải từ 1 đến 10 lần.",
            ),
            models.CheckConstraint(
                condition=Q(verified=False) | (Q(document__isnull=False) & ~Q(clause="")),
                name="norm_verified_names_its_clause",
                violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="norm_is_superseded_after_it_was_recorded",
                violation_error_message="Dòng được đọc lại sau khi đã ghi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.rule.words}"

    @property
    def key(self) -> str:
        """What a project keeps of it: code, first day and edition."""
        return f"{self.code}@{self.since.isoformat()}#{self.edition}"

    @property
    def province_key(self) -> str:
        """The province as rules and files name it, since codes are used again: "66-2025"; "" for the nation."""
        return f"{self.province.code}-{self.province.since.year}" if self.province is not None else ""

    @property
    def rule(self) -> rules.Norm:
        """The same as the rules judge by it."""
        return rules.Norm(
            key=self.key,
            item=self.item.code,
            name=self.item.name,
            purse=rules.Purse(self.purse),
            province=self.province_key,
            ended=self.province.until if self.province is not None else None,
            place=self.province.full_name if self.province is not None else "",
            bound=rules.Bound(self.bound),
            rate=Fraction(self.rate_bp, 10000) if self.rate_bp is not None else None,
            cap=self.cap,
            multiplier=Fraction(self.multiplier_pct, 100) if self.multiplier_pct is not None else None,
            per=self.per,
            since=self.since,
            until=self.until,
            document=self.document.number if self.document is not None else "",
            clause=self.clause,
            verified=self.verified,
            note=self.note,
            recorded_at=self.recorded_at,
            superseded_at=self.superseded_at,
        )


def norm_code(item: str, purse: str, province: str = "") -> str:
    """The code of a norm: whose money, and what for; `province` as in `province_key`."""
    return f"{province if purse == Norm.Purse.LOCAL else 'kcqg'}-{item}"


def province_key_of(unit: Unit) -> str:
    """A province as rules and files name it."""
    return f"{unit.code}-{unit.since.year}"
