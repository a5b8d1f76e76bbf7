"""Corrections that meet what was written since: two books, money that came back, a project that stopped."""

from dataclasses import replace
from decimal import Decimal

import pytest

from khuyencong.ledger.actions import Said, post
from khuyencong.ledger.actions.acceptances import write_anew
from khuyencong.ledger.lifecycle import ACCEPTANCE, CLAIM, Paid
from khuyencong.ledger.models import Acceptance, Book, Claim
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.backs import ask_back, take_back
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_after_reopening import half, reopened, standing
from tests.ledger.test_changes import figures, go, reserve, state_of, want
from tests.ledger.test_changes_later import annex, next_year
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, close, taken
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.ledger.test_posting_corrections import ask, decide

__all__ = [
    "accept",
    "accountant",
    "annex",
    "approved",
    "ask",
    "asked",
    "choosing",
    "claim",
    "close",
    "contract",
]
__all__ += ["contract", "decide", "figures", "go", "half", "hand_in", "held", "next_year", "reopened"]
__all__ += ["reserve", "sign", "signed", "taken", "walk", "want"]
pytestmark = pytest.mark.django_db


def stands(signed):
    return {stage: amount for stage, amount in pots_of(signed).items() if amount and stage is not Stage.SOURCE}


def test_a_settlement_over_two_books_is_undone_and_done_anew_in_both(
    claim, walk, signed, reopened, half, accept, asked, ask, decide, accountant, ministry_leader
):
    walk(claim)
    accept(signed, half)
    close_ = reopened()
    accept(signed, replace(half, final=True, held_on=LATER.date()), at=LATER)
    walk(asked("payment", 90 * M), voucher="UNC-02", at=LATER)
    settled = walk(asked("settle", 300 * M), voucher="QT-1", at=LATER)
    both = [(2027, {"settled": 150, "carried": 150}), (2028, {"settled": 150})]
    assert standing(signed) == both
    decide(ask(settled.posting, at=LATER), at=LATER)
    assert standing(signed) == [(2027, {"paid": 150, "carried": 150}), (2028, {"paid": 150})]
    again = Claim.objects.get(pk=settled.pk)
    given = Paid(voucher="QT-01", on=LATER.date())
    CLAIM.perform("claim.pay", again, Act(by=accountant, at=LATER, given=given))
    assert (standing(signed), close_.state, list(broken_promises())) == (both, "reopened", [])


def test_what_was_let_go_after_a_last_acceptance_and_has_gone_on_is_told_when_one_asks(
    claim, walk, signed, half, next_year, accept, accountant, ask, now
):
    walk(claim)
    wrong = accept(signed, replace(half, final=True))
    take_back(signed, amount=60 * M, voucher="BC-1", on=now.date(), by=accountant, at=now)
    assert pots_of(signed)[Stage.ALLOCATED] == 150 * M
    said = Said(kind=Kind.WITHDRAW, key="change-9-less-2027", effective_on=now.date(), document="Thử")
    of = Book.objects.get(project=next_year, year=2027).pk
    move = Move(book=of, out_of=Stage.ALLOCATED, into=Stage.SOURCE, amount=60 * M)
    post(said, [move], by=accountant, at=now)
    with pytest.raises(BlockedError) as caught:
        ask(wrong.posting)
    assert codes(caught) == ["rested_on"]
    assert caught.value.findings[0].fix.startswith("Bút toán sau cùng không đảo. Lập một đề nghị điều chỉnh")


def test_what_came_back_is_confirmed_before_the_acceptance_that_left_it_owed_is_undone(
    claim, walk, signed, half, accept, accountant, ask, decide, ministry_leader, now
):
    walk(claim)
    wrong = accept(signed, replace(half, final=True))
    ask_back(signed, amount=60 * M, voucher="BC-1", on=now.date(), by=accountant, at=now)
    with pytest.raises(BlockedError) as caught:
        ask(wrong.posting)
    assert codes(caught) == ["another_open"]


def test_what_came_in_truth_is_written_again_before_the_acceptance_that_covers_the_rest(
    claim, walk, signed, half, held, accept, accountant, ask, decide, dong_thap_officer, dong_thap_leader, now
):
    walk(claim)
    wrong = accept(signed, replace(half, final=True))
    back = {"amount": 60 * M, "voucher": "BC-1", "on": now.date(), "by": accountant, "at": now}
    decide(ask(take_back(signed, **back)))
    decide(ask(wrong.posting))
    assert stands(signed) == {Stage.COMMITTED: 90 * M, Stage.ADVANCED: 210 * M}
    again = take_back(signed, **back)
    assert again.reason == "Hoàn trả trước lần nghiệm thu cuối"
    assert stands(signed) == {Stage.COMMITTED: 150 * M, Stage.ADVANCED: 150 * M}
    row = Acceptance.objects.get(pk=wrong.pk)
    write_anew(row, held, by=dong_thap_officer, at=now)
    ACCEPTANCE.perform("acceptance.propose", row, Act(by=dong_thap_officer, at=now))
    ACCEPTANCE.perform("acceptance.record", row, Act(by=dong_thap_leader, at=now))
    assert stands(signed) == {Stage.PAID: 150 * M, Stage.ACCEPTED: 150 * M}
    assert list(broken_promises()) == []


@pytest.fixture
def undone_in_a_stopped(signed, half, accept, want, go, ask, decide):
    """Half was accepted, the project stopped, and the acceptance turns out wrong."""
    row = accept(signed, half)
    go(want(signed.project, course=Course.STOPPED))
    decide(ask(row.posting))
    assert (state_of(signed.project), stands(signed)) == ("stopped", {Stage.COMMITTED: 150 * M})
    return Acceptance.objects.get(pk=row.pk)


@pytest.mark.parametrize("final", [True, False])
def test_what_a_stopped_project_did_less_than_was_accepted_goes_to_the_purse_at_its_end(
    undone_in_a_stopped,
    signed,
    half,
    held,
    asked,
    walk,
    dong_thap_officer,
    dong_thap_leader,
    figures,
    now,
    final,
):
    row, [line] = undone_in_a_stopped, half.quantities
    less = replace(half, amount=90 * M, counterpart=0, quantities={line: Decimal("0.3")}, final=final)
    write_anew(row, less, by=dong_thap_officer, at=now)
    ACCEPTANCE.perform("acceptance.propose", row, Act(by=dong_thap_officer, at=now))
    ACCEPTANCE.perform("acceptance.record", row, Act(by=dong_thap_leader, at=now))
    walk(asked("payment", 90 * M), voucher="UNC-02")
    walk(asked("settle", 90 * M), voucher="QT-01")
    assert (state_of(signed.project), stands(signed)) == ("closed", {Stage.SETTLED: 90 * M})
    assert (figures(signed.project).given, list(broken_promises())) == (90 * M, [])


def test_a_stopped_project_of_which_nothing_was_done_is_over_once_its_acceptance_is_dropped(
    undone_in_a_stopped, signed, dong_thap_officer, figures, now
):
    act = Act(by=dong_thap_officer, at=now, reason="Không có khối lượng")
    ACCEPTANCE.perform("acceptance.drop", undone_in_a_stopped, act)
    assert (state_of(signed.project), stands(signed)) == ("closed", {})
    assert (figures(signed.project).given, list(broken_promises())) == (0, [])
    mine = Task.objects.filter(dossier_kind="project", dossier_key=str(signed.project_id), state="open")
    assert not mine.exists()
