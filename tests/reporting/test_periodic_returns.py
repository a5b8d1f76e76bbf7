"""Periodic returns: owed once by register × duties, sent by two people, locked by the level above."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from khuyencong.norms.actions import load_file
from khuyencong.norms.actions.activities import DATA
from khuyencong.norms.models import ReportDuty, ReturnForm
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of, ministry_department, operator
from khuyencong.places.queries import find_province
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, open_due
from khuyencong.reporting.lifecycle.periodic.opening import open_returns
from khuyencong.reporting.models import CheckWaiver, PeriodicReturn, ReceivedFile, ReturnCell, Urging
from khuyencong.reporting.queries.completeness import kept_by
from khuyencong.reporting.queries.periodic import Duty, duties
from khuyencong.reporting.queries.periodic.asked_again import again_of
from khuyencong.reporting.queries.periodic.duties import titled
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.periods import Every, Term
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import officer_of, person

pytestmark = pytest.mark.django_db

VN = ZoneInfo("Asia/Ho_Chi_Minh")
QUARTER = Duty(
    code="quy-ket-qua",
    form="ket-qua",
    title="Báo cáo kết quả công tác khuyến công",
    by="department",
    to="ministry",
    every=Every.QUARTER,
    term=Term(after_days=10, opens_days=5),
    since=date(2020, 1, 1),
    told="quy ước của hệ thống",
)
CENTRES = Duty(
    code="quy-trung-tam",
    form="ket-qua",
    title="Báo cáo kết quả công tác khuyến công",
    by="centre",
    to="department",
    every=Every.QUARTER,
    term=Term(after_days=3, opens_days=5),
    since=date(2020, 1, 1),
)
OPENED = datetime(2026, 9, 26, 8, 0, tzinfo=VN)
IN_TIME = datetime(2026, 10, 9, 23, 30, tzinfo=VN)
LATE = datetime(2026, 10, 14, 8, 0, tzinfo=VN)
"""The tenth of October 2026 is a Saturday, so that the last day in time is Monday the twelfth."""


def load_lists() -> None:
    for name in ("documents", "return_forms", "report_duties"):
        load_file(DATA / f"{name}.csv", by=operator(), at=OPENED)


def owe(*duties: Duty, since: date = date(2026, 9, 30), until: date = date(2026, 9, 30)) -> int:
    return expect(duties or [QUARTER, CENTRES], since=since, until=until, by=operator(), at=OPENED)


def act(by, at=IN_TIME, reason=""):
    return Act(by=by, at=at, reason=reason)


def do(name, report, by, at=IN_TIME, reason=""):
    """Perform, and the codes of what stood in the way."""
    try:
        PERIODIC_RETURN.perform(name, report, act(by, at, reason))
    except BlockedError as blocked:
        return [finding.code for finding in blocked.findings]
    finally:
        report.refresh_from_db()
    return []


def of(agency: Agency) -> PeriodicReturn:
    return PeriodicReturn.objects.get(agency=agency)


def waiting():
    return list(Task.objects.filter(state="open").values_list("desk", "dossier_key", "due"))


@pytest.fixture
def report(dong_thap_officer) -> PeriodicReturn:
    """The department's return of the third quarter of 2026, without any of a centre below it."""
    owe(QUARTER)
    return of(dong_thap_officer.agency)


@pytest.fixture
def sent(report, dong_thap_officer, dong_thap_leader, ministry_officer):
    assert do("periodic.begin", report, dong_thap_officer) == []
    assert do("periodic.submit", report, dong_thap_officer) == []
    assert do("periodic.sign", report, dong_thap_leader) == []
    return report


@pytest.fixture
def approved(sent, ministry_officer):
    assert do("periodic.approve", sent, ministry_officer) == []
    return sent


# What is owed.


def test_every_agency_of_the_register_owes_one_and_asking_again_adds_none(db):
    assert (owe(), owe()) == (68, 0)
    owing = PeriodicReturn.objects.filter(agency__kind="department")
    assert list(owing.values_list("to__code", "due_on", "opens_on").order_by().distinct()) == [
        ("cuc", date(2026, 10, 12), date(2026, 9, 25))
    ]
    assert {
        each.agency.parent_id == each.to_id for each in PeriodicReturn.objects.filter(agency__kind="centre")
    } == {True}
    assert list(Event.objects.filter(name="periodic.expect").values_list("title", flat=True)) == [
        "Ghi sổ 68 báo cáo định kỳ phải nộp"
    ]


