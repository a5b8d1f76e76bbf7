"""Periodic returns in a conference report: indicators added up, lateness told, both as they were known then."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from khuyencong.norms.actions.loading import DATA, load_file
from khuyencong.organisations.queries import department_of, operator
from khuyencong.places.queries import find_province
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.reporting.lifecycle.periodic import guards
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.conference import conference_report
from khuyencong.reporting.queries.periodic import Duty
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.periods import Every, Term
from khuyencong.workflow.lifecycle import Act
from tests.conftest import officer_of

pytestmark = pytest.mark.django_db

VN = ZoneInfo("Asia/Ho_Chi_Minh")
CUT = date(2026, 6, 30)
OPENED = datetime(2026, 3, 26, 8, 0, tzinfo=VN)
IN_TIME, LATE = datetime(2026, 7, 8, 9, 0, tzinfo=VN), datetime(2026, 7, 20, 9, 0, tzinfo=VN)
DUTY = Duty(
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


@pytest.fixture
def people(dong_thap_officer, dong_thap_leader, ministry_officer, db, monkeypatch):
    # Which cells a whole return needs is tested with returns; here a few are enough.
    monkeypatch.setattr(guards, "unfinished", lambda *_: [])
    monkeypatch.setattr(guards, "outdated", lambda *_: [])
    for name in ("documents", "return_forms", "indicators"):
        load_file(DATA / f"{name}.csv", by=operator(), at=OPENED)
    expect([DUTY], since=date(2026, 3, 31), until=CUT, by=operator(), at=OPENED)
    tay_ninh = (officer_of("Tây Ninh", "tn1"), officer_of("Tây Ninh", "tn2", "department_leader"))
    return {"Đồng Tháp": (dong_thap_officer, dong_thap_leader), "Tây Ninh": tay_ninh}


@pytest.fixture
def sent(people, ministry_officer):
    """Write, sign and approve a quarter's return of a province."""

    def sent(place, number, cells, *, at=IN_TIME, name="periodic.begin"):
        officer, leader = people[place]
        report = PeriodicReturn.objects.get(agency=officer.agency, number=number)
        PERIODIC_RETURN.perform(name, report, Act(by=officer, at=at, reason="Sửa số"))
        write(report, cells, officer, at)
        for step, who in (("submit", officer), ("sign", leader), ("approve", ministry_officer)):
            PERIODIC_RETURN.perform(f"periodic.{step}", report, Act(by=who, at=at))
        return report

    return sent


def write(report, cells, by, at):
    for code, value in cells.items():
        old = report.cells.standing().filter(indicator=code, purse="KCDP").first()
        ReturnCell.objects.create(
            periodic_return=report,
            indicator=code,
            purse="KCDP",
            value=value,
            how="typed",
            by=by.account,
            at=at,
            revision=report.revision,
            replaces=old,
            reason="Sửa số" if old is not None else "",
        )


@pytest.fixture
def confer(ministry_officer):
    def confer(known_at=LATE):
        query = Query(
            region="nam", year=2026, cut=CUT, borders="then", known_at=known_at, today=known_at.date()
        )
        return conference_report(query, actor=ministry_officer)

    return confer


def told(report):
    table = report.section("indicators").table
    if table is None:
        return [each.text for each in report.section("indicators").said]
    return {row.cells[0]: (row.cells[3].cell, row.cells[4]) for row in table.rows}


def test_without_an_approved_return_the_chapter_says_so(people, confer):
    assert told(confer()) == ["6 tháng đầu năm 2026: chưa có số liệu báo cáo định kỳ theo chỉ tiêu."]


def test_quarters_add_up_and_a_number_of_people_is_the_last(sent, confer):
    sent("Đồng Tháp", 1, {"kq-01": 10, "kq-09a": 2_500_000_000, "kq-23": 7})
    sent("Đồng Tháp", 2, {"kq-01": 5, "kq-09a": 1_000_000_000, "kq-23": 8})
    sent("Tây Ninh", 1, {"kq-01": 100})
    report = confer()
    assert told(report) == {"1": ("15", "1"), "9a": ("3.500,0", "1"), "23": ("8", "1")}
    assert "của 1 địa phương" in report.section("indicators").said[0].text
    assert report.told["indicator.kq-01"].text == "15 lao động"


def test_what_is_restated_later_does_not_change_the_report_of_then(
    sent, people, confer, ministry_officer, ministry_leader
):
    sent("Đồng Tháp", 1, {"kq-01": 10})
    report = sent("Đồng Tháp", 2, {"kq-01": 5})
    before = confer()
    again = LATE + timedelta(days=2)
    PERIODIC_RETURN.perform("periodic.reopen", report, Act(by=ministry_leader, at=again, reason="Sửa số"))
    # What was approved stands until what replaces it is approved, as in every other sum of returns.
    assert told(confer(again)) == {"1": ("15", "1")}
    assert confer() == before
    officer, leader = people["Đồng Tháp"]
    report.refresh_from_db()
    write(report, {"kq-01": 6}, officer, again)
    for step, who in (("submit", officer), ("sign", leader), ("approve", ministry_officer)):
        PERIODIC_RETURN.perform(f"periodic.{step}", report, Act(by=who, at=again))
    assert told(confer(again)) == {"1": ("16", "1")}
    assert confer() == before


