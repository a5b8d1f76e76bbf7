"""Keys of programs, and what was answered to what they wrote."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import Desk, User


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys by whether they still open."""

    def standing(self, at: datetime) -> Self:
        """Those neither revoked nor past their day at that instant."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class ApiKey(models.Model):
    """That a program may act for a desk (khóa API), within scopes. Of its secret only the hash is kept.

    The desk has it, not who sits there: it does what the desk's role may and goes with the desk through a
    merger. What it writes carries the name of its own account, so that nobody's hand is claimed. Never deleted.
    """

    name = models.CharField("phần mềm", max_length=100)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="api_keys", verbose_name="bàn")
    account = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="api_key", verbose_name="tài khoản của khóa"
    )
    prefix = models.SlugField("đầu khóa", max_length=12, unique=True)
    digest = models.CharField("băm của khóa", max_length=64, unique=True)
    scopes = models.CharField("phạm vi", max_length=300)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người thu hồi"
    )
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    last_used_on = models.DateField("dùng lần cuối ngày", null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa API"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="api_key_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(scopes="") & ~Q(name=""), name="api_key_says_what_for"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_key_is_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scope_set(self) -> frozenset[str]:
        """The codes of its scopes."""
        return frozenset(self.scopes.split())

    def stands(self, at: datetime) -> bool:
        """Whether it opens at that instant."""
        return self.revoked_at is None and self.expires_at > at


class ApiAnswer(models.Model):
    """What was answered to a write of a key, so that the same write sent again is not done again.

    Kept for some days. `sent` is the hash of what was asked: the same name with other words is refused.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers", verbose_name="khóa")
    name = models.CharField("Idempotency-Key", max_length=100)
    sent = models.CharField("băm của yêu cầu", max_length=64)
    status = models.PositiveSmallIntegerField("trạng thái", default=0)
    body = models.TextField("câu trả lời", blank=True)
    at = models.DateTimeField("lúc", db_index=True)

    class Meta:
        verbose_name = "câu trả lời của API"
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="api_write_is_answered_once")]

    def __str__(self) -> str:
        return f"{self.key_id}: {self.name}"
