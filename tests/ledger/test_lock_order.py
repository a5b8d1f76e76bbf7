"""One order of locks: a project's row first, then its dossiers, then books by their key (0020)."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from khuyencong.ledger.actions.acceptances import hand_minutes
from khuyencong.ledger.actions.claims import change_claim
from khuyencong.ledger.actions.returning import Returned
from khuyencong.ledger.lifecycle import (
    ACCEPTANCE,
    CLAIM,
    GIVE_BACK,
    POSTING_CORRECTION,
    begin_correction,
    propose_back,
)
from khuyencong.ledger.models import Acceptance, Book, Claim, GiveBack, PostingCorrection
from khuyencong.ledger.queries import broken_promises
from khuyencong.projects.models import ChangeRequest, Line, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow import lifecycle
from khuyencong.workflow.lifecycle import Act
from tests.ledger.backs import VOUCHER
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_changed_lines import buy_for
from tests.ledger.test_changes import MINISTER, decided, go, reserve, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["accept", "accountant", "approved", "asked", "claim", "codes", "contract", "go", "hand_in", "held"]
__all__ += ["reserve", "sign", "signed", "walk", "want"]
postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one lock for all that is written"
)
pytestmark = [pytest.mark.django_db(transaction=True), postgresql]
FILE = {"name": "unc.pdf", "media_type": "application/pdf", "content": b"%PDF-1 unc"}
BACK = Returned(amount=60 * M, voucher="BC-01", paid_on=date(2026, 11, 23), **VOUCHER)


def waits_for_a_lock():
    """Whether some other session of this database waits for a row."""
    with connection.cursor() as cursor:
        # Who waits is remembered until the end of a transaction, and this one has just begun.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] > 0


def run(act):
    """What came of it, in a thread of its own."""
    try:
        act()
        return "ok"
    except BlockedError as blocked:
        return blocked.findings[0].code
    finally:
        connection.close()


def first_the_project(row, act):
    """While its project is held by another the act has locked nothing of the dossier; then it goes on."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Project.objects.select_for_update().get(pk=row.project_id)
            going = pool.submit(run, act)
            until = time.monotonic() + 20
            while not waits_for_a_lock() and time.monotonic() < until and not going.done():
                time.sleep(0.01)
            assert not going.done()
            type(row).objects.select_for_update(nowait=True).get(pk=row.pk)
            list(Book.objects.select_for_update(nowait=True).filter(project=row.project_id))
        return going.result(timeout=30)


