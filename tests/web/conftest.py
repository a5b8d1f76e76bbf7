"""The cast of the pages, and the things they look at."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from khuyencong.paperwork.intake import import_return
from khuyencong.reporting.actions import receive_file
from khuyencong.reporting.models import Figure
from tests.web.workbooks import filled_return

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 1, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ROLES = [
    "stranger",
    "author",
    "colleague",
    "head",
    "neighbour",
    "officer",
    "leader",
    "inspector",
    "administrator",
]


class SignedInClient(Client):
    """Signing in by force leaves what a real sign-in leaves: who showed who she is, and when."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        self.confirmed(user, at=time.time())

    def confirmed(self, user, *, at):
        session = self.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": at}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
        session.save()


@pytest.fixture
def client():
    """A browser without a picture."""
    return SignedInClient()


@pytest.fixture
def cast(
    dong_thap_officer,
    dong_thap_colleague,
    dong_thap_leader,
    tay_ninh_officer,
    ministry_officer,
    ministry_leader,
    inspector,
    administrator,
):
    """Every kind of reader; the stranger is nobody."""
    return {
        "stranger": None,
        "author": dong_thap_officer,
        "colleague": dong_thap_colleague,
        "head": dong_thap_leader,
        "neighbour": tay_ninh_officer,
        "officer": ministry_officer,
        "leader": ministry_leader,
        "inspector": inspector,
        "administrator": administrator,
    }


@pytest.fixture
def as_role(client, cast):
    """A client signed in as one of the cast."""

    def sign_in(role):
        client.logout()
        if cast[role] is not None:
            client.force_login(cast[role].account)
        return client

    return sign_in


@pytest.fixture
def handed_in(dong_thap_officer):
    """A return of Đồng Tháp that nobody has published: its source."""
    file = receive_file(name="dong-thap.xlsx", content=filled_return(), by=dong_thap_officer, at=AT)
    source = import_return(file=file, by=dong_thap_officer, at=AT).source
    assert source is not None
    return source


@pytest.fixture
def figure_handed_in(handed_in):
    """A figure of that return."""
    return Figure.objects.filter(source=handed_in).order_by("pk").first()
