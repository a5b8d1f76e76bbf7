"""A round of choosing outstanding products at one level, and who sits on its council and its jury."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from khuyencong.industry.models.holdings import FIRST_YEAR, LAST_YEAR
from khuyencong.norms.models import ProductLevel
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet, above
from khuyencong.places.models import Region
from khuyencong.rules.products import Criterion


class ProductRoundQuerySet(ScopedQuerySet["ProductRound"]):
    """Rounds: of the agency that holds them, of those below it, which register, and of who judges in them."""

    def visible_to(self, actor: Actor) -> Self:
        """Who may send products sees where to; who judges sees what lies before her."""
        if is_ministry(actor):
            return self
        if actor.desk is None or actor.agency is None or actor.user is None:
            return self.none()
        seen = Q(pk__in=ProductMember.objects.filter(user=actor.user).values("round"))
        if reads(actor):
            # The ministry is above every department, and no parent of one in the tree of agencies.
            seen |= Q(pk__in=super().visible_to(actor).values("pk")) | Q(agency__in=above(actor.agency))
            seen |= Q(level__in=(ProductLevel.Level.REGION, ProductLevel.Level.NATION))
        return self.filter(seen)


class ProductRound(models.Model):
    """One round at one level by one agency; industry.lifecycle.PRODUCT_ROUND says how it moves.

    What the law said on the day it was opened is kept in it: authority, sizes, criteria, threshold.
    """

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "Nhận đăng ký"
        COUNCIL = "council", "Ban Giám khảo chấm"
        PROPOSED = "proposed", "Trình công nhận"
        DECIDED = "decided", "Đã công nhận, chờ thông báo"
        ANNOUNCED = "announced", "Đã thông báo kết quả"
        DROPPED = "dropped", "Đã bỏ"

    year = models.PositiveSmallIntegerField("năm")
    level = models.CharField("cấp", max_length=8, choices=ProductLevel.Level.choices)
    below = models.CharField("cấp dưới", max_length=8, blank=True, choices=ProductLevel.Level.choices)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vùng"
    )
    plan = models.CharField("kế hoạch đã duyệt", max_length=200)
    until = models.DateField("nhận đăng ký đến hết ngày")
    decided_by = models.CharField("thẩm quyền công nhận", max_length=200)
    law = models.CharField("căn cứ của cấp bình chọn", max_length=300)
    authority_law = models.CharField("căn cứ thẩm quyền", max_length=300)
    sizes = models.CharField("số thành viên hội đồng", max_length=40)
    papers = models.TextField("hồ sơ đăng ký")
    groups = models.JSONField("nhóm sản phẩm")
    criteria = models.JSONField("tiêu chí, điểm tối đa")
    threshold = models.PositiveSmallIntegerField("điểm bình quân tối thiểu")
    threshold_law = models.CharField("căn cứ điểm tối thiểu", max_length=300)
    photos = models.PositiveSmallIntegerField("số ảnh")
    photos_law = models.CharField("căn cứ số ảnh", max_length=300)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn mở đợt")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người mở đợt")
    created_at = models.DateTimeField("mở lúc")
    council_number = models.CharField("số quyết định lập hội đồng", max_length=60, blank=True)
    council_on = models.DateField("ngày quyết định lập hội đồng", null=True, blank=True)
    sitting = models.PositiveSmallIntegerField("lần chấm", default=1)
    held_on = models.DateField("họp ngày", null=True, blank=True)
    place = models.CharField("nơi họp", max_length=200, blank=True)
    minutes = models.TextField("biên bản tổng hợp", blank=True)
    number = models.CharField("số quyết định công nhận", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.CharField("người ký", max_length=200, blank=True)
    announced_on = models.DateField("ngày thông báo kết quả", null=True, blank=True)
    complaints_until = models.DateField("nhận khiếu nại đến hết ngày", null=True, blank=True)
    complaints_law = models.CharField("căn cứ thời hiệu khiếu nại", max_length=300, blank=True)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.OPEN)

    objects = ProductRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt bình chọn sản phẩm"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR), threshold__gte=1, photos__gte=1)
                & ~Q(sizes="")
                & ~Q(plan=""),
                name="product_round_is_of_a_year_and_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(level="region", region__isnull=False)
                | (~Q(level="region") & Q(region__isnull=True)),
                name="product_round_of_a_region_names_it",
            ),
            models.UniqueConstraint(
                fields=["agency", "year", "level"],
                condition=~Q(state="dropped") & Q(region__isnull=True),
                name="product_round_is_held_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["agency", "year", "level", "region"],
                condition=~Q(state="dropped") & Q(region__isnull=False),
                name="product_round_is_held_once_a_region_and_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "council", "dropped"))
                | (Q(held_on__isnull=False) & ~Q(place="") & ~Q(minutes="") & ~Q(council_number="")),
                name="product_round_concluded_has_its_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("decided", "announced"))
                | (~Q(number="") & Q(signed_on__isnull=False) & ~Q(signer="")),
                name="product_round_decided_has_number_day_and_signer",
            ),
            models.CheckConstraint(
                condition=Q(state="announced", announced_on__isnull=False, complaints_until__isnull=False)
                | (~Q(state="announced") & Q(announced_on__isnull=True)),
                name="product_round_announced_has_its_clock",
            ),
        ]

    def __str__(self) -> str:
        where = f", {self.region.name.removeprefix('Khu vực ')}" if self.region is not None else ""
        return f"Bình chọn sản phẩm {self.get_level_display().lower()} năm {self.year}{where}"

    @property
    def judged_by(self) -> list[Criterion]:
        """What its sheets ask, in the order of the law."""
        return [Criterion(**each) for each in self.criteria]

    @property
    def council_sizes(self) -> tuple[int, ...]:
        """How many members its council may have."""
        return tuple(int(each) for each in self.sizes.split())

    @property
    def group_choices(self) -> list[tuple[str, str]]:
        """Its groups of products."""
        return [(each["code"], each["name"]) for each in self.groups]


class OfProductRounds(ScopedQuerySet[Any]):
    """Rows seen with their round."""

    def visible_to(self, actor: Actor) -> Self:
        """With the round."""
        return self.filter(round__in=ProductRound.objects.visible_to(actor).values("pk"))


class ProductMember(models.Model):
    """Somebody on the council or the jury of a round, by the decision that set it up.

    Who only sits on the council may have no account; who judges needs one, since her sheet is her own.
    """

    class Role(models.TextChoices):
        """What she is on the council."""

        CHAIR = "chair", "Chủ tịch Hội đồng"
        VICE = "vice", "Phó Chủ tịch Hội đồng"
        MEMBER = "member", "Thành viên Hội đồng"
        NONE = "none", "Ngoài Hội đồng"

    class Jury(models.TextChoices):
        """What she is on the jury, which may have members of the council."""

        NONE = "none", "Không chấm"
        HEAD = "head", "Trưởng ban Giám khảo"
        JUDGE = "judge", "Giám khảo"

    round = models.ForeignKey(
        ProductRound, on_delete=models.PROTECT, related_name="members", verbose_name="đợt"
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tài khoản"
    )
    name = models.CharField("họ tên", max_length=150)
    post = models.CharField("chức vụ, nơi công tác", max_length=200, blank=True)
    role = models.CharField("trong Hội đồng", max_length=6, choices=Role.choices, default=Role.MEMBER)
    jury = models.CharField("trong Ban Giám khảo", max_length=5, choices=Jury.choices, default=Jury.NONE)

    objects = OfProductRounds.as_manager()

    class Meta:
        verbose_name = "thành viên hội đồng, giám khảo bình chọn"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"], condition=Q(user__isnull=False), name="product_member_sits_once"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(role="chair"), name="product_council_has_one_chair"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(jury="head"), name="product_jury_has_one_head"
            ),
            models.CheckConstraint(
                condition=(Q(jury="none") | Q(user__isnull=False)) & ~Q(role="none", jury="none") & ~Q(name=""),
                name="product_judge_has_an_account",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def judges(self) -> bool:
        """Whether she has sheets to fill in."""
        return self.jury != self.Jury.NONE
