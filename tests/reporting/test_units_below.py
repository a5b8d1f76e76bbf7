"""A department with several units: its number is the sum of what they returned and of what nobody returned."""

from datetime import date, timedelta

import pytest

from khuyencong.organisations.models import Agency, AgencyName
from khuyencong.organisations.queries import operator
from khuyencong.projects.models import Project
from khuyencong.reporting.actions.periodic import confirm_all, expect, zero_blanks
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic import duties
from khuyencong.workflow.lifecycle import Act
from tests.conftest import person
from tests.ledger.conftest import book, move
from tests.norms.conftest import law
from tests.reporting.test_periodic_cells import (
    AT,
    TRIEU,
    accepted,
    approve,
    begun,
    cells_of,
    judged,
    one,
    put,
    typed,
)

pytestmark = pytest.mark.django_db
__all__ = ["accepted", "book", "law", "move"]
AFTER = AT + timedelta(days=3)


@pytest.fixture
def units(law, dong_thap_officer):
    """The centre of the register and a second one, each with who prepares and who signs."""
    department = dong_thap_officer.agency
    first = Agency.objects.get(parent=department, kind="centre", until=None)
    second = Agency.objects.create(
        code="tt-hai",
        level=first.level,
        kind="centre",
        parent=department,
        unit=first.unit,
        since=first.since + timedelta(days=1),
    )
    AgencyName.objects.create(agency=second, name="Trung tâm thứ hai", since=second.since)
    expect(duties(), since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=AT)
    return {
        each: (
            person(each, f"{each.code}-cb", "centre_officer"),
            person(each, f"{each.code}-gd", "centre_leader"),
        )
        for each in (first, second)
    }


def returned(unit, people, reader):
    report = begun(PeriodicReturn.objects.get(form="kinh-phi", agency=unit, every="quarter"), people[0])
    zero_blanks(report, by=people[0], at=AT)
    confirm_all(report, by=people[0], at=AT)
    return approve(report, *people, reader)


def over(report, at=AFTER):
    """The lines that are said not to be the sum of those below."""
    return {each.found.indicator for each in judged(report, at) if each.found.rule == "kp-cap-duoi"}


def test_all_units_are_added_and_one_that_was_declared_missing_is_counted_by_its_books(
    units, accepted, dong_thap_officer, dong_thap_leader
):
    first, second = units
    Project.objects.filter(pk=accepted.project.pk).update(agency=second)
    returned(first, units[first], dong_thap_officer)
    debt = PeriodicReturn.objects.get(form="kinh-phi", agency=second, every="quarter")
    miss = Act(by=dong_thap_leader, at=AFTER, reason="Không nộp")
    PERIODIC_RETURN.perform("periodic.miss", debt, miss)
    report = begun(one("kinh-phi", dong_thap_officer), dong_thap_officer, AFTER)
    assert cells_of(report)["kp-10", accepted.purse].value == 300 * TRIEU
    assert over(report) == set()
    put(report, dong_thap_officer, typed("kp-10", 301 * TRIEU, accepted.purse, note="Thêm"), at=AFTER)
    assert over(report) == {"kp-10", "kp-tong"}


def test_what_units_returned_is_not_counted_twice(units, accepted, dong_thap_officer):
    _, second = units
    Project.objects.filter(pk=accepted.project.pk).update(agency=second)
    for unit, people in units.items():
        returned(unit, people, dong_thap_officer)
    report = begun(one("kinh-phi", dong_thap_officer), dong_thap_officer, AFTER)
    assert over(report) == set()
    put(report, dong_thap_officer, typed("kp-10", 600 * TRIEU, accepted.purse, note="Thêm"), at=AFTER)
    assert over(report) == {"kp-10", "kp-tong"}


def test_what_a_department_carries_out_itself_stands_in_no_return_below(units, accepted, dong_thap_officer):
    for unit, people in units.items():
        returned(unit, people, dong_thap_officer)
    assert accepted.project.agency == dong_thap_officer.agency
    report = begun(one("kinh-phi", dong_thap_officer), dong_thap_officer, AFTER)
    assert over(report) == set()
