"""Two at once: one voice, one shelf."""

import pytest
from django.test import Client
from django.utils.timezone import localdate

from khuyencong.organisations.models import Agency
from khuyencong.portal.actions import shelves
from khuyencong.portal.actions.shelves import lay_shelf
from khuyencong.portal.actions.voting import vote
from khuyencong.portal.models import Shelf, Vote, VoteCount

pytestmark = pytest.mark.django_db


def test_a_voice_given_twice_at_once_is_one_and_the_later(article, monkeypatch):
    given = {"token": "a", "origin": "10.0.0.1", "on": localdate()}
    vote(article, score=1, **given)
    # The first look finds nothing, as it does while the other press is not yet written.
    asked = iter([Vote.objects.none()])
    monkeypatch.setattr(Vote.objects, "select_for_update", lambda: next(asked, Vote.objects.get_queryset()))
    vote(article, score=5, **given)
    assert list(Vote.objects.values_list("score", flat=True)) == [5]
    assert list(VoteCount.objects.values_list("count", flat=True)) == [1]


def test_two_of_an_agency_who_enter_at_once_lay_one_shelf(writer, monkeypatch):
    really = shelves.lay_news

    def other_was_first():
        monkeypatch.setattr(shelves, "lay_news", really)
        lay_shelf(writer.agency)
        return really()

    monkeypatch.setattr(shelves, "lay_news", other_was_first)
    laid = lay_shelf(Agency.objects.get(pk=writer.agency.pk))
    assert list(Shelf.objects.filter(agency=writer.agency)) == [laid]
    assert Client().get(laid.url).status_code == 200
