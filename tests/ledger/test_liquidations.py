"""Closing a contract: after the last acceptance, by two people, signed by both sides, kept for ever."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions.liquidations import hand_liquidation, rewrite_liquidation
from khuyencong.ledger.lifecycle import LIQUIDATION, begin_liquidation
from khuyencong.ledger.models import Liquidation
from khuyencong.ledger.queries.liquidations import liquidation_of, order_findings
from khuyencong.norms.models import Condition
from khuyencong.projects.lifecycle import Signed
from khuyencong.projects.models import Contract
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = [
    "accept",
    "accountant",
    "approved",
    "asked",
    "claim",
    "contract",
    "hand_in",
    "held",
    "sign",
    "signed",
]
__all__ += ["walk"]
pytestmark = pytest.mark.django_db
FILE = {"name": "bb.pdf", "media_type": "application/pdf", "content": b"%PDF-1 tl"}


@pytest.fixture
def close(signed, ministry_officer, ministry_leader, now):
    """Takes a liquidation up to the state before, or to, `until`."""

    def make(until="recorded", remains="", on=None):
        by = ministry_officer
        fresh = Contract.objects.get(pk=signed.pk)
        row = begin_liquidation(fresh, done="Mua, lắp một máy.", remains=remains, act=Act(by=by, at=now))
        if until == "draft":
            return row
        hand_liquidation(row, **FILE, by=by, at=now)
        row = LIQUIDATION.perform("liquidation.propose", row, Act(by=by, at=now))
        if until == "proposed":
            return row
        given = Signed(number="07/BBTL", on=on or now.date())
        return LIQUIDATION.perform("liquidation.record", row, Act(by=ministry_leader, at=now, given=given))

    return make


def test_a_closed_contract_keeps_what_was_done_paid_returned_and_remains(
    claim, walk, signed, held, accept, close
):
    walk(claim)
    accept(signed, held)
    row = close(remains="Cục chi 90 triệu đồng trước 15/01.")
    assert (row.state, row.number) == ("recorded", "07/BBTL")
    assert [row.accepted, row.paid, row.returned, row.owed, row.unreturned] == [300 * M, 210 * M, 0, 90 * M, 0]
    assert not Task.objects.filter(dossier_kind="liquidation", state="open").exists()


def test_its_task_carries_the_last_day_of_the_law(signed, held, accept, close, ministry_officer):
    accept(signed, held)
    close(until="draft")
    task = Task.objects.get(dossier_kind="liquidation", state="open")
    assert (task.desk, task.due.strftime("%d/%m/%Y"), task.due_source) == (
        ministry_officer.desk.code,
        "31/01/2028",
        "Điều 18 khoản 2, 36/2013/TT-BCT (cần xác minh); 22/01/2028 là ngày nghỉ nên dời sang "
        "ngày làm việc kế tiếp",
    )


def test_it_begins_only_after_the_last_acceptance(signed, held, accept, close):
    [line] = held.quantities
    half = replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")})
    accept(signed, half)
    with pytest.raises(BlockedError) as caught:
        close()
    assert codes(caught) == ["not_final"]


def test_what_is_still_owed_has_to_stand_in_it(claim, walk, signed, held, accept, close):
    walk(claim)
    accept(signed, held)
    with pytest.raises(BlockedError) as caught:
        close(until="proposed")
    assert codes(caught) == ["still_open"]


@pytest.mark.parametrize(("days", "expected"), [(1, ["future"]), (-1, ["before_acceptance"])])
def test_a_day_that_cannot_be_is_refused(signed, held, accept, close, now, days, expected):
    accept(signed, held)
    with pytest.raises(BlockedError) as caught:
        close(remains="Chi 300 triệu.", on=now.date() + timedelta(days=days))
    assert codes(caught) == expected


def test_without_the_signed_file_nothing_is_recorded(
    signed, held, accept, close, ministry_officer, ministry_leader, now
):
    accept(signed, held)
    row = close(until="draft", remains="Chi 300 triệu.")
    row = LIQUIDATION.perform("liquidation.propose", row, Act(by=ministry_officer, at=now))
    act = Act(by=ministry_leader, at=now, given=Signed(number="1", on=now.date()))
    with pytest.raises(BlockedError) as caught:
        LIQUIDATION.perform("liquidation.record", row, act)
    assert codes(caught) == ["no_minutes"]


def test_who_proposed_does_not_record_and_strangers_do_neither(
    signed, held, accept, close, ministry_leader, dong_thap_officer, dong_thap_leader, accountant, now
):
    accept(signed, held)
    for stranger in (dong_thap_officer, dong_thap_leader, accountant):
        with pytest.raises(PermissionDenied):
            begin_liquidation(signed, done="Xong", remains="", act=Act(by=stranger, at=now))
    row = close(until="draft", remains="Chi 300 triệu.")
    with pytest.raises(PermissionDenied):
        rewrite_liquidation(row, done="Khác", remains="", by=dong_thap_officer, at=now)
    hand_liquidation(row, **FILE, by=ministry_leader, at=now)
    own = LIQUIDATION.perform("liquidation.propose", row, Act(by=ministry_leader, at=now))
    act = Act(by=ministry_leader, at=now, given=Signed(number="1", on=now.date()))
    with pytest.raises(BlockedError) as caught:
        LIQUIDATION.perform("liquidation.record", own, act)
    assert codes(caught) == ["own_work"]


def test_the_database_keeps_what_was_recorded_and_a_second_one_is_not_begun(signed, held, accept, close):
    accept(signed, held)
    row = close(remains="Chi 300 triệu.")
    for attempt in (
        lambda: Liquidation.objects.filter(pk=row.pk).update(number="8"),
        lambda: Liquidation.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    with pytest.raises(BlockedError) as caught:
        close()
    assert codes(caught) == ["liquidation_open"]


def test_a_settlement_before_it_is_told_and_refused_once_a_row_of_the_law_asks_for_the_order(
    signed, held, accept, walk, asked, close, now
):
    accept(signed, held)
    walk(asked("payment", 300 * M), voucher="UNC-02")
    told = [(each.code, each.severity.value) for each in order_findings(signed, now.date())]
    assert told == [("not_liquidated", "warning")]
    row = Condition.objects.first()
    Condition.objects.create(
        code="thanh-ly-truoc-quyet-toan",
        name="Thanh lý hợp đồng trước khi quyết toán",
        purse="KCQG",
        about="project",
        since=row.since,
        document=row.document,
        clause="Điều thử",
        source="Thử",
        verified=True,
        position=999,
    )
    with pytest.raises(BlockedError) as caught:
        walk(asked("settle", 300 * M), voucher="QT-01")
    assert codes(caught) == ["not_liquidated"]
    close()
    assert order_findings(signed, now.date()) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_record_once(committed_world, signed, held, accept, close, ministry_leader, now):
    accept(signed, held)
    row = close(until="proposed", remains="Chi 300 triệu.")

    def attempt(number):
        act = Act(by=ministry_leader, at=now, given=Signed(number=number, on=now.date()))
        try:
            return LIQUIDATION.perform("liquidation.record", row, act).number
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(attempt, ("1", "2")))
    assert results in (["1", "wrong_state"], ["2", "wrong_state"])
    assert Liquidation.objects.get().number == results[0]


def test_recorded_minutes_are_set_aside_by_two_with_reasons_and_others_are_drawn_up(
    signed, held, accept, close, dong_thap_officer, ministry_officer, ministry_leader, now
):
    """Minutes recorded by mistake had no way back: the contract could never be closed by the right ones."""
    accept(signed, held)
    row = close(remains="Chi 300 triệu.")

    def do(name, by, reason=""):
        return LIQUIDATION.perform(f"liquidation.{name}", row, Act(by=by, at=now, reason=reason))

    with pytest.raises(PermissionDenied):
        do("doubt", dong_thap_officer, "Sai")
    with pytest.raises(BlockedError) as caught:
        do("doubt", ministry_officer)
    assert codes(caught) == ["reason_missing"]
    do("doubt", ministry_officer, "Nhầm biên bản của đề án khác")
    task = Task.objects.get(dossier_kind="liquidation", state="open")
    assert (task.desk, task.title.startswith("Quyết định bỏ biên bản thanh lý")) == (
        ministry_leader.desk.code,
        True,
    )
    with pytest.raises(BlockedError) as caught:
        close()
    assert codes(caught) == ["liquidation_open"]
    for name in ("undo", "keep"):
        with pytest.raises(PermissionDenied):
            do(name, ministry_officer, "x")
    with pytest.raises(BlockedError) as caught:
        do("undo", replace(ministry_leader, user=ministry_officer.user), "x")
    assert codes(caught) == ["own_work"]
    assert do("keep", ministry_leader, "Biên bản đúng").state == "recorded"
    do("doubt", ministry_officer, "Nhầm thật")
    old = do("undo", ministry_leader, "Đúng là nhầm")
    assert (old.state, old.number, bytes(old.content), old.accepted) == (
        "undone",
        "07/BBTL",
        FILE["content"],
        300 * M,
    )
    assert not Task.objects.filter(dossier_kind="liquidation", state="open").exists()
    again = close(remains="Chi 300 triệu, chậm nhất 15/01.")
    assert list(Liquidation.objects.order_by("pk").values_list("pk", "state")) == [
        (old.pk, "undone"),
        (again.pk, "recorded"),
    ]
    assert liquidation_of(signed) == again


def test_the_database_lets_recorded_minutes_go_by_these_steps_only(signed, held, accept, close):
    accept(signed, held)
    row = Liquidation.objects.filter(pk=close(remains="Chi 300 triệu.").pk)
    for change in ({"state": "undone"}, {"state": "draft"}, {"state": "doubted", "number": "9"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    row.update(state="doubted")
    for change in ({"state": "draft"}, {"state": "undone", "paid": 1}, {"state": "recorded", "content": b"x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    row.update(state="undone")
    for change in ({"state": "recorded"}, {"number": "9"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
