"""The plan of a group project (đề án nhóm, Mẫu 11): versions, and the places each of them names."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models import Establishment, Site
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry
from khuyencong.places.models import Unit
from khuyencong.projects.models.projects import OfProjects, Project
from khuyencong.rules import group_plans as rules


class GroupPlanQuerySet(OfProjects["GroupPlan"]):
    """Plans, seen with their project."""

    def visible_to(self, actor: Actor) -> Self:
        """With the project; the ministry follows what was sent, not what a unit still writes."""
        seen = super().visible_to(actor)
        if not is_ministry(actor) or actor.agency is None:
            return seen
        return seen.exclude(~Q(agency=actor.agency) & Q(submitted_on__isnull=True))


class GroupPlan(models.Model):
    """Who benefits from a group project's money of one year, place by place, as a unit plans it.

    A later version takes the place of the approved one, which stays readable. What was approved is never
    changed, nor its places (migration group_plans_stay). `appraised` are the department's words.
    """

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.GROUP_PLAN says how it gets there."""

        DRAFT = "draft", "Đang lập"
        SUBMITTED = "submitted", "Chờ thẩm định"
        APPRAISED = "appraised", "Đã thẩm định, chờ phê duyệt"
        RETURNED = "returned", "Trả lại để sửa"
        APPROVED = "approved", "Đã phê duyệt"
        SUPERSEDED = "superseded", "Đã có kế hoạch mới thay"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="group_plans", verbose_name="đề án"
    )
    year = models.PositiveSmallIntegerField("năm ngân sách")
    version = models.PositiveSmallIntegerField("lần lập", default=1)
    organisation = models.TextField("tổ chức thực hiện", blank=True)
    reason = models.CharField("lý do lập lại", max_length=1000, blank=True)
    submitted_on = models.DateField("gửi lần đầu ngày", null=True, blank=True)
    appraised = models.TextField("ý kiến thẩm định", blank=True)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị thực hiện"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)

    objects = GroupPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch đề án nhóm"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "version"], name="group_plan_version_is_made_once"
            ),
            models.UniqueConstraint(
                fields=["project", "year"],
                condition=Q(state__in=("draft", "submitted", "appraised", "returned")),
                name="group_plan_is_drawn_up_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["project", "year"],
                condition=Q(state="approved"),
                name="group_plan_in_force_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "superseded"))
                | (
                    ~Q(number="")
                    & Q(signed_on__isnull=False)
                    & Q(submitted_on__isnull=False)
                    & ~Q(appraised="")
                ),
                name="approved_group_plan_was_appraised_and_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped")) | Q(submitted_on__isnull=False),
                name="group_plan_past_its_draft_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"Kế hoạch đề án nhóm năm {self.year}, lần {self.version}"

    @property
    def open(self) -> bool:
        """Whether it can still be written in."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)


class GroupPlaceQuerySet(OfProjects["GroupPlace"]):
    """Places, seen with their plan."""

    project_path = "plan__project"

    def visible_to(self, actor: Actor) -> Self:
        """With the plan."""
        return self.filter(plan__in=GroupPlan.objects.visible_to(actor).values("pk"))


class GroupPlace(models.Model):
    """One line of a plan: an establishment at its site, or people named by class or group; money in đồng.

    `commune` is the unit of the day it was written; `since` and `until` are first days of months.
    """

    plan = models.ForeignKey(
        GroupPlan, on_delete=models.CASCADE, related_name="places", verbose_name="kế hoạch"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    establishment = models.ForeignKey(
        Establishment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ sở",
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nơi sản xuất"
    )
    people = models.CharField("lớp, nhóm", max_length=200, blank=True)
    commune = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    content = models.CharField("nội dung", max_length=500)
    since = models.DateField("từ tháng")
    until = models.DateField("đến tháng")
    support = models.BigIntegerField("hỗ trợ (đồng)")
    counterpart = models.BigIntegerField("đối ứng (đồng)", default=0)
    other = models.BigIntegerField("nguồn khác (đồng)", default=0)

    objects = GroupPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "địa điểm của đề án nhóm"
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="group_place_has_one_position"),
            models.UniqueConstraint(fields=["plan", "establishment"], name="group_place_is_named_once"),
            models.CheckConstraint(
                condition=Q(establishment__isnull=False, site__isnull=False, people="")
                | (Q(establishment__isnull=True, site__isnull=True, commune__isnull=False) & ~Q(people="")),
                name="group_place_is_one_establishment_or_people_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(support__gte=0, counterpart__gte=0, other__gte=0),
                name="group_place_holds_no_negative_money",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="group_place_ends_no_earlier_than_it_begins"
            ),
            models.CheckConstraint(condition=~Q(content=""), name="group_place_says_what_is_done"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Who benefits."""
        return self.establishment.name if self.establishment is not None else self.people

    @property
    def where(self) -> str:
        """The commune as it was called when it was written, "" while nobody knows it."""
        return self.commune.full_name if self.commune is not None else ""

    @property
    def total(self) -> int:
        """What it costs, whoever pays."""
        return self.support + self.counterpart + self.other

    @property
    def rule(self) -> rules.Place:
        """The same as the rules look at it; whom the register has merged is one owner with the row kept."""
        own = self.establishment
        return rules.Place(
            name=self.name,
            owner=str(own.kept_key) if own is not None else "",
            content=self.content,
            since=self.since,
            until=self.until,
            support=self.support,
            counterpart=self.counterpart,
            other=self.other,
        )
