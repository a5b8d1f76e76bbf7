"""Completeness: what came, what is late, out of what is owed; marks say what counted when."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from khuyencong.organisations.queries import operator
from khuyencong.places.queries import region_on
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.actions.periodic.urging import urge
from khuyencong.reporting.models import PeriodicReturn, ReturnMark, Urging
from khuyencong.reporting.queries.completeness import Asked, history_of, kept_by, lacking, table_of
from khuyencong.reporting.queries.completeness.pressing import lacking_of
from khuyencong.reporting.queries.completeness.table import years_of
from khuyencong.reporting.queries.consolidated import Question, consolidated
from khuyencong.reporting.queries.periodic.lists import lately, overdue
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.periods import Every
from khuyencong.rules.timeliness import Standing
from tests.reporting.test_periodic_returns import CENTRES, QUARTER, do

pytestmark = pytest.mark.django_db
VN = ZoneInfo("Asia/Ho_Chi_Minh")
IN_TIME = datetime(2026, 10, 9, 23, 30, tzinfo=VN)
LATER = datetime(2026, 11, 2, 8, 0, tzinfo=VN)
ASKED = Asked(form="ket-qua", every=Every.QUARTER, by="department", year=2026)
DAY = date(2026, 11, 23)


def owe(since=date(2026, 1, 1), until=date(2026, 12, 31), *duties):
    return expect(duties or (QUARTER,), since=since, until=until, by=operator(), at=IN_TIME)


def third(actor):
    return PeriodicReturn.objects.get(agency=actor.agency, year=2026, number=3, form="ket-qua")


def send(actor, leader, at=IN_TIME):
    report = third(actor)
    for name, by in (("periodic.begin", actor), ("periodic.submit", actor), ("periodic.sign", leader)):
        assert do(name, report, by, at) == []
    return report


def row_of(table, name):
    [row] = [each for each in table.rows if each.name == name]
    return [each.timed.sign if each else None for each in row.squares]


def test_a_year_by_province_and_period_with_its_rates(dong_thap_officer, dong_thap_leader, ministry_officer):
    owe()
    send(dong_thap_officer, dong_thap_leader)
    table = table_of(ASKED, actor=ministry_officer, on=DAY)
    assert (len(table.rows), [head for head, _, _ in table.heads]) == (34, ["Q1", "Q2", "Q3", "Q4"])
    late = [(DAY - day).days for day in (date(2026, 4, 10), date(2026, 7, 10), date(2026, 10, 12))]
    assert row_of(table, "Đồng Tháp") == [f"Q{late[0]}", f"Q{late[1]}", "Đ", "·"]
    assert row_of(table, "Tây Ninh") == [*(f"Q{each}" for each in late), "·"]
    assert (table.rates.owed, table.rates.received, table.rates.in_time) == (102, 1, 1)
    assert [(each.owed, each.received) for each in table.by_period] == [(34, 0), (34, 0), (34, 1), (0, 0)]
    assert table.rates.counts == {Standing.OVERDUE: 101, Standing.ON_TIME: 1, Standing.AHEAD: 34}


def test_one_sent_late_sent_back_and_restated_stands_as_each(
    dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    owe()
    said = [lately(third(dong_thap_officer), DAY).words]
    report = send(dong_thap_officer, dong_thap_leader, LATER)

    def sign():
        report.refresh_from_db()
        said.append(lately(report, DAY).words)
        return row_of(table_of(ASKED, actor=ministry_officer, on=DAY), "Đồng Tháp")[2]

    seen = [sign()]
    assert do("periodic.return", report, ministry_officer, LATER, "Sai đơn vị") == []
    seen.append(sign())
    for name, by in (("periodic.submit", dong_thap_officer), ("periodic.sign", dong_thap_leader)):
        assert do(name, report, by, LATER + timedelta(hours=1), "Đã sửa đơn vị") == []
    seen.append(sign())
    assert do("periodic.approve", report, ministry_officer, LATER + timedelta(hours=2)) == []
    assert do("periodic.reopen", report, ministry_leader, LATER + timedelta(hours=3), "Số sai") == []
    seen.append(sign())
    assert seen == ["M21", "T", "M21", "S"]
    first = "Gửi lần đầu muộn 21 ngày, hạn 12/10/2026"
    assert said == ["Quá hạn 42 ngày, hạn 12/10/2026", "", first, "", first]
    assert list(ReturnMark.objects.values_list("kind", "revision")) == [
        *(("sent", 1), ("returned", 1), ("sent", 1), ("approved", 1), ("reopened", 2))
    ]


def test_what_was_declared_missing_is_not_here_though_it_was_sent_once(
    dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    owe()
    report = send(dong_thap_officer, dong_thap_leader)
    day = date(2026, 12, 22)
    counted = []

    def told():
        table = table_of(ASKED, actor=ministry_officer, on=day)
        mine = next(row for row in table.rows if row.name == "Đồng Tháp").rates
        found = lacking_of(table, actor=ministry_officer)
        # What the head of the page says is what its table says: 101 others never came.
        counted.append((found.never, found.again))
        return row_of(table, "Đồng Tháp")[2], mine.received, mine.in_time, report.pk in lacking(table)

    at = datetime(2026, 12, 1, 9, 0, tzinfo=VN)
    assert do("periodic.return", report, ministry_officer, at, "Sai đơn vị") == []
    told()
    assert do("periodic.miss", report, ministry_leader, at, "Không nộp lại") == []
    assert told() == ("N", 0, 0, True)
    assert do("periodic.let_in", report, ministry_leader, at, "Cho nộp bù") == []
    assert told() == ("Q71", 0, 0, True)
    assert lately(report, day).words == "Quá hạn 71 ngày, hạn 12/10/2026"
    # Handed up, or sent back by its own head: the level above holds nothing either way.
    for name, by, why in (
        ("periodic.begin", dong_thap_officer, ""),
        ("periodic.submit", dong_thap_officer, ""),
        ("periodic.refuse", dong_thap_leader, "Xem lại"),
    ):
        assert do(name, report, by, at, why) == []
        assert told() == ("Q71", 0, 0, True)
        report.refresh_from_db()
        assert lately(report, day).words == "Quá hạn 71 ngày, hạn 12/10/2026"
        assert report in overdue(PeriodicReturn.objects.all(), day)
    for name, by in (("periodic.submit", dong_thap_officer), ("periodic.sign", dong_thap_leader)):
        assert do(name, report, by, at, "Đã xem lại") == []
    assert told()[1:] == (1, 1, False)
    assert counted == [(101, 1), *[(102, 0)] * 5, (101, 0)]
    assert report not in overdue(PeriodicReturn.objects.all(), day)


def test_heat_map_and_consolidation_hold_one_truth_of_what_was_sent_back(
    dong_thap_officer, dong_thap_leader, ministry_officer
):
    owe()
    report = send(dong_thap_officer, dong_thap_leader)
    question = Question(
        form="ket-qua", by="department", period=report.period, known_at=LATER + timedelta(hours=2), today=DAY
    )

    def told():
        third_quarter = table_of(ASKED, actor=ministry_officer, on=DAY).by_period[2]
        whole = consolidated(question, actor=ministry_officer).completeness
        return third_quarter.received, third_quarter.again, whole.reported

    assert told() == (1, 0, 1)
    assert do("periodic.return", report, ministry_officer, LATER, "Sai đơn vị") == []
    assert told() == (0, 1, 0)
    for name, by in (("periodic.submit", dong_thap_officer), ("periodic.sign", dong_thap_leader)):
        assert do(name, report, by, LATER + timedelta(hours=1), "Đã sửa đơn vị") == []
    assert told() == (1, 0, 1)


def test_marks_stay_as_they_were_made(dong_thap_officer, dong_thap_leader, ministry_officer):
    owe()
    send(dong_thap_officer, dong_thap_leader)
    for change in (
        lambda: ReturnMark.objects.update(revision=2),
        lambda: ReturnMark.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert ReturnMark.objects.get().revision == 1


def test_a_region_has_its_provinces_of_then_and_those_they_were_made_of(ministry_officer):
    owe(date(2025, 1, 1), date(2025, 12, 31))
    south = Asked(form="ket-qua", every=Every.QUARTER, by="department", year=2025, region="nam")
    table = table_of(south, actor=ministry_officer, on=DAY)
    members = {place.name for place in region_on("nam", date(2025, 12, 31)).members}
    names = {row.name for row in table.rows}
    assert members <= names
    assert "Tiền Giang" in names
    assert "Hà Nội" not in names
    assert row_of(table, "Tiền Giang")[2:] == [None, None]
    none = Asked(form="ket-qua", every=Every.QUARTER, by="department", year=2007, region="nam")
    assert table_of(none, actor=ministry_officer, on=DAY).rows == ()


def test_each_sees_her_own_and_those_below(
    dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer, administrator
):
    owe(date(2026, 9, 30), date(2026, 9, 30), QUARTER, CENTRES)

    def seen(actor):
        return {
            by: [
                row.name
                for row in table_of(
                    Asked(form="ket-qua", every=Every.QUARTER, by=by, year=2026), actor=actor, on=DAY
                ).rows
            ]
            for by in ("department", "centre")
        }

    own = {"department": ["Đồng Tháp"], "centre": ["Đồng Tháp"]}
    assert seen(dong_thap_officer) == own
    assert seen(dong_thap_colleague) == own
    assert seen(tay_ninh_officer) == {"department": ["Tây Ninh"], "centre": ["Tây Ninh"]}
    assert {by: len(rows) for by, rows in seen(ministry_officer).items()} == {"department": 34, "centre": 34}
    assert seen(administrator) == {"department": [], "centre": []}
    assert [each.code for each in kept_by(tay_ninh_officer)] == [
        "ket-qua.quarter.department",
        "ket-qua.quarter.centre",
    ]
    assert (years_of(tay_ninh_officer), kept_by(administrator)) == ([2026], ())


def test_the_level_above_asks_all_late_ones_and_only_its_own(
    dong_thap_officer, dong_thap_leader, tay_ninh_officer, ministry_officer, ministry_leader, inspector
):
    owe(date(2026, 9, 30), date(2026, 9, 30), QUARTER, CENTRES)
    table = table_of(ASKED, actor=ministry_officer, on=DAY)
    assert [len(each) for each in parts(lacking_of(table, actor=ministry_officer))] == [34, 34, 0]
    assert [len(each) for each in parts(lacking_of(table, actor=ministry_leader))] == [34, 34, 34]
    assert [len(each) for each in parts(lacking_of(table, actor=inspector))] == [34, 0, 0]
    own = table_of(ASKED, actor=dong_thap_officer, on=DAY)
    assert [len(each) for each in parts(lacking_of(own, actor=dong_thap_officer))] == [1, 0, 0]
    late = lacking_of(table, actor=ministry_officer).to_urge
    assert urge(late, words=" Gửi trước thứ sáu. ", by=ministry_officer, at=LATER) == 34
    rows = set(Urging.objects.values_list("kind", "words", "on", "by"))
    assert rows == {("asked", "Gửi trước thứ sáu.", date(2026, 11, 2), ministry_officer.user.pk)}
    again = table_of(ASKED, actor=ministry_officer, on=DAY)
    assert {square.urged for row in again.rows for square in row.squares if square} == {1}
    with pytest.raises(PermissionDenied):
        urge(late[:1], words="x", by=tay_ninh_officer, at=LATER)
    assert Urging.objects.count() == 34


def test_nothing_is_asked_for_before_it_opens(dong_thap_officer, ministry_officer):
    owe()
    report = third(dong_thap_officer)
    before = datetime.combine(report.opens_on - timedelta(days=1), IN_TIME.time(), VN)
    with pytest.raises(BlockedError) as refused:
        urge([report], words="Gửi ngay", by=ministry_officer, at=before)
    assert [each.code for each in refused.value.findings] == ["not_open_yet"]
    assert urge([report], words="Gửi ngay", by=ministry_officer, at=before + timedelta(minutes=30)) == 1


def parts(found):
    return found.all, found.to_urge, found.to_declare


def test_the_history_of_a_cell_tells_steps_and_words_once(
    dong_thap_officer, dong_thap_leader, ministry_officer
):
    owe()
    report = third(dong_thap_officer)
    urge([report], words="Gửi ngay.", by=ministry_officer, at=IN_TIME - timedelta(days=1))
    send(dong_thap_officer, dong_thap_leader)
    report.refresh_from_db()
    assert do("periodic.return", report, ministry_officer, LATER, "Sai đơn vị") == []
    assert [(each.what, each.words) for each in history_of(report)] == [
        ("Trả lại báo cáo để sửa", "Sai đơn vị"),
        ("Ký và gửi lên cấp trên", ""),
        ("Trình lãnh đạo ký", ""),
        ("Bắt đầu lập báo cáo", ""),
        ("Đôn đốc", "Gửi ngay."),
    ]


def test_eight_years_by_month_cost_as_many_statements_as_one_quarter(ministry_officer):
    owe(date(2026, 9, 30), date(2026, 9, 30))

    def statements(asked):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            table = table_of(asked, actor=ministry_officer, on=DAY)
            lacking_of(table, actor=ministry_officer)
        return len(seen), table

    few, _ = statements(ASKED)
    monthly = replace(QUARTER, every=Every.MONTH, form="tien-do", since=date(2019, 1, 1))
    owe(date(2019, 1, 1), date(2026, 12, 31), monthly)
    many, table = statements(replace(ASKED, form="tien-do", every=Every.MONTH))
    assert (many, len(table.years), len(table.rows)) == (few, 8, 34)
