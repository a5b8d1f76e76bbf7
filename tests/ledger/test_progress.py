"""A month's report: opened by night for whoever is under contract, written, sent, looked at by another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.projects.actions.progress import write_report
from khuyencong.projects.lifecycle import PROGRESS, begin_report
from khuyencong.projects.lifecycle.progress import open_reports
from khuyencong.projects.models import ProgressReport
from khuyencong.projects.queries.progress import last_seen
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.progress import Said
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["approved", "contract", "sign", "signed"]
pytestmark = pytest.mark.django_db
M = 1_000_000
SAID = Said(done=40, support=0, counterpart=150 * M, told="Máy về xưởng", ahead="Chờ điện")
NIGHT = "2026-12-01T05:15:00+07:00"


@pytest.fixture
def report(signed, dong_thap_officer, now):
    return begin_report(signed.project, Act(by=dong_thap_officer, at=now))


@pytest.fixture
def seen(dong_thap_officer, dong_thap_leader, now):
    """Takes a report from its draft to what the department has seen."""

    def make(report, said=SAID):
        write_report(report, said, by=dong_thap_officer, at=now)
        sent = PROGRESS.perform("progress.send", report, Act(by=dong_thap_officer, at=now))
        return PROGRESS.perform("progress.see", sent, Act(by=dong_thap_leader, at=now))

    return make


def test_the_night_opens_one_for_each_project_under_contract_and_once(signed, operator_account):
    assert [open_reports.call(NIGHT), open_reports.call(NIGHT)] == [1, 0]
    report = ProgressReport.objects.get()
    task = Task.objects.get(dossier_kind="progress", state="open")
    assert (report.month, report.state, report.author) == (date(2026, 12, 1), "draft", None)
    assert (task.desk, task.due, task.due_source) == (
        signed.project.desk.code,
        date(2026, 12, 24),
        "Điều 23 khoản 3 điểm a, 36/2013/TT-BCT",
    )
    assert open_reports.call("2027-01-05T05:15:00+07:00") == 1


def test_nothing_is_opened_for_a_project_without_contract(approved, operator_account):
    assert open_reports.call(NIGHT) == 0


def test_a_report_is_written_sent_and_looked_at(report, seen, signed, now):
    done = seen(report)
    assert (done.state, done.sent_on, done.done, done.counterpart) == ("seen", now.date(), 40, 150 * M)
    assert last_seen(signed.project) == done
    assert not Task.objects.filter(dossier_kind="progress", state="open").exists()


def test_an_empty_report_is_not_sent(report, dong_thap_officer, now):
    with pytest.raises(BlockedError) as caught:
        PROGRESS.perform("progress.send", report, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["no_words"]


@pytest.mark.parametrize(
    ("change", "code"), [({"support": 300 * M + 1}, "above_contract"), ({"told": ""}, "no_words")]
)
def test_what_cannot_be_is_not_kept(report, dong_thap_officer, now, change, code):
    with pytest.raises(BlockedError) as caught:
        write_report(report, replace(SAID, **change), by=dong_thap_officer, at=now)
    assert (codes(caught), ProgressReport.objects.get().told) == ([code], "")


def test_the_sender_does_not_look_at_it_herself_and_it_is_not_changed_once_sent(
    report, dong_thap_officer, dong_thap_leader, tay_ninh_officer, now
):
    with pytest.raises(PermissionDenied):
        write_report(report, SAID, by=tay_ninh_officer, at=now)
    write_report(report, SAID, by=dong_thap_officer, at=now)
    sent = PROGRESS.perform("progress.send", report, Act(by=dong_thap_officer, at=now))
    with pytest.raises(BlockedError) as caught:
        PROGRESS.perform("progress.see", sent, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["own_work"]
    with pytest.raises(BlockedError) as caught:
        write_report(sent, SAID, by=dong_thap_officer, at=now)
    assert codes(caught) == ["not_draft"]
    back = PROGRESS.perform("progress.return", sent, Act(by=dong_thap_leader, at=now, reason="Ghi rõ hơn"))
    assert write_report(back, replace(SAID, done=45), by=dong_thap_officer, at=now).done == 45


def test_the_day_of_the_first_sending_stays(report, dong_thap_officer, dong_thap_leader, now):
    write_report(report, SAID, by=dong_thap_officer, at=now)
    sent = PROGRESS.perform("progress.send", report, Act(by=dong_thap_officer, at=now))
    back = PROGRESS.perform("progress.return", sent, Act(by=dong_thap_leader, at=now, reason="Ghi rõ hơn"))
    later = now + timedelta(days=9)
    again = PROGRESS.perform("progress.send", back, Act(by=dong_thap_officer, at=later))
    assert again.sent_on == now.date()