def test_a_merged_province_owes_what_ended_before_its_last_day_and_its_heir_the_rest(db):
    owe(QUARTER, since=date(2025, 1, 1), until=date(2025, 12, 31))
    counts = {number: PeriodicReturn.objects.filter(number=number).count() for number in (1, 2, 3, 4)}
    assert counts == {1: 63, 2: 63, 3: 34, 4: 34}
    tien_giang = find_province("Tiền Giang", date(2025, 6, 30)).place
    old = department_of(tien_giang.id, date(2025, 6, 30))
    assert list(
        PeriodicReturn.objects.filter(agency=old).order_by("number").values_list("number", flat=True)
    ) == [1, 2]


def test_a_duty_binds_the_periods_that_end_while_it_is_in_force_and_one_of_a_province_only_there(db):
    unit = find_province("Đồng Tháp", date(2026, 9, 30)).place.id
    own = Duty(
        code="rieng",
        form="rieng",
        title="Báo cáo riêng",
        by="centre",
        to="department",
        every=Every.MONTH,
        term=Term(day=25, inclusive=False),
        since=date(2026, 2, 28),
        until=date(2026, 4, 30),
        province=unit,
    )
    assert owe(own, since=date(2026, 1, 1), until=date(2026, 12, 31)) == 2
    found = PeriodicReturn.objects.order_by("number")
    assert [(each.number, each.agency.unit_id, each.due_on) for each in found] == [
        (2, unit, date(2026, 2, 24)),
        (3, unit, date(2026, 3, 24)),
    ]


def test_regional_centres_owe_to_the_ministry_and_nobody_owes_to_itself(db):
    region = Duty(
        code="vung",
        form="tien-do",
        title="Tiến độ",
        by="region_centre",
        to="ministry",
        every=Every.MONTH,
        term=Term(day=25, inclusive=False),
        since=date(2020, 1, 1),
    )
    own = Duty(
        code="cuc",
        form="tong-hop",
        title="Tổng hợp",
        by="ministry",
        to="ministry",
        every=Every.YEAR,
        term=Term(),
        since=date(2020, 1, 1),
    )
    assert owe(region, own, since=date(2026, 9, 30), until=date(2026, 12, 31)) == 8
    assert set(PeriodicReturn.objects.values_list("agency__code", "to__code")) == {
        ("ttkc-vung-1", "cuc"),
        ("ttkc-vung-2", "cuc"),
    }


def test_it_comes_into_the_tray_on_the_day_it_opens_and_once(report, dong_thap_officer, operator_account):
    opens = Act(by=operator_account, at=OPENED)
    assert [
        open_due(date(2026, 9, 24), opens),
        open_due(date(2026, 9, 25), opens),
        open_due(LATE.date(), opens),
    ] == [
        0,
        1,
        0,
    ]
    assert waiting() == [(dong_thap_officer.desk.code, str(report.pk), date(2026, 10, 12))]
    # Where nobody sits it is owed all the same, and waits for the first who will.
    assert PeriodicReturn.objects.filter(state="expected").count() == 34
    newcomer = officer_of("Cà Mau", "camau")
    assert open_due(date(2026, 9, 26), opens) == 1
    assert {desk for desk, _, _ in waiting()} == {dong_thap_officer.desk.code, newcomer.desk.code}


def test_what_the_list_asks_for_is_owed_from_the_year_it_is_asked(db):
    load_lists()
    asked = duties()
    assert {each.form for each in asked} == {"ket-qua", "kinh-phi", "tien-do", "binh-chon", "cum-cong-nghiep"}
    expect(asked, since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=OPENED)
    found = PeriodicReturn.objects.order_by("form", "every").values_list(
        "form", "every", "agency__kind", "title"
    )
    rows = set(found)
    assert {row[:3] for row in rows} == {
        ("cum-cong-nghiep", "quarter", "department"),
        ("ket-qua", "nine_months", "department"),
        ("ket-qua", "quarter", "centre"),
        ("ket-qua", "quarter", "department"),
        ("kinh-phi", "nine_months", "department"),
        ("kinh-phi", "quarter", "centre"),
        ("kinh-phi", "quarter", "department"),
        ("tien-do", "month", "centre"),
        ("tien-do", "month", "region_centre"),
    }
    assert PeriodicReturn.objects.count() == 8 * 34 + 2
    assert all(title.startswith("Báo cáo") for *_, title in rows)


