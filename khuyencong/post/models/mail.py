"""Letters: written inside the transaction that causes them, sent later by a job."""

from typing import Self

from django.conf import settings
from django.db import models


class MailQuerySet(models.QuerySet["Mail"]):
    """Letters by what becomes of them."""

    def waiting(self) -> Self:
        """Those still to be sent."""
        return self.filter(state=Mail.State.WAITING)

    def stuck(self) -> Self:
        """Those that will not be sent any more unless somebody looks at them."""
        return self.filter(state=Mail.State.REFUSED)


class Mail(models.Model):
    """One letter of the outbox. `key` says what caused it: the same cause twice is one letter."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Chờ gửi"
        SENT = "sent", "Đã giao cho máy chủ thư"
        REFUSED = "refused", "Không gửi được"

    key = models.CharField("nguyên nhân", max_length=200, unique=True)
    to = models.EmailField("người nhận")
    subject = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung")
    html = models.TextField("nội dung dạng HTML", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    next_try = models.DateTimeField("thử lại lúc")
    written_at = models.DateTimeField("viết lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    answer = models.TextField("lời máy chủ thư", blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "thư gửi đi"
        indexes = [models.Index(fields=["state", "next_try"], name="mail_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="mail_sent_has_its_instant",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.to}"


class MailChoice(models.Model):
    """What somebody chose about her letters; without a row, the daily one. Overdue work is always told."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="mail_choice",
        verbose_name="người dùng",
    )
    daily = models.BooleanField("thư tổng hợp mỗi ngày", default=True)
    chosen_at = models.DateTimeField("chọn lúc")

    class Meta:
        verbose_name = "lựa chọn về thư"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.daily}"
