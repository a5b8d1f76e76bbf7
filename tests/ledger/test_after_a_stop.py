"""A wrong paper found after a stop: the same sums are written anew where they stand."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from khuyencong.ledger.actions.acceptances import write_anew
from khuyencong.ledger.lifecycle import ACCEPTANCE, CLAIM, YEAR_CLOSE, Paid
from khuyencong.ledger.models import Acceptance, Claim, YearClose
from khuyencong.ledger.queries import broken_promises
from khuyencong.projects.lifecycle import CHANGE
from khuyencong.rules.change_terms import Course
from khuyencong.rules.closing import Choice
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.backs import take_back
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_after_reopening import carry_of, half, standing
from tests.ledger.test_changes import MINISTER, decided, figures, go, reserve, state_of, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, close, run, taken
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.ledger.test_posting_corrections import ask, decide

__all__ = ["accept", "accountant", "approved", "ask", "asked", "choosing", "claim", "close", "contract"]
__all__ += ["decide", "figures", "go", "half", "hand_in", "held", "reserve", "sign", "signed", "taken"]
__all__ += ["walk", "want"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def again(accountant, dong_thap_officer, dong_thap_leader):
    """A dossier that a correction opened is written down once more, by its right paper."""

    def make(row, at, result=None):
        if isinstance(row, Claim):
            given = Paid(voucher="DUNG-01", on=at.date())
            return CLAIM.perform(
                "claim.pay", Claim.objects.get(pk=row.pk), Act(by=accountant, at=at, given=given)
            )
        row = Acceptance.objects.get(pk=row.pk)
        write_anew(row, result, by=dong_thap_officer, at=at)
        row = ACCEPTANCE.perform("acceptance.propose", row, Act(by=dong_thap_officer, at=at))
        return ACCEPTANCE.perform("acceptance.record", row, Act(by=dong_thap_leader, at=at))

    return make


@pytest.fixture
def carried_and_stopped(signed, half, accept, asked, walk, close, choosing, taken, want, go, ministry_leader):
    """Half accepted and paid in 2027, the rest carried on to 2028 and freed by a stop; 2027 lies open again."""
    accepted = accept(signed, half)
    payment = walk(asked("payment", 150 * M), voucher="SAI-01")
    choosing(close, Choice.CARRY)
    done = run(taken(close))
    go(want(signed.project, course=Course.STOPPED))
    YEAR_CLOSE.perform("year_close.reopen", done, Act(by=ministry_leader, at=LATER, reason="Sai chứng từ"))
    assert standing(signed) == [(2027, {"paid": 150, "carried": 150}), (2028, {})]
    return accepted, payment


def closed_again(signed, choosing, taken):
    """The year is closed once more; its books say the same."""
    row = YearClose.objects.get()
    choosing(row, Choice.CARRY)
    assert run(taken(row)).state == "closed"


def test_a_wrong_voucher_of_the_year_before_is_put_right_where_the_money_stands(
    carried_and_stopped, signed, ask, decide, again, asked, walk, choosing, taken
):
    _, payment = carried_and_stopped
    decide(ask(payment.posting, at=LATER), at=LATER)
    assert standing(signed) == [(2027, {"accepted": 150, "carried": 150}), (2028, {})]
    assert again(payment, LATER).posting.document == "Chứng từ DUNG-01"
    assert standing(signed) == [(2027, {"paid": 150, "carried": 150}), (2028, {})]
    closed_again(signed, choosing, taken)
    walk(asked("settle", 150 * M), voucher="QT-01", at=LATER)
    assert (state_of(signed.project), list(broken_promises())) == ("closed", [])


@pytest.mark.parametrize("share", ["0.5", "0.2"])
def test_wrong_minutes_of_the_year_before_too_and_what_was_not_done_goes_to_the_purse(
    carried_and_stopped,
    signed,
    half,
    ask,
    decide,
    again,
    asked,
    walk,
    share,
    figures,
    accountant,
    dong_thap_officer,
):
    accepted, payment = carried_and_stopped
    decide(ask(payment.posting, at=LATER), at=LATER)
    back = Act(by=accountant, at=LATER, reason="Biên bản sai")
    CLAIM.perform("claim.return", Claim.objects.get(pk=payment.pk), back)
    drop = Act(by=dong_thap_officer, at=LATER, reason="Biên bản sai")
    CLAIM.perform("claim.drop", Claim.objects.get(pk=payment.pk), drop)
    decide(ask(accepted.posting, at=LATER), at=LATER)
    assert standing(signed) == [(2027, {"committed": 150, "carried": 150}), (2028, {})]
    amount, [line] = int(300 * M * Decimal(share)), half.quantities
    day = half.held_on + timedelta(days=1)
    right = replace(half, held_on=day, amount=amount, counterpart=0, quantities={line: Decimal(share)})
    assert again(accepted, LATER, right).held_on == day
    walk(asked("payment", amount), voucher="UNC-02", at=LATER)
    walk(asked("settle", amount), voucher="QT-01", at=LATER)
    assert (state_of(signed.project), figures(signed.project).settled) == ("closed", amount)
    assert list(broken_promises()) == []


def test_the_work_of_a_project_that_goes_on_waits_for_its_carry_over_as_before(
    signed, half, accept, close, choosing, taken, asked, walk, ask, decide, again, ministry_leader
):
    accepted = accept(signed, half)
    payment = walk(asked("payment", 150 * M), voucher="SAI-01")
    choosing(close, Choice.CARRY)
    act = Act(by=ministry_leader, at=LATER, reason="Sai chứng từ")
    YEAR_CLOSE.perform("year_close.reopen", run(taken(close)), act)
    decide(ask(payment.posting, at=LATER), at=LATER)
    with pytest.raises(BlockedError) as caught:
        ask(accepted.posting, at=LATER)
    assert codes(caught) == ["carried_on"]
    again(payment, LATER)
    assert standing(signed) == [(2027, {"paid": 150, "carried": 150}), (2028, {"committed": 150})]
    assert list(broken_promises()) == []


def test_minutes_of_a_last_acceptance_are_put_right_though_the_rest_went_to_the_purse(
    signed, half, accept, want, go, ask, decide, again, asked, walk, accountant, dong_thap_officer, now, figures
):
    row = accept(signed, half)
    go(want(signed.project, course=Course.STOPPED))
    decide(ask(row.posting))
    [line] = half.quantities
    less = replace(half, amount=90 * M, counterpart=0, quantities={line: Decimal("0.3")}, final=True)
    again(row, now, less)
    payment, settled = (walk(asked(kind, 90 * M), voucher=kind) for kind in ("payment", "settle"))
    assert (state_of(signed.project), standing(signed)) == ("closed", [(2027, {"settled": 90})])
    with pytest.raises(BlockedError) as caught:
        ask(Acceptance.objects.get(pk=row.pk).posting)
    assert (codes(caught), caught.value.findings[0].fix) == (
        ["rested_on"],
        "Đính chính từ bút toán sau cùng trở về trước.",
    )
    for each in (settled, payment):
        decide(ask(Claim.objects.get(pk=each.pk).posting))
        CLAIM.perform(
            "claim.return",
            Claim.objects.get(pk=each.pk),
            Act(by=accountant, at=now, reason="Biên bản sai ngày"),
        )
        act = Act(by=dong_thap_officer, at=now, reason="Biên bản sai ngày")
        CLAIM.perform("claim.drop", Claim.objects.get(pk=each.pk), act)
    decide(ask(Acceptance.objects.get(pk=row.pk).posting))
    assert (state_of(signed.project), standing(signed)) == ("stopped", [(2027, {"committed": 90})])
    later = now + timedelta(days=1)
    again(row, later, replace(less, held_on=later.date()))
    for kind in ("payment", "settle"):
        walk(asked(kind, 90 * M), voucher=f"{kind}-2", at=later)
    assert (state_of(signed.project), standing(signed)) == ("closed", [(2027, {"settled": 90})])
    assert (figures(signed.project).given, list(broken_promises())) == (90 * M, [])


@pytest.fixture
def advanced_and_stopped(claim, signed, walk, close, choosing, taken, want, go, ministry_leader):
    """Of an advance what was not done goes on to 2028, a stop frees what was committed; 2027 lies open again.

    `before` is what comes between the advance and the closing.
    """

    def make(before=lambda: None):
        walk(claim)
        made = before()
        choosing(close, Choice.CARRY)
        done = run(taken(close))
        go(want(signed.project, course=Course.STOPPED))
        YEAR_CLOSE.perform("year_close.reopen", done, Act(by=ministry_leader, at=LATER, reason="Sai chứng từ"))
        return made

    return make


def test_work_that_covered_an_advance_of_the_year_before_is_undone_after_its_carry_over(
    advanced_and_stopped, signed, half, accept, ask, decide, again, choosing, taken, accountant, figures
):
    accepted = advanced_and_stopped(lambda: accept(signed, half))
    assert standing(signed) == [(2027, {"paid": 150, "carried": 150}), (2028, {"advanced": 60})]
    with pytest.raises(BlockedError) as caught:
        ask(accepted.posting, at=LATER)
    assert [(each.code, each.fix) for each in caught.value.findings] == [
        ("carried_on", "Đính chính bút toán chuyển năm sau trước, rồi đính chính bút toán này.")
    ]
    decide(ask(carry_of(signed), at=LATER), at=LATER)
    assert standing(signed) == [(2027, {"paid": 150, "committed": 90, "advanced": 60}), (2028, {})]
    decide(ask(accepted.posting, at=LATER), at=LATER)
    [line] = half.quantities
    more = replace(half, amount=180 * M, quantities={line: Decimal("0.6")})
    again(accepted, LATER, more)
    assert standing(signed) == [(2027, {"paid": 180, "committed": 90, "advanced": 30}), (2028, {})]
    closed_again(signed, choosing, taken)
    assert standing(signed) == [
        (2027, {"paid": 180, "carried": 120}),
        (2028, {"committed": 90, "advanced": 30}),
    ]
    take_back(signed, amount=30 * M, voucher="BC-9", on=LATER.date(), by=accountant, at=LATER)
    # What is left under the contract goes to the purse once the work is settled.
    assert (state_of(signed.project), list(broken_promises())) == ("stopped", [])


def test_a_give_back_that_was_none_is_undone_in_the_year_before_though_a_stop_took_its_money_on(
    claim,
    signed,
    walk,
    close,
    choosing,
    taken,
    want,
    go,
    ask,
    decide,
    accountant,
    ministry_officer,
    ministry_leader,
    now,
    figures,
):
    walk(claim)
    request = go(want(signed.project, course=Course.STOPPED), until="confirmed")
    wrong = take_back(signed, amount=150 * M, voucher="BC-1", on=now.date(), by=accountant, at=now)
    choosing(close, Choice.CARRY)
    done = run(taken(close))
    assert standing(signed) == [(2027, {"carried": 300}), (2028, {"committed": 240, "advanced": 60})]
    request = CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=LATER))
    decided(request, by=ministry_leader, signer=MINISTER, at=LATER)
    assert standing(signed) == [(2027, {"carried": 300}), (2028, {"advanced": 60})]
    with pytest.raises(BlockedError) as caught:
        ask(wrong, at=LATER)
    assert "year_closed" in codes(caught)
    YEAR_CLOSE.perform("year_close.reopen", done, Act(by=ministry_leader, at=LATER, reason="Không có khoản ấy"))
    with pytest.raises(BlockedError) as caught:
        ask(wrong, at=LATER)
    assert "Đính chính" in caught.value.findings[-1].fix
    decide(ask(carry_of(signed), at=LATER), at=LATER)
    assert standing(signed) == [(2027, {"committed": 240, "advanced": 60}), (2028, {})]
    decide(ask(wrong, at=LATER), at=LATER)
    assert standing(signed) == [(2027, {"committed": 90, "advanced": 210}), (2028, {})]
    owed = Task.objects.get(dossier_kind="give_back", state="open")
    assert (owed.desk, owed.stake) == (accountant.desk.code, 210 * M)
    closed_again(signed, choosing, taken)
    assert standing(signed) == [(2027, {"carried": 300}), (2028, {"committed": 90, "advanced": 210})]
    take_back(signed, amount=210 * M, voucher="BC-2", on=LATER.date(), by=accountant, at=LATER)
    assert (state_of(signed.project), standing(signed)) == ("closed", [(2027, {"carried": 300}), (2028, {})])
    assert list(broken_promises()) == []


def test_a_carry_over_undone_of_a_project_that_owes_nothing_goes_to_the_purse_with_the_next_closing(
    signed, close, choosing, taken, want, go, ask, decide, ministry_leader, figures
):
    choosing(close, Choice.CARRY)
    done = run(taken(close))
    go(want(signed.project, course=Course.STOPPED))
    assert state_of(signed.project) == "closed"
    YEAR_CLOSE.perform("year_close.reopen", done, Act(by=ministry_leader, at=LATER, reason="Chuyển nhầm"))
    decide(ask(carry_of(signed), at=LATER), at=LATER)
    assert (state_of(signed.project), standing(signed)) == ("stopped", [(2027, {"committed": 300}), (2028, {})])
    row = YearClose.objects.get()
    choosing(row, Choice.GIVE_UP)
    assert run(taken(row)).state == "closed"
    assert (state_of(signed.project), standing(signed)) == ("closed", [(2027, {}), (2028, {})])
    assert list(broken_promises()) == []