def test_a_return_is_called_as_its_form_on_the_periods_last_day_and_in_its_province(db):
    load_lists()
    form = ReturnForm.objects.get(code="ket-qua")
    called = form.name
    ReturnForm.objects.filter(pk=form.pk).update(until=date(2027, 1, 1))
    form.pk, form.since, form.name = None, date(2027, 1, 1), "Báo cáo theo biểu mới"
    form.save(force_insert=True)
    for name, place in (("Biểu làng nghề", "Đồng Tháp"), ("Biểu tôm", "Cà Mau")):
        own = {"code": "rieng", "name": name, "province_id": find_province(place, date(2026, 9, 30)).place.id}
        row = {"since": date(2026, 1, 1), "position": 900, "purse": "KCDP", "source": "Quyết định của tỉnh"}
        ReturnForm.objects.create(**own, **row)
        asked = {"by": "centre", "to": "department", "every": "quarter", "after_days": 5}
        ReportDuty.objects.create(form="rieng", **own | {"code": "rieng-quy", "name": "Quý"}, **row, **asked)
    ends = {"since": date(2026, 9, 30), "until": date(2027, 3, 31), "by": operator(), "at": OPENED}
    expect([each for each in duties() if each.every is Every.QUARTER], **ends)
    rows = PeriodicReturn.objects.filter(agency__kind="department", form="ket-qua").order_by("ends")
    assert list(rows.values_list("ends", "title").distinct()) == [
        (date(2026, 9, 30), titled(called)),
        (date(2026, 12, 31), titled(called)),
        (date(2027, 3, 31), "Báo cáo theo biểu mới"),
    ]
    own = PeriodicReturn.objects.filter(form="rieng", ends=date(2026, 9, 30)).order_by("title")
    assert list(own.values_list("title", "agency__unit__name")) == [
        ("Báo cáo biểu làng nghề", "Đồng Tháp"),
        ("Báo cáo biểu tôm", "Cà Mau"),
    ]
    reader = person(ministry_department(), "cuc", "ministry_officer")
    [kept] = [each for each in kept_by(reader) if each.form == "rieng"]
    assert kept.name == "Báo cáo biểu làng nghề / Báo cáo biểu tôm, hằng quý, Trung tâm khuyến công của tỉnh"


def test_the_night_puts_down_what_is_owed_and_opens_it_once(db, dong_thap_officer):
    load_lists()
    slot = datetime(2026, 10, 1, 5, 10, tzinfo=VN).isoformat()
    first = open_returns.call(slot)
    count = PeriodicReturn.objects.count()
    assert (open_returns.call(slot), PeriodicReturn.objects.count()) == (0, count)
    assert first == Task.objects.filter(desk=dong_thap_officer.desk.code, state="open").count() > 0
    assert PeriodicReturn.objects.order_by("ends").first().ends == date(2026, 9, 30)


def test_the_heir_answers_for_what_a_merged_department_owed(dong_thap_officer, operator_account):
    owe(QUARTER, since=date(2025, 6, 30), until=date(2025, 6, 30))
    tien_giang = find_province("Tiền Giang", date(2025, 6, 30)).place
    old = of(department_of(tien_giang.id, date(2025, 6, 30)))
    open_due(OPENED.date(), Act(by=operator_account, at=OPENED))
    assert dong_thap_officer.desk.code in {desk for desk, key, _ in waiting() if key == str(old.pk)}
    assert do("periodic.begin", old, dong_thap_officer) == []


# One prepares, another signs, the level above approves.


