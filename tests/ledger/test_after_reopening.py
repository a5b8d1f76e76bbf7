"""A year carried on and reopened: money is followed by what left a book, nothing is undone in one alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from khuyencong.ledger.actions.acceptances import write_anew
from khuyencong.ledger.actions.treasury import tie_all
from khuyencong.ledger.lifecycle import ACCEPTANCE, GIVE_BACK, RECONCILIATION, YEAR_CLOSE
from khuyencong.ledger.models import Acceptance, Book, Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import chain_of
from khuyencong.ledger.queries.corrections import is_matched
from khuyencong.ledger.queries.treasury import whole_of
from khuyencong.rules.closing import Choice
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.ledger.backs import ask_back, take_back
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, close, run, taken
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.ledger.test_posting_corrections import ask, decide
from tests.ledger.test_treasury import ALL, cashed, pairs_of, row, take

__all__ = [
    "accept",
    "accountant",
    "approved",
    "ask",
    "asked",
    "cashed",
    "choosing",
    "claim",
    "close",
    "contract",
]
__all__ += ["decide", "hand_in", "held", "row", "sign", "signed", "take", "taken", "walk"]
pytestmark = pytest.mark.django_db
DECEMBER = date(2027, 12, 20)


@pytest.fixture
def half(held):
    """Half of the line, out of an advance of 210 million."""
    [line] = held.quantities
    return replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")})


@pytest.fixture
def reopened(close, choosing, taken, ministry_leader):
    """Closes the year, carrying everything on, and opens it again."""

    def make():
        choosing(close, Choice.CARRY)
        act = Act(by=ministry_leader, at=LATER, reason="Quên một lần nghiệm thu")
        return YEAR_CLOSE.perform("year_close.reopen", run(taken(close)), act)

    return make


def standing(contract):
    """What stands in each book of its chain, in millions."""
    return [
        (
            each.year,
            {stage.value: amount // M for stage, amount in each.pots.items() if amount and stage != "source"},
        )
        for each in chain_of(contract)
    ]


def carry_of(contract):
    book = Book.objects.get(project=contract.project, year=2027)
    return Posting.objects.get(key=f"close-KCQG-2027-book-{book.pk}")


def test_once_the_carry_over_is_undone_the_work_of_the_year_is_accepted_in_it(
    claim, walk, signed, reopened, held, accept, ask, decide
):
    walk(claim)
    reopened()
    assert standing(signed) == [(2027, {"carried": 300}), (2028, {"committed": 90, "advanced": 210})]
    decide(ask(carry_of(signed), at=LATER), at=LATER)
    assert standing(signed) == [(2027, {"committed": 90, "advanced": 210}), (2028, {})]
    accept(signed, replace(held, held_on=DECEMBER), at=LATER)
    assert standing(signed) == [(2027, {"paid": 210, "accepted": 90}), (2028, {})]
    assert list(broken_promises()) == []


def test_nothing_else_is_undone_in_a_book_whose_money_went_on(
    claim, walk, signed, reopened, half, accept, ask, decide, dong_thap_officer, dong_thap_leader
):
    walk(claim)
    first = accept(signed, half)
    reopened()
    with pytest.raises(BlockedError) as refused:
        ask(first.posting, at=LATER)
    assert codes(refused) == ["carried_on"]
    decide(ask(carry_of(signed), at=LATER), at=LATER)
    decide(ask(first.posting, at=LATER), at=LATER)
    again = Acceptance.objects.get(pk=first.pk)
    ACCEPTANCE.perform("acceptance.propose", again, Act(by=dong_thap_officer, at=LATER))
    ACCEPTANCE.perform("acceptance.record", again, Act(by=dong_thap_leader, at=LATER))
    assert standing(signed) == [(2027, {"committed": 90, "advanced": 60, "paid": 150}), (2028, {})]


def test_a_voucher_of_december_is_confirmed_after_the_carry_over(
    claim, walk, signed, close, choosing, taken, half, accept, accountant, ministry_leader
):
    walk(claim)
    accept(signed, replace(half, final=True))
    back = ask_back(signed, amount=60 * M, voucher="BC-9", on=DECEMBER, by=accountant, at=LATER)
    choosing(close, Choice.CARRY)
    run(taken(close))
    done = GIVE_BACK.perform("give_back.confirm", back, Act(by=ministry_leader, at=LATER))
    assert (done.paid_on, done.posting.effective_on) == (DECEMBER, date(2027, 12, 31))
    assert list(broken_promises()) == []


def test_a_voucher_of_a_day_before_the_advance_is_refused_whatever_was_undone(
    claim, walk, signed, half, accept, accountant, ask, decide, now
):
    walk(claim)
    accept(signed, replace(half, final=True))
    act = {"by": accountant, "at": now}
    decide(ask(take_back(signed, amount=20 * M, voucher="A", on=now.date(), **act)))
    with pytest.raises(BlockedError) as refused:
        take_back(signed, amount=10 * M, voucher="ZZZ", on=date(1990, 1, 1), **act)
    assert codes(refused) == ["too_early"]


def test_the_sign_of_a_round_in_a_vouchers_number_is_a_sign_like_any_other(
    claim, walk, signed, half, accept, accountant, now
):
    walk(claim)
    accept(signed, replace(half, final=True))
    act = {"amount": 20 * M, "voucher": "BC#1", "on": now.date(), "by": accountant, "at": now}
    take_back(signed, **act)
    with pytest.raises(BlockedError) as refused:
        take_back(signed, **act)
    assert codes(refused) == ["key_taken"]


def test_pairs_of_a_dropped_reconciliation_hold_nothing(row, take, cashed, accountant, now):
    take(row, ALL)
    tie_all(row, pairs_of(whole_of(row).matched), by=accountant, at=now)
    _, postings = cashed
    before = [is_matched([each]) for each in postings]
    RECONCILIATION.perform("reconciliation.drop", row, Act(by=accountant, at=now, reason="Sai tệp"))
    assert (before, [is_matched([each]) for each in postings]) == ([True] * 3, [False] * 3)


def test_what_came_back_after_a_wrong_last_acceptance_is_promised_again(
    claim, walk, signed, half, held, accept, accountant, ask, decide, dong_thap_officer, dong_thap_leader, now
):
    """The unit gave 60 back that the acceptance had left without volume; the right one is of all 300."""
    walk(claim)
    wrong = accept(signed, replace(half, final=True))
    take_back(signed, amount=60 * M, voucher="BC-1", on=now.date(), by=accountant, at=now)
    assert standing(signed) == [(2027, {"allocated": 150, "paid": 150})]
    decide(ask(wrong.posting))
    assert standing(signed) == [(2027, {"committed": 150, "advanced": 150})]
    again = Acceptance.objects.get(pk=wrong.pk)
    write_anew(again, held, by=dong_thap_officer, at=now)
    ACCEPTANCE.perform("acceptance.propose", again, Act(by=dong_thap_officer, at=now))
    ACCEPTANCE.perform("acceptance.record", again, Act(by=dong_thap_leader, at=now))
    assert standing(signed) == [(2027, {"paid": 150, "accepted": 150})]
    assert list(broken_promises()) == []