def half(held):
    """Minutes of a last acceptance of half the work, so that a part of the advance comes back."""
    [line] = held.quantities
    return replace(held, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")})


def test_a_claim_is_written_and_sent(committed_world, claim, hand_in, dong_thap_officer, now):
    hand_in(claim)
    by = {"by": dong_thap_officer, "at": now}
    assert first_the_project(claim, lambda: change_claim(claim, amount=200 * M, done=75, **by)) == "ok"
    assert first_the_project(claim, lambda: CLAIM.perform("claim.submit", claim, Act(**by))) == "ok"


def test_an_acceptance_and_its_correction(
    committed_world, claim, walk, signed, held, accept, accountant, dong_thap_officer, ministry_leader, now
):
    walk(claim)
    by = {"by": dong_thap_officer, "at": now}
    less = half(held)
    draft = accept(signed, less, until="draft")
    assert first_the_project(draft, lambda: hand_minutes(draft, **FILE, **by)) == "ok"
    ACCEPTANCE.perform("acceptance.drop", draft, Act(**by, reason="Ghi lại"))
    row = accept(signed, less)
    wrong = {"reason": "Nhầm số", **FILE, "by": accountant, "at": now}
    assert first_the_project(row, lambda: begin_correction(row.posting, **wrong)) == "ok"
    asked_ = PostingCorrection.objects.get()
    head = Act(by=ministry_leader, at=now)
    waits = GiveBack.objects.get()
    back = Act(by=accountant, at=now)
    assert first_the_project(waits, lambda: propose_back(waits, BACK, back)) == "correction_waits"
    step = "posting_correction.decide"
    assert first_the_project(row, lambda: POSTING_CORRECTION.perform(step, asked_, head)) == "ok"
    assert (Acceptance.objects.get(pk=row.pk).state, list(broken_promises())) == ("draft", [])


def test_what_comes_back(committed_world, claim, walk, signed, held, accept, accountant, now):
    walk(claim)
    accept(signed, half(held))
    waits = GiveBack.objects.get()
    back = Act(by=accountant, at=now, reason="Xem lại")
    assert first_the_project(waits, lambda: propose_back(waits, BACK, back)) == "ok"
    drop = "give_back.drop"
    assert first_the_project(waits, lambda: GIVE_BACK.perform(drop, waits, back)) == "ok"
    assert list(broken_promises()) == []


def test_a_stop_and_a_claim_sent_at_once_come_one_after_the_other(
    committed_world, claim, hand_in, signed, want, go, ministry_leader, dong_thap_officer, now, monkeypatch
):
    hand_in(claim)
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    slow = lifecycle.FOLLOWERS["change.decide"]
    monkeypatch.setitem(lifecycle.FOLLOWERS, "change.decide", [lambda *_: time.sleep(0.3) or {}, *slow])

    def stop():
        decided(request, by=ministry_leader, signer=MINISTER, at=now)

    def send():
        CLAIM.perform("claim.submit", claim, Act(by=dong_thap_officer, at=now))

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(run, (stop, send)))
    # Whichever came first: the stop ends the draft, or it names the claim that was sent.
    assert said in (["ok", "wrong_state"], ["claim_open", "ok"])
    state = ChangeRequest.objects.get(pk=request.pk).state, Claim.objects.get(pk=claim.pk).state
    assert state == (("decided", "dropped") if said[0] == "ok" else ("proposed", "submitted"))
    assert list(broken_promises()) == []


def test_a_line_taken_out_and_its_work_recorded_at_once_come_one_after_the_other(
    committed_world, signed, held, accept, want, go, ministry_leader, dong_thap_leader, now, monkeypatch
):
    [line] = signed.project.lines.all()
    [machine] = held.quantities
    line.pk, line.position, line.name, line.item, line.national = None, 2, "Lắp đặt", None, 0
    line.counterpart = line.unit_price = 50 * M
    line.save(force_insert=True)
    first, _ = terms_now(signed.project).costs
    request = go(want(signed.project, costs=(first,)), until="proposed")
    both = {machine: Decimal("0.2"), line.pk: Decimal("0.5")}
    minutes = replace(held, amount=60 * M, counterpart=0, final=False, quantities=both)
    work = accept(signed, minutes, until="proposed")
    slow = lifecycle.FOLLOWERS["change.decide"]
    monkeypatch.setitem(lifecycle.FOLLOWERS, "change.decide", [lambda *_: time.sleep(0.3) or {}, *slow])

    def take_out():
        decided(request, by=ministry_leader, signer=MINISTER, at=now)

    def record():
        ACCEPTANCE.perform("acceptance.record", work, Act(by=dong_thap_leader, at=now))

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(run, (take_out, record)))
    # While the work waits for its head it holds the line, and recorded it does.
    assert said[1] == "ok"
    assert said[0] in ("removed_in_hand", "line_in_use")
    assert Line.objects.filter(pk=line.pk).exists()
    assert list(broken_promises()) == []


def test_an_invoice_waits_for_a_decision_that_takes_its_line_out(
    committed_world, signed, dong_thap_officer, now
):
    line = signed.project.lines.get()
    buying = signed.project.contracts.first()
    assert first_the_project(buying, lambda: buy_for(signed.project, line, dong_thap_officer, now)) == "ok"
