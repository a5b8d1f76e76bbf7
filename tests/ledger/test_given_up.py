"""A contract whose rest a closing took back, and quantities cut to what was accepted: every way stays open."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.ledger.lifecycle import CLAIM, YEAR_CLOSE, Paid
from khuyencong.ledger.models import Claim, Posting, YearClose
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.claims import annex_waits, ends_with
from khuyencong.projects.lifecycle import CHANGE
from khuyencong.projects.models import ChangeRequest, Contract, Line
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.closing import Choice
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.ledger.test_acceptances import accept, asked, held
from tests.ledger.test_after_reopening import half
from tests.ledger.test_changes import CUC, MINISTER, cheaper, decided, figures, go, reserve, state_of, want
from tests.ledger.test_changes_later import annex, next_year, state
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, close, run, taken
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
__all__ += ["decide", "figures", "go", "half", "hand_in", "held", "next_year", "reserve", "sign", "signed"]
__all__ += ["taken", "walk", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def paid(signed, half, accept, asked, walk):
    """Half of the line accepted, not the last time, and paid."""
    accepted = accept(signed, half)
    walk(asked("payment", 150 * M), voucher="UNC-01")
    return accepted


@pytest.fixture
def give_up(close, choosing, taken):
    """Closes the year; what no volume stands for goes back to the purse."""

    def make():
        choosing(close, Choice.GIVE_UP)
        done = run(taken(close))
        assert done.state == "closed"
        return done

    return make


def refused(act):
    """What stands in the way."""
    with pytest.raises(BlockedError) as caught:
        act()
    return caught.value.findings


def annexes():
    """The annexes somebody is asked for."""
    return Task.objects.filter(dossier_kind="change", state="open").count()


def test_what_was_given_up_at_a_closing_needs_no_last_acceptance(
    signed, paid, give_up, held, accept, asked, walk, figures, annex, ask
):
    give_up()
    assert (state_of(signed.project), ends_with(signed)) == ("contracted", True)
    [line] = held.quantities
    more = replace(held, held_on=LATER.date(), amount=50 * M, quantities={line: Decimal("0.5")})
    [found] = refused(lambda: accept(signed, more, at=LATER))
    assert (found.code, found.fix[:42]) == ("given_up", "Không cần lần nghiệm thu cuối: quyết toán ")
    [found] = refused(lambda: annex("PL1", support=150 * M, counterpart=380 * M))
    assert found.code == "given_up"
    assert "đã chi hoặc nghiệm thu 150.000.000 đồng" in found.message
    walk(asked("settle", 150 * M), voucher="QT-01", at=LATER)
    assert state_of(signed.project) == "settled"
    assert figures(signed.project) == Position(
        given=150 * M, committed=150 * M, accepted=150 * M, disbursed=150 * M, settled=150 * M
    )
    assert list(broken_promises()) == []


def test_a_cut_that_was_decided_before_the_closing_asks_for_no_annex_after_it(
    signed, paid, give_up, want, go, asked, walk
):
    cut = go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC)
    assert (cut.state, annexes()) == ("annex", 1)
    give_up()
    assert (state(cut), annexes(), annex_waits(signed)) == ("decided", 0, [])
    freed = Event.objects.get(name="change.free_annex")
    assert freed.dossier_key == str(cut.pk)
    walk(asked("settle", 150 * M), voucher="QT-01", at=LATER)
    assert state_of(signed.project) == "settled"
    assert list(broken_promises()) == []


@pytest.mark.parametrize("support", [150, 200, 280])
def test_no_change_of_its_money_is_proposed_or_decided_after_the_closing(
    signed, paid, give_up, want, go, ministry_officer, ministry_leader, now, support
):
    go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC)
    early = go(want(signed.project, **cheaper(signed.project, 240 * M)), until="proposed")
    give_up()
    [found] = refused(lambda: decided(early, by=ministry_leader, signer=MINISTER, at=now))
    assert found.code == "given_up"
    CHANGE.perform("change.refuse", early, Act(by=ministry_leader, at=now, reason="Năm 2027 đã khóa"))
    late = go(want(signed.project, **cheaper(signed.project, support * M)), until="confirmed")
    found = refused(lambda: CHANGE.perform("change.propose", late, Act(by=ministry_officer, at=now)))
    assert [each.code for each in found] == ["given_up"]
    kept, way = found[0].fix.split(". ")
    assert kept == "Giữ hỗ trợ năm 2027 là 250.000.000 đồng"
    assert way == "Không cần nghiệm thu, phụ lục gì thêm: quyết toán phần đã chi."


def test_of_a_contract_without_any_work_the_stop_is_named_and_opens(
    signed, give_up, want, go, figures, ministry_leader, now
):
    give_up()
    with pytest.raises(BlockedError) as caught:
        go(want(signed.project, **cheaper(signed.project, 250 * M)))
    assert codes(caught) == ["given_up"]
    assert caught.value.findings[0].fix.endswith("Không làm nữa thì ngừng đề án.")
    CHANGE.perform(
        "change.refuse", ChangeRequest.objects.get(), Act(by=ministry_leader, at=now, reason="Đã khóa")
    )
    go(want(signed.project, course=Course.STOPPED), number="79/QĐ-BCT")
    assert (state_of(signed.project), figures(signed.project)) == ("closed", Position())


def test_a_settlement_after_it_is_undone_and_the_acceptance_too(
    signed, paid, give_up, asked, walk, ask, decide, accountant, dong_thap_officer, ministry_leader
):
    done = give_up()
    settled = walk(asked("settle", 150 * M), voucher="QT-01", at=LATER)
    YEAR_CLOSE.perform("year_close.reopen", done, Act(by=ministry_leader, at=LATER, reason="Ghi sai"))
    decide(ask(settled.posting, at=LATER), at=LATER)
    assert state_of(signed.project) == "accepted"
    back = CLAIM.perform(
        "claim.return", Claim.objects.get(pk=settled.pk), Act(by=accountant, at=LATER, reason="Sai")
    )
    CLAIM.perform("claim.drop", back, Act(by=dong_thap_officer, at=LATER, reason="Nghiệm thu ghi sai"))
    payment = Claim.objects.get(kind="payment")
    decide(ask(payment.posting, at=LATER), at=LATER)
    decide(ask(paid.posting, at=LATER), at=LATER)
    assert (state_of(signed.project), ends_with(Contract.objects.get(pk=signed.pk))) == ("contracted", False)
    assert list(broken_promises()) == []


def test_a_later_year_goes_on_after_the_first_was_given_up(half, next_year, signed, paid, give_up, asked, walk):
    give_up()
    assert walk(asked("settle", 150 * M), voucher="QT-01", at=LATER).state == "paid"
    assert state_of(next_year) == "contracted"


def test_quantities_are_not_cut_to_what_was_accepted_while_money_is_left(
    signed, half, accept, want, go, ministry_officer, ministry_leader, now
):
    accept(signed, half)
    [cost] = terms_now(signed.project).costs
    less = replace(cost, support=250 * M, unit_price=cost.unit_price * 2, quantity=Decimal("0.5"))
    request = go(want(signed.project, costs=(less,)), until="confirmed")
    found = refused(lambda: CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now)))
    assert [each.code for each in found] == ["no_volume_left"]
    assert "đính chính lần nghiệm thu ấy, ghi lại là lần cuối; hoặc ngừng đề án" in found[0].fix
    CHANGE.perform("change.refuse", request, Act(by=ministry_leader, at=now, reason="Không còn khối lượng"))
    more = replace(less, quantity=Decimal("0.75"), unit_price=cost.unit_price)
    assert go(want(signed.project, costs=(replace(more, support=250 * M),)), signer=MINISTER).state == "annex"


def test_where_they_were_cut_before_this_rule_both_refusals_name_what_opens(
    signed, half, held, accept, want, go
):
    accept(signed, half)
    Line.objects.filter(project=signed.project).update(quantity=Decimal("0.5"))
    [line] = held.quantities
    for share, code in (("0", "no_volume"), ("0.1", "beyond_plan")):
        result = replace(held, amount=100 * M, quantities={line: Decimal(share)})
        found = [each for each in refused(lambda each=result: accept(signed, each)) if each.code == code]
        assert [each.fix.startswith("Mọi dòng dự toán đã nghiệm thu đủ") for each in found] == [True]
        assert "điều chỉnh dự toán thêm khối lượng" in found[0].fix
    go(want(signed.project, course=Course.STOPPED), number="79/QĐ-BCT")
    assert state_of(signed.project) == "stopped"


def withdrawn(project):
    """What a closing took back of it."""
    return Posting.objects.get(kind="withdraw", key__startswith="close-", transfers__book__project=project)


@pytest.fixture
def reopen(ministry_leader):
    """The head opens the year again."""

    def make(done):
        return YEAR_CLOSE.perform(
            "year_close.reopen", done, Act(by=ministry_leader, at=LATER, reason="Thu nhầm")
        )

    return make


def test_what_was_given_up_wrongly_is_worked_for_again_once_its_settlement_is_undone(
    signed,
    paid,
    give_up,
    reopen,
    held,
    accept,
    asked,
    walk,
    ask,
    decide,
    accountant,
    dong_thap_officer,
    choosing,
    taken,
    figures,
):
    done = give_up()
    settled = walk(asked("settle", 150 * M), voucher="QT-01", at=LATER)
    reopen(done)
    [found] = refused(lambda: ask(withdrawn(signed.project), at=LATER))
    assert (found.code, found.fix) == (
        "settled",
        "Đính chính lần quyết toán sau cùng trước, rồi đính chính bút toán này.",
    )
    decide(ask(settled.posting, at=LATER), at=LATER)
    assert state_of(signed.project) == "accepted"
    decide(ask(withdrawn(signed.project), at=LATER), at=LATER)
    assert (state_of(signed.project), ends_with(Contract.objects.get(pk=signed.pk))) == ("contracted", False)
    back = CLAIM.perform(
        "claim.return", Claim.objects.get(pk=settled.pk), Act(by=accountant, at=LATER, reason="Còn khối lượng")
    )
    CLAIM.perform("claim.drop", back, Act(by=dong_thap_officer, at=LATER, reason="Còn khối lượng"))
    [line] = held.quantities
    more = replace(held, held_on=LATER.date(), counterpart=0, amount=150 * M, quantities={line: Decimal("0.5")})
    accept(Contract.objects.get(pk=signed.pk), more, at=LATER)
    walk(asked("payment", 150 * M), voucher="UNC-02", at=LATER)
    row = YearClose.objects.get()
    choosing(row, Choice.CARRY)
    assert run(taken(row)).state == "closed"
    walk(asked("settle", 300 * M), voucher="QT-02", at=LATER)
    assert (state_of(signed.project), figures(signed.project).settled) == ("settled", 300 * M)
    assert list(broken_promises()) == []


def test_given_up_once_more_it_is_settled_as_before(
    signed, paid, give_up, reopen, asked, walk, ask, decide, accountant, dong_thap_officer, choosing, taken
):
    done = give_up()
    settled = walk(asked("settle", 150 * M), voucher="QT-01", at=LATER)
    reopen(done)
    decide(ask(settled.posting, at=LATER), at=LATER)
    decide(ask(withdrawn(signed.project), at=LATER), at=LATER)
    row = YearClose.objects.get()
    choosing(row, Choice.GIVE_UP)
    found = refused(lambda: taken(row))
    assert [each.message for each in found] == ["Đề nghị tạm ứng, chi, quyết toán chưa xong: 1."]
    given = Paid(voucher="QT-02", on=LATER.date())
    again = Claim.objects.get(pk=settled.pk)
    found = refused(lambda: CLAIM.perform("claim.pay", again, Act(by=accountant, at=LATER, given=given)))
    assert [each.code for each in found] == ["not_final"]
    by = Act(by=accountant, at=LATER, reason="Khóa sổ trước")
    CLAIM.perform("claim.return", again, by)
    CLAIM.perform("claim.drop", again, Act(by=dong_thap_officer, at=LATER, reason="Khóa sổ trước"))
    assert run(taken(row)).state == "closed"
    walk(asked("settle", 150 * M), voucher="QT-02", at=LATER)
    assert (state_of(signed.project), list(broken_promises())) == ("settled", [])


def test_a_cut_whose_annex_the_closing_ended_is_at_its_desk_again_once_the_closing_is_undone(
    signed, paid, give_up, reopen, want, go, ask, decide, annex, dong_thap_officer, ministry_leader
):
    cut = go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC)
    before = Task.objects.get(dossier_kind="change", state="open")
    done = give_up()
    assert (state(cut), annexes()) == ("decided", 0)
    reopen(done)
    # As long as the closing has the money there is nothing to sign.
    cut.refresh_from_db()
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.await_annex", cut, Act(by=ministry_leader, at=LATER, reason="Ký lại"))
    assert codes(caught) == ["annex_there"]
    decide(ask(withdrawn(signed.project), at=LATER), at=LATER)
    after = Task.objects.get(dossier_kind="change", state="open")
    assert (state(cut), after.desk, after.title) == ("annex", before.desk, before.title)
    cut.refresh_from_db()
    for by in (dong_thap_officer,):
        with pytest.raises(PermissionDenied):
            CHANGE.perform("change.await_annex", cut, Act(by=by, at=LATER))
    annex("PL1", support=250 * M, counterpart=430 * M)
    assert (state(cut), annexes()) == ("decided", 0)
    assert list(broken_promises()) == []


def test_what_its_annex_says_already_waits_for_no_other_once_a_closing_is_undone(
    signed, paid, give_up, reopen, want, go, ask, decide, annex
):
    cut = go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC)
    annex("PL1", support=250 * M, counterpart=430 * M)
    done = give_up()
    reopen(done)
    decide(ask(withdrawn(signed.project), at=LATER), at=LATER)
    assert (state(cut), annexes(), annex_waits(signed)) == ("decided", 0, [])
