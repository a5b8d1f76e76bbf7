"""Made articles and made readers, for trying the news out; marked wherever they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from wagtail.models import Page

from khuyencong.organisations.actors import Actor
from khuyencong.portal.actions.shelves import lay_shelf, open_shelf
from khuyencong.portal.actions.voting import hashed
from khuyencong.portal.models import Article, ArticleAuthor, Picture, Reading, Section, Topic, Vote

LATELY = 3
"""Days on which the made readers came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a made article says, and when it came out."""

    title: str
    section: str
    lead: str
    body: str
    topics: Sequence[str]
    authors: Sequence[tuple[str, str]]
    source: str
    cover: Picture | None
    alt: str
    at: datetime


def load_picture(file: Any, *, title: str, words: str) -> Picture:
    """A made picture."""
    made: Picture = Picture.objects.create(
        title=title[:255], file=file, description=words, credit="Hình vẽ minh họa"
    )
    return made


def load_article(told: Told, *, writer: Actor, second: Actor) -> Article:
    """Written by one, let out by another, as any article; its day is set back to the day it tells."""
    assert writer.agency is not None
    shelf = lay_shelf(writer.agency)
    open_shelf(writer.agency, second.account, publishes=True)
    article = Article(
        title=told.title,
        section=Section.objects.get(code=told.section),
        lead=told.lead,
        body=told.body,
        source=told.source,
        cover=told.cover,
        cover_alt=told.alt,
        cover_caption=f"{told.title} (hình vẽ minh họa)." if told.cover else "",
        made=True,
        live=False,
        owner=writer.account,
    )
    article.authors = [ArticleAuthor(name=name, place=place) for name, place in told.authors]
    article.topics = [Topic.objects.get_or_create(name=name)[0] for name in told.topics]
    shelf.add_child(instance=article)
    article.save_revision(user=writer.account).publish(user=second.account)
    Page.objects.filter(pk=article.pk).update(first_published_at=told.at, last_published_at=told.at)
    made: Article = Article.objects.get(pk=article.pk)
    return made


def load_readers(article: Article, *, channels: Sequence[str], most: int, on: date) -> None:
    """Made readings of the last days, and made voices."""
    for n, channel in enumerate(channels):
        for back in range(LATELY):
            count = max(most // (n + 1) - 3 * back, 1)
            Reading.objects.create(article=article, on=on - timedelta(days=back), channel=channel, count=count)
    Vote.objects.bulk_create(
        Vote(article=article, reader=hashed("minh-hoa", str(n), str(article.pk)), score=5 - n % 3, on=on)
        for n in range(max(most // 5, 1))
    )
