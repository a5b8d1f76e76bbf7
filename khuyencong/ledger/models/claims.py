"""Requests to be advanced, paid or settled (đề nghị tạm ứng, thanh toán, quyết toán), and their papers."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.books import Posting
from khuyencong.ledger.models.rates import AdvanceRate
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Contract, Project

Row = TypeVar("Row", bound=models.Model)
OPEN = ("draft", "submitted", "confirmed", "approved", "returned")


class OfClaims(ScopedQuerySet[Row]):
    """Rows seen with the project whose money they ask for."""

    project_path: ClassVar[str] = "claim__project"

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        seen = Project.objects.visible_to(actor).values("pk")
        return self.filter(**{f"{self.project_path}__in": seen})


class ClaimQuerySet(OfClaims["Claim"]):
    """Claims, seen with their project."""

    project_path = "project"


class Claim(models.Model):
    """What a unit asks on a signed contract; ledger.lifecycle.CLAIM says how it moves.

    An advance before acceptance, the rest of what was accepted, or the settlement of all that was paid.
    `done` is the work done in percent as the unit reports it and the department confirms. `ceiling` and
    `ceiling_law` are as the law of the day of sending said them, `rate` is the
    contract's own that held then. A paid one is never changed (migration 0004).
    """

    class Kind(models.TextChoices):
        """What is asked."""

        ADVANCE = "advance", "Tạm ứng"
        PAYMENT = "payment", "Chi phần còn lại"
        SETTLEMENT = "settle", "Quyết toán"

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        SUBMITTED = "submitted", "Chờ xác nhận khối lượng"
        CONFIRMED = "confirmed", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt, chờ kế toán ghi"
        RETURNED = "returned", "Trả lại để bổ sung"
        PAID = "paid", "Đã ghi sổ"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="claims", verbose_name="đề án")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="claims", verbose_name="hợp đồng"
    )
    kind = models.CharField("đề nghị", max_length=7, choices=Kind.choices, default=Kind.ADVANCE)
    amount = models.BigIntegerField("số đề nghị (đồng)")
    done = models.PositiveSmallIntegerField("khối lượng đã thực hiện (%)")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    submitted_on = models.DateField("ngày gửi", null=True, blank=True)
    ceiling = models.BigIntegerField("số nhiều nhất được đề nghị", null=True, blank=True)
    ceiling_law = models.CharField("căn cứ", max_length=300, blank=True)
    rate = models.ForeignKey(
        AdvanceRate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name="mức tạm ứng riêng khi gửi",
    )
    voucher = models.CharField("số chứng từ chi", max_length=60, blank=True)
    paid_on = models.DateField("ngày chi", null=True, blank=True)
    posting = models.OneToOneField(
        Posting, on_delete=models.PROTECT, null=True, blank=True, related_name="claim", verbose_name="bút toán"
    )
    created_at = models.DateTimeField("lập lúc")
    # NULL for none: a column that SQLite adds without making the table of claims and its triggers anew.
    explanation = models.CharField("giải trình bảng kê", max_length=500, null=True, blank=True)  # noqa: DJ001
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.DRAFT)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị tạm ứng, thanh toán, quyết toán"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_asks_for_something"),
            models.CheckConstraint(
                condition=Q(kind__in=("advance", "payment", "settle")), name="claim_asks_for_a_known_thing"
            ),
            models.CheckConstraint(condition=Q(done__lte=100), name="claim_reports_at_most_the_whole"),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | (Q(posting__isnull=False, paid_on__isnull=False, ceiling__isnull=False) & ~Q(voucher="")),
                name="paid_claim_names_its_posting_and_voucher",
            ),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state__in=OPEN), name="one_claim_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Đề nghị {self.get_kind_display().lower()} số {self.pk}"


class ClaimPaperQuerySet(OfClaims["ClaimPaper"]):
    """Papers of claims, seen with their project."""


class ClaimPaper(models.Model):
    """One paper a claim needs: by which clause, the file handed in, who looked at it and what she said."""

    class State(models.TextChoices):
        """Where it is."""

        MISSING = "missing", "Chưa nộp"
        HANDED = "handed", "Đã nộp, chưa xem"
        FINE = "fine", "Đạt"
        REFUSED = "refused", "Chưa đạt"

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="papers", verbose_name="đề nghị tạm ứng"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("giấy tờ", max_length=300)
    law = models.CharField("căn cứ", max_length=200, blank=True)
    name = models.CharField("tên tệp", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("nội dung", null=True, blank=True)
    absent = models.CharField("vì sao không có", max_length=500, blank=True)
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nộp"
    )
    at = models.DateTimeField("nộp lúc", null=True, blank=True)
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xem"
    )
    checked_at = models.DateTimeField("xem lúc", null=True, blank=True)
    note = models.CharField("ý kiến", max_length=500, blank=True)
    state = models.CharField("tình trạng", max_length=7, choices=State.choices, default=State.MISSING)

    objects = ClaimPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy tờ của đề nghị tạm ứng"
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="claim_paper_has_a_place"),
            models.CheckConstraint(
                condition=Q(state="missing") | ~Q(sha256="") | ~Q(absent=""),
                name="claim_paper_is_a_file_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("fine", "refused")) | Q(checked_by__isnull=False),
                name="claim_paper_judged_names_who",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(note=""), name="claim_paper_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title
