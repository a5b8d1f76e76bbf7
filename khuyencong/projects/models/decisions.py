"""The decision that approves a year's plan of one purse, and the projects it names."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import reads
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR, Project


class PlanDecisionQuerySet(ScopedQuerySet["PlanDecision"]):
    """Decisions: of the agency that makes the plan; once recorded, of all whose projects they name."""

    def visible_to(self, actor: Actor) -> Self:
        """Her agency's own, and recorded ones that name a project she sees."""
        own = super().visible_to(actor).values("pk")
        if not reads(actor):
            return self.filter(pk__in=own)
        seen = Project.objects.visible_to(actor).values("pk")
        named = DecidedProject.objects.filter(project__in=seen, standing=True).values("decision")
        return self.filter(Q(pk__in=own) | Q(state=PlanDecision.State.RECORDED, pk__in=named))


class PlanDecision(models.Model):
    """What the minister or a province's chairman decides; the planner prepares it and records what was signed.

    `authority` and `authority_law` are as the law of the day of preparing said them.
    """

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.PLAN_DECISION says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Trình lãnh đạo"
        RECORDED = "recorded", "Đã có quyết định"
        DROPPED = "dropped", "Đã bỏ"

    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    authority = models.CharField("người có thẩm quyền", max_length=200)
    authority_law = models.CharField("căn cứ thẩm quyền", max_length=300)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = PlanDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định phê duyệt kế hoạch"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="recorded") | (~Q(number="") & Q(signed_on__isnull=False)),
                name="recorded_decision_has_a_number_and_a_day",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="decision_is_of_a_plausible_year"
            ),
            models.UniqueConstraint(
                fields=["purse", "year", "agency", "number"],
                condition=Q(state="recorded"),
                name="decision_is_recorded_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_purse_display()} {self.year}"


class DecidedProjectQuerySet(ScopedQuerySet["DecidedProject"]):
    """Lines of decisions: seen with the project they name."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of projects she sees, in decisions she sees."""
        projects = Project.objects.visible_to(actor).values("pk")
        decisions = PlanDecision.objects.visible_to(actor).values("pk")
        return self.filter(project__in=projects, decision__in=decisions)


class DecidedProject(models.Model):
    """A project that a decision names; while the decision stands no other may name it."""

    decision = models.ForeignKey(
        PlanDecision, on_delete=models.CASCADE, related_name="lines", verbose_name="quyết định"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="decided_in", verbose_name="đề án"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    standing = models.BooleanField("còn trong quyết định", default=True)

    objects = DecidedProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án trong quyết định"
        ordering = ["decision", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(standing=True), name="project_is_decided_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.project_id}"


class SignedCopyQuerySet(ScopedQuerySet["SignedCopy"]):
    """Signed copies, seen with their decision."""

    def visible_to(self, actor: Actor) -> Self:
        """With the decision."""
        return self.filter(decision__in=PlanDecision.objects.visible_to(actor).values("pk"))


class SignedCopy(models.Model):
    """The signed PDF of a decision as it was handed in; never changed, a later one is another row."""

    decision = models.ForeignKey(
        PlanDecision, on_delete=models.PROTECT, related_name="copies", verbose_name="quyết định"
    )
    name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField("mã băm", max_length=64)
    signatures = models.PositiveSmallIntegerField("số chữ ký")
    content = models.BinaryField("nội dung")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nộp")
    at = models.DateTimeField("nộp lúc")

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "bản ký của quyết định"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "sha256"], name="signed_copy_is_kept_once"),
            models.CheckConstraint(condition=Q(signatures__gt=0), name="signed_copy_is_signed"),
        ]

    def __str__(self) -> str:
        return self.name
