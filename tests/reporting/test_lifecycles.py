"""A correction under a second pair of eyes; a report that one prepares and another issues."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from khuyencong.organisations.actions import close_seats
from khuyencong.organisations.queries import ministry_department
from khuyencong.reporting.lifecycle import CORRECTION, REPORT, Issue, correct, request_report
from khuyencong.reporting.models import Correction, Figure, IssuedReport, ReportRequest
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import Unit
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import officer_of, person, practised
from tests.reporting.conftest import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure(enter) -> Figure:
    return enter(entry("Đồng Tháp", 5), public=False)[0]


@pytest.fixture
def propose(figure, now):
    def propose(by, printed="6"):
        return correct(figure=figure, printed=printed, unit=Unit.DONG, reason="Kho bạc", act=Act(by=by, at=now))

    return propose


def move(life, name, dossier, by, at, **more):
    """Perform, and the codes of what stood in the way."""
    try:
        life.perform(name, dossier, Act(by=by, at=at, **more))
    except BlockedError as blocked:
        return [finding.code for finding in blocked.findings]
    return []


def waiting():
    return list(Task.objects.filter(state="open").values_list("desk", "dossier_kind", "dossier_key"))


def test_a_newcomers_correction_waits_at_her_head_and_stands_when_the_head_agrees(
    propose, figure, dong_thap_officer, dong_thap_leader, now
):
    proposed = propose(dong_thap_officer)
    assert (proposed.state, proposed.made, Figure.objects.count()) == ("proposed", None, 1)
    assert waiting() == [(dong_thap_leader.desk.code, "correction", str(proposed.pk))]
    done = CORRECTION.perform("correction.confirm", proposed, Act(by=dong_thap_leader, at=now))
    assert (done.state, done.checked_by, done.made.amount, done.made.entered_by, done.made.replaces) == (
        "standing",
        dong_thap_leader.account,
        6,
        dong_thap_officer.account,
        figure,
    )
    assert waiting() == []
    told = Event.objects.order_by("sequence").values_list("name", "person_key", "before", "reason")
    assert list(told) == [
        ("correction.propose", dong_thap_officer.person_key, '{"state": "draft"}', "Kho bạc"),
        ("correction.confirm", dong_thap_leader.person_key, '{"state": "proposed"}', ""),
    ]


def test_who_has_three_behind_her_corrects_at_once(propose, dong_thap_officer):
    done = propose(practised(dong_thap_officer))
    assert (done.state, done.made.amount, waiting()) == ("standing", 6, [])


def test_a_leader_is_no_newcomer(propose, dong_thap_leader):
    assert propose(dong_thap_leader).state == "standing"


def test_two_behind_her_are_not_three(propose, dong_thap_officer, dong_thap_leader):
    practised(dong_thap_officer)
    Correction.objects.filter(author=dong_thap_officer.account).first().delete()
    assert propose(dong_thap_officer).state == "proposed"


def test_what_comes_back_is_mended_and_handed_up_again(propose, dong_thap_officer, dong_thap_leader, now):
    proposed = propose(dong_thap_officer)
    assert move(CORRECTION, "correction.return", proposed, dong_thap_leader, now) == ["reason_missing"]
    assert move(CORRECTION, "correction.return", proposed, dong_thap_leader, now, reason="Sai đơn vị") == []
    assert waiting() == [(dong_thap_officer.desk.code, "correction", str(proposed.pk))]
    given = ("6,5", Unit.NGHIN, "Kho bạc, đã xem lại")
    assert move(CORRECTION, "correction.propose", proposed, dong_thap_officer, now, given=given) == []
    assert move(CORRECTION, "correction.confirm", proposed, dong_thap_leader, now) == []
    assert Figure.objects.get(replaces__isnull=False).amount == 6500


@pytest.mark.parametrize("who", ["dong_thap_colleague", "ministry_officer", "inspector"])
def test_a_second_look_is_a_leaders(propose, request, dong_thap_officer, dong_thap_leader, now, who):
    proposed = propose(dong_thap_officer)
    with pytest.raises(PermissionDenied):
        CORRECTION.perform("correction.confirm", proposed, Act(by=request.getfixturevalue(who), at=now))
    assert Figure.objects.count() == 1


def test_nobody_looks_at_her_own_correction_even_after_she_became_the_head(
    propose, dong_thap_officer, dong_thap_leader, now
):
    proposed = propose(dong_thap_officer)
    close_seats(user=dong_thap_leader.account, on=now.date())
    head = type(dong_thap_leader)(user=dong_thap_officer.account, desk=dong_thap_leader.desk)
    assert move(CORRECTION, "correction.confirm", proposed, head, now) == ["own_work"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=proposed.pk).update(checked_by=dong_thap_officer.account)


def test_without_a_head_nothing_is_handed_up_and_nothing_is_half_written(propose, dong_thap_officer):
    with pytest.raises(BlockedError) as blocked:
        propose(dong_thap_officer)
    assert [finding.code for finding in blocked.value.findings] == ["nobody_there"]
    assert (Correction.objects.count(), Event.objects.count(), Task.objects.count()) == (0, 0, 0)


def test_one_correction_of_a_figure_is_under_way_at_a_time(
    propose, dong_thap_officer, dong_thap_colleague, dong_thap_leader
):
    propose(dong_thap_officer)
    with pytest.raises(BlockedError) as blocked:
        propose(dong_thap_colleague, "7")
    assert [finding.code for finding in blocked.value.findings] == ["under_way"]
    assert Correction.objects.count() == 1


def test_a_figure_replaced_meanwhile_is_not_corrected_again(
    propose, dong_thap_officer, dong_thap_leader, ministry_leader, now
):
    proposed = propose(dong_thap_officer)
    propose(ministry_leader, "8")
    assert move(CORRECTION, "correction.confirm", proposed, dong_thap_leader, now) == ["already_replaced"]
    assert move(CORRECTION, "correction.withdraw", proposed, dong_thap_officer, now) == []
    assert Figure.objects.get(replaces__isnull=False).amount == 8


def test_the_second_click_says_who_was_faster(propose, dong_thap_officer, dong_thap_leader, now):
    proposed = propose(dong_thap_officer)
    CORRECTION.perform("correction.confirm", proposed, Act(by=dong_thap_leader, at=now))
    with pytest.raises(BlockedError) as blocked:
        CORRECTION.perform("correction.confirm", proposed, Act(by=dong_thap_leader, at=now))
    [finding] = blocked.value.findings
    assert (finding.code, "Đồng Tháp đã làm lúc 10:42 ngày 23/11/2026" in finding.message) == (
        "wrong_state",
        True,
    )


# A report on its way out.


@pytest.fixture
def report(enter, ask):
    enter(entry("Đồng Tháp", 5))
    return ask()


@pytest.fixture
def handed(report, ministry_officer, ministry_leader, now):
    return request_report(report=report, note="", act=Act(by=ministry_officer, at=now))


def out(report, waiver=""):
    return Issue(report=report, xlsx=b"xlsx", docx=b"docx", waiver=waiver)


def test_one_prepares_and_another_issues(handed, report, ministry_officer, ministry_leader, now):
    assert waiting() == [(ministry_leader.desk.code, "report_request", str(handed.pk))]
    assert move(REPORT, "report.issue", handed, ministry_leader, now, given=out(report)) == []
    handed.refresh_from_db()
    assert (handed.state, handed.issued.issued_by, bytes(handed.issued.docx), waiting()) == (
        "issued",
        ministry_leader.account,
        b"docx",
        [],
    )


def test_who_prepared_it_does_not_issue_it(report, ministry_leader, now):
    second = person(ministry_leader.agency, "lanhdao2", "ministry_leader")
    handed = request_report(report=report, note="", act=Act(by=ministry_leader, at=now))
    assert move(REPORT, "report.issue", handed, ministry_leader, now, given=out(report)) == ["own_work"]
    assert move(REPORT, "report.issue", handed, second, now, given=out(report)) == []


@pytest.mark.parametrize("who", ["ministry_officer", "inspector", "dong_thap_leader", "administrator"])
def test_issuing_is_the_ministrys_leaders(handed, report, request, who, now):
    with pytest.raises(PermissionDenied):
        REPORT.perform("report.issue", handed, Act(by=request.getfixturevalue(who), at=now, given=out(report)))
    assert IssuedReport.objects.count() == 0


def test_the_same_report_is_handed_up_once(handed, report, ministry_leader, now):
    with pytest.raises(BlockedError) as blocked:
        request_report(report=report, note="", act=Act(by=ministry_leader, at=now))
    assert [finding.code for finding in blocked.value.findings] == ["waits_already"]
    assert ReportRequest.objects.count() == 1


def test_a_returned_report_is_handed_up_again_with_todays_figures(
    handed, enter, ask, ministry_officer, ministry_leader, now
):
    assert move(REPORT, "report.return", handed, ministry_leader, now, reason="Thiếu Cà Mau") == []
    enter(entry("Cà Mau", 7))
    assert move(REPORT, "report.submit", handed, ministry_officer, now, given=ask()) == []
    assert move(REPORT, "report.issue", handed, ministry_leader, now, given=out(ask())) == []


@pytest.mark.usefixtures("committed_world")
def test_two_leaders_decide_at_once_one_decision_stands_and_the_other_is_told(now, enter, ask):
    enter(entry("Đồng Tháp", 5))
    cuc = person_of_ministry("canbo", "ministry_officer")
    first, second = (person_of_ministry(name, "ministry_leader") for name in ("ld1", "ld2"))
    report = ask()
    handed = request_report(report=report, note="", act=Act(by=cuc, at=now))
    told = at_once(
        lambda: move(REPORT, "report.issue", handed, first, now, given=out(report)),
        lambda: move(REPORT, "report.return", handed, second, now, reason="Chưa được"),
    )
    assert sorted(told) == [[], ["wrong_state"]]
    assert Event.objects.filter(name__in=["report.issue", "report.return"]).count() == 1


@pytest.mark.usefixtures("committed_world")
def test_the_same_button_pressed_a_hundred_times_at_once_has_one_effect(now, enter):
    officer = officer_of("Đồng Tháp", "dongthap")
    head = officer_of("Đồng Tháp", "lanhdaodongthap", "department_leader")
    [figure] = enter(entry("Đồng Tháp", 5))
    act = Act(by=officer, at=now)
    proposed = correct(figure=figure, printed="6", unit=Unit.DONG, reason="Kho bạc", act=act)
    told = at_once(*[lambda: move(CORRECTION, "correction.confirm", proposed, head, now)] * 100)
    assert sorted(told) == [[], *[["wrong_state"]] * 99]
    assert (Figure.objects.count(), Event.objects.filter(name="correction.confirm").count()) == (2, 1)


def person_of_ministry(username, role):
    return person(ministry_department(), username, role)


def at_once(*clicks):
    """What each click came to, up to twenty of them at the same instant."""
    width = min(20, len(clicks))
    together = threading.Barrier(width)

    def click(index_and_press):
        index, press = index_and_press
        try:
            if index < width:
                together.wait(timeout=30)
            return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(width) as pool:
        return list(pool.map(click, enumerate(clicks)))
