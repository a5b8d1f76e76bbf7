"""A later year is opened: each project that goes on gets its estimate of that year, on a decision, once."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.ledger.actions import opening as actions
from khuyencong.ledger.actions.opening import leave_out
from khuyencong.ledger.lifecycle import (
    POSTING_CORRECTION,
    YEAR_OPENING,
    begin_correction,
    begin_opening,
    opening,
)
from khuyencong.ledger.models import Posting, YearOpening
from khuyencong.ledger.queries import Question, broken_promises, position
from khuyencong.ledger.queries.chains import given_years
from khuyencong.ledger.queries.opening import going_on
from khuyencong.organisations.queries import operator
from khuyencong.projects.lifecycle import Signed
from khuyencong.projects.models import Line, Project
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.conftest import person
from tests.ledger.test_contracts import codes, sign
from tests.ledger.test_later_years import approved, contract_of

__all__ = ["approved", "contract_of", "sign"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def begun(approved, ministry_officer, ministry_leader, now):
    """The opening of 2028, with the one project of two years in it."""
    return begin_opening("KCQG", 2028, Act(by=ministry_officer, at=now))


@pytest.fixture
def decided(begun, ministry_officer, ministry_leader, now):
    """The same, recorded by the head; nothing written yet."""
    YEAR_OPENING.perform("year_opening.propose", begun, Act(by=ministry_officer, at=now))
    given = Signed(number="7/QĐ-BCT", on=now.date())
    return YEAR_OPENING.perform("year_opening.record", begun, Act(by=ministry_leader, at=now, given=given))


def run(row, now):
    opening.run_opening(row, by=operator(), at=now)
    return YearOpening.objects.get(pk=row.pk)


def test_each_project_gets_what_its_estimate_asks_of_the_year_and_may_then_be_contracted(
    approved, decided, contract_of, ministry_leader, now
):
    [line] = decided.lines.all()
    assert (line.project, line.amount, decided.state, given_years(approved)) == (
        approved,
        100 * M,
        "running",
        [2027],
    )
    assert run(decided, now).state == "opened"
    posting = Posting.objects.get(key=f"open-KCQG-2028-project-{approved.pk}")
    assert (posting.kind, posting.document, posting.effective_on) == (
        "allocate",
        "Quyết định 7/QĐ-BCT",
        now.date(),
    )
    assert position(Question(actor=ministry_leader, year=2028)).given == 100 * M
    contract_of(2027, 300 * M)
    contract_of(2028, 100 * M)
    assert position(Question(actor=ministry_leader, year=2028)).committed == 100 * M
    assert run(decided, now).state == "opened"
    assert Posting.objects.filter(key__startswith="open-").count() == 1
    assert list(broken_promises()) == []


def test_a_year_nobody_waits_for_is_not_opened_and_none_twice(
    begun, decided, ministry_officer, dong_thap_officer, now
):
    act = Act(by=ministry_officer, at=now)
    for year, code in ((2029, "nothing_goes_on"), (2028, "opening_taken")):
        with pytest.raises(BlockedError) as caught:
            begin_opening("KCQG", year, act)
        assert codes(caught) == [code]
    run(decided, now)
    with pytest.raises(BlockedError) as caught:
        begin_opening("KCQG", 2028, act)
    assert codes(caught) == ["nothing_goes_on"]
    with pytest.raises(PermissionDenied):
        begin_opening("KCQG", 2028, Act(by=dong_thap_officer, at=now))


def test_who_prepares_it_does_not_record_it_and_a_neighbour_sees_nothing(
    begun, ministry_officer, ministry_leader, tay_ninh_officer, now
):
    given = Signed(number="7/QĐ", on=now.date())
    with pytest.raises(PermissionDenied):
        YEAR_OPENING.perform("year_opening.propose", begun, Act(by=tay_ninh_officer, at=now))
    sent = YEAR_OPENING.perform("year_opening.propose", begun, Act(by=ministry_officer, at=now))
    with pytest.raises(PermissionDenied):
        YEAR_OPENING.perform("year_opening.record", sent, Act(by=ministry_officer, at=now, given=given))
    for wrong, code in ((None, "no_number"), (Signed(number="7", on=now.date().replace(year=2030)), "future")):
        with pytest.raises(BlockedError) as caught:
            YEAR_OPENING.perform("year_opening.record", sent, Act(by=ministry_leader, at=now, given=wrong))
        assert codes(caught) == [code]
    assert list(YearOpening.objects.visible_to(tay_ninh_officer)) == []


def test_an_estimate_that_changed_or_a_project_that_ended_is_not_given_the_old_sum(
    begun, approved, ministry_officer, now
):
    Line.objects.filter(project=approved, year=2028).update(national=90 * M)
    with pytest.raises(BlockedError) as caught:
        YEAR_OPENING.perform("year_opening.propose", begun, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["changed"]
    leave_out(begun, [approved.pk], by=ministry_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        YEAR_OPENING.perform("year_opening.propose", begun, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["empty"]
    Project.objects.filter(pk=approved.pk).update(state="settled")
    YEAR_OPENING.perform("year_opening.drop", begun, Act(by=ministry_officer, at=now, reason="Hết"))
    with pytest.raises(BlockedError) as caught:
        begin_opening("KCQG", 2028, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["nothing_goes_on"]


def test_a_run_that_fails_goes_on_where_it_stopped(decided, monkeypatch, now):
    def failing(line, **how):
        actions.write_given(line, **how)
        raise RuntimeError("the power went")

    monkeypatch.setattr(opening, "write_given", failing)
    with pytest.raises(RuntimeError):
        run(decided, now)
    assert (YearOpening.objects.get().state, Posting.objects.filter(key__startswith="open-").count()) == (
        "running",
        1,
    )
    monkeypatch.undo()
    assert run(decided, now).state == "opened"
    assert Posting.objects.filter(key__startswith="open-").count() == 1


def test_which_years_wait_and_why_the_others_do_not_is_read_before_anything_is_begun(
    client, approved, ministry_officer, dong_thap_officer, now
):
    client.force_login(ministry_officer.account)

    def read():
        page = client.get("/mo-nam/")
        return [(each.year, each.amount, each.waits, each.why) for each in page.context["later"]]

    assert read() == [(2028, 100 * M, True, "mở được")]
    refused = client.post("/mo-nam/", {"purse": "KCQG", "year": "2031"})
    assert [each.fix for each in refused.context["blocked"]] == ["Năm còn chờ: 2028."]
    Project.objects.filter(pk=approved.pk).update(state="held")
    assert read() == [(2028, 100 * M, False, "chưa mở được: đề án tạm dừng")]
    refused = client.post("/mo-nam/", {"purse": "KCQG", "year": "2028"})
    assert [each.fix for each in refused.context["blocked"]] == [
        "Mở năm khi đề án đã phê duyệt có dự toán của năm sau: soạn đề án nhiều năm, "
        "hoặc điều chỉnh kéo dài sang năm sau."
    ]
    Project.objects.filter(pk=approved.pk).update(state="approved")
    row = begin_opening("KCQG", 2028, Act(by=ministry_officer, at=now))
    YEAR_OPENING.perform("year_opening.propose", row, Act(by=ministry_officer, at=now))
    assert read() == [(2028, 100 * M, True, "mở được")]
    client.force_login(dong_thap_officer.account)
    assert read() == []


def test_a_year_that_was_given_waits_no_more(client, decided, ministry_officer, now):
    run(decided, now)
    client.force_login(ministry_officer.account)
    assert [(each.year, each.waits, each.why) for each in client.get("/mo-nam/").context["later"]] == [
        (2028, False, "đã giao")
    ]


def test_a_year_is_opened_in_the_browser(client, approved, ministry_officer, ministry_leader, tay_ninh_officer):
    client.force_login(ministry_officer.account)
    assert client.post("/mo-nam/", {"purse": "KCQG", "year": "2029"}).status_code == 422
    answer = client.post("/mo-nam/", {"purse": "KCQG", "year": "2028"})
    row = YearOpening.objects.get()
    address = f"/mo-nam/{row.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert client.post(address, {"do": "choose", "left": approved.pk}).status_code == 302
    assert client.get(address).context["given"] == 0
    assert client.post(address, {"do": "choose"}).status_code == 302
    assert client.get(address).context["given"] == 100 * M
    assert client.post(address, {"do": "propose"}).status_code == 302
    assert client.post(address, {"do": "choose"}).status_code == 422
    client.force_login(tay_ninh_officer.account)
    assert client.get(address).status_code == 404
    assert client.get("/mo-nam/").status_code == 200


def test_a_year_is_not_opened_by_a_decision_older_than_the_plan(begun, ministry_officer, ministry_leader, now):
    YEAR_OPENING.perform("year_opening.propose", begun, Act(by=ministry_officer, at=now))
    given = Signed(number="7/QĐ-BCT", on=date(1990, 1, 1))
    with pytest.raises(BlockedError) as caught:
        YEAR_OPENING.perform("year_opening.record", begun, Act(by=ministry_leader, at=now, given=given))
    assert codes(caught) == ["before_its_ground"]


def test_the_job_gives_nothing_to_a_project_that_stopped_after_the_decision(
    approved, decided, client, ministry_leader, now
):
    Project.objects.filter(pk=approved.pk).update(state="stopped")
    done = run(decided, now)
    [line] = done.lines.all()
    assert (done.state, line.left_out, line.written_at) == ("opened", True, None)
    assert line.why == "nay không chờ kinh phí năm này (đã ngừng, chờ tất toán)"
    assert given_years(approved) == [2027]
    told = Event.objects.get(name="year_opening.skip")
    assert (told.dossier_key, approved.title in told.title) == (str(done.pk), True)
    assert json.loads(Event.objects.get(name="year_opening.finish").after) == {
        "state": "opened",
        "given": 0,
        "not_given": [approved.pk],
    }
    client.force_login(ministry_leader.account)
    answer = client.get(f"/mo-nam/{done.pk}/")
    assert answer.context["not_given"] == [line]
    assert "1 đề án trong quyết định không được giao tiền" in answer.content.decode()


def test_the_job_gives_no_sum_that_a_change_has_made_another_since_the_decision(approved, decided, now):
    Line.objects.filter(project=approved, year=2028).update(national=90 * M)
    [line] = run(decided, now).lines.all()
    why = "nay chờ 90.000.000 đồng: máy soạn lần mở năm nữa ở bàn lập kế hoạch"
    assert (line.left_out, line.why, given_years(approved)) == (True, why, [2027])


def test_only_a_line_that_was_left_out_says_why(begun):
    with pytest.raises(IntegrityError), transaction.atomic():
        begun.lines.update(why="x")


def test_an_opening_that_gave_wrongly_is_undone_by_two_and_another_opening_gives_it_again(
    approved, decided, ministry_officer, ministry_leader, now
):
    run(decided, now)
    accountant = person(ministry_leader.agency, "ke-toan", "accountant")
    posting = Posting.objects.get(key=f"open-KCQG-2028-project-{approved.pk}")
    assert going_on(ministry_leader.agency, "KCQG", 2028) == []
    file = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF"}
    row = begin_correction(posting, reason="Giao trước quyết định", **file, by=accountant, at=now)
    POSTING_CORRECTION.perform("posting_correction.decide", row, Act(by=ministry_leader, at=now))
    assert position(Question(actor=ministry_leader, year=2028)).given == 0
    assert going_on(ministry_leader.agency, "KCQG", 2028) == [(approved, 100 * M)]
    again = YearOpening.objects.get(state="draft")
    YEAR_OPENING.perform("year_opening.propose", again, Act(by=ministry_officer, at=now))
    given = Signed(number="8/QĐ-BCT", on=now.date())
    again = YEAR_OPENING.perform("year_opening.record", again, Act(by=ministry_leader, at=now, given=given))
    assert run(again, now).state == "opened"
    second = Posting.objects.get(key=f"{posting.key}#2")
    assert (second.document, position(Question(actor=ministry_leader, year=2028)).given) == (
        "Quyết định 8/QĐ-BCT",
        100 * M,
    )
    assert list(broken_promises()) == []
