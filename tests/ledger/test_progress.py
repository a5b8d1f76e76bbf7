"""A month's report: opened by night for whoever is under contract, written, sent, looked at by another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.timezone import localtime

from khuyencong.projects.actions.progress import (
    drop_progress_photo,
    keep_progress_photo,
    write_report,
)
from khuyencong.projects.lifecycle import PROGRESS, begin_report
from khuyencong.projects.lifecycle.progress import open_reports
from khuyencong.projects.models import ProgressPhoto, ProgressReport
from khuyencong.projects.queries.progress import last_seen
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.progress import Said
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.rules.test_pictures import SECRET, jpeg

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
        "Điều 23 khoản 3 điểm a, 36/2013/TT-BCT (cần xác minh)",
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


def test_a_photograph_is_kept_with_time_and_place_and_without_its_secrets(report, dong_thap_officer, now):
    content = jpeg(taken=b"2026:11:20 08:30:00\0")
    photo = keep_progress_photo(report, content, "Máy  sấy", by=dong_thap_officer, at=now)
    assert (str(photo), localtime(photo.taken_at).isoformat(), photo.latitude) == (
        "Máy sấy",
        "2026-11-20T08:30:00+07:00",
        10.5,
    )
    assert SECRET not in bytes(photo.content)
    bare = keep_progress_photo(report, b"\xff\xd8\xff\xd9", "", by=dong_thap_officer, at=now)
    assert (bare.taken_at, bare.latitude) == (None, None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "photo_kind"),
        (b"\xff\xd8\xff" + b"0" * 10 * 2**20, "photo_size"),
        (jpeg(taken=b"2026:11:24 08:30:00\0"), "photo_future"),
    ],
    ids=["kind", "size", "future"],
)
def test_what_is_no_photograph_of_the_month_is_refused(report, dong_thap_officer, now, content, code):
    with pytest.raises(BlockedError) as caught:
        keep_progress_photo(report, content, "", by=dong_thap_officer, at=now)
    assert (codes(caught), ProgressPhoto.objects.count()) == ([code], 0)


def test_photographs_are_the_units_and_stay_once_the_report_was_sent(
    report, dong_thap_officer, dong_thap_leader, tay_ninh_officer, now
):
    with pytest.raises(PermissionDenied):
        keep_progress_photo(report, jpeg(), "", by=tay_ninh_officer, at=now)
    act = {"by": dong_thap_officer, "at": now}
    first = keep_progress_photo(report, jpeg(taken=b"2026:11:20 08:30:00\0"), "", **act)
    with pytest.raises(BlockedError) as caught:
        keep_progress_photo(report, jpeg(taken=b"2026:11:20 08:30:00\0"), "", **act)
    assert codes(caught) == ["photo_known"]
    drop_progress_photo(first, **act)
    kept = keep_progress_photo(report, jpeg(taken=b"2026:11:20 08:30:00\0"), "", **act)
    write_report(report, SAID, **act)
    sent = PROGRESS.perform("progress.send", report, Act(**act))
    rows = ProgressPhoto.objects.filter(pk=kept.pk)
    for attempt in (lambda: rows.update(latitude=1.0), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    with pytest.raises(BlockedError) as caught:
        keep_progress_photo(sent, jpeg(), "", **act)
    assert codes(caught) == ["not_draft"]
    PROGRESS.perform("progress.return", sent, Act(by=dong_thap_leader, at=now, reason="Thiếu ảnh"))
    kept.refresh_from_db()
    with pytest.raises(BlockedError) as caught:
        drop_progress_photo(kept, **act)
    assert codes(caught) == ["photo_stays"]
