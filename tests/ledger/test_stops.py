"""What stands open when a project stops, a stop after its year was closed, and what both sides still sign."""

from dataclasses import replace
from datetime import timedelta

import pytest

from khuyencong.ledger.lifecycle import CLAIM, LIQUIDATION, begin_claim, begin_liquidation
from khuyencong.ledger.models import Acceptance, Book, Claim, Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.projects.lifecycle import CHANGE, CONTRACT, begin_annex
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.change_terms import Course
from khuyencong.rules.closing import Choice
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position, Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.ledger.backs import take_back
from tests.ledger.test_acceptances import accept, asked, held
from tests.ledger.test_changes import MINISTER, decided, figures, go, reserve, state_of, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, close, run, taken
from tests.ledger.test_closing import figures as year_figures
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["accept", "accountant", "approved", "asked", "choosing", "claim", "close", "contract", "figures"]
__all__ += ["go", "hand_in", "held", "reserve", "sign", "signed", "taken", "walk", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def annex(signed, ministry_officer, now):
    """An annex for less support, being written."""
    terms = replace(signed.terms, support=290 * M)
    return begin_annex(signed, terms, Act(by=ministry_officer, at=now, reason="Bớt máy"))


def open_tasks(*kinds):
    return set(Task.objects.filter(dossier_kind__in=kinds, state="open").values_list("dossier_kind", flat=True))


def test_what_was_being_written_ends_with_the_project_and_waits_at_no_desk(
    signed, annex, claim, want, go, ministry_leader
):
    assert open_tasks("contract", "claim") == {"contract", "claim"}
    go(want(signed.project, course=Course.STOPPED))
    assert (Contract.objects.get(pk=annex.pk).state, Claim.objects.get(pk=claim.pk).state) == (
        "dropped",
        "dropped",
    )
    ended = Event.objects.filter(name__endswith=".lapse").order_by("sequence")
    assert list(ended.values_list("name", "reason")) == [
        ("contract.lapse", "Quyết định 77/QĐ-BCT"),
        ("claim.lapse", "Quyết định 77/QĐ-BCT"),
    ]
    assert (open_tasks("contract", "claim"), state_of(signed.project)) == (set(), "closed")


def test_a_contract_that_was_never_signed_ends_with_its_project(contract, want, go):
    go(want(contract.project, course=Course.STOPPED))
    assert (Contract.objects.get().state, state_of(contract.project)) == ("dropped", "closed")


def test_what_somebody_has_in_hand_is_named_and_nothing_moves(
    claim, walk, signed, annex, accept, held, want, go, ministry_officer, ministry_leader, now
):
    walk(claim, until="confirmed")
    CONTRACT.perform("contract.propose", annex, Act(by=ministry_officer, at=now))
    accept(signed, held, until="proposed")
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    before = Posting.objects.count()
    with pytest.raises(BlockedError) as caught:
        decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert codes(caught) == ["claim_open", "acceptance_open", "paper_open"]
    said = [each.message for each in caught.value.findings]
    assert [str(claim) in said[0], str(Acceptance.objects.get()) in said[1], str(annex) in said[2]] == [
        True
    ] * 3
    assert (state_of(signed.project), Posting.objects.count()) == ("contracted", before)


def test_a_rest_that_was_asked_for_is_still_paid_after_the_stop(
    signed, accept, held, asked, want, go, walk, figures
):
    half = {line: quantity / 2 for line, quantity in held.quantities.items()}
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M, final=False, quantities=half))
    rest = asked("payment", 150 * M)
    go(want(signed.project, course=Course.STOPPED))
    assert Claim.objects.get().state == "draft"
    walk(rest)
    assert figures(signed.project).disbursed == 150 * M


def test_a_stop_after_its_year_was_closed_gives_what_was_carried_over_to_a_substitute(
    claim, walk, signed, close, choosing, taken, want, go, reserve, accountant, ministry_leader
):
    walk(claim)
    choosing(close, Choice.CARRY)
    assert run(taken(close)).state == "closed"
    [one] = reserve(70 * M)
    before, last = pots_of(signed), year_figures(2027, accountant)
    assert (before[Stage.COMMITTED], before[Stage.ADVANCED]) == (90 * M, 210 * M)
    request = go(want(signed.project, course=Course.STOPPED, substitutes=[one]), until="proposed")
    decided(request, by=ministry_leader, signer=MINISTER, at=LATER)
    [book] = Book.objects.filter(project=one)
    assert (book.year, book.plan_year, book.pots[Stage.ALLOCATED]) == (2028, 2027, 70 * M)
    assert (state_of(signed.project), state_of(one)) == ("stopped", "approved")
    # The closed year is what it was; of the next, what nobody took went back and the advance is owed.
    assert year_figures(2027, accountant) == last
    assert pots_of(signed) == before | {Stage.COMMITTED: 0, Stage.ALLOCATED: 0} | {
        stage: amount for stage, amount in pots_of(signed).items() if stage is Stage.SOURCE
    }
    take_back(signed, amount=210 * M, voucher="BC", on=LATER.date(), by=accountant, at=LATER)
    assert (state_of(signed.project), list(broken_promises())) == ("closed", [])


def test_a_stop_of_money_given_up_has_nothing_for_others(
    signed, close, choosing, taken, want, go, reserve, ministry_officer, now
):
    choosing(close, Choice.GIVE_UP)
    assert run(taken(close)).state == "closed"
    [one] = reserve(70 * M)
    request = go(want(signed.project, course=Course.STOPPED, substitutes=[one]), until="confirmed")
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["does_not_fit"]


def test_a_stopped_projects_contract_is_closed_by_both_sides_once_what_is_owed_stands_in_it(
    claim, walk, signed, want, go, ministry_officer, accountant, now
):
    walk(claim)
    go(want(signed.project, course=Course.STOPPED))
    act = Act(by=ministry_officer, at=now + timedelta(days=1))
    row = begin_liquidation(Contract.objects.get(pk=signed.pk), done="Chưa mua máy", remains="", act=act)
    with pytest.raises(BlockedError) as caught:
        LIQUIDATION.perform("liquidation.propose", row, act)
    assert codes(caught) == ["still_open"]
    row.remains = "Hoàn trả 210.000.000 đồng đã tạm ứng."
    row.save(update_fields=["remains"])
    assert LIQUIDATION.perform("liquidation.propose", row, act).state == "proposed"


def test_nothing_is_asked_of_a_project_that_was_closed(contract, want, go, dong_thap_officer, sign, now):
    signed = sign(contract)
    go(want(signed.project, course=Course.STOPPED))
    assert (Project.objects.get(pk=signed.project_id).state, Position()) == ("closed", Position())
    with pytest.raises(BlockedError):
        begin_claim(signed, amount=M, done=80, act=Act(by=dong_thap_officer, at=now))
    assert CLAIM.transition("claim.lapse").needs_reason
