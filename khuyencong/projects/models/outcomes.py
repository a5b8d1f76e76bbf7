"""What a project promised to bring about, and what its owner says came of it after acceptance."""

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.projects.models.projects import Beneficiary, OfProjects, Project
from khuyencong.rules.outcomes import FINEST

Row = TypeVar("Row", bound=models.Model)


class PromiseQuerySet(OfProjects["Promise"]):
    """Promises, seen with their project."""


class Promise(models.Model):
    """One figure a project promises; each saving is an edition, the last one stands. Never changed.

    A value left out takes the promise back.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="promises", verbose_name="đề án"
    )
    measure = models.SlugField("chỉ tiêu", max_length=20)
    edition = models.PositiveSmallIntegerField("lần ghi")
    value = models.DecimalField("số hứa", max_digits=19, decimal_places=FINEST, null=True, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả đã hứa"
        ordering = ["project", "measure", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "measure", "edition"], name="promise_is_written_once_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="nobody_promises_less_than_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"


class FollowUpQuerySet(OfProjects["FollowUp"]):
    """Questions after acceptance, seen with their project."""


class FollowUp(models.Model):
    """One asking of one owner so many months after acceptance; projects.lifecycle.FOLLOW_UP says how it moves.

    Of the secret of its link only the hash is kept; a link ends by itself, or is taken back.
    """

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "Chờ cơ sở trả lời"
        ANSWERED = "answered", "Đã trả lời"
        CLOSED = "closed", "Không hỏi được"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="follow_ups", verbose_name="đề án"
    )
    beneficiary = models.ForeignKey(
        Beneficiary, on_delete=models.PROTECT, related_name="follow_ups", verbose_name="đơn vị thụ hưởng"
    )
    months = models.PositiveSmallIntegerField("số tháng sau nghiệm thu")
    due_on = models.DateField("hỏi từ ngày")
    until = models.DateField("trả lời trước ngày")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn hỏi")
    digest = models.CharField("băm của mã bí mật", max_length=64, blank=True)
    ends_at = models.DateTimeField("đường dẫn dùng đến", null=True, blank=True)
    created_at = models.DateTimeField("mở lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.OPEN)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "lần hỏi kết quả sau nghiệm thu"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "beneficiary", "months"], name="owner_is_asked_once_a_round"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="link_of_a_question_is_its_own"
            ),
            models.CheckConstraint(
                condition=Q(digest="") | Q(ends_at__isnull=False), name="link_of_a_question_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"Kết quả sau {self.months} tháng"


class OfFollowUps(OfProjects[Row]):
    """Rows seen with the project that was asked about."""

    project_path: ClassVar[str] = "follow_up__project"


class OutcomeAnswerQuerySet(OfFollowUps["OutcomeAnswer"]):
    """Answers, seen with their project."""


class OutcomeAnswer(models.Model):
    """One answer: a correction is another edition, the last one stands. Never changed."""

    class Via(models.TextChoices):
        """How it came."""

        LINK = "link", "Chủ cơ sở trả lời qua đường dẫn"
        PHONE = "phone", "Cán bộ ghi hộ qua điện thoại"

    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.PROTECT, related_name="answers", verbose_name="lần hỏi"
    )
    edition = models.PositiveSmallIntegerField("lần ghi")
    via = models.CharField("cách trả lời", max_length=5, choices=Via.choices)
    note = models.CharField("lời của cơ sở", max_length=1000, blank=True)
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi hộ"
    )
    at = models.DateTimeField("lúc")

    objects = OutcomeAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "câu trả lời về kết quả"
        ordering = ["follow_up", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "edition"], name="outcome_is_answered_once_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(via="link", author__isnull=True) | Q(via="phone", author__isnull=False),
                name="outcome_by_phone_names_who_wrote_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id}: lần {self.edition}"


class OutcomeFigureQuerySet(OfFollowUps["OutcomeFigure"]):
    """Figures of answers, seen with their project."""

    project_path = "answer__follow_up__project"


class OutcomeFigure(models.Model):
    """One measure of an answer; no value is “không biết”."""

    answer = models.ForeignKey(
        OutcomeAnswer, on_delete=models.PROTECT, related_name="figures", verbose_name="câu trả lời"
    )
    measure = models.SlugField("chỉ tiêu", max_length=20)
    value = models.DecimalField("số đạt", max_digits=19, decimal_places=FINEST, null=True, blank=True)

    objects = OutcomeFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "số của câu trả lời"
        ordering = ["answer", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "measure"], name="outcome_figure_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"