def test_a_return_from_the_tray_to_the_lock(
    report, dong_thap_officer, dong_thap_leader, ministry_officer, operator_account
):
    open_due(OPENED.date(), Act(by=operator_account, at=OPENED))
    seen = []
    for name, by in (
        ("periodic.begin", dong_thap_officer),
        ("periodic.submit", dong_thap_officer),
        ("periodic.sign", dong_thap_leader),
        ("periodic.approve", ministry_officer),
    ):
        assert do(name, report, by) == []
        seen.append((report.state, *(desk for desk, _, _ in waiting())))
    assert seen == [
        ("draft", dong_thap_officer.desk.code),
        ("submitted", dong_thap_leader.desk.code),
        ("sent", ministry_officer.desk.code),
        ("approved",),
    ]
    assert (report.prepared_by, report.desk, report.first_sent_at, report.sent_at, report.approved_at) == (
        dong_thap_officer.account,
        dong_thap_officer.desk,
        IN_TIME,
        IN_TIME,
        IN_TIME,
    )


def test_it_is_not_prepared_before_it_opens(report, dong_thap_officer):
    early = datetime(2026, 9, 24, 23, 0, tzinfo=VN)
    assert do("periodic.begin", report, dong_thap_officer, at=early) == ["not_open_yet"]
    # Seven in the evening UTC is the morning of the next day in Vietnam.
    assert (
        do("periodic.begin", report, dong_thap_officer, at=datetime(2026, 9, 24, 17, 1, tzinfo=ZoneInfo("UTC")))
        == []
    )


def test_nobody_signs_her_own(report, dong_thap_officer, dong_thap_leader):
    do("periodic.begin", report, dong_thap_leader)
    do("periodic.submit", report, dong_thap_leader)
    assert do("periodic.sign", report, dong_thap_leader) == ["own_work"]
    with pytest.raises(PermissionDenied):
        PERIODIC_RETURN.perform("periodic.sign", report, act(dong_thap_officer))
    other = officer_of("Đồng Tháp", "pholanhdao", "department_leader")
    assert do("periodic.sign", report, other) == ["nobody_there"]  # The ministry's desks stand empty.
    person(ministry_department(), "canbo", "ministry_officer")
    assert do("periodic.sign", report, other) == []


def test_who_signed_does_not_approve_though_she_changed_to_the_ministry(
    sent, dong_thap_leader, ministry_officer
):
    from khuyencong.organisations.actors import Actor

    moved = Actor(user=dong_thap_leader.user, desk=ministry_officer.desk)
    assert do("periodic.approve", sent, moved) == ["own_work"]


@pytest.mark.parametrize("name", ["periodic.begin", "periodic.drop"])
def test_author_colleague_neighbour_stranger(
    report, name, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, inspector, ministry_leader
):
    from khuyencong.organisations.actors import PUBLIC

    may = {"periodic.begin": [dong_thap_officer, dong_thap_colleague], "periodic.drop": [ministry_leader]}[name]
    everybody = [dong_thap_officer, dong_thap_colleague, tay_ninh_officer, inspector, ministry_leader, PUBLIC]
    allowed = [one for one in everybody if PERIODIC_RETURN.transition(name).who(one, report)]
    assert allowed == may
    assert [report in PeriodicReturn.objects.visible_to(one) for one in everybody] == [
        True,
        True,
        False,
        True,
        True,
        False,
    ]


def test_it_goes_back_with_a_reason_and_who_sent_it_first_may_sign_the_next(
    sent, ministry_officer, dong_thap_leader
):
    assert do("periodic.return", sent, ministry_officer) == ["reason_missing"]
    assert do("periodic.return", sent, ministry_officer, reason="Dòng 9 thiếu vốn") == []
    assert (sent.state, sent.first_sent_at) == ("returned", IN_TIME)
    officer = officer_of("Đồng Tháp", "nguoimoi")
    assert do("periodic.submit", sent, officer, at=LATE) == ["not_answered"]
    assert do("periodic.submit", sent, officer, at=LATE, reason="Đã sửa dòng 9") == []
    assert do("periodic.sign", sent, dong_thap_leader, at=LATE) == []
    assert (sent.first_sent_at, sent.sent_at) == (IN_TIME, LATE)


