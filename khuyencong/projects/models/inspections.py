"""Inspections on site (kiểm tra): planned, held, scored; what has to be put right, and its proof."""

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.projects.models.projects import OfProjects, Project
from khuyencong.rules import inspections as rules


class InspectionQuerySet(OfProjects["Inspection"]):
    """Inspections, seen with their project."""


class Inspection(models.Model):
    """One inspection of a project; the signed minutes are kept as they were handed in.

    A recorded one is never changed, nor its answers and what it wants put right (migration inspections_stay).
    """

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.INSPECTION says how it gets there."""

        PLANNED = "planned", "Đã lên lịch"
        PROPOSED = "proposed", "Chờ lãnh đạo ghi nhận"
        RECORDED = "recorded", "Đã ghi nhận"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="inspections", verbose_name="đề án"
    )
    planned_on = models.DateField("ngày định kiểm tra")
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    team = models.TextField("ai đi")
    held_on = models.DateField("ngày kiểm tra", null=True, blank=True)
    place = models.CharField("nơi kiểm tra", max_length=200, blank=True)
    attendants = models.TextField("thành phần", blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    name = models.CharField("tên tệp biên bản", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("biên bản đã ký", null=True, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan kiểm tra"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn kiểm tra")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.PLANNED)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc kiểm tra"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(team=""), name="inspection_says_who_goes"),
            models.CheckConstraint(
                condition=~Q(state="recorded")
                | (Q(held_on__isnull=False) & ~Q(sha256="") & ~Q(attendants="") & ~Q(conclusion="")),
                name="recorded_inspection_has_signed_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"Kiểm tra ngày {self.held_on or self.planned_on:%d/%m/%Y}"


class InspectionAnswerQuerySet(OfProjects["InspectionAnswer"]):
    """Answers, seen with their project."""

    project_path = "inspection__project"


class InspectionAnswer(models.Model):
    """What was found to one question of the list of that day."""

    class Answer(models.TextChoices):
        """The scale of rules.inspections."""

        YES = "yes", rules.Answer.YES.label
        PARTLY = "partly", rules.Answer.PARTLY.label
        NO = "no", rules.Answer.NO.label
        SKIPPED = "skip", rules.Answer.SKIPPED.label

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="answers", verbose_name="cuộc kiểm tra"
    )
    question = models.SlugField("câu hỏi", max_length=40)
    answer = models.CharField("trả lời", max_length=6, choices=Answer.choices)
    words = models.CharField("thấy gì", max_length=1000, blank=True)

    objects = InspectionAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "câu trả lời khi kiểm tra"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "question"], name="question_is_answered_once"),
            models.CheckConstraint(
                condition=Q(answer__in=("yes", "skip")) | ~Q(words=""), name="bad_answer_says_what_was_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}: {self.question}"


class FaultQuerySet(OfProjects["Fault"]):
    """Faults, seen with their project."""

    project_path = "inspection__project"


class Fault(models.Model):
    """Something an inspection wants put right, by whom and when; open until somebody has seen the proof."""

    class Grade(models.TextChoices):
        """How grave it is; our own convention."""

        SLIGHT = "slight", "Nhẹ"
        SERIOUS = "serious", "Phải khắc phục"
        GRAVE = "grave", "Nghiêm trọng"

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.FAULT says how it gets there."""

        OPEN = "open", "Phải khắc phục"
        ANSWERED = "answered", "Đã báo khắc phục, chờ xem"
        CLOSED = "closed", "Đã khắc phục"

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="faults", verbose_name="cuộc kiểm tra"
    )
    grade = models.CharField("mức độ", max_length=7, choices=Grade.choices, default=Grade.SERIOUS)
    words = models.CharField("thấy gì", max_length=1000)
    wanted = models.CharField("phải làm gì", max_length=1000)
    due = models.DateField("hạn khắc phục")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="nơi khắc phục")
    closed_on = models.DateField("xong ngày", null=True, blank=True)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.OPEN)

    objects = FaultQuerySet.as_manager()

    class Meta:
        verbose_name = "việc phải khắc phục"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(wanted=""), name="fault_says_what_to_do"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="closed_fault_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class ProofQuerySet(OfProjects["Proof"]):
    """Proof, seen with the project."""

    project_path = "fault__inspection__project"


class Proof(models.Model):
    """What shows that a fault was put right: words and a file; rows are never changed."""

    fault = models.ForeignKey(Fault, on_delete=models.PROTECT, related_name="proofs", verbose_name="việc")
    words = models.TextField("đã làm gì")
    name = models.CharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("chứng cứ")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nộp")
    at = models.DateTimeField("nộp lúc")

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = "chứng cứ khắc phục"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(sha256=""), name="proof_is_words_and_a_file")
        ]

    def __str__(self) -> str:
        return self.name
