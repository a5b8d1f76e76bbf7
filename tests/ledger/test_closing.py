"""A year is closed: what is shown first is what is written, whoever breaks it off; then it takes nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from khuyencong.ledger.actions import Said, post, reverse
from khuyencong.ledger.actions import closing as actions
from khuyencong.ledger.actions.closing import choose
from khuyencong.ledger.lifecycle import (
    POSTING_CORRECTION,
    YEAR_CLOSE,
    begin_claim,
    begin_close,
    begin_correction,
    closing,
)
from khuyencong.ledger.models import Balance, Book, CloseLine, Posting, Transfer, YearClose
from khuyencong.ledger.queries import Question, broken_promises, position, rebuilt_summary, summary
from khuyencong.ledger.queries.chains import chain_of, pots_of
from khuyencong.ledger.queries.claims import limit_on
from khuyencong.ledger.queries.closing import checklist, rows_of
from khuyencong.organisations.queries import operator
from khuyencong.rules.closing import Choice, Ground, outcome, planned
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Move, Position, Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_acceptances import accept, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.post.conftest import ROOT, address_of_test_database

__all__ = ["accept", "accountant", "approved", "claim", "contract", "hand_in", "held", "sign", "signed", "walk"]
M = 1_000_000
LATER = datetime(2028, 1, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
GROUND = Ground(number="99/QĐ-BCT", on=date(2027, 12, 20), authority="Bộ trưởng Bộ Công Thương")


@pytest.fixture
def close(db, law, ministry_officer, ministry_leader, accountant):
    """A closing of the national purse of 2027, begun."""
    return begin_close("KCQG", 2027, Act(by=ministry_officer, at=LATER))


@pytest.fixture
def choosing(ministry_officer):
    """Says what becomes of every book of a closing, or of those named."""

    def make(close, choice, *books, ground=GROUND):
        named = [each.pk for each in books] or [each.book.pk for each in rows_of(close)]
        return choose(close, named, choice, ground, by=ministry_officer, at=LATER)

    return make


@pytest.fixture
def taken(ministry_officer, accountant, ministry_leader):
    """Takes a closing up to the decision by three people."""

    def make(close, until="running"):
        close = YEAR_CLOSE.perform("year_close.prepare", close, Act(by=ministry_officer, at=LATER))
        if until == "prepared":
            return close
        close = YEAR_CLOSE.perform("year_close.check", close, Act(by=accountant, at=LATER))
        if until == "checked":
            return close
        return YEAR_CLOSE.perform("year_close.close", close, Act(by=ministry_leader, at=LATER))

    return make


def run(close):
    closing.run_closing(YearClose.objects.get(pk=close.pk), by=operator(), at=LATER)
    return YearClose.objects.get(pk=close.pk)


def figures(year, by):
    return position(Question(actor=by, purse="KCQG", year=year))


@pytest.fixture
def two(signed, claim, walk):
    """A book under contract with an advance, and one nobody signed a contract on."""
    walk(claim)
    [first, second] = Book.objects.order_by("pk")
    assert first.project == signed.project
    return first, second


@pytest.mark.django_db
def test_what_the_dry_run_shows_is_what_is_written_and_no_dong_is_lost(
    two, close, choosing, taken, ministry_leader
):
    choosing(close, Choice.CARRY, two[0])
    choosing(close, Choice.GIVE_UP, two[1])
    shown = outcome(each.case for each in rows_of(close))
    steps = [(step.kind, step.amount) for each in rows_of(close) for step in planned(each.case)]
    assert sorted(steps) == [(Kind.CARRY, 300 * M), (Kind.WITHDRAW, 300 * M)]
    assert (shown.before.given, shown.withdrawn, shown.left_over) == (600 * M, 300 * M, 0)
    assert Posting.objects.filter(key__startswith="close-").count() == 0
    assert taken(close).state == "running"
    done = run(close)
    assert (done.state, done.closed_on) == ("closed", LATER.date())
    assert (figures(2027, ministry_leader), figures(2028, ministry_leader)) == (shown.after, shown.following)
    assert shown.following == Position(given=300 * M, committed=300 * M, disbursed=210 * M, advanced=210 * M)
    keys = (
        Posting.objects.filter(key__startswith="close-")
        .order_by("key")
        .values_list("key", "document", "effective_on")
    )
    assert list(keys) == [
        (f"close-KCQG-2027-book-{two[0].pk}", "Quyết định 99/QĐ-BCT ngày 20/12/2027", date(2027, 12, 31)),
        (f"close-KCQG-2027-book-{two[1].pk}", "Khóa sổ KCQG năm 2027", date(2027, 12, 31)),
    ]
    assert list(broken_promises()) == []
    assert not Task.objects.filter(dossier_kind="year_close", state="open").exists()


@pytest.mark.django_db
def test_the_checklist_names_what_is_left_and_blocks_until_something_is_chosen(two, close, choosing, taken):
    def left():
        return {
            each.check.code: each.amount
            for each in checklist(close, rows_of(close), LATER.date())
            if each.found
        }

    before = left()
    assert before == {
        "advanced": 210 * M,
        "committed": 90 * M,
        "allocated": 300 * M,
        "running": 300 * M,
        "treasury": 210 * M,
    }
    with pytest.raises(BlockedError) as caught:
        taken(close)
    assert codes(caught) == ["check_blocks"] * 3
    choosing(close, Choice.GIVE_UP)
    assert left() == {"advanced": 210 * M, "running": 300 * M, "treasury": 210 * M}
    choosing(close, Choice.CARRY)
    assert left() == {"running": 300 * M, "treasury": 210 * M}
    with pytest.raises(BlockedError) as caught:
        choosing(close, Choice.CARRY, ground=Ground(number="1"))
    assert codes(caught) == ["no_ground"]
    assert taken(close).state == "running"


@pytest.mark.django_db
def test_accepted_money_and_open_dossiers_stand_in_the_way(signed, claim, held, accept, close, choosing, taken):
    accept(signed, held)
    choosing(close, Choice.CARRY)
    found = {
        each.check.code: len(each.found)
        for each in checklist(close, rows_of(close), LATER.date())
        if each.blocks
    }
    assert found == {"unpaid": 1, "claims": 1}
    with pytest.raises(BlockedError):
        taken(close)


@pytest.mark.django_db
def test_a_year_is_prepared_checked_and_closed_by_three_people_of_the_payer(
    two,
    close,
    choosing,
    taken,
    ministry_officer,
    ministry_leader,
    accountant,
    dong_thap_leader,
    tay_ninh_officer,
):
    choosing(close, Choice.CARRY)
    for by in (dong_thap_leader, tay_ninh_officer):
        with pytest.raises(PermissionDenied):
            YEAR_CLOSE.perform("year_close.prepare", close, Act(by=by, at=LATER))
        with pytest.raises(PermissionDenied):
            choose(close, [two[0].pk], Choice.CARRY, GROUND, by=by, at=LATER)
        assert not YearClose.objects.visible_to(by).exists()
    task = Task.objects.get(dossier_kind="year_close", state="open")
    assert task.desk == ministry_officer.desk.code
    waiting = taken(close, until="prepared")
    assert Task.objects.get(dossier_kind="year_close", state="open").desk == accountant.desk.code
    with pytest.raises(BlockedError) as caught:
        YEAR_CLOSE.perform("year_close.check", waiting, Act(by=ministry_officer, at=LATER))
    assert codes(caught) == ["own_work"]
    checked = YEAR_CLOSE.perform("year_close.check", waiting, Act(by=accountant, at=LATER))
    assert Task.objects.get(dossier_kind="year_close", state="open").desk == ministry_leader.desk.code
    for by in (ministry_officer, accountant):
        with pytest.raises(PermissionDenied):
            YEAR_CLOSE.perform("year_close.close", checked, Act(by=by, at=LATER))
    with pytest.raises(PermissionDenied):
        YEAR_CLOSE.perform("year_close.finish", checked, Act(by=ministry_leader, at=LATER))


@pytest.mark.django_db
def test_only_a_year_that_is_over_is_closed_and_only_once(close, ministry_officer, dong_thap_officer):
    for purse, year, by, code in (
        ("KCQG", 2027, ministry_officer, "close_taken"),
        ("KCQG", 2028, ministry_officer, "not_over"),
    ):
        with pytest.raises(BlockedError) as caught:
            begin_close(purse, year, Act(by=by, at=LATER))
        assert codes(caught) == [code]
    for purse, by in (("KCDP", ministry_officer), ("KCQG", dong_thap_officer)):
        with pytest.raises(PermissionDenied):
            begin_close(purse, 2027, Act(by=by, at=LATER))


@pytest.mark.django_db
def test_a_closed_year_takes_no_posting_but_a_settlement_until_it_is_reopened(
    two, close, choosing, taken, move, ministry_officer, ministry_leader
):
    choosing(close, Choice.CARRY, two[0])
    choosing(close, Choice.GIVE_UP, two[1])
    frozen = taken(close)
    allocate = (two[1], Stage.SOURCE, Stage.ALLOCATED, 5)
    with pytest.raises(BlockedError) as caught:
        move(*allocate, key="while it is written")
    assert codes(caught) == ["year_closed"]
    run(frozen)
    posting = Posting.objects.order_by("pk").first()
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        Transfer.objects.create(
            posting=posting, position=9, book=two[1], out_of="source", into="allocated", amount=5
        )
    with pytest.raises(BlockedError) as caught:
        reverse(Posting.objects.get(kind="withdraw"), key="r", reason="Nhầm", by=ministry_leader, at=LATER)
    assert codes(caught) == ["year_closed"]
    for changed in ({"state": "draft"}, {"year": 2026}):
        with pytest.raises(DatabaseError), transaction.atomic():
            YearClose.objects.filter(pk=close.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        CloseLine.objects.update(choice="carry")
    with pytest.raises(DatabaseError), transaction.atomic():
        YearClose.objects.filter(pk=close.pk)._raw_delete("default")
    again = Act(by=ministry_leader, at=LATER, reason="Thu hồi nhầm đề án")
    with pytest.raises(BlockedError):
        YEAR_CLOSE.perform("year_close.reopen", frozen, Act(by=ministry_leader, at=LATER))
    opened = YEAR_CLOSE.perform("year_close.reopen", frozen, again)
    assert (opened.state, opened.round) == ("reopened", 2)
    reverse(Posting.objects.get(kind="withdraw"), key="r", reason="Nhầm", by=ministry_leader, at=LATER)
    choosing(opened, Choice.CARRY, two[1])
    assert run(taken(opened)).state == "closed"
    assert Posting.objects.filter(key=f"close-KCQG-2027-book-{two[1].pk}-lan-2", kind="carry").count() == 1
    assert (figures(2027, ministry_leader).given, figures(2028, ministry_leader).given) == (0, 600 * M)
    assert list(broken_promises()) == []


@pytest.mark.django_db
def test_a_carry_over_is_corrected_once_the_head_has_reopened_the_year(
    two, signed, close, choosing, taken, accountant, ministry_leader
):
    def ask(posting):
        file = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF"}
        return begin_correction(posting, reason="Chuyển nhầm", **file, by=accountant, at=LATER)

    choosing(close, Choice.CARRY, two[0])
    choosing(close, Choice.GIVE_UP, two[1])
    frozen = run(taken(close))
    carried = Posting.objects.get(key=f"close-KCQG-2027-book-{two[0].pk}")
    advance = Posting.objects.get(kind="advance")
    for posting, expected in ((carried, ["year_closed"]), (advance, ["year_closed", "rested_on"])):
        with pytest.raises(BlockedError) as caught:
            ask(posting)
        assert codes(caught) == expected
    reason = Act(by=ministry_leader, at=LATER, reason="Chuyển nhầm")
    opened = YEAR_CLOSE.perform("year_close.reopen", frozen, reason)
    with pytest.raises(BlockedError) as caught:
        ask(advance)
    assert codes(caught) == ["rested_on"]
    taken(opened, until="prepared")
    with pytest.raises(BlockedError) as caught:
        ask(carried)
    assert codes(caught) == ["not_reopened"]
    opened = YEAR_CLOSE.perform("year_close.return", opened, reason)
    POSTING_CORRECTION.perform("posting_correction.decide", ask(carried), Act(by=ministry_leader, at=LATER))
    assert {stage: amount for stage, amount in two[0].pots.items() if amount and stage is not Stage.SOURCE} == {
        Stage.COMMITTED: 90 * M,
        Stage.ADVANCED: 210 * M,
    }
    assert figures(2028, ministry_leader).given == 0
    choosing(opened, Choice.CARRY, two[0])
    assert run(taken(opened)).state == "closed"
    assert figures(2028, ministry_leader).given == 300 * M
    assert list(broken_promises()) == []


@pytest.mark.django_db
def test_a_contract_goes_on_in_the_next_years_book_and_is_settled_in_both(
    signed, claim, walk, held, accept, close, choosing, taken, dong_thap_officer, ministry_leader
):
    walk(claim)
    [line] = held.quantities
    accept(
        signed,
        replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")}),
    )
    choosing(close, Choice.CARRY)
    assert run(taken(close)).state == "closed"
    assert [(each.year, each.plan_year) for each in chain_of(signed)] == [(2027, 2027), (2028, 2027)]
    left = {stage: amount for stage, amount in pots_of(signed).items() if amount}
    assert left == {Stage.PAID: 150 * M, Stage.ADVANCED: 60 * M, Stage.COMMITTED: 90 * M}
    # The ceiling counts what was advanced in the closed year, in the code and in the database.
    more = begin_claim(signed, amount=1, done=80, act=Act(by=dong_thap_officer, at=LATER))
    assert limit_on(more, LATER.date())[0] == 210 * M
    more.state = "dropped"
    more.save()
    said = Said(
        kind=Kind.ADVANCE, key="x", effective_on=LATER.date(), document="x", ceiling=210 * M, ceiling_law="x"
    )
    last = chain_of(signed).last()
    step = Move(book=last.pk, out_of=Stage.COMMITTED, into=Stage.ADVANCED, amount=1)
    with pytest.raises(BlockedError) as caught:
        post(said, [step], by=dong_thap_officer, at=LATER)
    assert codes(caught) == ["above_ceiling"]
    accept(
        signed, replace(held, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")}), at=LATER
    )
    act = Act(by=dong_thap_officer, at=LATER)
    walk(begin_claim(signed, kind="payment", amount=90 * M, done=100, act=act), voucher="UNC-2", at=LATER)
    walk(begin_claim(signed, kind="settle", amount=300 * M, done=100, act=act), voucher="QT", at=LATER)
    assert [figures(year, ministry_leader).settled for year in (2027, 2028)] == [150 * M, 150 * M]
    assert Posting.objects.get(kind="settle").transfers.count() == 2
    assert list(broken_promises()) == []


def made_books(make, move, number):
    """Books with money in every stage that is carried over."""
    for count in range(number):
        one = make(title=f"Máy sấy {count}")
        move(one, Stage.SOURCE, Stage.ALLOCATED, 300 + count)
        move(one, Stage.ALLOCATED, Stage.COMMITTED, 200)
        move(one, Stage.COMMITTED, Stage.ADVANCED, 100)


@pytest.mark.django_db
def test_a_run_that_fails_in_the_middle_goes_on_where_it_stopped(
    book, move, close, choosing, taken, monkeypatch
):
    made_books(book, move, 5)
    choosing(close, Choice.CARRY)
    running, count = taken(close), iter(range(10))

    def failing(line, **how):
        if next(count) == 2:
            raise RuntimeError("the power went")
        return actions.write_line(line, **how)

    monkeypatch.setattr(closing, "write_line", failing)
    with pytest.raises(RuntimeError):
        run(running)
    assert (YearClose.objects.get().state, Posting.objects.filter(kind="carry").count()) == ("running", 2)
    assert run(running).state == "closed"
    assert Posting.objects.filter(kind="carry").count() == 5
    assert run(running).state == "closed"
    assert Posting.objects.filter(kind="carry").count() == 5
    assert Balance.objects.filter(book__year=2027).exclude(stage="carried").exclude(amount=0).count() == 0


@pytest.mark.usefixtures("committed_world")
def test_killed_at_random_points_of_a_closing_it_ends_as_if_it_had_not_been(request):
    get, chance = request.getfixturevalue, random.Random(20270102)
    kills = int(os.environ.get("KHUYENCONG_KILLS", "4"))
    make, move, by = get("book"), get("move"), get("ministry_officer")
    get("ministry_leader")
    made_books(make, move, 4 + 2 * min(kills, 10))
    close = begin_close("KCQG", 2027, Act(by=by, at=LATER))
    get("choosing")(close, Choice.CARRY)
    expected = outcome(each.case for each in rows_of(close))
    get("taken")(close)
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.closer", str(close.pk)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address_of_test_database()},
            stdout=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stdout is not None
            program.stdout.readline()
            time.sleep(chance.uniform(0, 0.02))
            program.send_signal(signal.SIGKILL)
            program.stdout.read()
        written = CloseLine.objects.filter(written_at__isnull=False).count()
        assert Posting.objects.filter(kind="carry").count() == written
        assert summary() == rebuilt_summary()
    assert run(close).state == "closed"
    # The made projects are drafts, which the ministry does not see.
    own = get("dong_thap_officer")
    assert (figures(2027, own), figures(2028, own)) == (expected.after, expected.following)
    assert Posting.objects.filter(kind="carry").count() == CloseLine.objects.count()
    assert list(broken_promises()) == []
