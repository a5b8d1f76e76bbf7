"""A decision is made by who showed just now who she is, and what she sent is not lost on the way."""

import re
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.timezone import now as clock

from khuyencong.ledger.models import AdvanceRate
from khuyencong.organisations.models import User
from khuyencong.post.actions.cleaning import clean_up
from khuyencong.reporting.models import IssuedReport
from khuyencong.rules.uploads import LARGEST
from khuyencong.web.confirmation import recently_confirmed
from khuyencong.workflow.actions import Sent, hold_files
from khuyencong.workflow.models import HeldFile
from tests.conftest import PASSWORD
from tests.ledger.test_claims import accountant, signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.web.test_rates import TYPED as RATE

__all__ = ["accountant", "approved", "contract", "draft", "law", "selected", "sign", "signed", "workshop"]
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
    assert (done.headers["Location"], IssuedReport.objects.count()) == (handed_up, 0)
    assert long_ago.get(handed_up).headers["Location"] == handed_up
    assert IssuedReport.objects.get().waiver == "Đã hỏi nơi công bố"
    assert long_ago.get(handed_up).status_code == 200


def test_what_was_sent_is_not_done_when_she_confirms_for_something_else(handed_up, long_ago):
    long_ago.post(handed_up, ISSUE)
    long_ago.post("/tai-khoan/xac-nhan/?next=/so-lieu/", {"password": PASSWORD})
    assert long_ago.get(handed_up).status_code == 200
    assert IssuedReport.objects.count() == 0


def test_with_a_wrong_password_nothing_is_done(handed_up, long_ago):
    asked = long_ago.post(handed_up, ISSUE).headers["Location"]
    assert long_ago.post(asked, {"password": "sai"}).status_code == 200
    assert long_ago.get(handed_up).status_code == 200
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
    long_ago.force_login(User.objects.get(pk=leader.pk))
    assert long_ago.get(handed_up).headers["Location"] == handed_up
    assert IssuedReport.objects.get().waiver == "Đã hỏi nơi công bố"


def test_who_signs_in_in_her_place_does_not_do_what_she_sent(handed_up, long_ago, cast):
    leader = cast["leader"].account
    User.objects.filter(pk=leader.pk).update(password="!")
    long_ago.post(handed_up, ISSUE)
    long_ago.force_login(cast["officer"].account)
    assert long_ago.get(handed_up).status_code == 200
    assert IssuedReport.objects.count() == 0


def test_what_waits_is_not_done_on_a_later_visit(handed_up, long_ago, monkeypatch):
    asked = long_ago.post(handed_up, ISSUE).headers["Location"]
    long_ago.post(asked, {"password": PASSWORD})
    later = time.time() + 121
    monkeypatch.setattr("khuyencong.web.held.time.time", lambda: later)
    assert long_ago.get(handed_up).status_code == 200
    assert IssuedReport.objects.count() == 0


@pytest.fixture
def proposed_rate(as_role, signed):
    """The page of a rate of its own that waits for the leader's signed decision."""
    officer = as_role("officer")
    page = officer.post(f"/hop-dong/{signed.pk}/muc-tam-ung/", RATE).headers["Location"]
    officer.post(page, {"do": "propose"})
    return page


def signed_paper(content=b"%PDF-1.7 qd"):
    return SimpleUploadedFile("quyet-dinh.pdf", content, content_type="application/pdf")


def confirms(client, page, said):
    """Press, confirm, and follow to where one is led."""
    asked = client.post(page, said).headers["Location"]
    back = client.post(asked, {"password": PASSWORD}).headers["Location"]
    assert back == page
    return client.get(back)


def test_a_file_sent_with_a_decision_is_not_lost_on_the_way(proposed_rate, as_role, cast, now):
    leader = as_role("leader")
    leader.confirmed(cast["leader"].account, at=time.time() - 601)
    said = {"do": "decide", "number": "12/QĐ-CTĐP", "signed_on": f"{now:%d/%m/%Y}", "file": signed_paper()}
    asked = leader.post(proposed_rate, said).headers["Location"]
    assert (AdvanceRate.objects.get().state, HeldFile.objects.count()) == ("proposed", 1)
    back = leader.post(asked, {"password": PASSWORD}).headers["Location"]
    assert leader.get(back).headers["Location"] == proposed_rate
    assert leader.get(proposed_rate).status_code == 200
    assert (AdvanceRate.objects.get().state, HeldFile.objects.count()) == ("decided", 0)
    assert leader.get(f"{proposed_rate}quyet-dinh/").content == b"%PDF-1.7 qd"