def test_the_leader_sends_it_back_and_the_officer_takes_it_back(report, dong_thap_officer, dong_thap_leader):
    do("periodic.begin", report, dong_thap_officer)
    do("periodic.submit", report, dong_thap_officer)
    assert do("periodic.refuse", report, dong_thap_leader) == ["reason_missing"]
    assert do("periodic.refuse", report, dong_thap_leader, reason="Thiếu dòng 9") == []
    assert do("periodic.submit", report, dong_thap_officer) == ["not_answered"]
    do("periodic.submit", report, dong_thap_officer, reason="Dòng 9 không có")
    assert do("periodic.withdraw", report, dong_thap_officer) == []
    assert (report.state, report.sent_at) == ("withdrawn", None)
    # What was asked still stands: the words go along anew.
    assert do("periodic.submit", report, dong_thap_officer) == ["not_answered"]


def test_what_was_asked_and_answered_is_that_of_the_present_round(
    report, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    def told():
        again = again_of(report)
        words = again.answer.reason if again.answer is not None else None
        return [each.reason for each in again.asked], words, again.withdrawn is not None

    steps = [
        ("begin", dong_thap_officer, "", ([], None, False)),
        ("submit", dong_thap_officer, "", ([], None, False)),
        ("withdraw", dong_thap_officer, "", ([], None, True)),
        ("submit", dong_thap_officer, "Không ai hỏi", ([], None, False)),
        ("refuse", dong_thap_leader, "Thiếu dòng 9", (["Thiếu dòng 9"], None, False)),
        ("submit", dong_thap_officer, "Đã thêm", (["Thiếu dòng 9"], "Đã thêm", False)),
        ("sign", dong_thap_leader, "", (["Thiếu dòng 9"], "Đã thêm", False)),
        ("return", ministry_officer, "Xem dòng 2", (["Xem dòng 2"], None, False)),
        ("submit", dong_thap_officer, "Đúng rồi", (["Xem dòng 2"], "Đúng rồi", False)),
        ("refuse", dong_thap_leader, "Chưa đúng", (["Chưa đúng", "Xem dòng 2"], "Đúng rồi", False)),
        ("submit", dong_thap_officer, "Đã sửa", (["Chưa đúng", "Xem dòng 2"], "Đã sửa", False)),
        ("sign", dong_thap_leader, "", (["Chưa đúng", "Xem dòng 2"], "Đã sửa", False)),
        ("approve", ministry_officer, "", ([], None, False)),
        ("reopen", ministry_leader, "Số sai", ([], None, False)),
        ("submit", dong_thap_officer, "", ([], None, False)),
    ]
    for name, by, words, expected in steps:
        assert do(f"periodic.{name}", report, by, reason=words) == [], name
        assert told() == expected, name


def test_only_what_is_open_takes_a_cell_on_the_database_too(report, dong_thap_officer):
    do("periodic.begin", report, dong_thap_officer)
    for state, holds in (("withdrawn", True), ("submitted", False)):
        PeriodicReturn.objects.filter(pk=report.pk).update(state=state)
        cell = ReturnCell(
            periodic_return=report,
            indicator="kq-01",
            purse="KCDP",
            value=1,
            how="typed",
            by=dong_thap_officer.account,
            at=IN_TIME,
            revision=1,
        )
        if holds:
            with transaction.atomic():
                cell.save(force_insert=True)
                transaction.set_rollback(True)
            continue
        with pytest.raises(DatabaseError), transaction.atomic():
            cell.save(force_insert=True)


# Level by level.


@pytest.fixture
def child(dong_thap_officer):
    owe()
    return PeriodicReturn.objects.get(agency__parent=dong_thap_officer.agency)


@pytest.fixture
def centre(dong_thap_officer):
    agency = Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)
    return person(agency, "tt", "centre_officer"), person(agency, "gdtt", "centre_leader")


def through(report, officer, leader, at=IN_TIME):
    """Until it lies at the level above."""
    steps = [("periodic.submit", officer), ("periodic.sign", leader)]
    if report.state == "expected":
        steps.insert(0, ("periodic.begin", officer))
    assert [do(name, report, by, at) for name, by in steps] == [[]] * len(steps)


def test_no_level_is_approved_before_its_children(
    child, centre, dong_thap_officer, dong_thap_leader, ministry_officer
):
    parent = of(dong_thap_officer.agency)
    through(parent, dong_thap_officer, dong_thap_leader)
    assert do("periodic.approve", parent, ministry_officer) == ["children_open"]
    through(child, *centre)
    assert do("periodic.approve", parent, ministry_officer) == ["children_open"]
    assert do("periodic.approve", child, dong_thap_officer) == []
    assert do("periodic.approve", parent, ministry_officer) == []


