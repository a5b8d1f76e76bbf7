"""What readers did, counted without knowing them: voices of the five-step rating, and readings a day."""

from django.db import models
from django.db.models import Q

from khuyencong.portal.models.articles import Article

SCALE = ((1, "Kém"), (2, "Bình thường"), (3, "Hứa hẹn"), (4, "Tốt"), (5, "Rất tốt"))
CHANNELS = (
    ("", "Trên trang này"),
    ("zalo", "Zalo"),
    ("facebook", "Facebook"),
    ("thu", "Thư điện tử"),
    ("qr", "Mã QR trên giấy"),
    ("truyen-thanh", "Truyền thanh, bảng tin của xã"),
)
"""Where a link was put, as its address says (?tu=zalo): no third party counts, and nobody is followed."""


class Vote(models.Model):
    """One voice for one article. `reader` is a hash of the reader's own token with the article's number: the
    same reader is another at the next article, and the token is nowhere but in her browser."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes", verbose_name="bài")
    reader = models.CharField("băm của phiếu", max_length=64)
    score = models.PositiveSmallIntegerField("bậc", choices=SCALE)
    on = models.DateField("ngày")

    class Meta:
        verbose_name = "lượt đánh giá"
        constraints = [
            models.UniqueConstraint(fields=["article", "reader"], name="reader_has_one_voice_an_article"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="vote_is_one_of_five_steps"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.score}"


class DailySalt(models.Model):
    """The day's secret with which addresses are hashed; thrown away with the day's counts."""

    on = models.DateField("ngày", unique=True)
    salt = models.CharField("bí mật của ngày", max_length=64)

    class Meta:
        verbose_name = "bí mật của ngày"

    def __str__(self) -> str:
        return f"{self.on}"


class VoteCount(models.Model):
    """How many new voices came from one address for one article in a day; of the address only a salted hash."""

    on = models.DateField("ngày")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", verbose_name="bài")
    origin = models.CharField("băm của địa chỉ mạng", max_length=64)
    count = models.PositiveSmallIntegerField("số phiếu mới", default=0)

    class Meta:
        verbose_name = "số phiếu mới trong ngày"
        constraints = [
            models.UniqueConstraint(fields=["on", "article", "origin"], name="vote_count_is_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.count}"


class Reading(models.Model):
    """How often an article was opened on a day, and through which kind of link; nobody's row."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="readings", verbose_name="bài")
    on = models.DateField("ngày")
    channel = models.CharField("kênh", max_length=20, choices=CHANNELS, blank=True)
    count = models.PositiveIntegerField("lượt đọc", default=0)

    class Meta:
        verbose_name = "lượt đọc trong ngày"
        constraints = [
            models.UniqueConstraint(fields=["article", "on", "channel"], name="reading_is_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.on}: {self.count}"
