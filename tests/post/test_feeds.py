"""The secret address of a desk's calendar: one at a time, revocable, and only while she sits there."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.organisations.actions import close_seats
from khuyencong.organisations.actors import PUBLIC
from khuyencong.post.actions.feeds import open_feed, revoke_feed
from khuyencong.post.models import Feed
from khuyencong.post.queries.feeds import feed_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def test_the_secret_opens_her_desk_and_is_not_kept(office):
    secret = open_feed(by=office.officer, at=NOW)
    assert feed_of(secret, TODAY).desk == office.officer.desk
    assert secret not in repr(Feed.objects.values().get())
    assert len(secret) >= 43


def test_a_new_address_ends_the_one_before_it(office):
    old, new = (open_feed(by=office.officer, at=NOW) for _ in range(2))
    assert (feed_of(old, TODAY), feed_of(new, TODAY) is None) == (None, False)


def test_a_revoked_address_opens_nothing(office):
    secret = open_feed(by=office.officer, at=NOW)
    assert (revoke_feed(by=office.officer, at=NOW), feed_of(secret, TODAY)) == (1, None)


def test_the_address_ends_with_the_seat(office):
    secret = open_feed(by=office.officer, at=NOW)
    close_seats(user=office.officer.account, on=TODAY)
    assert (feed_of(secret, TODAY), feed_of(secret, TODAY - timedelta(days=1)) is None) == (None, False)


@pytest.mark.parametrize("secret", ["", "x", "0" * 64])
def test_a_guess_opens_nothing(office, secret):
    open_feed(by=office.officer, at=NOW)
    assert feed_of(secret, TODAY) is None


def test_without_a_desk_there_is_no_calendar():
    with pytest.raises(PermissionDenied):
        open_feed(by=PUBLIC, at=NOW)