def test_a_child_declared_missing_lets_its_parent_through_and_comes_in_only_once_that_is_open_again(
    child, centre, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    parent = of(dong_thap_officer.agency)
    assert do(
        "periodic.miss", child, dong_thap_leader, at=datetime(2026, 10, 5, 8, 0, tzinfo=VN), reason="Nợ"
    ) == ["not_overdue"]
    assert do("periodic.miss", child, dong_thap_leader) == ["reason_missing"]
    assert do("periodic.miss", child, dong_thap_leader, reason="Trung tâm không nộp") == []
    through(parent, dong_thap_officer, dong_thap_leader)
    assert do("periodic.approve", parent, ministry_officer) == []
    assert do("periodic.let_in", child, dong_thap_leader, reason="Đã có số") == ["above_locked"]
    assert do("periodic.reopen", parent, ministry_leader, reason="Trung tâm nộp muộn") == []
    assert do("periodic.let_in", child, dong_thap_leader, reason="Đã có số") == []
    through(child, *centre, at=LATE)
    assert do("periodic.approve", child, dong_thap_officer, at=LATE) == []
    assert (child.first_sent_at, parent.revision) == (LATE, 2)


def test_a_locked_child_is_opened_after_its_parent_only(
    child, centre, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    parent = of(dong_thap_officer.agency)
    through(child, *centre)
    do("periodic.approve", child, dong_thap_officer)
    through(parent, dong_thap_officer, dong_thap_leader)
    do("periodic.approve", parent, ministry_officer)
    assert do("periodic.reopen", child, dong_thap_leader, reason="Số sai") == ["above_locked"]
    do("periodic.reopen", parent, ministry_leader, reason="Số sai")
    assert do("periodic.reopen", child, dong_thap_leader, reason="Số sai") == []
    # Opened again it holds its parent up, and it is no debt: it was approved once.
    through(parent, dong_thap_officer, dong_thap_leader)
    assert do("periodic.approve", parent, ministry_officer) == ["children_open"]
    do("periodic.submit", child, centre[0])
    assert do("periodic.miss", child, dong_thap_leader, at=LATE, reason="Nợ") == ["approved_once"]


def test_a_return_put_down_late_is_not_locked_into_what_was_locked_without_it(
    report, centre, dong_thap_officer, dong_thap_leader, ministry_officer
):
    through(report, dong_thap_officer, dong_thap_leader)
    do("periodic.approve", report, ministry_officer)
    owe(CENTRES)
    late = PeriodicReturn.objects.get(agency=centre[0].agency)
    through(late, *centre)
    assert do("periodic.approve", late, dong_thap_officer) == ["above_locked"]


def test_what_names_no_day_is_never_a_debt(dong_thap_officer, ministry_leader):
    owe(
        Duty(
            **{
                name: getattr(QUARTER, name) for name in ("code", "form", "title", "by", "to", "every", "since")
            },
            term=Term(),
        )
    )
    assert do("periodic.miss", of(dong_thap_officer.agency), ministry_leader, at=LATE, reason="Nợ") == [
        "no_due_day"
    ]


def test_what_was_put_down_without_a_day_takes_the_one_that_the_list_names_later(
    dong_thap_officer, operator_account, ministry_leader
):
    undated = replace(QUARTER, term=Term(opens_days=5), told="")
    owe(undated)
    open_due(date(2026, 9, 26), Act(by=operator_account, at=OPENED))
    report = PeriodicReturn.objects.get(agency=dong_thap_officer.agency)
    report = PERIODIC_RETURN.perform("periodic.begin", report, Act(by=dong_thap_officer, at=OPENED))
    assert (report.state, report.due_on) == ("draft", None)
    # No law names a day yet, nor for periods of later.
    owe(undated)
    owe(replace(QUARTER, since=date(2026, 10, 1)))
    report.refresh_from_db()
    assert report.due_on is None
    owe(QUARTER, since=date(2026, 12, 31), until=date(2026, 12, 31))
    report.refresh_from_db()
    assert (report.due_on, report.due_source) == (date(2026, 10, 12), QUARTER.told)
    told = Event.objects.filter(name="periodic.day", dossier_key=str(report.pk))
    assert [each.title[:24] for each in told.order_by("sequence")] == ["Ghi hạn nộp 12/10/2026 t"]
    act = Act(by=ministry_leader, at=LATE, reason="Không nộp")
    assert PERIODIC_RETURN.perform("periodic.miss", report, act).state == "missing"
    owe(replace(QUARTER, term=Term(after_days=30, opens_days=5)))
    report.refresh_from_db()
    assert report.due_on == date(2026, 10, 12)


def test_who_need_not_return_is_let_go_by_a_leader_with_a_reason(report, ministry_leader):
    assert do("periodic.drop", report, ministry_leader) == ["reason_missing"]
    assert do("periodic.drop", report, ministry_leader, reason="Sáp nhập giữa kỳ") == []
    assert waiting() == []


def test_decisions_ask_for_a_fresh_sign_in():
    assert [each.name for each in PERIODIC_RETURN.transitions if each.decision] == [
        "periodic.sign",
        "periodic.approve",
        "periodic.miss",
        "periodic.let_in",
        "periodic.reopen",
        "periodic.keep",
        "periodic.drop",
        "periodic.owe",
    ]


# What never breaks.


def cell(report, by, value=5, **more):
    fields = {"indicator": "kq-01", "purse": "KCQG", "how": "typed", "at": IN_TIME, "revision": report.revision}
    return ReturnCell(periodic_return=report, value=value, by=by.account, **fields | more)


def refused(work, error=DatabaseError) -> bool:
    try:
        with transaction.atomic():
            work()
    except error:
        return True
    return False


def test_cells_waivers_and_urgings_are_neither_changed_nor_deleted(report, dong_thap_officer):
    do("periodic.begin", report, dong_thap_officer)
    cell(report, dong_thap_officer).save()
    common = {"periodic_return": report, "by": dong_thap_officer.account, "at": IN_TIME}
    CheckWaiver.objects.create(rule="kt-01", fingerprint="a", reason="Đúng", revision=1, **common)
    Urging.objects.create(kind="asked", on=IN_TIME.date(), words="Gửi sớm", **common)
    changes = {ReturnCell: {"value": 6}, CheckWaiver: {"reason": "Sai"}, Urging: {"words": "Thôi"}}
    for model, change in changes.items():
        assert refused(lambda model=model, change=change: model.objects.update(**change))
        assert refused(lambda model=model: model.objects.all()._raw_delete("default"))


@pytest.mark.parametrize("state", ["expected", "submitted", "sent", "approved"])
def test_a_return_that_is_not_open_takes_no_cell(request, state, report, dong_thap_officer, dong_thap_leader):
    if state == "submitted":
        do("periodic.begin", report, dong_thap_officer)
        do("periodic.submit", report, dong_thap_officer)
    elif state in ("sent", "approved"):
        report = request.getfixturevalue(state)
    assert report.state == state
    assert refused(cell(report, dong_thap_officer).save)


def test_a_cell_is_of_the_present_revision_and_replaces_one_of_its_own_place(
    approved, ministry_leader, dong_thap_officer
):
    do("periodic.reopen", approved, ministry_leader, reason="Số sai")
    first = cell(approved, dong_thap_officer)
    assert refused(cell(approved, dong_thap_officer, revision=1).save)
    first.save()
    assert refused(cell(approved, dong_thap_officer).save, IntegrityError)
    assert refused(cell(approved, dong_thap_officer, purse="KCDP", replaces=first, reason="Sai").save)
    assert refused(cell(approved, dong_thap_officer, replaces=first).save, IntegrityError)  # Without a reason.
    cell(approved, dong_thap_officer, value=6, replaces=first, reason="Đếm lại").save()
    assert refused(
        cell(approved, dong_thap_officer, value=7, replaces=first, reason="Đếm lại").save, IntegrityError
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"how": "filled"},
        {"how": "filled", "filled": 6},
        {"how": "confirmed", "filled": 6},
        {"how": "overridden", "filled": 6},
        {"how": "overridden", "reason": "Đếm lại"},
        {"how": "typed", "filled": 5},
        {"how": "imported"},
        {"value": None},
    ],
)
def test_a_cell_says_how_it_came(report, dong_thap_officer, fields):
    do("periodic.begin", report, dong_thap_officer)
    assert refused(cell(report, dong_thap_officer, **fields).save, IntegrityError)


