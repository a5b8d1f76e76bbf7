"""Work that was accepted and stands open to be put right: no stop, cut or annex takes what it is worth."""

from dataclasses import replace
from decimal import Decimal

import pytest

from khuyencong.ledger.actions.acceptances import write_anew
from khuyencong.ledger.lifecycle import ACCEPTANCE
from khuyencong.ledger.models import Acceptance, Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.projects.lifecycle import CHANGE, CONTRACT, begin_annex
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_acceptances import M, accept, held
from tests.ledger.test_after_reopening import half
from tests.ledger.test_changes import CUC, MINISTER, cheaper, decided, go, reserve, state_of, want
from tests.ledger.test_claims import accountant, claim, signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.ledger.test_posting_corrections import ask, decide

__all__ = ["accept", "accountant", "approved", "ask", "claim", "contract", "decide", "go", "half", "held"]
__all__ += ["reserve", "sign", "signed", "want"]
pytestmark = pytest.mark.django_db
OPEN = "Nghiệm thu ngày 23/11/2026 (150.000.000 đồng) đang mở lại để ghi cho đúng"
STOP_FIX = "Ghi lại hoặc bỏ lần nghiệm thu ấy rồi mới ngừng đề án."
CUT_FIX = "Ghi lại hoặc bỏ lần nghiệm thu ấy rồi mới giảm."


@pytest.fixture
def done(accept, signed, half):
    """Half of the line accepted, not the last time: 150 million."""
    return accept(signed, half)


@pytest.fixture
def open_again(done, ask, decide):
    """A correction opens it."""
    return lambda: decide(ask(done.posting))


@pytest.fixture
def write_again(done, half, dong_thap_officer, dong_thap_leader, now):
    """It is written anew and recorded, as it was where nothing else is said."""

    def make(result=half, until="recorded"):
        act = Act(by=dong_thap_officer, at=now)
        row = write_anew(Acceptance.objects.get(pk=done.pk), result, by=act.by, at=now)
        row = ACCEPTANCE.perform("acceptance.propose", row, act)
        if until == "recorded":
            row = ACCEPTANCE.perform("acceptance.record", row, Act(by=dong_thap_leader, at=now))
        return row

    return make


def refused(act):
    """What was said against it, with nothing moved."""
    before = Posting.objects.count()
    with pytest.raises(BlockedError) as caught:
        act()
    assert Posting.objects.count() == before
    return [(each.code, each.message, each.fix) for each in caught.value.findings]


def test_a_stop_asked_before_the_correction_waits_for_the_acceptance_and_keeps_its_money(
    signed, open_again, write_again, want, go, ministry_leader, now
):
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    open_again()

    def stop():
        return decided(request, by=ministry_leader, signer=MINISTER, at=now)

    assert refused(stop) == [("acceptance_open", f"{OPEN}.", STOP_FIX)]
    write_again(until="proposed")
    waits = OPEN.replace("đang mở lại để ghi cho đúng", "chờ lãnh đạo ghi nhận")
    assert refused(stop) == [("acceptance_open", f"{waits}.", STOP_FIX)]


def test_written_again_it_is_owed_whole_after_the_stop(
    signed, open_again, write_again, want, go, ministry_leader, now
):
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    open_again()
    write_again()
    decided(request, by=ministry_leader, signer=MINISTER, at=now)
    pots = pots_of(signed)
    assert (pots[Stage.ACCEPTED], pots[Stage.COMMITTED], state_of(signed.project)) == (150 * M, 0, "stopped")
    assert list(broken_promises()) == []


def test_a_stop_whose_substitute_would_take_the_work_is_not_laid_before_the_head(
    signed, done, open_again, want, go, reserve, ministry_officer, now
):
    [other] = reserve(280 * M)
    request = go(want(signed.project, course=Course.STOPPED, substitutes=[other]), until="confirmed")

    def propose():
        return CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))

    assert [code for code, _, _ in refused(propose)] == ["does_not_fit"]
    open_again()
    assert refused(propose) == [("acceptance_open", f"{OPEN}.", STOP_FIX)]


