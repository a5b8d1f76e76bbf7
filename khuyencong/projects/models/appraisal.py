"""Appraisal of a project: sheets with every officer's ticks, questions for supplement, declared interests."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models.councils import Council, Level
from khuyencong.projects.models.projects import Project


class AppraisalQuerySet(ScopedQuerySet["Appraisal"]):
    """Sheets: of the agency that appraises, and of the members of the council they lie before."""

    def visible_to(self, actor: Actor) -> Self:
        """The agency's, those above, and a council's members; never who drafted, elsewhere."""
        seen = super().visible_to(actor)
        if actor.user is None or actor.desk is None:
            return seen
        councils = Council.objects.of_member(actor.user).values("pk")
        return self.filter(Q(pk__in=seen.values("pk")) | Q(council__in=councils))

    def under_way(self) -> Self:
        """Those on which something can still be done."""
        return self.filter(state__in=(Appraisal.State.OPEN, Appraisal.State.READY))


class Appraisal(models.Model):
    """One reading of a project at one level; a project that comes back gets a sheet of the next round."""

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.APPRAISAL says how it moves."""

        OPEN = "open", "Đang chấm"
        READY = "ready", "Chấm xong, chờ kết luận"
        PASSED = "passed", "Kết luận đạt"
        REFUSED = "refused", "Kết luận không đạt"
        RETURNED = "returned", "Trả lại để bổ sung"
        DROPPED = "dropped", "Thôi thẩm định, đề án đã rút"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="appraisals", verbose_name="đề án"
    )
    level = models.CharField("cấp thẩm định", max_length=4, choices=Level.choices)
    round = models.PositiveSmallIntegerField("lần thẩm định")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="appraisals", verbose_name="cơ quan thẩm định"
    )
    council = models.ForeignKey(
        Council,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appraisals",
        verbose_name="hội đồng",
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn giữ phiếu")
    keeper = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người mở phiếu")
    opened_at = models.DateTimeField("mở lúc")
    ready_at = models.DateTimeField("chấm xong lúc", null=True, blank=True)
    concluded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kết luận"
    )
    concluded_at = models.DateTimeField("kết luận lúc", null=True, blank=True)
    conclusion = models.TextField("lời kết luận", blank=True)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.OPEN)

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu thẩm định"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "opened_at"], name="appraisals_under_way")]
        constraints = [
            models.UniqueConstraint(fields=["project", "level", "round"], name="appraisal_is_one_a_round"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=("open", "ready")),
                name="appraisal_is_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "ready"), concluded_at__isnull=True)
                | (~Q(state__in=("open", "ready")) & Q(concluded_at__isnull=False)),
                name="appraisal_is_concluded_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} ({self.get_level_display().lower()}, lần {self.round})"


class TickQuerySet(ScopedQuerySet["Tick"]):
    """Ticks, seen with their sheet."""

    def visible_to(self, actor: Actor) -> Self:
        """With the sheet."""
        return self.filter(appraisal__in=Appraisal.objects.visible_to(actor).values("pk"))


class Tick(models.Model):
    """What one officer ticked for one question, never changed: her later tick of the same question stands."""

    class Answer(models.TextChoices):
        """What she found."""

        PASS = "pass", "Đạt"
        FAIL = "fail", "Chưa đạt"
        NOT_HERE = "na", "Không áp dụng"

    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.PROTECT, related_name="ticks", verbose_name="phiếu thẩm định"
    )
    question = models.SlugField("câu hỏi", max_length=40)
    answer = models.CharField("trả lời", max_length=4, choices=Answer.choices)
    words = models.CharField("nhận xét", max_length=1000, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người chấm")
    at = models.DateTimeField("lúc")

    objects = TickQuerySet.as_manager()

    class Meta:
        verbose_name = "lần chấm"
        ordering = ["pk"]
        indexes = [models.Index(fields=["appraisal", "question", "user", "-id"], name="ticks_of_a_sheet")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="fail") | ~Q(words=""), name="tick_says_what_is_not_met"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


class SupplementQuerySet(ScopedQuerySet["Supplement"]):
    """Questions: with the sheet while it is written, with the project once they were sent."""

    def visible_to(self, actor: Actor) -> Self:
        """Who appraises sees all of them, who drafts those that were sent."""
        sheets = Appraisal.objects.visible_to(actor).values("pk")
        projects = Project.objects.visible_to(actor).values("pk")
        return self.filter(Q(appraisal__in=sheets) | Q(sent_at__isnull=False, project__in=projects))


class Supplement(models.Model):
    """A question with which a project was returned: about which step or section, and what was answered."""

    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.PROTECT, related_name="supplements", verbose_name="phiếu thẩm định"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="supplements", verbose_name="đề án"
    )
    step = models.SlugField("bước của đề án", max_length=20)
    section = models.SlugField("mục thuyết minh", max_length=40, blank=True)
    words = models.CharField("câu hỏi", max_length=1000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người hỏi")
    asked_at = models.DateTimeField("hỏi lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    answer = models.CharField("trả lời", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    objects = SupplementQuerySet.as_manager()

    class Meta:
        verbose_name = "câu hỏi bổ sung"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="supplement_asks_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    ~Q(answer="")
                    & Q(answered_by__isnull=False, answered_at__gte=F("sent_at"), sent_at__isnull=False)
                ),
                name="supplement_is_answered_after_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class InterestQuerySet(ScopedQuerySet["Interest"]):
    """Declarations: of the agency that appraises, and everybody her own."""

    def visible_to(self, actor: Actor) -> Self:
        """The agency's, those above, and her own."""
        seen = super().visible_to(actor)
        if actor.user is None or actor.desk is None:
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(user=actor.user))


class Interest(models.Model):
    """What somebody declared of her interests in a project before she judged it; her last word stands.

    One that `waits` takes an interest back: nothing changes until a second person's row says so.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="interests", verbose_name="đề án"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan thẩm định"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người khai")
    conflicted = models.BooleanField("có liên quan")
    words = models.CharField("liên quan thế nào", max_length=1000, blank=True)
    waits = models.BooleanField("chờ người thứ hai", default=False)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người thứ hai"
    )
    at = models.DateTimeField("khai lúc")

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = "khai xung đột lợi ích"
        ordering = ["pk"]
        indexes = [models.Index(fields=["project", "user", "-id"], name="interests_of_a_project")]
        constraints = [
            models.CheckConstraint(
                condition=Q(conflicted=False) | ~Q(words=""), name="interest_says_what_it_is"
            ),
            models.CheckConstraint(
                condition=Q(waits=False) | (Q(conflicted=False, confirmed_by__isnull=True) & ~Q(words="")),
                name="interest_taken_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("user")),
                name="interest_is_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.project_id}"
