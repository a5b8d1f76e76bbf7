"""Two persons for each published revision: one wrote it last, another lets it out. Never the same."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import User

SAME = "Bạn là người viết bản sau cùng của bài này, nên người khác trong cơ quan phải đọc và đăng."
UNKNOWN = "Không rõ ai viết bản sau cùng của bài này, nên chưa đăng được: người viết mở bài, lưu lại một lần."
NOT_APPROVED = "Bản này chưa có người thứ hai duyệt, nên chưa đăng được."


class RefusedError(Exception):
    """What the news refuses, said in an officer's sentence.

    Not PermissionDenied: the editor would turn that into an English sentence without the reason.
    """

    heading = "Chưa làm được"
    status = 422


class TwoPersonError(RefusedError):
    """What only its own writer, or nobody, would let out."""

    heading = "Cần người thứ hai"
    status = 403


class UnfinishedError(RefusedError):
    """A draft may lack what a published article must have; says which field."""

    heading = "Bài chưa đủ để đăng"


class ChangedError(RefusedError):
    """What was read is no longer what stands there."""

    heading = "Bài đã đổi sau khi bạn đọc"
    status = 409


class ApprovalManager(models.Manager["Approval"]):
    """The one door through which a revision is let out."""

    def give(self, revision: Any, by: User, at: datetime) -> "Approval":
        """Let a revision out; TwoPersonError where she wrote it herself. A second time changes nothing."""
        if revision.user_id is None:
            raise TwoPersonError(UNKNOWN)
        if revision.user_id == by.pk:
            raise TwoPersonError(SAME)
        given = {"article": int(revision.object_id), "written_by_id": revision.user_id}
        return self.get_or_create(revision=revision.pk, defaults=given | {"approved_by": by, "at": at})[0]

    def covers(self, revision: int | None) -> bool:
        """Whether somebody else than its writer let that revision out."""
        return revision is not None and self.filter(revision=revision).exists()


class Approval(models.Model):
    """That one person let out what another wrote: now, or at the hour the article names.

    `revision` and `article` are Wagtail's numbers, no keys: it stays told when an article goes.
    """

    revision = models.BigIntegerField("số của bản", unique=True)
    article = models.BigIntegerField("số của bài", db_index=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người viết")
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người duyệt"
    )
    at = models.DateTimeField("duyệt lúc")

    objects = ApprovalManager()

    class Meta:
        verbose_name = "lần duyệt đăng"
        constraints = [
            models.CheckConstraint(
                condition=~Q(written_by=F("approved_by")), name="approval_is_by_a_second_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.revision}"
