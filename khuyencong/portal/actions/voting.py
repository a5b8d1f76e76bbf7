"""Taking a voice, and counting a reading. Neither keeps anything by which a reader could be found again."""

import hashlib
import secrets
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from khuyencong.portal.models import Article, DailySalt, Reading, Vote, VoteCount

NEW_VOICES = 30
"""New voices a day for one article from one address: a whole office may share one. Our own limit."""


class TooManyVoicesError(Exception):
    """One address gave an article more new voices in a day than an office has readers."""


def hashed(*parts: str) -> str:
    """A hash of the parts, told apart from each other."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def vote(article: Article, *, token: str, score: int, origin: str, on: date) -> Vote:
    """Her voice for the article; a second one changes the first. TooManyVoicesError past the day's limit."""
    reader = hashed(token, str(article.pk))
    with transaction.atomic():
        given = Vote.objects.select_for_update().filter(article=article, reader=reader).first()
        if given is None:
            try:
                with transaction.atomic():
                    _count_new(article, origin, on)
                    return Vote.objects.create(article=article, reader=reader, score=score, on=on)
            except IntegrityError:
                # She pressed twice and the other press was first: that one is counted, this one changes it.
                given = Vote.objects.select_for_update().get(article=article, reader=reader)
        given.score, given.on = score, on
        given.save(update_fields=["score", "on"])
        return given


def _count_new(article: Article, origin: str, on: date) -> None:
    where: dict[str, Any] = {"on": on, "article": article, "origin": hashed(_salt(on), origin)}
    VoteCount.objects.get_or_create(**where)
    if not VoteCount.objects.filter(**where, count__lt=NEW_VOICES).update(count=F("count") + 1):
        raise TooManyVoicesError


def _salt(on: date) -> str:
    """The day's secret; thrown away the night after, so that no address is found again from its hash."""
    return DailySalt.objects.get_or_create(on=on, defaults={"salt": secrets.token_hex(32)})[0].salt


def forget_days_before(on: date) -> int:
    """Throw away salts and counts of the days before; how many rows."""
    counts = VoteCount.objects.filter(on__lt=on).delete()[0]
    return counts + DailySalt.objects.filter(on__lt=on).delete()[0]


def count_reading(article: int, *, channel: str, on: date) -> None:
    """One more reading of the day; one UPDATE, on the first of the day an INSERT before it."""
    row = Reading.objects.filter(article=article, on=on, channel=channel)
    if row.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            Reading.objects.create(article_id=article, on=on, channel=channel, count=1)
    except IntegrityError:  # another reader was the first
        row.update(count=F("count") + 1)
