"""Minutes of a council's meeting and what it concluded of each project; never changed, a later one corrects."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models.appraisal import Appraisal
from khuyencong.projects.models.councils import Council, CouncilMember, Outcome


class MinutesQuerySet(ScopedQuerySet["Minutes"]):
    """Minutes, seen with their council."""

    def visible_to(self, actor: Actor) -> Self:
        """With the council."""
        return self.filter(council__in=Council.objects.visible_to(actor).values("pk"))


class Minutes(models.Model):
    """One meeting (biên bản): when, where, what was said of all the projects, who kept it."""

    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, related_name="minutes", verbose_name="hội đồng"
    )
    held_at = models.DateTimeField("họp lúc")
    place = models.CharField("nơi họp", max_length=200)
    words = models.TextField("ý kiến chung", blank=True)
    present = models.ManyToManyField(
        CouncilMember, through="Attendance", related_name="+", verbose_name="có mặt"
    )
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")
    kept_at = models.DateTimeField("ghi lúc")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "biên bản thẩm định"
        verbose_name_plural = "biên bản thẩm định"
        ordering = ["-held_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(place=""), name="minutes_say_where")]

    def __str__(self) -> str:
        return f"Biên bản {self.pk}"


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    """Who was there, seen with the council."""

    def visible_to(self, actor: Actor) -> Self:
        """With the council."""
        return self.filter(minutes__council__in=Council.objects.visible_to(actor).values("pk"))


class Attendance(models.Model):
    """That a member was there."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.PROTECT, related_name="attendances", verbose_name="biên bản"
    )
    member = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, related_name="+", verbose_name="thành viên"
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "có mặt"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["minutes", "member"], name="member_is_there_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.member_id}"


class MinutesItemQuerySet(ScopedQuerySet["MinutesItem"]):
    """Conclusions, seen with the council."""

    def visible_to(self, actor: Actor) -> Self:
        """With the council."""
        return self.filter(minutes__council__in=Council.objects.visible_to(actor).values("pk"))


class MinutesItem(models.Model):
    """What the council concluded of one project, and how many voted how."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.PROTECT, related_name="items", verbose_name="biên bản"
    )
    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.PROTECT, related_name="minutes_items", verbose_name="phiếu thẩm định"
    )
    outcome = models.CharField("kết luận", max_length=6, choices=Outcome.choices)
    votes_for = models.PositiveSmallIntegerField("tán thành")
    votes_against = models.PositiveSmallIntegerField("không tán thành")
    abstained = models.PositiveSmallIntegerField("không có ý kiến")
    words = models.CharField("ý kiến", max_length=1000, blank=True)

    objects = MinutesItemQuerySet.as_manager()

    class Meta:
        verbose_name = "kết luận của hội đồng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "appraisal"], name="minutes_conclude_a_sheet_once"),
            models.CheckConstraint(condition=Q(outcome="pass") | ~Q(words=""), name="minutes_say_why_not"),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id}: {self.outcome}"
