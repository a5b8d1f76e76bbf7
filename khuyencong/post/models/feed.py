"""The secret address of a calendar."""

from typing import Self

from django.conf import settings
from django.db import models

from khuyencong.organisations.models import Desk


class FeedQuerySet(models.QuerySet["Feed"]):
    """Addresses by whether they still open."""

    def live(self) -> Self:
        """Those not revoked."""
        return self.filter(revoked_at__isnull=True)


class Feed(models.Model):
    """An address at which a calendar program reads a desk's deadlines. Of its secret only the hash is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds", verbose_name="người dùng"
    )
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="feeds", verbose_name="bàn")
    digest = models.CharField("băm của mã bí mật", max_length=64, unique=True)
    made_at = models.DateTimeField("lập lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = "địa chỉ lịch"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "desk"],
                condition=models.Q(revoked_at__isnull=True),
                name="feed_is_one_per_person_and_desk",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.desk_id}"
