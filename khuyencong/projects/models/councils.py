"""Councils of appraisal: by which decision, who sits on them, and the minutes of their meetings."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR, Project


class Level(models.TextChoices):
    """Where a project is appraised."""

    BASE = "base", "Cấp cơ sở"
    PLAN = "plan", "Nơi lập kế hoạch"


class Outcome(models.TextChoices):
    """How an appraisal ends."""

    PASS = "pass", "Đạt"
    REFUSE = "refuse", "Không đạt"
    RETURN = "return", "Trả lại để bổ sung"


class CouncilQuerySet(ScopedQuerySet["Council"]):
    """Councils: of the agency that set them up, and of their members."""

    def visible_to(self, actor: Actor) -> Self:
        """The agency's, those above, and who sits on it."""
        seen = super().visible_to(actor)
        if actor.user is None or actor.desk is None:
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=self.of_member(actor.user).values("pk")))

    def of_member(self, user: User) -> Self:
        """The councils somebody sits on now."""
        seats = CouncilMember.objects.filter(user=user, left_at__isnull=True)
        return self.filter(pk__in=seats.values("council"))


class Council(models.Model):
    """A council of one agency for one plan year and purse, set up by a decision of its head."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="councils", verbose_name="cơ quan"
    )
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    level = models.CharField("cấp thẩm định", max_length=4, choices=Level.choices)
    number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    quorum = models.PositiveSmallIntegerField("số người tối thiểu để họp")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = "hội đồng thẩm định"
        ordering = ["-year", "-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number", "decided_on"], name="council_is_of_one_decision"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="council_has_a_decision"),
            models.CheckConstraint(condition=Q(quorum__gte=2), name="council_is_no_one_person"),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="council_is_of_a_plausible_year"
            ),
        ]

    def __str__(self) -> str:
        return f"Hội đồng theo Quyết định {self.number}"


class OfCouncils(ScopedQuerySet["CouncilMember"]):
    """Members, seen with their council."""

    def visible_to(self, actor: Actor) -> Self:
        """With the council."""
        return self.filter(council__in=Council.objects.visible_to(actor).values("pk"))


class CouncilMember(models.Model):
    """Somebody on a council; who leaves stays in the list with the day, for the minutes she is in."""

    class Role(models.TextChoices):
        """What she does there."""

        CHAIR = "chair", "Chủ tịch"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, related_name="members", verbose_name="hội đồng"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="thành viên")
    role = models.CharField("vai trò", max_length=9, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField("vào lúc", null=True, blank=True)
    left_at = models.DateTimeField("thôi lúc", null=True, blank=True)

    objects = OfCouncils.as_manager()

    class Meta:
        verbose_name = "thành viên hội đồng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=Q(left_at__isnull=True), name="member_sits_once"
            ),
            models.UniqueConstraint(
                fields=["council", "role"],
                condition=Q(left_at__isnull=True, role__in=("chair", "secretary")),
                name="council_has_one_chair_and_one_secretary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"