def test_what_was_known_on_a_day_is_what_stood_then(report, dong_thap_officer):
    do("periodic.begin", report, dong_thap_officer)
    first = cell(report, dong_thap_officer)
    first.save()
    second = cell(report, dong_thap_officer, value=None, replaces=first, at=LATE)
    second.save()
    moment = timedelta(seconds=1)
    stood = [list(ReturnCell.objects.known_on(at)) for at in (IN_TIME - moment, IN_TIME, LATE - moment, LATE)]
    assert stood == [[], [first], [first], [second]]
    assert list(ReturnCell.objects.standing()) == [second]


def test_a_return_is_not_deleted_nor_given_to_another_nor_changed_while_locked(approved, tay_ninh_officer):
    rows = PeriodicReturn.objects.filter(pk=approved.pk)
    assert refused(lambda: rows._raw_delete("default"))
    for change in ({"agency": tay_ninh_officer.agency}, {"year": 2025}, {"form": "x"}, {"sent_at": LATE}):
        assert refused(lambda change=change: rows.update(**change))
    assert refused(lambda: rows.update(state="draft"))


def test_a_return_begun_never_becomes_merely_expected_again(report, dong_thap_officer):
    do("periodic.begin", report, dong_thap_officer)
    assert refused(lambda: PeriodicReturn.objects.filter(pk=report.pk).update(state="expected"))


