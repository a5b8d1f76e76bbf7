"""The unit's contracts with establishments are closed in the minutes of its own, or hold them up."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from khuyencong.ledger.actions.liquidations import Said, close_owners, hand_liquidation
from khuyencong.ledger.lifecycle import LIQUIDATION, begin_liquidation
from khuyencong.ledger.models import Liquidation, OwnerClosing
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.liquidations import owners_of
from khuyencong.projects.lifecycle import CONTRACT, Signed, begin_annex, begin_contract
from khuyencong.projects.models import Beneficiary, Contract, Project
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import TERMS, UNIT, approved, codes, contract, handed, sign

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "hand_in", "held", "sign"]
__all__ += ["signed", "walk"]
pytestmark = pytest.mark.django_db
FILE = {"name": "bb.pdf", "media_type": "application/pdf", "content": b"%PDF-1 tl"}
ALL = {"done": 300 * M, "paid": 300 * M}


@pytest.fixture
def lent(signed, sign, dong_thap_officer, dong_thap_leader, now):
    """The unit's contract with the project's establishment, up to the state `until`."""

    def make(until="signed", support=300 * M):
        owner = signed.project.beneficiaries.get()
        terms = replace(TERMS, support=support, counterpart=0)
        act = Act(by=dong_thap_officer, at=now)
        row = begin_contract(signed.project, terms, other=replace(UNIT, beneficiary=owner), act=act)
        if until == "draft":
            return row
        return sign(row, number="01/HĐ-CS", by=dong_thap_leader, maker=dong_thap_officer)

    return make


@pytest.fixture
def minutes(signed, held, accept, walk, asked, ministry_officer, now):
    """Minutes of the unit's contract, accepted and paid to the end, as a draft with the signed file."""

    def make():
        accept(signed, held)
        walk(asked("payment", 300 * M), voucher="UNC-02")
        act = Act(by=ministry_officer, at=now)
        row = begin_liquidation(Contract.objects.get(pk=signed.pk), done="Mua máy.", remains="", act=act)
        return hand_liquidation(row, **FILE, by=ministry_officer, at=now)

    return make


def still_at_work(row):
    """As a project of which a later year is not accepted yet."""
    Project.objects.filter(pk=row.project_id).update(state="approved")


@pytest.fixture
def propose(ministry_officer, now):
    return lambda row: LIQUIDATION.perform("liquidation.propose", row, Act(by=ministry_officer, at=now))


@pytest.fixture
def record(propose, ministry_leader, now):
    given = Signed(number="07/BBTL", on=now.date())
    act = Act(by=ministry_leader, at=now, given=given)
    return lambda row: LIQUIDATION.perform("liquidation.record", row, act)


def test_without_contracts_with_establishments_nothing_is_asked(minutes, propose, record):
    assert record(propose(minutes())).state == "recorded"
    assert OwnerClosing.objects.count() == 0


def test_an_open_contract_holds_the_minutes_up_until_it_is_closed_in_them(
    lent, minutes, propose, record, ministry_officer, now
):
    contract, row = lent(), minutes()
    with pytest.raises(BlockedError) as caught:
        propose(row)
    assert codes(caught) == ["owner_open"]
    by = {"by": ministry_officer, "at": now}
    assert close_owners(row, {contract.pk: Said(done=300 * M, paid=200 * M)}, **by) == 1
    with pytest.raises(BlockedError) as caught:
        propose(row)
    assert codes(caught) == ["owner_owed"]
    assert close_owners(row, {contract.pk: Said(**ALL)}, **by) == 1
    assert close_owners(row, {contract.pk: Said(**ALL)}, **by) == 0
    assert record(propose(row)).state == "recorded"
    [told] = owners_of(row.contract, Liquidation.objects.get())
    assert (told.promised, told.done, told.paid) == (300 * M, 300 * M, 300 * M)
    assert OwnerClosing.objects.count() == 1
    assert Event.objects.filter(name="liquidation.owners").count() == 2
    assert list(broken_promises()) == []


def test_a_draft_holds_them_up_until_it_is_dropped(
    lent, minutes, propose, dong_thap_officer, ministry_officer, now
):
    draft_, row = lent(until="draft"), minutes()
    with pytest.raises(BlockedError) as caught:
        propose(row)
    assert codes(caught) == ["owner_unsigned"]
    with pytest.raises(BlockedError) as caught:
        close_owners(row, {draft_.pk: Said(**ALL)}, by=ministry_officer, at=now)
    assert codes(caught) == ["not_here"]
    CONTRACT.perform("contract.drop", draft_, Act(by=dong_thap_officer, at=now, reason="Không ký nữa"))
    assert propose(row).state == "proposed"


