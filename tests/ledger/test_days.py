"""Days of effect: on no day does money stand where it had not yet come, whenever it was written down."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from khuyencong.ledger.actions import reverse
from khuyencong.ledger.lifecycle import closing
from khuyencong.ledger.models import Book, Posting, Transfer, YearClose
from khuyencong.ledger.queries import Question, broken_promises, position_as_known, untold
from khuyencong.organisations.queries import operator
from khuyencong.rules.closing import Choice
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position, Stage
from tests.ledger.backs import take_back
from tests.ledger.test_acceptances import accept, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, close, taken
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = [
    "accept",
    "accountant",
    "approved",
    "choosing",
    "claim",
    "close",
    "contract",
    "hand_in",
    "held",
    "sign",
    "signed",
    "taken",
    "walk",
]
pytestmark = pytest.mark.django_db
M = 1_000_000
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SOURCE, ALLOCATED, COMMITTED, ADVANCED = Stage.SOURCE, Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED


@pytest.fixture
def on(signed, dong_thap_officer):
    """The figures of the project under contract on a day."""
    question = Question(actor=dong_thap_officer, project=signed.project_id)
    return lambda day: position_as_known(question, on=day)


def test_volume_accepted_before_the_advance_was_paid_is_covered_from_the_day_it_was_paid(
    claim, walk, signed, held, accept, on, now
):
    later = now + timedelta(days=20)
    walk(claim, at=later)
    row = accept(signed, replace(held, held_on=now.date() + timedelta(days=10)), at=later)
    assert (row.held_on, row.posting.effective_on) == (date(2026, 12, 3), date(2026, 12, 13))
    assert row.posting.reason == ("Tính từ 13/12/2026, ngày tiền đã ở bước trước; chứng từ ngày 03/12/2026.")
    assert on(date(2026, 12, 12)) == Position(given=300 * M, committed=300 * M)
    assert on(date(2026, 12, 13)) == Position(
        given=300 * M, committed=300 * M, disbursed=210 * M, accepted=300 * M
    )
    assert list(broken_promises()) == []


def test_money_does_not_come_back_before_it_went_out_nor_twice_under_one_number(
    claim, walk, signed, held, accept, accountant, on, now
):
    walk(claim)
    with pytest.raises(BlockedError) as caught:
        take_back(signed, amount=M, voucher="BC", on=now.date(), by=accountant, at=now)
    assert codes(caught) == ["not_final"]
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M))
    back = {"amount": 60 * M, "voucher": "BC", "by": accountant}
    with pytest.raises(BlockedError) as caught:
        take_back(signed, on=date(1990, 1, 1), at=now, **back)
    assert codes(caught) == ["too_early"]
    assert caught.value.findings[0].message == ("Ngày 01/01/1990 tiền chưa ở bước này; sớm nhất là 23/11/2026.")
    day = now + timedelta(days=3)
    take_back(signed, on=now.date(), at=day, **back)
    with pytest.raises(BlockedError) as caught:
        take_back(signed, on=day.date(), at=day, **back)
    assert codes(caught) == ["key_taken", "not_enough"]
    assert caught.value.findings[0].message == "Chứng từ này đã được ghi sổ ngày 23/11/2026."
    assert on(day.date()) == Position(given=300 * M, committed=150 * M, disbursed=150 * M, accepted=150 * M)


def test_the_same_number_of_next_year_is_another_voucher(
    claim, walk, signed, held, accept, accountant, on, now
):
    walk(claim)
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M))
    back = {"amount": 30 * M, "voucher": "01", "by": accountant}
    following = datetime(2027, 2, 1, 9, tzinfo=HANOI)
    take_back(signed, on=now.date(), at=now, **back)
    take_back(signed, on=following.date(), at=following, **back)
    assert (on(date(2026, 12, 31)).advanced, on(date(2027, 2, 1)).advanced) == (30 * M, 0)


def test_a_year_closed_in_january_leaves_what_was_paid_in_january_before_it(
    signed, claim, walk, close, choosing, taken, on
):
    january = datetime(2028, 1, 5, 9, tzinfo=HANOI)
    walk(claim, at=january)
    choosing(close, Choice.CARRY)
    taken(close)
    closing.run_closing(YearClose.objects.get(pk=close.pk), by=operator(), at=LATER)
    assert YearClose.objects.get(pk=close.pk).state == "closed"
    assert on(date(2027, 12, 31)) == Position(given=300 * M, committed=300 * M)
    carried = Posting.objects.filter(kind="carry", transfers__book__project=signed.project)
    days = carried.values_list("effective_on", flat=True)
    assert set(days) == {date(2028, 1, 5)}
    assert on(date(2028, 1, 5)).carried == 300 * M
    assert list(broken_promises()) == []


def test_a_reversal_counts_from_the_day_on_which_the_money_was_still_there(book, move, dong_thap_officer, now):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    first = move(one, ALLOCATED, COMMITTED, 100)
    move(one, ALLOCATED, COMMITTED, 50, on=now.date() + timedelta(days=9))
    move(one, COMMITTED, ADVANCED, 100, on=now.date() + timedelta(days=1))
    with pytest.raises(BlockedError) as caught:
        reverse(first, key="r", reason="Nhầm", by=dong_thap_officer, at=now)
    assert codes(caught) == ["not_enough"]
    second = move(one, ADVANCED, COMMITTED, 60, on=now.date() + timedelta(days=12))
    undone = reverse(first, key="r", reason="Nhầm", by=dong_thap_officer, at=now)
    assert undone.effective_on == second.effective_on
    assert list(broken_promises({one.pk})) == []


def test_the_verifier_names_a_day_on_which_money_was_not_there(book, move, now):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    early = Posting.objects.create(
        kind="commit", key="x", effective_on=date(2026, 1, 2), recorded_at=now, document="x"
    )
    Transfer.objects.create(
        posting=early, position=1, book=one, out_of="allocated", into="committed", amount=200
    )
    assert [each.sentence for each in broken_promises()] == [
        "Tính đến hết ngày 02/01/2026: “Đã giao, chưa ký hợp đồng” âm 200 đồng."
    ]
    assert [each.sentence for each in untold()] == ["nhật ký không kể bút toán này."]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO ledger_posting SELECT * FROM ledger_posting",
        "INSERT OR REPLACE INTO ledger_transfer SELECT * FROM ledger_transfer",
        "INSERT OR REPLACE INTO ledger_book SELECT * FROM ledger_book",
        "INSERT OR REPLACE INTO ledger_book (project_id, purse, year, plan_year) "
        "SELECT project_id, purse, year, plan_year FROM ledger_book",
        "INSERT OR REPLACE INTO ledger_balance SELECT * FROM ledger_balance",
    ],
)
def test_nothing_takes_the_place_of_a_row(book, move, statement):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's alone")
    move(book(), SOURCE, ALLOCATED, 300)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_row_changed_past_the_triggers_is_found_beside_the_trail(book, move):
    one = move(book(), SOURCE, ALLOCATED, 300)
    drop = "DROP TRIGGER ledger_posting_update"
    if connection.vendor == "postgresql":
        # What waits for the end of the transaction is judged first: a table with that pending is not altered.
        drop = "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_posting DISABLE TRIGGER ledger_posting_stays"
    with connection.cursor() as cursor:
        cursor.execute(drop)
    Posting.objects.filter(pk=one.pk).update(document="Khác", effective_on=date(2001, 1, 1))
    [found] = untold()
    assert (found.where, found.sentence) == (
        f"bút toán {one.pk}",
        "khác với nhật ký lúc ghi: ngày hiệu lực, chứng từ.",
    )


def test_whom_a_closed_year_concerns_stays_with_it(signed, claim, walk, close, choosing, taken):
    walk(claim)
    choosing(close, Choice.CARRY)
    taken(close)
    closing.run_closing(YearClose.objects.get(pk=close.pk), by=operator(), at=LATER)
    row = YearClose.objects.get(pk=close.pk)
    row.departments.add(Book.objects.earliest("pk").project.department)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.departments.clear()