def test_the_same_file_may_stand_behind_many_cells(report, dong_thap_officer):
    do("periodic.begin", report, dong_thap_officer)
    file = ReceivedFile.objects.create(
        name="a.xlsx", digest="a", content=b"", received_by=dong_thap_officer.account, received_at=IN_TIME
    )
    for purse in ("KCQG", "KCDP"):
        cell(report, dong_thap_officer, purse=purse, how="imported", file=file, location="Biểu!C4").save()
    assert ReturnCell.objects.filter(file=file).count() == 2


# Two at once.


def at_once(*works):
    barrier = threading.Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=20)
            return work()
        except (BlockedError, DatabaseError) as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.django_db(transaction=True)
def test_two_who_put_down_what_is_owed_at_once_put_it_down_once(committed_world):
    at_once(lambda: owe(QUARTER), lambda: owe(QUARTER))
    assert PeriodicReturn.objects.count() == 34


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_lock_it_once(committed_world):
    officer, leader = officer_of("Đồng Tháp", "a"), officer_of("Đồng Tháp", "b", "department_leader")
    readers = [person(ministry_department(), name, "ministry_officer") for name in ("c", "d")]
    owe(QUARTER)
    report = of(officer.agency)
    through(report, officer, leader)
    found = at_once(
        *(
            lambda one=one: PERIODIC_RETURN.perform("periodic.approve", report, act(one)).state
            for one in readers
        )
    )
    assert sorted(found) == ["BlockedError", "approved"]
    assert Event.objects.filter(name="periodic.approve").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_parent_is_not_locked_while_its_child_is_opened(committed_world):
    officer, leader = officer_of("Đồng Tháp", "a"), officer_of("Đồng Tháp", "b", "department_leader")
    reader = person(ministry_department(), "c", "ministry_officer")
    centre = Agency.objects.get(parent=officer.agency, kind="centre", until=None)
    tt, gd = person(centre, "tt", "centre_officer"), person(centre, "gd", "centre_leader")
    owe()
    child, parent = of(centre), of(officer.agency)
    through(child, tt, gd)
    assert do("periodic.approve", child, officer) == []
    through(parent, officer, leader)
    found = at_once(
        lambda: PERIODIC_RETURN.perform("periodic.approve", parent, act(reader)).state,
        lambda: PERIODIC_RETURN.perform("periodic.reopen", child, act(leader, reason="Số sai")).state,
    )
    child.refresh_from_db()
    parent.refresh_from_db()
    assert (parent.state, child.state) in [("approved", "approved"), ("sent", "reopened")], found
