"""Giving a desk's calendar a secret address, and taking it back."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.post.models import Feed
from khuyencong.post.queries.feeds import digest_of


@transaction.atomic
def open_feed(*, by: Actor, at: datetime) -> str:
    """A new secret for the calendar of her desk, shown once; the address before it opens no more."""
    if by.desk is None:
        raise PermissionDenied
    revoke_feed(by=by, at=at)
    secret = secrets.token_urlsafe(32)
    Feed.objects.create(user=by.account, desk=by.desk, digest=digest_of(secret), made_at=at)
    return secret


def revoke_feed(*, by: Actor, at: datetime) -> int:
    """End the address of her desk's calendar; how many there were (none or one)."""
    if by.desk is None:
        raise PermissionDenied
    return Feed.objects.live().filter(user=by.account, desk=by.desk).update(revoked_at=at)
