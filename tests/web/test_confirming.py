"""A decision is made by who showed just now who she is, and what she sent is not lost on the way."""

import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from khuyencong.organisations.models import User
from khuyencong.reporting.models import IssuedReport
from khuyencong.web.confirmation import recently_confirmed
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SOUTH = "/vung/nam/2018/2018-07-31/"
ISSUE = {"do": "issue", "waiver": "Đã hỏi nơi công bố"}


@pytest.fixture
def handed_up(as_role, demo):
    """A report that waits for the leader."""
    return as_role("officer").post(f"{SOUTH}trinh/", {"note": "Đã hỏi"}).headers["Location"]


@pytest.fixture
def long_ago(as_role, cast):
    """The leader, signed in more than ten minutes ago."""
    client = as_role("leader")
    client.confirmed(cast["leader"].account, at=time.time() - 601)
    return client


def test_who_signed_in_long_ago_confirms_first_and_then_it_is_done_as_she_sent_it(handed_up, long_ago):
    asked = long_ago.post(handed_up, ISSUE)
    assert asked.headers["Location"] == f"/tai-khoan/xac-nhan/?next={handed_up.replace('/', '%2F')}"
    assert IssuedReport.objects.count() == 0
    done = long_ago.post(asked.headers["Location"], {"password": PASSWORD})
    assert done.headers["Location"] == handed_up
    assert IssuedReport.objects.get().waiver == "Đã hỏi nơi công bố"
    assert long_ago.get(handed_up).status_code == 200


def test_what_was_sent_is_not_done_when_she_confirms_for_something_else(handed_up, long_ago):
    long_ago.post(handed_up, ISSUE)
    long_ago.post("/tai-khoan/xac-nhan/?next=/so-lieu/", {"password": PASSWORD})
    assert IssuedReport.objects.count() == 0


def test_with_a_wrong_password_nothing_is_done(handed_up, long_ago):
    asked = long_ago.post(handed_up, ISSUE).headers["Location"]
    assert long_ago.post(asked, {"password": "sai"}).status_code == 200
    assert IssuedReport.objects.count() == 0


def test_a_move_that_is_no_decision_asks_nothing(handed_up, as_role, cast):
    client = as_role("officer")
    client.confirmed(cast["officer"].account, at=time.time() - 601)
    assert client.post(handed_up, {"do": "withdraw", "note": "Nhầm kỳ"}).headers["Location"] == handed_up


def test_who_has_only_single_sign_on_comes_in_anew_and_back_to_the_page(handed_up, long_ago, cast):
    leader = cast["leader"].account
    User.objects.filter(pk=leader.pk).update(password="!")
    long_ago.force_login(User.objects.get(pk=leader.pk))
    long_ago.confirmed(leader, at=time.time() - 601)
    asked = long_ago.post(handed_up, ISSUE)
    assert asked.headers["Location"] == f"/dang-nhap/?next={handed_up}"
    assert "_auth_user_id" not in long_ago.session
    assert IssuedReport.objects.count() == 0


def test_the_decorator_lets_every_look_pass(settings):
    view = recently_confirmed(lambda request: HttpResponse("thấy"))
    assert view(RequestFactory().get("/")).content.decode() == "thấy"
