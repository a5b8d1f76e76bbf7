"""Giving a desk's calendar a secret address, and taking it back."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.post.models import Feed
from khuyencong.post.queries.feeds import digest_of
from khuyencong.workflow.actions import Dossier, record


@transaction.atomic
def open_feed(*, by: Actor, at: datetime) -> str:
    """A new secret for the calendar of her desk, shown once; the address before it opens no more."""
    if by.desk is None:
        raise PermissionDenied
    ended = _end(by, at)
    secret = secrets.token_urlsafe(32)
    Feed.objects.create(user=by.account, desk=by.desk, digest=digest_of(secret), made_at=at)
    done = "Thay địa chỉ bí mật của lịch" if ended else "Lập địa chỉ bí mật cho lịch"
    record("calendar.open", f"{done}: {by.desk.title}", about=_about(by), by=by, at=at)
    return secret


@transaction.atomic
def revoke_feed(*, by: Actor, at: datetime) -> int:
    """End the address of her desk's calendar; how many there were (none or one)."""
    if by.desk is None:
        raise PermissionDenied
    ended = _end(by, at)
    if ended:
        title = f"Thu hồi địa chỉ bí mật của lịch: {by.desk.title}"
        record("calendar.revoke", title, about=_about(by), by=by, at=at)
    return ended


def _end(by: Actor, at: datetime) -> int:
    return Feed.objects.live().filter(user=by.account, desk=by.desk).update(revoked_at=at)


def _about(by: Actor) -> Dossier:
    return Dossier(kind="calendar", key=by.desk_code, agency=by.agency_code)
