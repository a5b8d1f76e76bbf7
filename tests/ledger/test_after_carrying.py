"""After a year was closed its contracts go on: papers and clock tell of the chain of books, not of one."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from khuyencong.ledger.actions import Said as Told
from khuyencong.ledger.actions import open_book, post, reverse
from khuyencong.ledger.models import Book, Liquidation, Posting
from khuyencong.ledger.queries import (
    Moment,
    Question,
    broken_promises,
    groups,
    groups_as_known,
    position,
    position_as_known,
)
from khuyencong.ledger.queries.chains import chain_of, pots_of
from khuyencong.ledger.queries.clock import clock_of, facts_of
from khuyencong.ledger.queries.known import known_of
from khuyencong.ledger.queries.liquidations import closing_on, returned_in
from khuyencong.ledger.queries.printing import file_of
from khuyencong.projects.actions.progress import write_report
from khuyencong.projects.lifecycle import PROGRESS, begin_report
from khuyencong.projects.models import Project
from khuyencong.rules.clock import Cause
from khuyencong.rules.closing import Choice
from khuyencong.rules.ledger import Kind, Position, Stage, carrying
from khuyencong.rules.progress import Said
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_acceptances import accept, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import choosing, close, run, taken
from tests.ledger.test_contracts import approved, contract, sign

__all__ = [
    "accept",
    "accountant",
    "approved",
    "choosing",
    "claim",
    "close",
    "contract",
    "hand_in",
    "held",
    "sign",
    "signed",
    "taken",
    "walk",
]
pytestmark = pytest.mark.django_db
M = 1_000_000
NEXT = date(2028, 2, 1)


@pytest.fixture
def reported(signed, dong_thap_officer, now):
    """Four fifths of the work are done, so that all that may be advanced at all is."""
    report = begin_report(signed.project, Act(by=dong_thap_officer, at=now))
    said = Said(done=80, support=0, counterpart=0, told="Đã lắp máy", ahead="Chạy thử")
    write_report(report, said, by=dong_thap_officer, at=now)
    PROGRESS.perform("progress.send", report, Act(by=dong_thap_officer, at=now))


@pytest.fixture
def carried(signed, claim, walk, close, choosing, taken, ministry_leader):
    """A contract with all that may be advanced paid out, carried over into the next year."""
    walk(claim)
    choosing(close, Choice.CARRY)
    assert run(taken(close)).state == "closed"
    return signed


def test_papers_after_a_closing_say_what_the_whole_chain_says(carried):
    file = file_of(Project.objects.get(pk=carried.project_id), NEXT)
    assert file.position(2027) == Position(
        given=300 * M, committed=300 * M, disbursed=210 * M, advanced=210 * M
    )
    assert file.position(2028) == Position()


def test_what_is_paid_on_both_sides_of_a_closing_is_one_sum_and_a_new_plan_is_another(
    signed, claim, walk, held, accept, close, choosing, taken, move
):
    walk(claim)
    [line] = held.quantities
    half = {line: Decimal("0.5")}
    accept(signed, replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities=half))
    choosing(close, Choice.CARRY)
    assert run(taken(close)).state == "closed"
    move(open_book(signed.project, purse="KCQG", year=2028), Stage.SOURCE, Stage.ALLOCATED, 100 * M)
    file = file_of(Project.objects.get(pk=signed.project_id), NEXT)
    whole = Position(given=300 * M, committed=300 * M, disbursed=210 * M, accepted=150 * M, advanced=60 * M)
    assert file.position(2027) == whole
    assert file.position(2028) == Position(given=100 * M)
    assert sum(file.pots[2027].values()) == sum(pots_of(signed).values()) == 300 * M


def test_one_dong_carried_over_twice_is_one_where_the_years_stand_together(book, move, dong_thap_officer, now):
    """80 million of 2027 went to 2028 and on to 2029: all years together said 160 million were carried."""
    first = book(year=2027)
    move(first, Stage.SOURCE, Stage.ALLOCATED, 80 * M)
    for year in (2028, 2029):
        this = Book.objects.get(project=first.project, year=year - 1)
        to = open_book(first.project, purse=first.purse, year=year, plan_year=2027)
        said = Told(kind=Kind.CARRY, key=f"test-{year}", effective_on=now.date(), document="Chuyển")
        post(said, carrying(this.pots, this.pk, to.pk), by=dong_thap_officer, at=now)
    asked = Question(actor=dong_thap_officer, project=first.project_id)
    whole = Position(given=80 * M, carried=80 * M)
    assert position(asked) == position_as_known(asked, on=now.date()) == whole
    at = Moment(on=now.date())
    for by in ("province", "agency", "purse", "project"):
        now_, then = groups(asked, by), groups_as_known(asked, by, at)
        assert [each.position for each in now_] == [each.position for each in then] == [whole]
    each = {2027: (0, 80 * M), 2028: (0, 80 * M), 2029: (80 * M, 0)}
    for found in (groups(asked, "year"), groups_as_known(asked, "year", at)):
        assert {one.key: (one.position.given, one.position.carried) for one in found} == each
    for year, (given, carried) in each.items():
        assert position(replace(asked, year=year)) == Position(given=given, carried=carried)
    assert list(broken_promises()) == []


def test_a_draft_liquidation_says_what_the_recorded_one_will(carried, move):
    later = datetime(2028, 3, 1, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    move(chain_of(carried).last(), Stage.ADVANCED, Stage.COMMITTED, 210 * M, on=later.date(), at=later)
    file = file_of(Project.objects.get(pk=carried.project_id), later.date())
    row = Liquidation(contract=carried, state=Liquidation.State.DRAFT)
    assert file.closing(row) == closing_on(carried)
    assert file.closing(row).returned == 210 * M


def test_an_advance_that_was_undone_is_no_money_given_back(signed, claim, walk, accountant, now):
    walk(claim)
    reverse(Posting.objects.get(kind="advance"), key="r", reason="Nhầm", by=accountant, at=now)
    assert returned_in(signed.project, 2027) == 0
    assert file_of(Project.objects.get(pk=signed.project_id), now.date()).returned == {}


def test_a_giving_back_that_was_undone_counts_nothing(signed, claim, walk, move, accountant, now):
    walk(claim)
    move(chain_of(signed).last(), Stage.ADVANCED, Stage.COMMITTED, 10 * M)
    assert returned_in(signed.project, 2027) == 10 * M
    reverse(Posting.objects.get(kind="give_back"), key="r", reason="Nhầm", by=accountant, at=now)
    assert returned_in(signed.project, 2027) == 0


def test_the_clock_counts_what_was_advanced_before_the_closing(reported, carried, ministry_leader):
    asked = Question(actor=ministry_leader, project=carried.project_id, year=2028)
    [ticking] = clock_of(asked, NEXT).rows
    assert Cause.NO_CLAIM not in {each.cause for each in ticking.held}
    assert "mà chưa đề nghị" not in ticking.reason
    # What is accepted at the slowest, 85 % of the contract, and no advance on top.
    assert ticking.forecast.low == 255 * M


def test_a_ceiling_is_of_the_whole_contract_also_where_a_part_was_settled_in_another_book(
    reported, signed, claim, walk, held, accept, close, choosing, taken, ministry_leader
):
    walk(claim)
    [line] = held.quantities
    half = {line: Decimal("0.5")}
    accept(signed, replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities=half))
    choosing(close, Choice.CARRY)
    assert run(taken(close)).state == "closed"
    [ticking] = clock_of(Question(actor=ministry_leader, project=signed.project_id, year=2028), NEXT).rows
    # 70 % of 300 million were advanced; of the 150 that stand in this year's book 60 are.
    assert ticking.position == Position(given=150 * M, committed=150 * M, disbursed=60 * M, advanced=60 * M)
    assert Cause.NO_CLAIM not in {each.cause for each in ticking.held}


def test_a_second_years_book_is_reckoned_by_the_tier_of_later_years(
    reported, signed, move, ministry_officer, ministry_leader, sign, now
):
    move(open_book(signed.project, purse="KCQG", year=2028), Stage.SOURCE, Stage.ALLOCATED, 100 * M)
    rows = Book.objects.filter(project=signed.project).select_related("project")
    known = known_of(rows, now.date())
    first, second = (facts_of(each, known) for each in rows.order_by("year"))
    assert (first.later, first.ceiling(80)) == (None, 210 * M)
    assert second.later is not None
    assert (second.support, second.advanced) == (100 * M, 0)
    assert [second.ceiling(done) for done in (0, 40, 80)] == [0, 40 * M, 80 * M]
