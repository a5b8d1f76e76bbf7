"""A give-back that was none, confirmed while a stop waited: two people undo it, and the purse gives again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from khuyencong.ledger.actions import Said, open_book, post
from khuyencong.ledger.lifecycle import POSTING_CORRECTION, begin_correction
from khuyencong.ledger.models import GiveBack, Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.corrections import heads_among
from khuyencong.projects.lifecycle import CHANGE
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Move, Position, Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.backs import VOUCHER, take_back
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_changes import MINISTER, decided, figures, go, reserve, state_of, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "figures", "go", "hand_in", "held"]
__all__ += ["reserve", "sign", "signed", "walk", "want"]
pytestmark = pytest.mark.django_db
OWED = 210 * M


@pytest.fixture
def stop(claim, walk, signed, want, go, accountant, ministry_officer, ministry_leader, now):
    """A give-back confirmed while a stop waits, then the stop decided; the give-back's posting."""
    walk(claim)

    def make(amount, substitutes=()):
        wish = want(signed.project, course=Course.STOPPED, substitutes=substitutes)
        # What a substitute asks for fits only with what came back: that comes before the stop is laid down.
        request = go(wish, until="confirmed")
        posting = take_back(signed, amount=amount, voucher="BC-1", on=now.date(), by=accountant, at=now)
        request = CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
        decided(request, by=ministry_leader, signer=MINISTER, at=now)
        return posting

    return make


@pytest.fixture
def undo(accountant, ministry_leader, now):
    """Asked by one, decided by another."""

    def make(posting):
        row = begin_correction(posting, reason="Báo có của đơn vị khác", **VOUCHER, by=accountant, at=now)
        return POSTING_CORRECTION.perform("posting_correction.decide", row, Act(by=ministry_leader, at=now))

    return make


def stands(signed):
    return {stage: amount for stage, amount in pots_of(signed).items() if amount and stage is not Stage.SOURCE}


@pytest.mark.parametrize(("amount", "after_stop"), [(200 * M, "stopped"), (OWED, "closed")])
def test_it_stands_as_if_it_never_had_been_and_the_right_one_is_written(
    stop, undo, signed, figures, accountant, ministry_leader, now, amount, after_stop
):
    wrong = stop(amount)
    assert (state_of(signed.project), figures(signed.project).given) == (after_stop, OWED - amount)
    row = undo(wrong)
    owed = Position(given=OWED, committed=OWED, disbursed=OWED, advanced=OWED)
    assert (state_of(signed.project), figures(signed.project)) == ("stopped", owed)
    assert stands(signed) == {Stage.ADVANCED: OWED}
    assert GiveBack.objects.get(posting=wrong).state == "undone"
    given = Posting.objects.filter(key__startswith=f"correction-{row.pk}-").order_by("pk")
    assert list(given.values_list("kind", "author")) == [
        ("allocate", ministry_leader.account.pk),
        ("commit", ministry_leader.account.pk),
    ]
    assert not any(heads_among(list(given)).values())
    waits = Task.objects.get(dossier_kind="give_back", state="open")
    assert (waits.desk, waits.stake) == (accountant.desk.code, OWED)
    right = take_back(signed, amount=OWED, voucher="BC-1", on=now.date(), by=accountant, at=now)
    assert (right.key, state_of(signed.project), figures(signed.project)) == (
        f"{wrong.key}#2",
        "closed",
        Position(),
    )
    assert list(broken_promises()) == []


def test_it_may_be_undone_twice_and_after_another_came(stop, undo, signed, figures, accountant, now):
    wrong = stop(150 * M)
    take_back(signed, amount=20 * M, voucher="BC-2", on=now.date(), by=accountant, at=now)
    undo(wrong)
    assert (stands(signed), figures(signed.project).given) == ({Stage.ADVANCED: 190 * M}, 190 * M)
    again = take_back(signed, amount=150 * M, voucher="BC-1", on=now.date(), by=accountant, at=now)
    undo(again)
    assert (stands(signed), figures(signed.project).given) == ({Stage.ADVANCED: 190 * M}, 190 * M)
    assert list(broken_promises()) == []


def test_what_a_substitute_still_has_comes_from_it_first_by_a_decision_about_it(
    stop, undo, signed, reserve, want, go, figures
):
    [one] = reserve(250 * M)
    before = figures().given
    wrong = stop(200 * M, [one])
    assert (figures(signed.project).given, figures(one).given) == (10 * M, 250 * M)
    with pytest.raises(BlockedError) as caught:
        undo(wrong)
    assert codes(caught) == ["with_substitutes"]
    assert caught.value.findings[0].message == (
        f"Khi ngừng đề án, 160.000.000 đồng của khoản này đã giao cho đề án thay thế: “{one.title}”."
    )
    [cost] = terms_now(one).costs
    go(want(one, costs=(replace(cost, support=90 * M),)), number="78/QĐ-BCT")
    undo(wrong)
    assert (figures(signed.project).given, figures(one).given) == (OWED, 90 * M)
    # As much as the purse had given before anything stopped.
    assert (figures().given, list(broken_promises())) == (before, [])


def test_what_a_substitute_has_used_hides_nothing(stop, undo, signed, reserve, figures, accountant, now):
    [one] = reserve(290 * M)
    wrong = stop(200 * M, [one])
    book = open_book(one, purse=one.purse, year=2027)

    def use(kind, out_of, into, amount):
        said = Said(kind=kind, key=f"by-hand-{kind}", effective_on=now.date(), document="Thử")
        post(said, [Move(book=book.pk, out_of=out_of, into=into, amount=amount)], by=accountant, at=now)

    use(Kind.COMMIT, Stage.ALLOCATED, Stage.COMMITTED, 290 * M)
    use(Kind.ACCEPT, Stage.COMMITTED, Stage.ACCEPTED, 260 * M)
    with pytest.raises(BlockedError) as caught:
        undo(wrong)
    assert codes(caught) == ["with_substitutes"]
    assert caught.value.findings[0].message.startswith("Khi ngừng đề án, 30.000.000 đồng của khoản này")
    use(Kind.RELEASE, Stage.COMMITTED, Stage.ALLOCATED, 30 * M)
    use(Kind.WITHDRAW, Stage.ALLOCATED, Stage.SOURCE, 30 * M)
    undo(wrong)
    assert (stands(signed), figures(one).given) == ({Stage.ADVANCED: OWED}, 260 * M)
    assert list(broken_promises()) == []


def test_volume_accepted_since_is_undone_first_for_it_was_owed_where_an_advance_stood(
    claim, walk, signed, held, accept, want, go, undo, accountant, now
):
    walk(claim)
    go(want(signed.project, course=Course.STOPPED), until="proposed")
    wrong = take_back(signed, amount=200 * M, voucher="BC-1", on=now.date(), by=accountant, at=now)
    [line] = held.quantities
    half = replace(held, amount=150 * M, counterpart=190 * M, final=False, quantities={line: Decimal("0.5")})
    accepted = accept(signed, half).posting
    with pytest.raises(BlockedError) as caught:
        undo(wrong)
    assert codes(caught) == ["rested_on"]
    assert f"nghiệm thu khối lượng số {accepted.pk} " in caught.value.findings[0].message
    undo(accepted)
    undo(wrong)
    assert stands(signed) == {Stage.COMMITTED: 90 * M, Stage.ADVANCED: OWED}
    assert list(broken_promises()) == []
