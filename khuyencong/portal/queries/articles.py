"""Published articles: lists, one with its neighbours, searching; each in a fixed number of SELECTs."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from wagtail.models import Page, ReferenceIndex, Revision

from khuyencong.organisations.queries import names_on
from khuyencong.portal.models import SCALE, Article, PictureRendition, Reading, Section, Shelf, Topic, Vote
from khuyencong.portal.models.articles import NEWS
from khuyencong.portal.models.standing import Standing
from khuyencong.rules.text import fold

ARTICLES = 4
"""How deep they stand in the tree: under the root, the news and a shelf."""
NEIGHBOURS = 4
LATELY = timedelta(days=30)
WORDS = 8
"""Words of a search that are looked for; a longer one finds by its first."""


def published() -> QuerySet[Article]:
    """What everybody may read, the newest first."""
    found: QuerySet[Article] = Article.objects.live()
    heavy = ("body", "folded", "draft_title", "search_description", "seo_title")
    listed = found.select_related("section", "cover", "agency").prefetch_related("cover__renditions")
    return listed.defer(*heavy).order_by("-first_published_at", "-pk")


def article_at(shelf: str, slug: str) -> Article | None:
    """The published article of that address, whole."""
    found: Article | None = (
        Article.objects.live()
        .filter(url_path=f"/{NEWS}/{shelf}/{slug}/")
        .select_related("section", "cover", "agency")
        .prefetch_related("authors", "topics", "cover__renditions")
        .first()
    )
    return found


def standing_at(shelf: str, slug: str) -> Standing | None:
    """What tells one state of the page of that address from the next; one SELECT."""
    return Standing.of(f"/{NEWS}/{shelf}/{slug}/", depth=ARTICLES)


def shelf_at(slug: str) -> Shelf | None:
    """The shelf of that address."""
    found: Shelf | None = Shelf.objects.filter(slug=slug).select_related("agency").first()
    return found


def sections() -> list[Section]:
    """All of them, in their order."""
    return list(Section.objects.all())


def searched(words: str, found: QuerySet[Article]) -> QuerySet[Article]:
    """Those that hold every word, with or without diacritics, as the rules fold them."""
    for word in fold(words).split()[:WORDS]:
        found = found.filter(folded__contains=word)
    return found


def about(topic: Topic) -> QuerySet[Article]:
    """Published articles of a topic."""
    return published().filter(topics=topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Voices of an article: how many for each step, and their mean as sums of rows."""

    steps: tuple[tuple[int, str, int], ...]
    count: int
    mean: float | None


def rating_of(article: int) -> Rating:
    """How readers found it; one SELECT."""
    rows = dict(Vote.objects.filter(article=article).values_list("score").annotate(Count("pk")))
    count = sum(rows.values())
    return Rating(
        steps=tuple((score, name, rows.get(score, 0)) for score, name in reversed(SCALE)),
        count=count,
        mean=sum(score * voices for score, voices in rows.items()) / count if count else None,
    )


def readings_of(article: int) -> int:
    """How often it was opened, ever; one SELECT."""
    return int(Reading.objects.filter(article=article).aggregate(all=Coalesce(Sum("count"), 0))["all"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What stands beside an article; none of them twice."""

    topic: Topic | None
    same_topic: list[Article]
    liked: list[Article]
    same_section: list[Article]
    latest: list[Article]


def neighbours_of(article: Article, topics: list[Topic], on: date) -> Neighbours:
    """Same topic, what its readers may like, same section, latest; five SELECTs.

    The topic is the first of its own that another article has: one that is alone in it is no way on.
    """
    others = published().exclude(pk=article.pk)
    first = Topic.objects.filter(
        pk__in=[each.pk for each in topics], articles__in=others.order_by().values("pk")
    ).first()
    same = list(others.filter(topics=first)[:NEIGHBOURS]) if first is not None else []
    left = others.exclude(pk__in=[each.pk for each in same])
    liked = list(may_like(left, topics, on)[:NEIGHBOURS])
    left = left.exclude(pk__in=[each.pk for each in liked])
    section = list(left.filter(section=article.section_id)[:NEIGHBOURS])
    latest = list(left.exclude(pk__in=[each.pk for each in section])[:NEIGHBOURS])
    return Neighbours(topic=first, same_topic=same, liked=liked, same_section=section, latest=latest)


def may_like(found: QuerySet[Article], topics: list[Topic], on: date) -> QuerySet[Article]:
    """By topics shared, then by readings of the last thirty days; counted here, of nobody in particular."""
    shared = Count("topics", filter=Q(topics__in=topics), distinct=True)
    lately = Reading.objects.filter(article=OuterRef("pk"), on__gt=on - LATELY).order_by().values("article")
    read = Coalesce(Subquery(lately.annotate(all=Sum("count")).values("all")), 0)
    liked: QuerySet[Article] = found.annotate(shared=shared, read=read).filter(Q(shared__gt=0) | Q(read__gt=0))
    return liked.order_by("-shared", "-read", F("first_published_at").desc(), "-pk")


def named(articles: list[Article], on: date) -> dict[int, str]:
    """What the agencies of the articles are called; one SELECT."""
    return names_on((each.agency for each in articles), on)


def is_public(kind: Any, pk: int) -> bool:
    """Whether a picture or document stands in a published article; one of drafts alone is nobody's."""
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(kind),
        to_object_id=str(pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    pages = [int(each) for each in uses.values_list("object_id", flat=True)]
    return bool(pages) and Article.objects.live().filter(pk__in=pages).exists()


def waits_for_its_hour(kind: Any, pk: int) -> bool:
    """Whether it stands in a revision that was let out for an hour to come; the index knows no revisions."""
    wanted = (ContentType.objects.get_for_model(kind).pk, str(pk))
    waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return any(
        wanted == (found[0], str(found[1]))
        for each in waiting
        for found in ReferenceIndex._extract_references_from_object(each.as_object())
    )


def picture_of(name: str) -> int | None:
    """The picture that a cut file was made of."""
    found = PictureRendition.objects.filter(file=name).values_list("image", flat=True).first()
    return int(found) if found is not None else None
