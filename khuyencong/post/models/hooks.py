"""Where programs are told of events, what they were told, each attempt at it, how far the trail was read."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import User
from khuyencong.post.models.api import ApiKey


class HookQuerySet(models.QuerySet["Hook"]):
    """Hooks by whether they still stand."""

    def standing(self, at: datetime) -> Self:
        """Those that nobody ended and whose key still opens at that instant; paused ones, too."""
        return self.filter(ended_at=None, key__revoked_at=None, key__expires_at__gt=at)


class Hook(models.Model):
    """That the program of a key is told of events at an address (địa chỉ nhận tin). Its secret is kept nowhere.

    The secret is derived from the server's and `generation`, which only grows. What it may be told of is asked
    of the key's desk each time. Whoever paused it, the server itself included, is `paused_by`. Never deleted.
    """

    code = models.SlugField("mã", max_length=20, unique=True)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="hooks", verbose_name="khóa")
    address = models.CharField("địa chỉ nhận", max_length=500)
    events = models.CharField("việc được báo", max_length=300)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc")
    generation = models.PositiveSmallIntegerField("đời bí mật", default=1)
    rotated_at = models.DateTimeField("đổi bí mật lúc", null=True, blank=True)
    paused_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người tạm dừng"
    )
    paused_at = models.DateTimeField("tạm dừng lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gỡ"
    )
    ended_at = models.DateTimeField("gỡ lúc", null=True, blank=True)

    objects = HookQuerySet.as_manager()

    class Meta:
        verbose_name = "địa chỉ nhận tin"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") & ~Q(events=""), name="hook_says_where_and_of_what"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_by__isnull=True)
                | Q(paused_at__isnull=False, paused_by__isnull=False),
                name="hook_is_paused_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="hook_is_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(generation=1, rotated_at__isnull=True)
                | Q(generation__gt=1, rotated_at__isnull=False),
                name="hook_secret_was_changed_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def event_set(self) -> frozenset[str]:
        """The codes of the events it is told of."""
        return frozenset(self.events.split())


class HookMessage(models.Model):
    """One line of the trail as one hook is told of it, however often it is sent; never changed or deleted.

    `sequence` is the line's, without a foreign key, as everywhere beside the trail.
    """

    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="messages", verbose_name="nơi nhận")
    sequence = models.BigIntegerField("dòng nhật ký")
    event = models.CharField("việc", max_length=40)
    body = models.TextField("nội dung")
    written_at = models.DateTimeField("viết lúc")

    class Meta:
        verbose_name = "tin báo cho phần mềm"
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["hook", "sequence"], name="hook_is_told_once_of_an_event"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.event})"

    @property
    def code(self) -> str:
        """The same at every attempt, so that a receiver can drop twins; a hook's sort as things happened."""
        return f"msg_{self.sequence:012d}_{self.hook.code}"


class HookAttempt(models.Model):
    """One attempt to hand over a message: first when it is due, then once what came of it.

    `step` is its place in the round of attempts with growing waits, 0 for one that somebody asked for.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        DELIVERED = "delivered", "Đã nhận"
        FAILED = "failed", "Chưa được"
        DROPPED = "dropped", "Không gửi nữa"

    message = models.ForeignKey(
        HookMessage, on_delete=models.PROTECT, related_name="attempts", verbose_name="tin"
    )
    number = models.PositiveSmallIntegerField("lần thứ")
    step = models.PositiveSmallIntegerField("bậc trong lượt")
    due = models.DateTimeField("gửi lúc")
    began_at = models.DateTimeField("bắt đầu gửi lúc", null=True, blank=True)
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome.choices, blank=True)
    status = models.PositiveSmallIntegerField("mã trả lời", null=True, blank=True)
    told = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "lần gửi tin"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="hook_attempt_is_numbered_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="hook_attempt_ends_with_an_outcome",
            ),
            models.UniqueConstraint(
                fields=["message"], condition=Q(ended_at=None), name="hook_message_waits_for_one_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.number}: {self.outcome}"


class HookMark(models.Model):
    """Up to which line of the trail hooks were told: one row, locked by who tells; none before a hook is."""

    sequence = models.BigIntegerField("số thứ tự")

    class Meta:
        verbose_name = "mốc đã báo tin"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="hooks_have_one_mark")]

    def __str__(self) -> str:
        return str(self.sequence)
