"""Consolidation on stored rows: borders, completeness, scope, and a number of queries that does not grow."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.norms.models import Activity
from khuyencong.organisations.queries import operator
from khuyencong.places.queries import UnknownRegionError, provinces_on, region_on
from khuyencong.reporting.lifecycle import correct
from khuyencong.reporting.models import Claim, ClaimSet, Source
from khuyencong.reporting.queries.regional import cut_in
from khuyencong.rules.consolidation import Cell, add
from khuyencong.rules.money import Unit
from khuyencong.workflow.lifecycle import Act
from tests.reporting.conftest import CUT, entry

pytestmark = pytest.mark.django_db
LATER = date(2025, 12, 31)


def test_a_content_that_ended_without_another_in_its_place_keeps_its_line(enter, ask):
    enter(entry("Đồng Tháp", 5, activity="3"), entry("Đồng Tháp", 7, activity="K05"))
    content = Activity.objects.on(CUT).get(code="3")
    before = [(each.code, each.name, each.cells["all"].done) for each in ask().activities]
    Activity.objects.filter(pk=content.pk).update(until=date(2018, 7, 1))
    report = ask()
    rows = [(each.code, each.name, each.cells["all"].done) for each in report.activities]
    assert rows == [
        *(each for each in before if each[0] != "3"),
        ("3", f"{content.name} (đã thôi)", 5),
    ]
    assert add(each.cells["all"] for each in report.activities).done == report.summed["all"].done == 12


def test_a_text_published_later_says_nothing_of_what_was_known(enter, ask, now):
    enter(entry("Đồng Tháp", 5_000_000))
    at = now + timedelta(days=30)
    source = Source.objects.create(kind="published", title="Bài báo", publisher="Báo", published_at=at)
    region = region_on("nam", CUT).id
    claims = ClaimSet.objects.create(source=source, region_id=region, year=2018, cut=CUT)
    told = (
        ("a", "amount", "100", "trieu", ""),
        ("b", "amount", "40", "trieu", ""),
        ("c", "share", "90", "%", "b a"),
    )
    for number, (code, kind, printed, unit, of) in enumerate(told, start=1):
        Claim.objects.create(
            claim_set=claims,
            position=number,
            code=code,
            label=code,
            kind=kind,
            printed=printed,
            unit=unit,
            of=of,
        )
    assert [ask(known_at=each).open_errors for each in (now, at)] == [0, 1]


@pytest.mark.parametrize(
    ("year", "cut", "same"),
    [
        (2028, date(2029, 2, 28), date(2028, 2, 29)),
        (2027, date(2028, 2, 29), date(2027, 2, 28)),
        (2027, date(2028, 2, 28), date(2027, 2, 28)),
        (2028, date(2029, 7, 31), date(2028, 7, 31)),
    ],
)
def test_the_end_of_a_month_is_compared_with_its_end(year, cut, same):
    assert cut_in(year, cut) == same


def codes(report):
    return [finding.code for finding in report.findings]


def test_who_has_not_reported_is_named(enter, ask):
    enter(entry("Đồng Tháp", 5), entry("Tiền Giang", 7, stage="plan"))
    complete = ask().completeness
    assert (complete.reported, complete.expected, len(complete.missing)) == (1, 20, 19)
    assert "Tiền Giang" in complete.missing
    assert "Đồng Tháp" not in complete.missing


def test_a_return_to_another_day_is_not_counted_at_this_cut(enter, ask):
    enter(entry("Đồng Tháp", 5, on=date(2018, 6, 30)))
    assert ask().summed["all"] == Cell()
    assert ask(cut=date(2018, 6, 30)).summed["all"] == Cell(done=5)


def test_then_on_todays_borders_keeps_the_nation_to_the_dong_and_says_what_moved(demo, ask):
    then, now = ask("vn"), ask("vn", borders="now")
    assert (len(then.rows), len(now.rows)) == (63, 34)
    assert now.summed == then.summed
    assert now.estimated is False


def test_the_south_of_today_has_no_binh_thuan(demo, ask):
    then, now = ask("nam"), ask("nam", borders="now")
    [binh_thuan] = [row for row in then.rows if row.name == "Bình Thuận"]
    assert now.summed["all"].done == then.summed["all"].done - binh_thuan.cells["all"].done
    assert "region_changed" in codes(now)
    assert all(cell.plan is None and cell.done is None for cell in now.published.values())
    assert (now.completeness.reported, now.completeness.expected) == (8, 8)


def test_a_merged_province_has_reported_only_when_all_its_parts_have(enter, ask):
    enter(entry("Đồng Tháp", 5))
    assert "Đồng Tháp" in ask(borders="now").completeness.missing
    enter(entry("Tiền Giang", 7))
    report = ask(borders="now")
    assert "Đồng Tháp" not in report.completeness.missing
    [row] = [row for row in report.rows if row.name == "Đồng Tháp"]
    assert (row.cells["all"].done, row.parts) == (12, ("Tiền Giang", "Đồng Tháp"))


def test_today_on_the_borders_of_then_is_an_estimate_that_keeps_the_total(enter, ask):
    enter(entry("Đồng Tháp", 1_000_001, on=LATER))
    today = ask("vn", 2025, LATER)
    then = ask("vn", 2025, LATER, borders="then")
    assert today.summed == then.summed
    assert today.summed["all"].done == 1_000_001


def test_the_nation_is_the_sum_of_its_regions(demo, enter, ask):
    enter(entry("Hà Nội", 11), entry("Đà Nẵng", 13))
    regions = [ask(code).summed["all"] for code in ("bac", "trung", "nam")]
    assert ask("vn").summed["all"].done == sum(cell.done for cell in regions)


def test_contents_sum_to_the_region(demo, ask):
    report = ask()
    for fund in ("KCQG", "KCDP", "all"):
        assert add(row.cells[fund] for row in report.activities) == report.summed[fund]


def test_a_report_line_counts_under_its_content(enter, ask):
    enter(entry("Đồng Tháp", 5, activity="K10"))
    assert [row.code for row in ask().activities if row.cells["all"].done == 5] == ["3"]


def test_as_known_on_an_earlier_instant(enter, ask, now, ministry_leader):
    [figure] = enter(entry("Đồng Tháp", 5), at=now - timedelta(days=10))
    act = Act(by=ministry_leader, at=now - timedelta(days=5))
    correct(figure=figure, printed="8", unit=Unit.DONG, reason="Kho bạc", act=act)
    assert [ask(known_at=now - timedelta(days=days)).summed["all"].done for days in (11, 10, 6, 5, 0)] == [
        None,
        5,
        5,
        8,
        8,
    ]


def test_an_unpublished_return_is_seen_by_its_own_province_and_the_ministry_only(
    enter, ask, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer
):
    enter(entry("Đồng Tháp", 5), public=False)
    seen = [
        ask(actor=actor).summed["all"].done
        for actor in (dong_thap_officer, dong_thap_colleague, ministry_officer, tay_ninh_officer, None)
    ]
    assert seen == [5, 5, 5, None, None]


def test_done_beyond_the_plan_is_pointed_out(enter, ask):
    enter(entry("Đồng Tháp", 5), entry("Đồng Tháp", 4, stage="plan"))
    assert "done_over_plan" in codes(ask())


def test_a_difference_while_some_are_missing_is_a_warning_only(published, enter, ask):
    enter(entry("Đồng Tháp", 5))
    found = [finding for finding in ask().findings if finding.code == "published_differs"]
    assert [(each.printed, each.recomputed, each.severity.value) for each in found] == [
        ("12.594,3", "0,0", "warning"),
        ("19.619,2", "0,0", "warning"),
    ]


def test_the_number_of_queries_does_not_grow_with_the_figures(enter, ask):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            ask("vn")
        return len(captured)

    enter(entry("Đồng Tháp", 5))
    one = queries()
    for place in provinces_on(CUT)[:40]:
        if place.name != "Đồng Tháp":
            enter(entry(place.name, 5), entry(place.name, 9, stage="plan"), entry(place.name, 3, activity="1"))
    assert queries() == one


def test_a_region_before_its_first_day_is_unknown(ask):
    with pytest.raises(UnknownRegionError):
        ask(year=2004, cut=date(2004, 12, 31))


def test_a_leap_day_compares_with_the_last_of_february(enter, ask):
    enter(entry("Đồng Tháp", 4, on=date(2023, 2, 28)), entry("Đồng Tháp", 5, on=date(2024, 2, 29)))
    [change] = ask(year=2024, cut=date(2024, 2, 29)).changes
    assert change.sentence == "Thực hiện đến 29/02/2024 tăng 25,00 % so với cùng kỳ năm 2023."


def test_who_manages_accounts_sees_only_what_is_public_and_the_server_sees_all(enter, ask, administrator):
    enter(entry("Đồng Tháp", 5), public=False)
    assert [ask(actor=actor).summed["all"].done for actor in (administrator, operator())] == [None, 5]
