"""Beginning a campaign, changing it, putting articles into it, and noting what else was made for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.portal.models import Campaign, CampaignArticle, CampaignOutput
from khuyencong.portal.permissions import may_change_campaign, may_write


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of a campaign."""

    name: str
    purpose: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What somebody says of a thing made for it."""

    kind: str
    title: str
    on: date
    count: int
    where: str


def begin(said: Said, *, by: Actor, at: datetime, made_up: bool = False) -> Campaign:
    """A campaign of her agency."""
    if not may_write(by) or by.agency is None:
        raise PermissionDenied
    return Campaign.objects.create(
        agency=by.agency,
        name=said.name,
        purpose=said.purpose,
        since=said.since,
        until=said.until,
        made=made_up,
        author=by.account,
        created_at=at,
    )


def change(campaign: Campaign, said: Said, *, by: Actor) -> None:
    """What it is called, for, and from when to when."""
    if not may_change_campaign(by, campaign):
        raise PermissionDenied
    campaign.name, campaign.purpose = said.name, said.purpose
    campaign.since, campaign.until = said.since, said.until
    campaign.save(update_fields=["name", "purpose", "since", "until"])


def put_articles(campaign: Campaign, articles: Collection[int], *, by: Actor) -> None:
    """Exactly these articles belong to it."""
    if not may_change_campaign(by, campaign):
        raise PermissionDenied
    with transaction.atomic():
        rows = CampaignArticle.objects.filter(campaign=campaign)
        rows.exclude(article__in=articles).delete()
        has = set(rows.values_list("article", flat=True))
        new = [CampaignArticle(campaign=campaign, article_id=pk) for pk in sorted(set(articles) - has)]
        CampaignArticle.objects.bulk_create(new)


def note_output(campaign: Campaign, made: Made, *, by: Actor) -> CampaignOutput:
    """Something made for it outside this site."""
    if not may_change_campaign(by, campaign):
        raise PermissionDenied
    return CampaignOutput.objects.create(
        campaign=campaign,
        kind=made.kind,
        title=made.title,
        on=made.on,
        count=made.count,
        where=made.where,
        author=by.account,
    )


def take_output(output: CampaignOutput, *, by: Actor) -> None:
    """It was noted by mistake."""
    if not may_change_campaign(by, output.campaign):
        raise PermissionDenied
    output.delete()