def test_once_dropped_it_holds_nothing_up(
    signed, done, open_again, want, go, dong_thap_officer, ministry_leader, now
):
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    open_again()
    act = Act(by=dong_thap_officer, at=now, reason="Không có khối lượng")
    ACCEPTANCE.perform("acceptance.drop", Acceptance.objects.get(pk=done.pk), act)
    decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert state_of(signed.project) == "closed"


def test_a_draft_that_was_never_recorded_holds_up_no_stop(signed, accept, half, want, go):
    accept(signed, half, until="draft")
    go(want(signed.project, course=Course.STOPPED))
    assert state_of(signed.project) == "stopped"


@pytest.mark.parametrize(("support", "left"), [(100, "50.000.000"), (250, "125.000.000")])
def test_a_cut_leaves_what_the_open_acceptance_is_worth(
    signed, open_again, want, go, ministry_leader, ministry_officer, now, support, left
):
    early = go(want(signed.project, **cheaper(signed.project, 250 * M)), until="proposed")
    open_again()
    said = f"{OPEN}: sau khi giảm, khối lượng đã làm chỉ còn ứng với 125.000.000 đồng, mà với lần ấy là "
    said += "150.000.000 đồng."
    found = refused(lambda: decided(early, by=ministry_leader, signer=CUC, at=now))
    assert found == [("acceptance_open", said, CUT_FIX)]
    CHANGE.perform("change.refuse", early, Act(by=ministry_leader, at=now, reason="Chờ nghiệm thu"))
    late = go(want(signed.project, **cheaper(signed.project, support * M)), until="confirmed")
    found = refused(lambda: CHANGE.perform("change.propose", late, Act(by=ministry_officer, at=now)))
    assert (said.replace("125.000.000", left), CUT_FIX) in [each[1:] for each in found]


def test_written_again_for_less_a_cut_is_free_to_take_the_rest(signed, half, open_again, write_again, want, go):
    open_again()
    [line] = half.quantities
    write_again(replace(half, amount=90 * M, counterpart=0, quantities={line: Decimal("0.3")}))
    assert go(want(signed.project, **cheaper(signed.project, 200 * M)), signer=CUC).state == "annex"


def test_a_line_keeps_the_quantity_that_the_open_acceptance_says(
    signed, open_again, want, go, ministry_officer, now
):
    open_again()
    [cost] = terms_now(signed.project).costs
    less = replace(cost, quantity=Decimal("0.4"), unit_price=cost.unit_price * 3)
    request = go(want(signed.project, costs=(less,)), until="confirmed")
    found = refused(lambda: CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now)))
    assert found == [("acceptance_open", f"{OPEN}: giảm xuống 0,4, mà với lần ấy là 0,5.", CUT_FIX)]


def test_an_annex_leaves_it_too_and_one_for_more_is_signed(
    signed, open_again, write_again, sign, ministry_officer, now
):
    open_again()
    act = Act(by=ministry_officer, at=now, reason="Bớt máy")
    less = begin_annex(signed, replace(signed.terms, support=200 * M), act)
    found = refused(lambda: CONTRACT.perform("contract.propose", less, act))
    assert [(code, fix) for code, _, fix in found] == [("acceptance_open", CUT_FIX)]
    write_again()
    sign(less, number="PL1")
    assert (pots_of(signed)[Stage.ACCEPTED], pots_of(signed)[Stage.COMMITTED]) == (150 * M, 50 * M)


def test_what_the_head_has_not_recorded_yet_is_not_cut_away_either(
    signed, accept, half, want, go, ministry_officer, now
):
    accept(signed, half, until="proposed")
    request = go(want(signed.project, **cheaper(signed.project, 250 * M)), until="confirmed")
    found = refused(lambda: CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now)))
    assert [code for code, _, _ in found] == ["acceptance_open"]
    assert "chờ lãnh đạo ghi nhận" in found[0][1]


def test_a_change_that_takes_nothing_off_is_not_held_up(signed, open_again, want, go):
    open_again()
    [cost] = terms_now(signed.project).costs
    dearer = replace(cost, unit_price=cost.unit_price + 20 * M)
    assert go(want(signed.project, costs=(dearer,)), signer=MINISTER).state == "annex"
