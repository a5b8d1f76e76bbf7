"""Changes of a later year's money before and after that year is opened: given once, taken off once."""

from dataclasses import replace
from datetime import datetime

import pytest

from khuyencong.ledger.lifecycle import POSTING_CORRECTION, YEAR_OPENING, begin_close, begin_opening, opening
from khuyencong.ledger.models import Book, Posting, YearClose, YearOpening
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_by_plan, pots_of
from khuyencong.ledger.queries.opening import going_on, later_years
from khuyencong.organisations.queries import operator
from khuyencong.projects.lifecycle import Signed, begin_annex
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_changes import CUC, MINISTER, go, want
from tests.ledger.test_claims import accountant
from tests.ledger.test_contracts import codes, sign
from tests.ledger.test_later_years import approved, contract_of, signed
from tests.ledger.test_posting_corrections import ask, decide

__all__ = ["accountant", "approved", "ask", "contract_of", "decide", "go", "sign", "signed", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def opened(ministry_officer, ministry_leader, now):
    """Opens 2028 for every project that goes on into it."""

    def make(number="7/QĐ-BCT", between=lambda: None, row=None):
        act = Act(by=ministry_officer, at=now, reason="Số đã đổi")
        drafts = YearOpening.objects.filter(state="draft") if row is None else ()
        for draft in drafts:
            YEAR_OPENING.perform("year_opening.drop", draft, act)
        row = row or begin_opening("KCQG", 2028, act)
        YEAR_OPENING.perform("year_opening.propose", row, Act(by=ministry_officer, at=now))
        given = Signed(number=number, on=now.date())
        YEAR_OPENING.perform("year_opening.record", row, Act(by=ministry_leader, at=now, given=given))
        between()
        opening.run_opening(row, by=operator(), at=now)
        return YearOpening.objects.get(pk=row.pk)

    return make


def costs(project, first, later):
    """The estimate with other supports of the two years."""
    one, two = terms_now(Project.objects.get(pk=project.pk)).costs
    return {
        "costs": (
            replace(one, support=first),
            replace(two, support=later, unit_price=max(later, two.unit_price)),
        )
    }


def test_a_year_whose_opening_was_undone_is_given_whole_by_the_next_one(
    approved, signed, want, go, ask, decide, opened, contract_of, ministry_leader
):
    opened()
    decide(ask(Posting.objects.get(key__startswith="open-")))
    go(want(approved, **costs(approved, 280 * M, 120 * M)))
    assert going_on(ministry_leader.agency, "KCQG", 2028) == [(approved, 120 * M)]
    opened(number="8/QĐ-BCT")
    later = contract_of(2028, 120 * M)
    assert pots_of(later)[Stage.COMMITTED] == 120 * M
    assert list(broken_promises()) == []


def test_what_was_cut_before_a_year_was_opened_is_not_taken_off_what_was_given_after(
    approved, signed, want, go, opened, contract_of, sign, ministry_officer, now
):
    assert go(want(approved, **costs(approved, 300 * M, 60 * M)), signer=CUC).state == "decided"
    opened()
    later = contract_of(2028, 60 * M)
    for number, support, free in (("PL1", 50 * M, 10 * M), ("PL2", 60 * M, 0)):
        act = Act(by=ministry_officer, at=now, reason="Khối lượng thay đổi")
        sign(begin_annex(later, replace(later.terms, support=support), act), number=number)
        pots = pots_of(later)
        assert (pots[Stage.COMMITTED], pots[Stage.ALLOCATED]) == (support, free)
    assert not Posting.objects.filter(kind="withdraw").exists()


def stands(project):
    """What stands in the books of 2028, in million đồng."""
    pots = pots_by_plan(Book.objects.filter(project=project)).get(2028, {})
    return {stage: amount // M for stage, amount in pots.items() if amount and stage is not Stage.SOURCE}


def openings_of_tasks():
    return list(Task.objects.filter(dossier_kind="year_opening", state="open").values_list("desk", "stake"))


def test_a_rise_that_came_on_top_of_an_opening_leaves_the_rest_to_the_next_one(
    approved, signed, want, go, ask, decide, opened, contract_of, sign, ministry_leader
):
    opened()
    go(want(approved, **costs(approved, 280 * M, 120 * M)))
    decide(ask(Posting.objects.get(key__startswith="open-")))
    assert stands(approved) == {Stage.ALLOCATED: 20}
    assert going_on(ministry_leader.agency, "KCQG", 2028) == [(approved, 100 * M)]
    [row] = later_years(ministry_leader.agency, "KCQG")
    assert (row.waits, row.amount) == (True, 100 * M)
    with pytest.raises(BlockedError) as caught:
        contract_of(2028, 120 * M)
    assert codes(caught) == ["room_short"]
    assert caught.value.findings[0].fix.endswith("giao bằng một lần mở năm (trang Mở năm) trước.")
    opened(number="8/QĐ-BCT")
    assert stands(approved) == {Stage.ALLOCATED: 120}
    [row] = later_years(ministry_leader.agency, "KCQG")
    assert (row.waits, row.amount, row.why) == (False, 120 * M, "đã giao")
    later = sign(Contract.objects.get(year=2028))
    assert (pots_of(later)[Stage.COMMITTED], going_on(ministry_leader.agency, "KCQG", 2028)) == (120 * M, [])
    assert list(broken_promises()) == []


@pytest.mark.parametrize(("support", "left", "rest"), [(110, 20, 90), (20, 20, 0), (10, 10, 0), (130, 30, 100)])
def test_changed_once_more_before_the_next_opening_it_gets_what_was_decided_last(
    approved, signed, want, go, ask, decide, opened, ministry_leader, support, left, rest
):
    opened()
    go(want(approved, **costs(approved, 280 * M, 120 * M)))
    decide(ask(Posting.objects.get(key__startswith="open-")))
    go(
        want(approved, **costs(approved, (400 - max(support, 120)) * M, support * M)),
        signer=MINISTER,
        number="81/QĐ-BCT",
    )
    assert stands(approved) == {Stage.ALLOCATED: left}
    waits = [(approved, rest * M)] if rest else []
    assert going_on(ministry_leader.agency, "KCQG", 2028) == waits
    if rest:
        opened(number="8/QĐ-BCT")
    assert (stands(approved), list(broken_promises())) == ({Stage.ALLOCATED: support}, [])


def test_a_cut_and_a_rise_back_leave_the_opening_to_be_undone_and_done_anew(
    approved, signed, want, go, ask, decide, opened, ministry_leader
):
    opened()
    go(want(approved, **costs(approved, 300 * M, 60 * M)), signer=CUC)
    given = Posting.objects.get(key__startswith="open-")
    with pytest.raises(BlockedError) as caught:
        ask(given)
    assert codes(caught) == ["rested_on"]
    go(want(approved, **costs(approved, 260 * M, 100 * M)), signer=MINISTER, number="81/QĐ-BCT")
    decide(ask(given))
    assert (stands(approved), going_on(ministry_leader.agency, "KCQG", 2028)) == ({}, [(approved, 100 * M)])
    opened(number="8/QĐ-BCT")
    assert (stands(approved), list(broken_promises())) == ({Stage.ALLOCATED: 100}, [])


def test_a_change_between_the_decision_and_the_books_waits_as_another_opening(
    approved, signed, want, go, opened, ministry_officer, ministry_leader
):
    done = opened(between=lambda: go(want(approved, **costs(approved, 280 * M, 120 * M))))
    assert (done.state, stands(approved)) == ("opened", {})
    assert openings_of_tasks() == [(ministry_officer.desk.code, 120 * M)]
    rest = YearOpening.objects.exclude(pk=done.pk).get()
    assert (rest.state, rest.desk, rest.author) == ("draft", done.desk, done.author)
    opened(number="8/QĐ-BCT", row=rest)
    assert (stands(approved), openings_of_tasks()) == ({Stage.ALLOCATED: 120}, [])
    assert list(broken_promises()) == []


def test_who_stopped_between_them_is_asked_of_nobody_again(approved, signed, want, go, opened):
    opened(between=lambda: go(want(approved, course=Course.STOPPED)))
    assert (YearOpening.objects.count(), openings_of_tasks()) == (1, [])


def test_what_an_opening_gave_wrongly_waits_as_another_opening_at_the_planning_desk(
    approved, signed, ask, decide, opened, contract_of, ministry_officer
):
    done = opened()
    assert openings_of_tasks() == []
    decide(ask(Posting.objects.get(key__startswith="open-")))
    assert openings_of_tasks() == [(ministry_officer.desk.code, 100 * M)]
    again = YearOpening.objects.exclude(pk=done.pk).get()
    assert (again.state, again.desk, again.author) == ("draft", done.desk, done.author)
    assert list(again.lines.values_list("project", "amount", "left_out")) == [(approved.pk, 100 * M, False)]
    opened(number="8/QĐ-BCT", row=again)
    assert (stands(approved), openings_of_tasks()) == ({Stage.ALLOCATED: 100}, [])
    # Undone once more it waits once more: the round of the key names the same project and year.
    decide(ask(Posting.objects.get(key__endswith="#2")))
    assert openings_of_tasks() == [(ministry_officer.desk.code, 100 * M)]
    assert list(broken_promises()) == []


def test_of_a_project_that_waits_for_nothing_more_no_opening_is_left(
    approved, signed, want, go, ask, decide, opened
):
    opened()
    go(want(approved, **costs(approved, 280 * M, 120 * M)))
    go(want(approved, **costs(approved, 380 * M, 20 * M)), signer=MINISTER, number="81/QĐ-BCT")
    given = Posting.objects.get(key__startswith="open-")
    with pytest.raises(BlockedError):
        ask(given)
    assert openings_of_tasks() == []


def test_what_is_undone_while_another_opening_is_signed_follows_when_that_one_is_written(
    approved, signed, ask, decide, opened, ministry_officer, ministry_leader, now
):
    done = opened()
    given = Posting.objects.get(key__startswith="open-")
    # Another opening of the year, already before the head: a project of it is not asked for here.
    other = YearOpening.objects.get(pk=done.pk)
    other.pk, other.state, other.number, other.signed_on = None, "proposed", "", None
    other._state.adding = True
    other.save()
    decide(ask(given))
    assert list(other.lines.all()) == []
    YearOpening.objects.filter(pk=other.pk).update(state="running", number="9", signed_on=now.date())
    opening.run_opening(other, by=operator(), at=now)
    assert openings_of_tasks() == [(ministry_officer.desk.code, 100 * M)]


def test_no_contract_is_signed_on_what_an_opening_gave_while_its_correction_waits(
    approved, signed, ask, opened, contract_of, ministry_leader, now
):
    opened()
    row = ask(Posting.objects.get(key__startswith="open-"))
    with pytest.raises(BlockedError) as caught:
        contract_of(2028, 100 * M)
    assert codes(caught) == ["correction_waits"]
    assert stands(approved) == {Stage.ALLOCATED: 100}
    act = Act(by=ministry_leader, at=now, reason="Bút toán đúng")
    POSTING_CORRECTION.perform("posting_correction.refuse", row, act)
    sign_again = Contract.objects.get(year=2028)
    assert sign_again.state == "proposed"


@pytest.fixture
def shut(accountant, ministry_officer, now):
    """Closes 2028 over the national purse, as far as anybody who opens it can see."""

    def make():
        at = datetime(2029, 1, 10, 9, tzinfo=now.tzinfo)
        row = begin_close("KCQG", 2028, Act(by=ministry_officer, at=at))
        YearClose.objects.filter(pk=row.pk).update(state="closed", closed_on=at.date())

    return make


def test_a_year_whose_books_are_closed_is_not_opened(signed, shut, ministry_officer, now):
    shut()
    with pytest.raises(BlockedError) as caught:
        begin_opening("KCQG", 2028, Act(by=ministry_officer, at=now))
    assert (codes(caught), YearOpening.objects.count()) == (["year_closed"], 0)
    assert caught.value.findings[0].fix.startswith("Lãnh đạo nơi cấp kinh phí mở lại sổ năm 2028 kèm lý do")


def test_one_that_was_begun_before_is_not_proposed_and_may_be_dropped(signed, shut, ministry_officer, now):
    row = begin_opening("KCQG", 2028, Act(by=ministry_officer, at=now))
    shut()
    act = Act(by=ministry_officer, at=now, reason="Sổ đã khóa")
    with pytest.raises(BlockedError) as caught:
        YEAR_OPENING.perform("year_opening.propose", row, act)
    assert codes(caught) == ["year_closed"]
    assert YEAR_OPENING.perform("year_opening.drop", row, act).state == "dropped"


def test_one_that_was_decided_before_gives_nothing_and_ends_all_the_same(signed, opened, shut):
    done = opened(between=shut)
    assert (done.state, list(done.lines.values_list("left_out", "why"))) == (
        "opened",
        [(True, "sổ năm này đã khóa")],
    )
    assert not Posting.objects.filter(key__startswith="open-").exists()
    # Nobody is given another draft that could say nothing else.
    assert list(YearOpening.objects.order_by("pk").values_list("state", flat=True)) == ["opened"]