def test_what_is_refused_after_confirming_stands_on_its_own_page_with_words_and_file(
    proposed_rate, as_role, cast, now
):
    leader = as_role("leader")
    leader.confirmed(cast["leader"].account, at=time.time() - 601)
    said = {"do": "decide", "number": "77/QĐ", "signed_on": "31/02/2026", "file": signed_paper()}
    page = confirms(leader, proposed_rate, said)
    shown = page.content.decode()
    assert (page.status_code, page.request["PATH_INFO"]) == (422, proposed_rate)
    assert 'value="77/QĐ"' in shown
    assert "Đang giữ tệp “quyet-dinh.pdf”" in shown
    [held] = re.findall(r'name="held" value="([^"]+)"', shown)
    mended = {"do": "decide", "number": "77/QĐ", "signed_on": f"{now:%d/%m/%Y}", "held": held}
    assert leader.post(proposed_rate, mended).headers["Location"] == proposed_rate
    assert leader.get(f"{proposed_rate}quyet-dinh/").content == b"%PDF-1.7 qd"


def test_a_file_held_for_one_is_not_there_for_another(proposed_rate, as_role, cast, now):
    said = {"do": "decide", "number": "1", "signed_on": "", "file": signed_paper()}
    shown = as_role("leader").post(proposed_rate, said).content.decode()
    [held] = re.findall(r'name="held" value="([^"]+)"', shown)
    HeldFile.objects.update(whose="another")
    mended = {"do": "decide", "number": "77/QĐ", "signed_on": f"{now:%d/%m/%Y}", "held": held}
    assert as_role("leader").post(proposed_rate, mended).status_code == 422
    assert AdvanceRate.objects.get().state == "proposed"


def test_another_file_takes_the_place_of_the_held_one(proposed_rate, as_role, now):
    leader = as_role("leader")
    said = {"do": "decide", "number": "1", "signed_on": "", "file": signed_paper()}
    [held] = re.findall(r'name="held" value="([^"]+)"', leader.post(proposed_rate, said).content.decode())
    other = signed_paper(b"%PDF-1.7 khac")
    mended = said | {"signed_on": f"{now:%d/%m/%Y}", "held": held, "file": other}
    assert leader.post(proposed_rate, mended).status_code == 302
    assert leader.get(f"{proposed_rate}quyet-dinh/").content == b"%PDF-1.7 khac"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7" + b"x" * LARGEST, "lớn hơn 10 MB"), (b"chi la chu", "bên trong không phải tệp .pdf")],
)
def test_a_file_that_is_never_taken_is_refused_as_before_and_not_held(
    proposed_rate, as_role, cast, now, content, words
):
    leader = as_role("leader")
    leader.confirmed(cast["leader"].account, at=time.time() - 601)
    said = {"do": "decide", "number": "7", "signed_on": f"{now:%d/%m/%Y}", "file": signed_paper(content)}
    page = confirms(leader, proposed_rate, said)
    shown = page.content.decode()
    assert (page.status_code, words in shown, 'name="held"' in shown) == (422, True, False)
    assert HeldFile.objects.count() == 0


def test_where_the_file_is_gone_nothing_is_done_without_it(proposed_rate, as_role, cast, now):
    leader = as_role("leader")
    leader.confirmed(cast["leader"].account, at=time.time() - 601)
    said = {"do": "decide", "number": "7", "signed_on": f"{now:%d/%m/%Y}", "file": signed_paper()}
    asked = leader.post(proposed_rate, said).headers["Location"]
    HeldFile.objects.all().delete()
    back = leader.post(asked, {"password": PASSWORD}).headers["Location"]
    page = leader.get(back)
    assert (page.status_code, "chọn lại rồi bấm lại" in page.content.decode()) == (200, True)
    assert AdvanceRate.objects.get().state == "proposed"


def test_files_of_who_never_came_back_are_thrown_away(db):
    for press, minutes in (("old", 61), ("new", 59)):
        sent = Sent(field="file", name="a.pdf", media_type="application/pdf", size=1, content=b"x")
        hold_files(press, press, [sent], at=clock() - timedelta(minutes=minutes))
    clean_up.call()
    assert [each.press for each in HeldFile.objects.all()] == ["new"]
    for press in ("newer", "newest"):
        hold_files(press, "new", [sent], at=clock())
    assert [each.press for each in HeldFile.objects.order_by("pk")] == ["newer", "newest"]


def test_the_decorator_lets_every_look_pass(settings):
    view = recently_confirmed(lambda request: HttpResponse("thấy"))
    assert view(RequestFactory().get("/")).content.decode() == "thấy"
