"""A proposal to change what the register says of a norm; it counts when another person has confirmed it."""

from django.db import models
from django.db.models import F, Q

from khuyencong.norms.models.documents import LegalDocument
from khuyencong.norms.models.norms import Norm, SupportItem
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Unit


class NormChangeQuerySet(ScopedQuerySet["NormChange"]):
    """Proposals: of the agency that wrote them."""


class NormChange(models.Model):
    """New law from a day on, or another reading of what stands; the columns are the norm's as it shall be."""

    class Kind(models.TextChoices):
        """What it does to the register."""

        LAW = "law", "Quy định mới từ một ngày"
        READING = "reading", "Đọc lại văn bản gốc"

    class State(models.TextChoices):
        """Where it is; norms.lifecycle.NORM_CHANGE says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Chờ người thứ hai"
        RETURNED = "returned", "Trả lại để sửa"
        STANDING = "standing", "Đã ghi vào sổ"
        WITHDRAWN = "withdrawn", "Đã rút"

    kind = models.CharField("loại đề xuất", max_length=8, choices=Kind.choices)
    norm = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="dòng đang đứng",
    )
    code = models.SlugField("mã định mức", max_length=60)
    item = models.ForeignKey(
        SupportItem, on_delete=models.PROTECT, related_name="+", verbose_name="khoản hỗ trợ"
    )
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Norm.Purse.choices)
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tỉnh"
    )
    bound = models.CharField("cách quy định", max_length=10, choices=Norm.Bound.choices)
    rate_bp = models.PositiveSmallIntegerField("tỷ lệ (phần vạn)", null=True, blank=True)
    cap = models.BigIntegerField("mức tối đa (đồng)", null=True, blank=True)
    multiplier_pct = models.PositiveSmallIntegerField("hệ số ưu tiên (%)", null=True, blank=True)
    per = models.CharField("tính cho", max_length=60, blank=True)
    since = models.DateField("từ ngày")
    document = models.ForeignKey(
        LegalDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    new_number = models.CharField("số văn bản chưa có trong sổ", max_length=80, blank=True)
    new_issuer = models.CharField("cơ quan ban hành", max_length=120, blank=True)
    new_title = models.CharField("trích yếu", max_length=300, blank=True)
    new_signed = models.DateField("ngày ký", null=True, blank=True)
    clause = models.CharField("điều khoản", max_length=120, blank=True)
    read_original = models.BooleanField("đã đọc văn bản gốc", default=False)
    source = models.CharField("nơi đã đọc", max_length=300)
    note = models.TextField("ghi chú", blank=True)
    reason = models.TextField("lý do")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đồng ý"
    )
    made = models.ForeignKey(
        Norm, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dòng đã ghi"
    )
    created_at = models.DateTimeField("lập lúc")
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)

    objects = NormChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "đề xuất định mức"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state__in=["draft", "proposed", "returned"]),
                name="norm_has_one_change_under_way",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("author")),
                name="norm_change_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="standing", made__isnull=False, confirmed_by__isnull=False)
                | (~Q(state="standing") & Q(made__isnull=True)),
                name="norm_change_stands_as_a_norm",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reading") | Q(norm__isnull=False), name="norm_is_read_again_where_one_stands"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="norm_change_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(bound="limit") & (Q(rate_bp__isnull=False) | Q(cap__isnull=False)))
                | (~Q(bound="limit") & Q(rate_bp__isnull=True, cap__isnull=True)),
                name="norm_change_with_a_limit_has_a_rate_or_a_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.code}"
