"""What a sum does not add up, rates of several, and what it says beside it: lines a province has for itself."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from khuyencong.norms.models import Indicator
from khuyencong.organisations.models import Agency
from khuyencong.paperwork.return_form import Head, summed_form
from khuyencong.paperwork.return_form.filled import NOT_ADDED
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.consolidated import consolidated, series_of
from khuyencong.reporting.queries.targets import progress_of
from khuyencong.rules.periods import Every, Period
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import law
from tests.reporting.targets import approved
from tests.reporting.test_conference_returns import IN_TIME, confer, people, sent, told
from tests.reporting.test_consolidated import (
    ASKED,
    VN,
    drafter,
    of_kind,
    owe,
    owed_below,
    returned,
    value,
    write,
)
from tests.reporting.test_targets import TODAY, programme, years

pytestmark = pytest.mark.django_db
__all__ = ["confer", "drafter", "law", "people", "sent"]
SECOND = Period(every=Every.QUARTER, year=2025, number=2)


@pytest.fixture
def rate(law):
    """The first line of results is a rate."""
    Indicator.objects.filter(code="kq-01").update(unit="%")


def shown(found):
    return {
        each.name: each.values["kq-01", "KCDP"] for each in found.places if ("kq-01", "KCDP") in each.values
    }


def test_on_the_borders_of_now_a_rate_of_two_old_provinces_is_none_of_the_new(rate, drafter, ministry_officer):
    owe()
    for name, amount in (("Tiền Giang", 50), ("Đồng Tháp", 60), ("Hà Nội", 70)):
        returned(name, {("kq-01", "KCDP"): amount}, SECOND, at=datetime(2025, 7, 5, tzinfo=VN), by=drafter)
    then = consolidated(replace(ASKED, period=SECOND), actor=ministry_officer)
    now = consolidated(replace(ASKED, period=SECOND, borders="now"), actor=ministry_officer)
    assert shown(then) == {"Tiền Giang": 50, "Đồng Tháp": 60, "Hà Nội": 70}
    assert shown(now) == {"Hà Nội": 70}
    assert (value(then, purse="KCDP"), now.estimated) == (None, False)
    form = summed_form(then, head=Head(agency="Cục", parent_agency="", place="Hà Nội"))
    assert form.notes[-1] == NOT_ADDED
    sums = series_of(replace(ASKED, period=SECOND), (), actor=ministry_officer, indicator="kq-01")
    assert [sorted(each.values()) for each in sums.values()] == [[50, 60, 70]]


def test_two_centres_of_a_province_have_no_rate_together(rate, drafter, ministry_officer):
    first = Agency.objects.get(kind="centre", until=None, unit=drafter.agency.unit)
    second = Agency.objects.create(
        code="tt-2",
        level=first.level,
        kind="centre",
        parent=first.parent,
        unit=first.unit,
        since=date(2025, 1, 1),
    )
    owed_below("centre")
    said = {("kq-01", "KCDP"): 40, ("kq-02", "KCDP"): 3}
    question = of_kind(first, "centre", said, drafter)
    one = consolidated(question, actor=ministry_officer)
    assert (value(one, purse="KCDP"), value(one, "kq-02", "KCDP")) == (40, 3)
    of_kind(second, "centre", said, drafter)
    both = consolidated(question, actor=ministry_officer)
    assert (value(both, purse="KCDP"), value(both, "kq-02", "KCDP")) == (None, 6)


def test_a_conference_report_tells_a_single_rate(people, sent, confer):
    Indicator.objects.filter(code="kq-01").update(unit="%")
    for number in (1, 2):
        sent("Tây Ninh", number, {"kq-01": 50 + number, "kq-09": 1})
    assert told(confer()) == {"1": ("52", "1"), "9": ("2", "1")}


def test_both_purses_of_one_province_have_no_rate_in_a_conference_report(people, confer, ministry_officer):
    Indicator.objects.filter(code="kq-01").update(unit="%")
    officer, leader = people["Đồng Tháp"]
    for number in (1, 2):
        report = PeriodicReturn.objects.get(agency=officer.agency, number=number)
        PERIODIC_RETURN.perform("periodic.begin", report, Act(by=officer, at=IN_TIME))
        write(
            report, {("kq-01", "KCQG"): 60, ("kq-01", "KCDP"): 70, ("kq-09", "KCDP"): 1}, at=IN_TIME, by=officer
        )
        for step, who in (("submit", officer), ("sign", leader), ("approve", ministry_officer)):
            PERIODIC_RETURN.perform(f"periodic.{step}", report, Act(by=who, at=IN_TIME))
    assert told(confer()) == {"9": ("2", "1")}


def test_both_purses_of_a_rate_are_no_rate_of_a_target_and_years_do_not_add_up(law, ministry_officer):
    Indicator.objects.filter(code="kq-09").update(unit="%")
    approved(ministry_officer, "Tây Ninh", "year", 2023, kq_09=40)
    approved(ministry_officer, "Long An", "year", 2023, kq_09__KCQG=1)
    approved(ministry_officer, "Hà Nội", "year", 2022, kq_09=30)
    approved(ministry_officer, "Hà Nội", "year", 2023, kq_09=35)
    approved(ministry_officer, "Hà Nội", "year", 2024, kq_09=50, kq_09__KCQG=60)
    rows, _ = progress_of(programme("ctkc-2021-2025"), actor=ministry_officer, on=TODAY)
    row = next(each for each in rows if each.target.code == "1881-mo-hinh")
    assert years(row) == {2022: (30, 1, 12), 2023: (35, 1, 12)}
    assert row.done == 35


# A province's own lines.


@pytest.fixture
def own_line(law, drafter):
    """A line of Đồng Tháp alone, part of the total of trained people."""
    return Indicator.objects.create(
        code="kq-rieng",
        name="Lớp nghề riêng",
        form="ket-qua",
        unit="lớp",
        purse="KCDP",
        parent="kq-01",
        province_id=drafter.agency.unit_id,
        position=900,
        since=date(2025, 1, 1),
        source="Quy chế thử",
    )


def told_in(found):
    return [(each.place, each.line.code, each.value, each.of and each.of.code) for each in found.own]


def test_a_provinces_own_line_stands_in_its_own_form_and_beside_the_nations(
    own_line, drafter, ministry_officer
):
    owe()
    third = ASKED.period
    returned("Đồng Tháp", {("kq-01", "KCDP"): 17, ("kq-rieng", "KCDP"): 7}, third, by=drafter)
    returned("Cà Mau", {("kq-01", "KCDP"): 4, ("kq-rieng", "KCDP"): 3}, third, by=drafter)
    nation = consolidated(ASKED, actor=ministry_officer)
    # Of Cà Mau no line of that code is known: what stands there is no line of its form.
    assert told_in(nation) == [("Đồng Tháp", "kq-rieng", 7, "kq-01")]
    assert "kq-rieng" not in {row.line.code for row in nation.rows}
    assert value(nation) == 21
    head = Head(agency="Cục", parent_agency="", place="Hà Nội")
    notes = [each for each in summed_form(nation, head=head).notes if "Lớp nghề riêng" in each]
    assert notes == [f"Dòng riêng của tỉnh, biểu chung không có dòng: {nation.own[0].words}."]
    assert nation.own[0].words.startswith("Đồng Tháp: Lớp nghề riêng: 7 lớp, đã cộng vào dòng ")
    unit = drafter.agency.unit
    for actor in (ministry_officer, drafter):
        one = consolidated(replace(ASKED, area=unit.code), actor=actor)
        assert (value(one, "kq-rieng", "KCDP"), value(one), told_in(one)) == (7, 17, [])
    south = consolidated(replace(ASKED, area="nam"), actor=ministry_officer)
    assert told_in(south) == told_in(nation)
