"""Keys of the cast's desks, and what they may look at."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Seat
from khuyencong.organisations.queries import operator
from khuyencong.post.actions.api_keys import WantedKey, make_key
from khuyencong.post.queries.api_keys import scopes
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic import duties
from tests.norms.conftest import law

__all__ = ["law"]
AT = datetime(2026, 10, 5, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def address_of(path):
    """The whole path: what is not CommonGrants' lies under our own version."""
    return path if path.startswith("/common-grants/") else f"/api/v1{path}"


class Program:
    """A program that calls with a key, or with none."""

    def __init__(self, secret=""):
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.number = 0

    def get(self, path, **asked):
        return self.client.get(address_of(path), asked, headers=self.headers)

    def send(self, method, path, body=None, *, once="", raw=None):
        self.number += 1
        content = raw if raw is not None else json.dumps(body if body is not None else {})
        headers = self.headers | {"Idempotency-Key": once or f"lan-ghi-{id(self)}-{self.number}"}
        call = getattr(self.client, method)
        return call(address_of(path), data=content, content_type="application/json", headers=headers)


@pytest.fixture(autouse=True)
def today():
    """A day on which keys, periods and lists stand."""
    with time_machine.travel(TODAY, tick=True):
        yield


def holder_of(desk):
    """Who sits at the desk now, acting for it."""
    return Actor(user=Seat.objects.get(desk=desk, until=None).user, desk=desk)


@pytest.fixture
def key_for(db):
    """Makes a key of a desk, by who holds it: all the scopes it may have, or those named."""

    def make(desk, *wanted, days=30):
        fitting = [each.code for each in scopes().values() if each.fits(desk)]
        asked = WantedKey(name="Phần mềm", scopes=wanted or fitting, days=days)
        return make_key(desk, asked, by=holder_of(desk), at=TODAY)

    return make


@pytest.fixture
def program(key_for, dong_thap_officer):
    """A program at the author's desk."""
    return Program(key_for(dong_thap_officer.desk)[1])


@pytest.fixture
def neighbour(key_for, tay_ninh_officer):
    """A program at the neighbour's desk."""
    return Program(key_for(tay_ninh_officer.desk)[1])


@pytest.fixture
def owed(law, dong_thap_officer):
    """What the author's department owes for the third quarter."""
    expect(duties(), since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=AT)
    return PeriodicReturn.objects.get(form="ket-qua", agency=dong_thap_officer.agency, every="quarter")
