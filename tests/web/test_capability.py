"""Pages of scores: computed, shown to its own, answered, published; every point opens to its events."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.reporting.lifecycle import CAPABILITY
from khuyencong.reporting.models import CapabilityHearing, CapabilityLine, CapabilityRound, CapabilityScore
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_contracts import approved
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.reporting.scored import AFTER, hearing_of, shared, worked

__all__ = ["approved", "draft", "law", "selected", "workshop"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def reports(approved, dong_thap_officer):
    """Eight months of reports of one project."""
    return worked(approved, dong_thap_officer)


@pytest.fixture
def round_(approved, reports, ministry_officer):
    """A round of the ministry that every unit may read its own of."""
    return shared(ministry_officer)


def test_an_officer_opens_a_round_computes_it_and_sends_it_out(as_role, approved, reports):
    officer = as_role("officer")
    begun = officer.post("/nang-luc/", {"year": "2025", "cut": "31/12/2025"})
    address = begun["Location"]
    assert officer.post("/nang-luc/", {"year": "2025", "cut": "31/12/2025"}).status_code == 422
    assert officer.post("/nang-luc/", {"year": "2025", "cut": "x"}).status_code == 422
    assert officer.post(address, {"do": "share"}).status_code == 422
    assert officer.post(address, {"do": "compute"}).status_code == 302
    assert officer.post(address, {"do": "share"}).status_code == 302
    assert officer.post(address, {"do": "nothing"}).status_code == 422
    page = officer.get(address)
    assert (page.status_code, page.context["open"]) == (200, CapabilityHearing.objects.count())
    assert officer.get(f"{address}tai-ve/")["Content-Type"].endswith("spreadsheetml.sheet")


def test_who_only_reads_begins_nothing(as_role, law):
    given = {"year": "2025", "cut": "31/12/2025"}
    assert [as_role(role).post("/nang-luc/", given).status_code for role in ("inspector", "administrator")] == [
        403,
        403,
    ]
    assert CapabilityRound.objects.count() == 0


def test_a_unit_reads_its_own_score_line_by_line_and_a_neighbour_finds_nothing(as_role, approved, round_):
    score = CapabilityScore.objects.get(edition=round_.edition, agency=approved.agency, about="unit")
    line = CapabilityLine.objects.get(score=score, criterion="bao-cao-thang")
    own = [f"/nang-luc/diem/{score.pk}/", f"/nang-luc/dong/{line.pk}/"]
    hearing = f"/nang-luc/y-kien/{score.hearing.pk}/"
    for role, status in (
        ("author", 200),
        ("colleague", 200),
        ("head", 200),
        ("neighbour", 404),
        ("leader", 200),
    ):
        client = as_role(role)
        assert [client.get(each).status_code for each in own] == [status, status], role
        assert client.get(hearing).status_code == (302 if status == 200 else 404)
    page = as_role("author").get(own[1]).content.decode()
    assert page.count("Báo cáo tháng") == 8
    assert "hạn 26/07/2027" in page
    rows = as_role("neighbour").get(f"/nang-luc/{round_.pk}/").context["page"]
    assert {each.agency_id for each in rows}.isdisjoint({approved.agency_id})


def test_a_reply_is_answered_by_another_and_the_event_is_shown_as_not_counted(
    as_role, approved, reports, round_, ministry_officer
):
    score = CapabilityScore.objects.get(edition=round_.edition, agency=approved.agency, about="unit")
    address, key = f"/nang-luc/diem/{score.pk}/", f"progress:{reports[6].pk}:sent"
    author = as_role("author")
    assert author.post(address, {"do": "reply", "note": ""}).status_code == 422
    assert author.post(address, {"do": "reply", "note": "Bão tháng 7"}).status_code == 302
    assert author.post(address, {"do": "accept"}).status_code == 422
    assert author.post(address, {"do": "answer", "note": "x"}).status_code == 403
    assert as_role("officer").post(address, {"do": "answer", "note": "x"}).status_code == 422
    leader = as_role("leader")
    assert leader.post(address, {"do": "answer", "note": "x", "keys": ["progress:0:sent"]}).status_code == 422
    assert leader.post(address, {"do": "answer", "note": "Đúng", "keys": [key]}).status_code == 302
    done = CAPABILITY.perform(
        "capability.propose",
        CapabilityRound.objects.get(),
        Act(by=ministry_officer, at=AFTER + timedelta(days=40)),
    )
    line = CapabilityLine.objects.get(
        score__edition=done.edition, score__agency=approved.agency, criterion="bao-cao-thang"
    )
    assert "Không tính: Đúng" in as_role("author").get(f"/nang-luc/dong/{line.pk}/").content.decode()


def test_a_head_publishes_after_showing_who_she_is_and_everybody_reads_the_list(
    as_role, approved, round_, ministry_officer
):
    CAPABILITY.perform("capability.propose", round_, Act(by=ministry_officer, at=AFTER + timedelta(days=40)))
    address = f"/nang-luc/{round_.pk}/"
    assert as_role("officer").post(address, {"do": "publish"}).status_code == 403
    assert as_role("leader").post(address, {"do": "publish"}).status_code == 302
    assert CapabilityRound.objects.get().state == "published"
    page = as_role("neighbour").get(address)
    assert approved.agency_id in {each.agency_id for each in page.context["page"]}
    score = CapabilityScore.objects.get(
        edition=CapabilityRound.objects.get().edition, agency=approved.agency, about="unit"
    )
    assert as_role("neighbour").get(f"/nang-luc/diem/{score.pk}/").context["opens"] is False
    line = score.lines.first()
    assert as_role("neighbour").get(f"/nang-luc/dong/{line.pk}/").status_code == 404


def test_a_round_is_read_with_as_many_selects_however_many_units(as_role, approved, round_):
    counted = []
    for role in ("officer", "author"):
        client, address = as_role(role), f"/nang-luc/{round_.pk}/"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            counted.append((len(client.get(address).context["page"]), len(asked)))
    (many, of_many), (few, of_few) = counted
    assert (many > few, of_many <= of_few + 4) == (True, True)


def test_who_has_nothing_to_say_presses_one_button(as_role, approved, round_):
    hearing = hearing_of(round_, approved.agency)
    assert as_role("author").post(f"/nang-luc/diem/{hearing.score_id}/", {"do": "accept"}).status_code == 302
    hearing.refresh_from_db()
    assert hearing.state == "accepted"
