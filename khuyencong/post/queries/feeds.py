"""Which desk's calendar a secret opens."""

import hashlib
from datetime import date

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import sits_at
from khuyencong.post.models import Feed


def digest_of(secret: str) -> str:
    """What is kept of a secret; it is long and random, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(secret: str, on: date) -> Feed | None:
    """The address with that secret, unless revoked or its owner no longer sits at the desk; two SELECTs."""
    feed = Feed.objects.live().select_related("desk__agency", "user").filter(digest=digest_of(secret)).first()
    if feed is None or not feed.user.is_active:
        return None
    return feed if sits_at(feed.user, feed.desk, on) else None


def open_feed_of(actor: Actor) -> Feed | None:
    """The address she has for her desk's calendar; its secret is not known to us."""
    if actor.user is None or actor.desk is None:
        return None
    return Feed.objects.live().filter(user=actor.user, desk=actor.desk).first()