def test_an_annex_in_the_making_holds_them_up_and_the_signed_paper_counts(
    lent, minutes, propose, dong_thap_officer, ministry_officer, now
):
    contract = lent()
    terms = replace(contract.terms, support=200 * M)
    annex = begin_annex(contract, terms, act=Act(by=dong_thap_officer, at=now, reason="Giảm hỗ trợ"))
    row = minutes()
    close_owners(row, {contract.pk: Said(**ALL)}, by=ministry_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        propose(row)
    assert codes(caught) == ["owner_annex"]
    assert [each.promised for each in owners_of(row.contract, row)] == [300 * M]
    CONTRACT.perform("contract.drop", annex, Act(by=dong_thap_officer, at=now, reason="Không ký nữa"))
    assert propose(row).state == "proposed"


def test_one_signed_while_they_lay_before_the_head_holds_the_record_up(lent, minutes, propose, record):
    row = propose(minutes())
    still_at_work(row)
    lent()
    with pytest.raises(BlockedError) as caught:
        record(row)
    assert codes(caught) == ["owner_open"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Liquidation.objects.filter(pk=row.pk).update(
            state="recorded",
            number="1",
            signed_on=row.created_at.date(),
            **dict.fromkeys(("accepted", "paid", "returned", "owed", "unreturned"), 0),
        )


def test_after_the_minutes_none_is_signed(
    lent, minutes, propose, record, ministry_leader, ministry_officer, dong_thap_officer, dong_thap_leader, now
):
    row = record(propose(minutes()))
    still_at_work(row)
    with pytest.raises(BlockedError) as caught:
        lent()
    assert codes(caught) == ["liquidated"]
    for name, by in (("doubt", ministry_officer), ("undo", ministry_leader)):
        row = LIQUIDATION.perform(f"liquidation.{name}", row, Act(by=by, at=now, reason="Nhầm"))
    contract = Contract.objects.get(kind="owner")
    CONTRACT.perform("contract.propose", contract, Act(by=dong_thap_officer, at=now))
    handed(contract, dong_thap_officer, now)
    act = Act(by=dong_thap_leader, at=now, given=Signed(number="01", on=now.date()))
    assert CONTRACT.perform("contract.sign", contract, act).state == "signed"


def test_one_whose_establishment_was_replaced_is_shown_and_asks_for_nothing(
    lent, minutes, propose, record, now
):
    contract = lent()
    Beneficiary.objects.filter(pk=contract.beneficiary_id).update(left_on=now.date())
    row = minutes()
    assert [(each.left, each.asked) for each in owners_of(row.contract, row)] == [(True, False)]
    assert record(propose(row)).state == "recorded"


def test_strangers_write_nothing_and_nothing_is_written_once_it_left_the_draft(
    lent, minutes, propose, record, ministry_officer, dong_thap_officer, dong_thap_leader, accountant, now
):
    contract, row = lent(), minutes()
    said = {contract.pk: Said(**ALL)}
    for stranger in (dong_thap_officer, dong_thap_leader, accountant):
        with pytest.raises(PermissionDenied):
            close_owners(row, said, by=stranger, at=now)
    with pytest.raises(BlockedError) as caught:
        close_owners(row, {row.contract_id: Said(**ALL)}, by=ministry_officer, at=now)
    assert codes(caught) == ["not_here"]
    close_owners(row, said, by=ministry_officer, at=now)
    row = propose(row)
    with pytest.raises(BlockedError) as caught:
        close_owners(row, said, by=ministry_officer, at=now)
    assert codes(caught) == ["not_draft"]


@pytest.mark.parametrize("until", ["proposed", "recorded"])
def test_neither_database_lets_go_of_what_was_said(
    lent, minutes, propose, record, signed, ministry_officer, now, until
):
    contract, row = lent(), minutes()
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnerClosing.objects.create(liquidation=row, contract=signed, done=1, paid=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnerClosing.objects.create(liquidation=row, contract=contract, done=-1, paid=1)
    close_owners(row, {contract.pk: Said(**ALL)}, by=ministry_officer, at=now)
    row = propose(row)
    if until == "recorded":
        record(row)
    kept = OwnerClosing.objects.get()
    for change in (
        lambda: OwnerClosing.objects.filter(pk=kept.pk).update(done=1),
        kept.delete,
        lambda: OwnerClosing.objects.create(liquidation=row, contract=contract, done=1, paid=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert OwnerClosing.objects.get().done == 300 * M
