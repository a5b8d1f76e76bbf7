"""From the decision to the contract: signed by another than who proposed it, committed to the đồng."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.models import Posting
from khuyencong.ledger.queries import Question, broken_promises, position
from khuyencong.projects import actions
from khuyencong.projects.actions import Other
from khuyencong.projects.actions.contracts import keep_contract_copy
from khuyencong.projects.lifecycle import CONTRACT, Signed, begin_annex, begin_contract
from khuyencong.projects.models import Contract, ContractCopy, Project
from khuyencong.projects.queries.contracts import in_force, papers_of
from khuyencong.rules.contracts import Terms
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.projects.test_decisions import proposed, record

pytestmark = pytest.mark.django_db
TERMS = Terms(
    support=300_000_000, counterpart=380_000_000, begins_on=date(2027, 1, 10), ends_on=date(2027, 11, 30)
)
UNIT = Other(year=2027)


def codes(caught):
    return [each.code for each in caught.value.findings]


def handed(contract, by, at):
    """The paper that both sides signed."""
    content = f"%PDF-1.4 {contract.pk}".encode()
    return keep_contract_copy(
        contract, name="hd.pdf", media_type="application/pdf", content=content, by=by, at=at
    )


@pytest.fixture
def approved(selected, ministry_officer, ministry_leader, now) -> Project:
    """A project that a recorded decision gave 300 million đồng of the national purse for 2027."""
    record(proposed(ministry_officer, now), ministry_leader, now)
    return Project.objects.get(pk=selected[0].pk)


@pytest.fixture
def sign(ministry_officer, ministry_leader, now):
    """Takes a contract of the ministry through proposing and signing."""

    def make(contract, number="05/HĐ-KCQG", on=None, by=ministry_leader, maker=ministry_officer):
        CONTRACT.perform("contract.propose", contract, Act(by=maker, at=now))
        handed(contract, by, now)
        given = Signed(number=number, on=on or now.date())
        return CONTRACT.perform("contract.sign", contract, Act(by=by, at=now, given=given))

    return make


@pytest.fixture
def contract(approved, ministry_officer, now) -> Contract:
    """A draft of the contract with the unit."""
    return begin_contract(approved, TERMS, other=UNIT, act=Act(by=ministry_officer, at=now))


def asked(approved, by):
    return position(Question(actor=by, project=approved.pk))


def test_signing_commits_the_money_and_the_unit_has_the_project_on_its_desk(
    approved, contract, sign, ministry_leader, now
):
    waiting = Task.objects.get(dossier_kind="project", dossier_key=str(approved.pk), state="open")
    assert waiting.title == f"Ký hợp đồng thực hiện đề án “{approved.title}”"
    assert asked(approved, ministry_leader) == Position(given=300_000_000)
    signed = sign(contract)
    assert (signed.state, str(signed)) == ("signed", "Hợp đồng 05/HĐ-KCQG")
    assert asked(approved, ministry_leader) == Position(given=300_000_000, committed=300_000_000)
    approved.refresh_from_db()
    assert approved.state == "contracted"
    waiting = Task.objects.get(dossier_kind="project", dossier_key=str(approved.pk), state="open")
    assert (waiting.title, waiting.desk) == (f"Thực hiện đề án “{approved.title}”", approved.desk.code)


def test_an_annex_commits_only_the_difference_and_gives_back_what_it_takes_off(
    approved, contract, sign, ministry_officer, ministry_leader, now
):
    first = sign(contract)
    for number, support in (("PL1", 250_000_000), ("PL2", 280_000_000), ("PL3", 280_000_000)):
        terms = replace(TERMS, support=support)
        act = Act(by=ministry_officer, at=now, reason="Khối lượng thay đổi")
        sign(begin_annex(first, terms, act), number=number)
    moved = Posting.objects.exclude(kind="allocate").order_by("pk").values_list("kind", "document")
    assert list(moved) == [
        ("commit", "Hợp đồng 05/HĐ-KCQG"),
        ("release", "Phụ lục PL1"),
        ("commit", "Phụ lục PL2"),
    ]
    assert asked(approved, ministry_leader) == Position(given=300_000_000, committed=280_000_000)
    assert str(in_force(papers_of(approved), "unit", 2027)) == "Phụ lục PL3"
    assert list(broken_promises()) == []


def test_who_proposes_signs_not_and_a_province_signs_no_contract_of_the_national_purse(
    approved, contract, ministry_officer, ministry_leader, dong_thap_officer, dong_thap_leader, now
):
    for person in (dong_thap_officer, dong_thap_leader):
        with pytest.raises(PermissionDenied):
            begin_contract(approved, TERMS, other=UNIT, act=Act(by=person, at=now))
        with pytest.raises(PermissionDenied):
            CONTRACT.perform("contract.propose", contract, Act(by=person, at=now))
    CONTRACT.perform("contract.propose", contract, Act(by=ministry_leader, at=now))
    given = Signed(number="1", on=now.date())
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.sign", contract, Act(by=ministry_leader, at=now, given=given))
    assert codes(caught) == ["own_work"]
    with pytest.raises(PermissionDenied):
        CONTRACT.perform("contract.sign", contract, Act(by=ministry_officer, at=now, given=given))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "no_number"),
        (Signed(number=" ", on=date(2026, 11, 23)), "no_number"),
        (Signed(number="1", on=date(2026, 11, 24)), "future"),
        (Signed(number="1", on=date(2026, 11, 22)), "before_its_ground"),
    ],
)
def test_a_contract_is_signed_on_a_day_that_can_be(
    contract, ministry_officer, ministry_leader, now, given, code
):
    CONTRACT.perform("contract.propose", contract, Act(by=ministry_officer, at=now))
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.sign", contract, Act(by=ministry_leader, at=now, given=given))
    assert codes(caught) == [code]
    assert Posting.objects.filter(kind="commit").count() == 0


def test_one_contract_a_year_one_annex_at_a_time_and_no_contract_before_the_decision(
    approved, contract, sign, draft, ministry_officer, now
):
    act = Act(by=ministry_officer, at=now, reason="Đổi ngày")
    with pytest.raises(BlockedError) as caught:
        begin_contract(approved, TERMS, other=UNIT, act=act)
    assert codes(caught) == ["contract_taken"]
    with pytest.raises(BlockedError) as caught:
        begin_annex(contract, TERMS, act)
    assert codes(caught) == ["not_signed"]
    first = sign(contract)
    begin_annex(first, TERMS, act)
    with pytest.raises(BlockedError) as caught:
        begin_annex(first, TERMS, act)
    assert codes(caught) == ["contract_taken"]
    early = Project.objects.get(pk=draft(title="Chưa duyệt").pk)
    with pytest.raises(BlockedError) as caught:
        begin_contract(early, TERMS, other=UNIT, act=act)
    assert codes(caught) == ["not_approved"]


def test_one_dong_above_the_plan_is_refused_and_a_dropped_draft_makes_room(
    approved, contract, ministry_officer, now
):
    with pytest.raises(BlockedError) as caught:
        actions.rewrite(contract, replace(TERMS, support=300_000_001), by=ministry_officer, at=now)
    assert codes(caught) == ["above_plan", "less_counterpart"]
    actions.rewrite(contract, replace(TERMS, support=299_999_999), by=ministry_officer, at=now)
    contract.refresh_from_db()
    assert contract.support == 299_999_999
    CONTRACT.perform("contract.drop", contract, Act(by=ministry_officer, at=now, reason="Nhầm"))
    again = begin_contract(approved, TERMS, other=UNIT, act=Act(by=ministry_officer, at=now))
    assert (again.state, len(papers_of(approved))) == ("draft", 1)


def test_contracts_with_beneficiaries_share_what_the_unit_was_promised(
    approved, contract, sign, dong_thap_officer, dong_thap_leader, ministry_leader, now
):
    owner = approved.beneficiaries.get()
    other = Other(year=2027, beneficiary=owner)
    act = Act(by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        begin_contract(approved, TERMS, other=other, act=act)
    assert codes(caught) == ["above_plan"]
    sign(contract)
    approved.refresh_from_db()
    made = begin_contract(approved, replace(TERMS, support=290_000_000), other=other, act=act)
    sign(made, number="HT-1", by=dong_thap_leader, maker=dong_thap_officer)
    assert asked(approved, ministry_leader).committed == 300_000_000
    annex = begin_annex(made, TERMS, Act(by=dong_thap_officer, at=now, reason="Thêm máy"))
    assert annex.support == 300_000_000
    less = replace(TERMS, support=289_999_999)
    with pytest.raises(BlockedError) as caught:
        begin_annex(contract, less, Act(by=ministry_leader, at=now, reason="Giảm"))
    assert codes(caught) == ["below_promised"]


def test_a_signed_contract_is_neither_changed_nor_removed_in_either_database(contract, sign):
    signed = sign(contract)
    rows = Contract.objects.filter(pk=signed.pk)
    for attempt in (
        lambda: rows.update(support=1),
        lambda: rows.update(number="x"),
        lambda: rows.update(state="dropped"),
        lambda: rows._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    signed.refresh_from_db()
    assert (signed.support, signed.number) == (300_000_000, "05/HĐ-KCQG")


def test_a_signature_is_recorded_with_the_signed_paper_which_stays_as_it_was_handed_in(
    contract, ministry_officer, ministry_leader, dong_thap_leader, now
):
    with pytest.raises(BlockedError) as caught:
        handed(contract, ministry_officer, now)
    assert codes(caught) == ["not_proposed"]
    CONTRACT.perform("contract.propose", contract, Act(by=ministry_officer, at=now))
    sign = Act(by=ministry_leader, at=now, given=Signed(number="1", on=now.date()))
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.sign", contract, sign)
    assert codes(caught) == ["no_signed_copy"]
    with pytest.raises(PermissionDenied):
        handed(contract, dong_thap_leader, now)
    first = handed(contract, ministry_officer, now)
    assert handed(contract, ministry_leader, now) == first
    assert CONTRACT.perform("contract.sign", contract, sign).state == "signed"
    rows = ContractCopy.objects.filter(pk=first.pk)
    for attempt in (lambda: rows.update(content=b"x"), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert bytes(rows.get().content) == f"%PDF-1.4 {contract.pk}".encode()


def test_contracts_are_seen_with_their_project(
    contract, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer
):
    readers = (dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer)
    assert [Contract.objects.visible_to(each).count() for each in readers] == [1, 1, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_commit_once(
    committed_world, approved, contract, ministry_officer, ministry_leader, now
):
    CONTRACT.perform("contract.propose", contract, Act(by=ministry_officer, at=now))
    handed(contract, ministry_officer, now)

    def attempt(number):
        given = Signed(number=str(number), on=now.date())
        try:
            CONTRACT.perform("contract.sign", contract, Act(by=ministry_leader, at=now, given=given))
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (1, 2))) == ["signed", "wrong_state"]
    assert asked(approved, ministry_leader) == Position(given=300_000_000, committed=300_000_000)


def test_a_scan_of_other_terms_is_no_signed_copy(contract, ministry_officer, ministry_leader, now):
    CONTRACT.perform("contract.propose", contract, Act(by=ministry_officer, at=now))
    handed(contract, ministry_officer, now)
    CONTRACT.perform("contract.return", contract, Act(by=ministry_leader, at=now, reason="Sai số tiền"))
    later = now + timedelta(hours=1)
    actions.rewrite(contract, replace(TERMS, support=290_000_000), by=ministry_officer, at=later)
    CONTRACT.perform("contract.propose", contract, Act(by=ministry_officer, at=later))
    act = Act(by=ministry_leader, at=later, given=Signed(number="9", on=later.date()))
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.sign", contract, act)
    assert codes(caught) == ["no_signed_copy"]
    assert handed(contract, ministry_officer, later) == contract.copies.get()
    assert CONTRACT.perform("contract.sign", contract, act).state == "signed"
