"""Campaigns (chiến dịch truyền thông): what, when, by whom, which articles, and what else was made."""

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.portal.models.articles import Article


class CampaignQuerySet(ScopedQuerySet["Campaign"]):
    """Campaigns: an agency's own."""


class Campaign(models.Model):
    """A named effort to make something known, from `since` to `until`, both days included."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    name = models.CharField("tên", max_length=200)
    purpose = models.TextField("để làm gì", max_length=1000)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày")
    made = models.BooleanField("số liệu minh họa", default=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "chiến dịch truyền thông"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="campaign_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignArticleQuerySet(ScopedQuerySet["CampaignArticle"]):
    """Articles of campaigns: the campaign's agency's."""

    agency_path = "campaign__agency"


class CampaignArticle(models.Model):
    """That an article belongs to a campaign."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="articles", verbose_name="chiến dịch"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", verbose_name="bài")

    objects = CampaignArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "bài của chiến dịch"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "article"], name="article_is_once_in_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.article_id}"


class CampaignOutputQuerySet(ScopedQuerySet["CampaignOutput"]):
    """What campaigns made: the campaign's agency's."""

    agency_path = "campaign__agency"


class CampaignOutput(models.Model):
    """Something made outside this site: a bulletin or publication, or a programme on radio or television."""

    class Kind(models.TextChoices):
        """Lines 17 and 18 of the report on results; the indicators are rows of norms."""

        BULLETIN = "kq-17", "Bản tin, ấn phẩm"
        BROADCAST = "kq-18", "Chương trình truyền hình, truyền thanh"

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="outputs", verbose_name="chiến dịch"
    )
    kind = models.CharField("loại", max_length=5, choices=Kind.choices)
    title = models.CharField("tên", max_length=200)
    on = models.DateField("ngày ra")
    count = models.PositiveIntegerField("số lượng", default=1)
    where = models.CharField("phát, đăng ở đâu", max_length=200)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")

    objects = CampaignOutputQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm truyền thông"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="output_is_at_least_one"),
        ]

    def __str__(self) -> str:
        return self.title
