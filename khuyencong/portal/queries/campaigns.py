"""What came of a campaign: articles, readings by channel, voices, lines 17 and 18 as sums of rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from khuyencong.organisations.actors import Actor
from khuyencong.portal.models import CHANNELS, Article, Campaign, CampaignOutput, Reading, Vote
from khuyencong.portal.queries.articles import published

OFFERED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article of a campaign: how often it was opened in its time, by channel; voices of all time."""

    article: Article
    read: tuple[int, ...]
    voices: int
    points: int

    @property
    def all_read(self) -> int:
        """Over all channels."""
        return sum(self.read)

    @property
    def mean(self) -> float | None:
        """The mean of its voices."""
        return self.points / self.voices if self.voices else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All of a campaign; every total is the sum of the rows shown."""

    rows: Sequence[Row]
    outputs: Sequence[CampaignOutput]

    @property
    def by_channel(self) -> list[tuple[str, int]]:
        """Readings of each channel."""
        return [(name, sum(row.read[n] for row in self.rows)) for n, (_, name) in enumerate(CHANNELS)]

    @property
    def read(self) -> int:
        """All readings."""
        return sum(row.all_read for row in self.rows)

    @property
    def voices(self) -> int:
        """All voices."""
        return sum(row.voices for row in self.rows)

    @property
    def by_indicator(self) -> list[tuple[str, str, int]]:
        """Code, name and sum of what was made, for lines 17 and 18 of the report on results."""
        sums: Counter[str] = Counter()
        for each in self.outputs:
            sums[each.kind] += each.count
        return [(kind.value, kind.label, sums[kind.value]) for kind in CampaignOutput.Kind]


def campaigns_of(actor: Actor) -> QuerySet[Campaign]:
    """Those she sees, and her own agency's; with how many articles each has."""
    seen = Campaign.objects.visible_to(actor)
    if actor.agency is not None:
        seen = seen | Campaign.objects.filter(agency=actor.agency)
    return (
        seen.select_related("agency").annotate(size=Count("articles", distinct=True)).order_by("-since", "-pk")
    )


def outcome_of(campaign: Campaign) -> Outcome:
    """What came of it; a fixed number of SELECTs."""
    articles = list(published().filter(pk__in=campaign.articles.values("article")))
    keys = [each.pk for each in articles]
    readings = Reading.objects.filter(article__in=keys, on__gte=campaign.since, on__lte=campaign.until)
    read = {
        (article, channel): count
        for article, channel, count in readings.values_list("article", "channel").annotate(Sum("count"))
    }
    voted = Vote.objects.filter(article__in=keys).values_list("article").annotate(Count("pk"), Sum("score"))
    votes = {article: (count, points) for article, count, points in voted}
    rows = [
        Row(
            article=each,
            read=tuple(read.get((each.pk, code), 0) for code, _ in CHANNELS),
            voices=votes.get(each.pk, (0, 0))[0],
            points=votes.get(each.pk, (0, 0))[1],
        )
        for each in articles
    ]
    return Outcome(rows=rows, outputs=list(campaign.outputs.all()))


def articles_offered(campaign: Campaign) -> QuerySet[Article]:
    """The agency's published articles, the newest first, from which a campaign is put together."""
    return published().filter(agency=campaign.agency)[:OFFERED]