def test_late_returns_are_a_limit_with_who_answers(sent, confer):
    sent("Đồng Tháp", 1, {"kq-01": 1}, at=datetime(2026, 4, 9, 9, 0, tzinfo=VN))
    sent("Đồng Tháp", 2, {"kq-01": 1})
    [quiet] = [each for each in confer(IN_TIME).section("limits").points if each.code == "late"]
    assert "Đồng Tháp" not in quiet.said.text
    report = confer()
    [late] = [each for each in report.section("limits").points if each.code == "late"]
    names = [name for name in report.told if name.startswith("late.")]
    late_by = {name.removeprefix("late."): report.told[name].value for name in names}
    assert late_by.pop("returns") == sum(late_by.values()) == 2 * (len(late_by))
    assert late.said.text.startswith(f"Có {2 * len(late_by)} lượt báo cáo định kỳ nộp quá hạn hoặc chưa nộp")
    [task] = [each for each in report.section("tasks").points if each.code == "late"]
    assert "Tây Ninh" in task.who
    assert "Đồng Tháp" not in task.who


def test_what_was_let_go_later_was_late_then(sent, confer, people, ministry_leader):
    sent("Đồng Tháp", 1, {"kq-01": 1}, at=datetime(2026, 4, 9, 9, 0, tzinfo=VN))
    before = confer()
    report = PeriodicReturn.objects.get(agency=people["Tây Ninh"][0].agency, number=1)
    again = LATE + timedelta(days=1)
    PERIODIC_RETURN.perform("periodic.drop", report, Act(by=ministry_leader, at=again, reason="Không có số"))
    assert confer() == before
    late = [
        {name: told.value for name, told in each.told.items() if name == "late.returns"}
        for each in (before, confer(again))
    ]
    assert late[0]["late.returns"] - late[1]["late.returns"] == 1
    report.refresh_from_db()
    back = again + timedelta(days=1)
    PERIODIC_RETURN.perform("periodic.owe", report, Act(by=ministry_leader, at=back, reason="Vẫn phải nộp"))
    assert confer(back).told["late.returns"].value == late[0]["late.returns"]


def test_one_declared_missing_after_it_came_in_time_is_late_again_until_it_is_signed(
    people, confer, ministry_officer, ministry_leader
):
    officer, leader = people["Đồng Tháp"]
    report = PeriodicReturn.objects.get(agency=officer.agency, number=2)
    write_at = IN_TIME + timedelta(minutes=1)

    def step(name, by, at):
        report.refresh_from_db()
        PERIODIC_RETURN.perform(f"periodic.{name}", report, Act(by=by, at=at, reason="Theo biên bản"))

    def late(at):
        return confer(at).told["late.returns"].value

    before = late(LATE)
    step("begin", officer, IN_TIME)
    write(report, {"kq-01": 5}, officer, write_at)
    for name, by in (("submit", officer), ("sign", leader), ("return", ministry_officer)):
        step(name, by, write_at)
    missing, let_in, again = (LATE + timedelta(days=days) for days in (1, 2, 3))
    step("miss", ministry_leader, missing)
    step("let_in", ministry_leader, let_in)
    for name, by in (("begin", officer), ("submit", officer), ("sign", leader)):
        step(name, by, again)
    assert [late(each) for each in (LATE, missing, let_in, again)] == [
        before - 1,
        before,
        before,
        before - 1,
    ]


@pytest.fixture
def merged_year(people, dong_thap_officer, dong_thap_leader, ministry_officer):
    """Two quarters of 2025 of both old departments of a merged province, the third of its heir."""
    cut = date(2025, 6, 30)
    expect([DUTY], since=date(2025, 3, 31), until=date(2025, 9, 30), by=operator(), at=IN_TIME)
    old = [department_of(find_province(name, cut).place.id, cut) for name in ("Tiền Giang", "Đồng Tháp")]
    asked = [(each, number, 10) for each in old for number in (1, 2)] + [(dong_thap_officer.agency, 3, 5)]
    for agency, number, value in asked:
        report = PeriodicReturn.objects.get(agency=agency, number=number, year=2025)
        PERIODIC_RETURN.perform("periodic.begin", report, Act(by=dong_thap_officer, at=IN_TIME, reason="Muộn"))
        write(report, {"kq-01": value}, dong_thap_officer, IN_TIME)
        for step, who in (
            ("submit", dong_thap_officer),
            ("sign", dong_thap_leader),
            ("approve", ministry_officer),
        ):
            PERIODIC_RETURN.perform(f"periodic.{step}", report, Act(by=who, at=IN_TIME))


@pytest.mark.parametrize(
    ("cut", "borders", "value", "places"),
    [
        (date(2025, 6, 30), "then", "40 lao động", "2 địa phương"),
        (date(2025, 6, 30), "now", "40 lao động", "1 địa phương"),
        (date(2025, 9, 30), "then", "45 lao động", "1 địa phương"),
    ],
)
def test_a_merged_province_is_one_place_made_of_all_it_was(
    merged_year, ministry_officer, cut, borders, value, places
):
    known = IN_TIME + timedelta(days=1)
    query = Query(region="nam", year=2025, cut=cut, borders=borders, known_at=known, today=known.date())
    report = conference_report(query, actor=ministry_officer)
    shown = report.told["indicator.kq-01"].text, report.told["indicators.places"].text
    assert shown == (value, places)


def test_a_reopened_return_stands_as_approved_in_the_chapter(merged_year, ministry_officer, ministry_leader):
    cut = date(2025, 6, 30)
    old = department_of(find_province("Tiền Giang", cut).place.id, cut)
    report = PeriodicReturn.objects.get(agency=old, number=2, year=2025)
    PERIODIC_RETURN.perform("periodic.reopen", report, Act(by=ministry_leader, at=IN_TIME, reason="Sai"))
    known = IN_TIME + timedelta(days=1)
    query = Query(region="nam", year=2025, cut=cut, borders="now", known_at=known, today=known.date())
    # Opened again it stands as approved until what replaces it is signed and approved in its turn.
    assert conference_report(query, actor=ministry_officer).told["indicator.kq-01"].text == "40 lao động"
