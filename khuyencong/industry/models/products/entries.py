"""A product registered for a round, its photographs, and what the maker agreed to have published."""

from fractions import Fraction
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models.establishments import Establishment
from khuyencong.industry.models.holdings import Certificate
from khuyencong.industry.models.photos import Photograph
from khuyencong.industry.models.products.rounds import ProductMember, ProductRound
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet, below
from khuyencong.rules.products import TENTHS


class ProductEntryQuerySet(ScopedQuerySet["ProductEntry"]):
    """Entries: of who registers, of who holds the round, of its jury once they were sent."""

    def visible_to(self, actor: Actor) -> Self:
        """Never of another agency that registers in the same round."""
        if is_ministry(actor):
            return self
        if actor.desk is None or actor.agency is None or actor.user is None:
            return self.none()
        judged = ProductMember.objects.filter(user=actor.user).exclude(jury="none").values("round")
        seen = Q(round__in=judged) & ~Q(state__in=("draft", "returned", "dropped"))
        if reads(actor):
            own = below(actor.agency)
            seen |= Q(agency__in=own) | (Q(round__agency__in=own) & ~Q(state="draft"))
        return self.filter(seen)


class ProductEntry(models.Model):
    """A product or a set of products in a round; industry.lifecycle.PRODUCT_ENTRY says how it moves."""

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang lập hồ sơ"
        SENT = "sent", "Đã gửi, chờ kiểm tra"
        RETURNED = "returned", "Trả lại để bổ sung"
        ACCEPTED = "accepted", "Hồ sơ hợp lệ"
        RECOGNISED = "recognised", "Được công nhận"
        REFUSED = "refused", "Không được công nhận"
        DROPPED = "dropped", "Đã rút"

    class SetCase(models.TextChoices):
        """What makes several products one set (Điều 3 khoản 2, 26/2014/TT-BCT)."""

        SINGLE = "", "Một sản phẩm"
        MATERIALS = "materials", "Bộ: cùng mẫu mã, công dụng, khác nguyên vật liệu"
        DESIGNS = "designs", "Bộ: khác mẫu mã, cùng công dụng, một nguyên vật liệu"
        JOINED = "joined", "Bộ: sản phẩm khác nhau ghép lại để tăng tiện ích"

    round = models.ForeignKey(
        ProductRound, on_delete=models.PROTECT, related_name="entries", verbose_name="đợt"
    )
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="entries", verbose_name="cơ sở"
    )
    name = models.CharField("tên sản phẩm", max_length=200)
    set_case = models.CharField("một sản phẩm hay bộ", max_length=9, blank=True, choices=SetCase.choices)
    group = models.SlugField("nhóm", max_length=60)
    group_name = models.CharField("tên nhóm", max_length=200)
    description = models.TextField("thuyết minh", blank=True)
    standard = models.CharField("tiêu chuẩn chất lượng cam kết", max_length=300, blank=True)
    own = models.BooleanField("do chính cơ sở sản xuất", default=False)
    original = models.BooleanField("không sao chép, không vi phạm sở hữu trí tuệ", default=False)
    serial_made = models.BooleanField("sản xuất được hàng loạt", default=False)
    lower = models.ForeignKey(
        Certificate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="giấy chứng nhận cấp dưới",
    )
    no_round_below = models.BooleanField("cấp dưới không tổ chức bình chọn", default=False)
    letter_number = models.CharField("số văn bản đề nghị", max_length=60, blank=True)
    letter_on = models.DateField("ngày văn bản đề nghị", null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="nơi đăng ký")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn đăng ký")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người đăng ký")
    created_at = models.DateTimeField("lập lúc")
    sent_on = models.DateField("gửi ngày", null=True, blank=True)
    total_tenths = models.PositiveIntegerField("tổng điểm các phiếu (phần mười)", null=True, blank=True)
    sheets_counted = models.PositiveSmallIntegerField("số phiếu", null=True, blank=True)
    threshold = models.PositiveSmallIntegerField("điểm tối thiểu", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("xếp thứ", null=True, blank=True)
    advised = models.BooleanField("Hội đồng trình công nhận", null=True, blank=True)
    contact_public = models.BooleanField("đăng cách liên hệ", default=False)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)

    objects = ProductEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm đăng ký bình chọn"
        ordering = ["round", "rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="entry_names_its_product"),
            models.UniqueConstraint(
                fields=["round", "establishment", "name"],
                condition=~Q(state="dropped"),
                name="product_is_entered_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "returned", "dropped"))
                | (Q(own=True, original=True, serial_made=True, sent_on__isnull=False) & ~Q(description="")),
                name="entry_sent_is_declared",
            ),
            models.CheckConstraint(
                condition=Q(advised__isnull=True)
                | Q(advised=False)
                | Q(
                    total_tenths__isnull=False,
                    sheets_counted__gte=1,
                    threshold__isnull=False,
                    total_tenths__gte=F("threshold") * TENTHS * F("sheets_counted"),
                ),
                name="entry_advised_reaches_the_threshold",
            ),
            models.CheckConstraint(
                condition=~Q(state="recognised") | Q(advised=True), name="entry_recognised_was_advised"
            ),
            models.CheckConstraint(
                condition=Q(letter_number="", letter_on__isnull=True)
                | (~Q(letter_number="") & Q(letter_on__isnull=False)),
                name="entry_letter_has_number_and_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mean(self) -> Fraction | None:
        """The exact mean of the sheets that were counted, in points."""
        if self.total_tenths is None or not self.sheets_counted:
            return None
        return Fraction(self.total_tenths, self.sheets_counted * TENTHS)


class OfProductEntries(ScopedQuerySet[Any]):
    """Rows seen with their entry."""

    def visible_to(self, actor: Actor) -> Self:
        """With the entry."""
        return self.filter(entry__in=ProductEntry.objects.visible_to(actor).values("pk"))


class ProductPhoto(Photograph):
    """A photograph of an entry from one angle, with words for who does not see it."""

    class Angle(models.TextChoices):
        """From where (Điều 12 khoản 1 điểm b, 26/2014/TT-BCT)."""

        FRONT = "front", "Chính diện"
        SIDE = "side", "Mặt bên"
        TOP = "top", "Từ trên xuống"

    entry = models.ForeignKey(
        ProductEntry, on_delete=models.PROTECT, related_name="photos", verbose_name="sản phẩm"
    )
    angle = models.CharField("góc độ", max_length=5, choices=Angle.choices)
    alt = models.CharField("chữ thay ảnh", max_length=200)

    objects = OfProductEntries.as_manager()

    class Meta:
        verbose_name = "ảnh sản phẩm bình chọn"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "angle"], name="product_is_shown_once_from_an_angle"),
            models.CheckConstraint(
                condition=Q(size__gt=0) & ~Q(alt=""), name="product_photo_says_what_it_shows"
            ),
        ]

    def __str__(self) -> str:
        return self.alt


class ProductConsent(models.Model):
    """That the maker agreed, or no longer agrees, to have a way to reach her published; never changed."""

    entry = models.ForeignKey(
        ProductEntry, on_delete=models.PROTECT, related_name="consents", verbose_name="sản phẩm"
    )
    agreed = models.BooleanField("đồng ý")
    said_by = models.CharField("ai nói", max_length=150)
    how = models.CharField("nói bằng cách nào", max_length=300)
    on = models.DateField("ngày")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")

    objects = OfProductEntries.as_manager()

    class Meta:
        verbose_name = "đồng ý đăng cách liên hệ"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(said_by="") & ~Q(how=""), name="consent_says_whose_and_how")
        ]

    def __str__(self) -> str:
        return f"{self.said_by}: {'đồng ý' if self.agreed else 'thôi đồng ý'}"
