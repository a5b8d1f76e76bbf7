"""A report goes out only without errors, or with a leader's written reason; what went out is kept as it was."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from khuyencong.reporting.lifecycle import REPORT, Issue, request_report
from khuyencong.reporting.models import IssuedReport, ReportRequest
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.reporting.conftest import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(now, ministry_officer, ministry_leader):
    """Hand the report up in one person's name and issue it in another's."""

    def issue(report, by=ministry_leader, waiver=""):
        handed = ReportRequest.objects.filter(state="submitted").first()
        if handed is None:
            handed = request_report(report=report, note="", act=Act(by=ministry_officer, at=now))
        given = Issue(report=report, xlsx=b"xlsx", docx=b"docx", waiver=waiver)
        return REPORT.perform("report.issue", handed, Act(by=by, at=now, given=given)).issued

    return issue


@pytest.fixture
def clean(enter, ask):
    enter(entry("Đồng Tháp", 5))
    report = ask()
    assert report.open_errors == 0
    return report


def test_a_report_without_errors_is_kept_with_its_bytes(clean, issue, now):
    issued = issue(clean, waiver="không cần")
    assert (bytes(issued.docx), issued.digest, issued.open_errors, issued.waiver, issued.known_at) == (
        b"docx",
        hashlib.sha256(b"docx").hexdigest(),
        0,
        "",
        now,
    )
    assert issued.region.name == "Khu vực phía Nam"


def test_open_errors_need_a_leaders_written_reason(demo, ask, issue, ministry_leader):
    with pytest.raises(BlockedError) as blocked:
        issue(ask(), ministry_leader, waiver="  ")
    assert [finding.code for finding in blocked.value.findings] == ["waiver_missing"]
    issued = issue(ask(), ministry_leader, waiver=" Đã đính chính với nơi in ")
    assert (issued.open_errors, issued.waiver) == (3, "Đã đính chính với nơi in")


@pytest.mark.parametrize("who", ["dong_thap_officer", "operator_account", "ministry_officer"])
def test_nobody_else_issues(clean, issue, who, request):
    with pytest.raises(PermissionDenied):
        issue(clean, request.getfixturevalue(who))
    assert IssuedReport.objects.count() == 0


def test_an_issued_report_is_never_changed(clean, issue):
    issued = issue(clean)
    for write in (lambda q: q.update(year=2019), lambda q: q._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write(IssuedReport.objects.filter(pk=issued.pk))


def test_the_database_itself_wants_the_reason(clean, issue):
    issued = issue(clean)
    issued.pk, issued._state.adding, issued.open_errors = None, True, 1
    with pytest.raises(IntegrityError), transaction.atomic():
        issued.save(force_insert=True)


def test_a_report_without_any_figure_is_not_issued(ask, issue, ministry_leader):
    with pytest.raises(BlockedError) as blocked:
        issue(ask("bac"), ministry_leader, waiver="cứ gửi")
    assert [finding.code for finding in blocked.value.findings] == ["nothing_to_report"]


def test_other_borders_are_no_way_round_a_text_that_contradicts_itself(demo, ask, issue):
    report = ask(borders="now")
    assert report.open_errors == 2
    with pytest.raises(BlockedError):
        issue(report)


def test_what_an_issued_report_rests_on_becomes_public(enter, ask, issue, ministry_officer, tay_ninh_officer):
    enter(entry("Đồng Tháp", 5), public=False)
    enter(entry("Hà Nội", 7), public=False)
    assert ask(actor=tay_ninh_officer).summed["all"].done is None
    issue(ask(actor=ministry_officer))
    assert ask(actor=tay_ninh_officer).summed["all"].done == 5
    assert ask("bac", actor=tay_ninh_officer).summed["all"].done is None


def test_a_report_as_known_later_is_neither_handed_up_nor_issued(
    enter, ask, issue, now, ministry_officer, ministry_leader
):
    enter(entry("Đồng Tháp", 5))
    ahead = ask(known_at=now + timedelta(seconds=1))
    with pytest.raises(BlockedError) as blocked:
        request_report(report=ahead, note="", act=Act(by=ministry_officer, at=now))
    assert [finding.code for finding in blocked.value.findings] == ["known_ahead"]
    handed = request_report(report=ask(), note="", act=Act(by=ministry_officer, at=now))
    given = Issue(report=ahead, xlsx=b"xlsx", docx=b"docx")
    with pytest.raises(BlockedError) as blocked:
        REPORT.perform("report.issue", handed, Act(by=ministry_leader, at=now, given=given))
    assert [finding.code for finding in blocked.value.findings] == ["known_ahead"]
