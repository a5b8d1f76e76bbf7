"""Corrections of postings (đính chính bút toán): why one is wrong, the paper that shows it, who decided."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.books import Posting
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Project


class PostingCorrectionQuerySet(ScopedQuerySet["PostingCorrection"]):
    """Corrections, seen with their project."""

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        return self.filter(project__in=Project.objects.visible_to(actor).values("pk"))


class PostingCorrection(models.Model):
    """An accountant asks that a posting be undone, a head decides; ledger.lifecycle.POSTING_CORRECTION.

    `reversal` is the mirror image written with the decision. One that is over is never changed (its migration
    with the triggers).
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Chờ lãnh đạo quyết định"
        DECIDED = "decided", "Đã đính chính"
        REFUSED = "refused", "Không đồng ý đính chính"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="posting_corrections", verbose_name="đề án"
    )
    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, related_name="corrections", verbose_name="bút toán sai"
    )
    reversal = models.OneToOneField(
        Posting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name="bút toán đảo",
    )
    reason = models.CharField("sai ở đâu, vì sao", max_length=400)
    name = models.CharField("tên tệp giấy kèm theo", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("giấy kèm theo")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = PostingCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "đính chính bút toán"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(sha256=""), name="posting_correction_has_reason_and_paper"
            ),
            models.CheckConstraint(
                condition=Q(state="decided", reversal__isnull=False)
                | (~Q(state="decided") & Q(reversal__isnull=True)),
                name="decided_posting_correction_has_its_reversal",
            ),
            models.UniqueConstraint(
                fields=["posting"],
                condition=Q(state__in=("draft", "proposed", "decided")),
                name="posting_is_corrected_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Đính chính bút toán số {self.posting_id}"
