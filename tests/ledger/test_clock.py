"""The clock of real dossiers: what it reads of them, its sums, and days measured from the trail."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from khuyencong.ledger.lifecycle import CLAIM, begin_claim
from khuyencong.ledger.queries import Group, Question, position
from khuyencong.ledger.queries.clock import clock_of, year_asked
from khuyencong.ledger.queries.usual import conventions_on, limit_on, usual_for
from khuyencong.organisations.models import Desk
from khuyencong.rules.clock import Cause, Step, total_of
from khuyencong.rules.ledger import Position, Stage
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_claims import MOST, accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign

__all__ = ["accountant", "approved", "claim", "contract", "hand_in", "sign", "signed", "walk"]
pytestmark = pytest.mark.django_db
TRIEU = 10**6


@pytest.fixture
def asked(ministry_officer):
    return Question(actor=ministry_officer, year=2027)


def held_of(found, project):
    row = next(each for each in found.rows if each.book.project_id == project.pk)
    return row, {each.cause: (each.amount // TRIEU, each.desk) for each in row.held}


def test_a_project_moves_from_cause_to_cause_as_its_dossiers_move(
    approved, contract, sign, hand_in, dong_thap_officer, asked, now
):
    def causes():
        return held_of(clock_of(asked, now.date()), approved)[1]

    drawn_up = "Cán bộ, Cục Công Thương địa phương"
    assert list(causes()) == [Cause.NO_CONTRACT]
    agreed = sign(contract)
    assert causes() == {Cause.WORK: (300, "")}
    act = Act(by=dong_thap_officer, at=now)
    asked_for = begin_claim(agreed, amount=MOST, done=75, act=act)
    unit = causes()[Cause.PAPERS]
    assert (unit[0], unit[1] != "", unit[1] != drawn_up) == (210, True, True)
    hand_in(asked_for)
    assert list(causes()) == [Cause.DRAFTING, Cause.WORK]
    CLAIM.perform("claim.submit", asked_for, act)
    found = causes()
    assert [(cause, each[0]) for cause, each in found.items()] == [(Cause.CONFIRM, 210), (Cause.WORK, 90)]
    assert found[Cause.CONFIRM][1] != ""


def test_without_a_contract_the_money_lies_where_the_project_waits_for_one(approved, asked, now):
    waits = Task.objects.get(dossier_kind="project", dossier_key=str(approved.pk), state="open")
    desk = Desk.objects.get(code=waits.desk)
    found = held_of(clock_of(asked, now.date()), approved)[1]
    assert found == {Cause.NO_CONTRACT: (300, f"{desk.title}, {desk.agency.name_on(now.date())}")}


def test_what_was_paid_is_certain_and_the_rest_waits_for_the_work(claim, walk, asked, now):
    walk(claim)
    row, causes = held_of(clock_of(asked, now.date()), claim.project)
    assert (row.position.disbursed, row.forecast.low, row.forecast.high) == (MOST, MOST, 300 * TRIEU)
    assert causes == {Cause.WORK: (90, "")}
    assert row.reason.startswith("Hợp đồng đến 30/11/2027, chưa báo cáo khối lượng: chi thêm thấp 0, ")


def test_projects_units_provinces_and_the_nation_add_up(approved, contract, sign, asked, ministry_officer, now):
    sign(contract)
    found = clock_of(asked, now.date())
    assert len(found.rows) == 2
    assert found.position == position(asked)
    assert sum(each.amount for each in found.causes) == found.position.waiting == found.needed.left
    for name in ("province", "agency", "purse"):
        groups = found.by(name)
        assert total_of(each.forecast for each in groups) == found.forecast
        assert sum(each.position.given for each in groups) == found.position.given
    one = replace(asked, province=approved.province_id)
    assert clock_of(one, now.date()).forecast == found.forecast


def test_the_neighbour_and_another_year_have_a_clock_of_nothing(approved, asked, tay_ninh_officer, now):
    for question in (replace(asked, actor=tay_ninh_officer), replace(asked, year=2026)):
        found = clock_of(question, now.date())
        assert (list(found.rows), found.position.given, found.needed.left) == ([], 0, 0)


def test_two_more_books_take_no_more_statements(
    book, move, approved, contract, sign, asked, dong_thap_officer, now
):
    sign(contract)
    asked = replace(asked, actor=dong_thap_officer)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            clock_of(asked, now.date())
        return len(caught)

    before = statements()
    for each in (book("Máy ép"), book("Máy xát")):
        move(each, Stage.SOURCE, Stage.ALLOCATED, 50 * TRIEU)
    assert len(clock_of(asked, now.date()).rows) == 4
    assert statements() == before


@pytest.mark.parametrize(
    ("years", "year"),
    [
        ({}, 2026),
        ({2027: 0}, 2027),
        ({2027: 0, 2026: 0, 2025: 0}, 2026),
        ({2025: 0, 2023: 0}, 2025),
        ({2027: 810, 2026: 1, 2019: 80}, 2026),
        ({2027: 810, 2026: 0, 2020: 5, 2019: 80}, 2019),
        ({2028: 9, 2027: 810, 2026: 0, 2019: 0}, 2027),
    ],
)
def test_the_year_shown_is_this_one_while_money_waits_in_it_else_one_that_is_over(years, year):
    standing = [Group(key=each, position=Position(given=left)) for each, left in years.items()]
    assert year_asked(standing, date(2026, 11, 23)) == year


def test_days_are_measured_from_earlier_years_once_enough_were_seen(dong_thap_officer):
    on = date(2027, 3, 1)
    enough = limit_on("enough", on)
    assert usual_for(2027, on)[Step.PAY] == replace(conventions_on(on)[Step.PAY], seen=0)
    for number in range(enough):
        about = Dossier(kind="claim", key=str(number), agency="x")
        begins = make_aware(datetime(2026, 5, 4, 9))
        for name, days in (("claim.approve", 0), ("claim.pay", number)):
            record(name, "Thử", about=about, by=dong_thap_officer, at=begins + timedelta(days=days))
    days = usual_for(2027, on)[Step.PAY]
    assert (days.quick, days.usual, days.slow, days.seen) == (1, 9, 17, enough)
    assert days.source == f"đo từ {enough} lần của các năm trước"
    # What happened in the year itself is not measured: its slow dossiers have not ended yet.
    assert usual_for(2026, on)[Step.PAY].seen == 0
