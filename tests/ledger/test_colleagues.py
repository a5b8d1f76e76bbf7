"""What wants a second person lies at that person's desk, never at the desk of who made it."""

import pytest

from khuyencong.ledger.lifecycle import CLAIM
from khuyencong.organisations.models import Seat
from khuyencong.projects.lifecycle import PROGRESS, begin_report
from khuyencong.projects.models import Project
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_changes import go, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.ledger.test_progress import SAID, write_report

__all__ = ["accountant", "approved", "claim", "contract", "go", "hand_in", "sign", "signed", "walk", "want"]
pytestmark = pytest.mark.django_db


def desk_of(kind: str) -> str:
    """The desk at which the one open task of that kind lies."""
    return Task.objects.get(dossier_kind=kind, state="open").desk


@pytest.fixture
def sent(signed, dong_thap_officer, now):
    """Writes and sends a month's report of a project under contract."""

    def make(by=dong_thap_officer):
        report = begin_report(signed.project, Act(by=by, at=now))
        write_report(report, SAID, by=by, at=now)
        return PROGRESS.perform("progress.send", report, Act(by=by, at=now))

    return make


def test_a_claim_lies_at_the_colleague_of_who_sent_it(claim, walk, dong_thap_colleague):
    walk(claim, until="submitted")
    assert desk_of("claim") == dong_thap_colleague.desk_code


def test_who_drafted_it_for_a_colleague_to_send_looks_at_it_herself(
    claim, hand_in, dong_thap_officer, dong_thap_colleague, now
):
    hand_in(claim, by=dong_thap_colleague)
    CLAIM.perform("claim.submit", claim, Act(by=dong_thap_colleague, at=now))
    assert desk_of("claim") == dong_thap_officer.desk_code


def test_a_progress_report_lies_at_the_colleague_who_may_see_it(sent, dong_thap_colleague, now):
    report = sent()
    assert desk_of("progress") == dong_thap_colleague.desk_code
    PROGRESS.perform("progress.see", report, Act(by=dong_thap_colleague, at=now))
    assert not Task.objects.filter(dossier_kind="progress", state="open").exists()


def test_a_report_returned_goes_back_to_the_desk_that_writes_it(
    sent, dong_thap_officer, dong_thap_colleague, now
):
    PROGRESS.perform("progress.return", sent(), Act(by=dong_thap_colleague, at=now, reason="Thiếu ảnh"))
    assert desk_of("progress") == dong_thap_officer.desk_code


def test_a_stop_lies_at_the_colleague_of_who_asked(want, go, signed, dong_thap_colleague):
    go(want(signed.project, course=Course.STOPPED), until="submitted")
    assert desk_of("change") == dong_thap_colleague.desk_code


def test_the_head_has_it_where_there_is_no_other_officer(sent, dong_thap_officer, dong_thap_leader):
    sent()
    assert desk_of("progress") == dong_thap_leader.desk_code


def test_an_officer_comes_before_the_head(sent, dong_thap_leader, dong_thap_colleague):
    sent()
    assert desk_of("progress") == dong_thap_colleague.desk_code


def test_a_second_desk_of_the_same_person_is_no_colleague(
    sent, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    Seat.objects.filter(desk=dong_thap_colleague.desk).update(until=now.date())
    Seat.objects.create(desk=dong_thap_colleague.desk, user=dong_thap_officer.user, since=now.date())
    sent()
    assert desk_of("progress") == dong_thap_leader.desk_code


def test_with_nobody_else_it_stays_and_is_not_stopped(sent, signed, dong_thap_officer, now):
    Seat.objects.filter(desk__agency=dong_thap_officer.agency).exclude(user=dong_thap_officer.user).update(
        until=now.date()
    )
    report = sent()
    assert desk_of("progress") == dong_thap_officer.desk_code
    with pytest.raises(BlockedError, match="tự duyệt"):
        PROGRESS.perform("progress.see", report, Act(by=dong_thap_officer, at=now))
    assert Project.objects.get(pk=signed.project_id).department == dong_thap_officer.agency
