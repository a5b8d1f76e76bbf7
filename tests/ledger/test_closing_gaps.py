"""What a closing asks besides money, on which ground money is carried, and a run that stops and goes on."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django_tasks_db.models import DBTaskResult

from khuyencong.ledger.actions.closing import carry_decided
from khuyencong.ledger.lifecycle import YEAR_CLOSE, YEAR_OPENING, begin_close, closing, opening
from khuyencong.ledger.models import Book, CloseLine, Posting, YearClose, YearOpening
from khuyencong.ledger.queries.closing import checklist, grounds_of, rows_of, why_stopped
from khuyencong.organisations.queries import operator
from khuyencong.post.actions import queue
from khuyencong.post.actions.work import run as run_task
from khuyencong.projects.actions.inspections import Plan, plan_inspection
from khuyencong.projects.actions.obstacles import Told, write_obstacle
from khuyencong.projects.actions.purchases import UNBOUGHT
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.rules.closing import Choice, Ground
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_acceptances import accept, held
from tests.ledger.test_changes import go, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, close, made_books, run, taken
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.ledger.test_liquidations import close as liquidate

__all__ = [
    "accept",
    "accountant",
    "approved",
    "choosing",
    "claim",
    "close",
    "contract",
    "go",
    "hand_in",
    "held",
]
__all__ += ["liquidate", "sign", "signed", "taken", "walk", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


def looked(close):
    """What each check finds, in đồng, and whether the year stays open for it."""
    items = checklist(close, rows_of(close), LATER.date())
    return {each.check.code: (each.amount, each.blocks) for each in items if each.found}


def refusing(line, **how):
    raise BlockedError(error("odd", "Sổ không nhận.", "Xem lại.", "Quyển 1"))


def test_a_run_that_the_rules_refuse_says_so_at_the_heads_desk_and_goes_on_when_she_lets_it(
    book, move, close, choosing, taken, monkeypatch, ministry_leader, ministry_officer
):
    made_books(book, move, 3)
    choosing(close, Choice.CARRY)
    running = taken(close)
    with monkeypatch.context() as broken:
        broken.setattr(closing, "write_line", refusing)
        assert closing.write_closing.call(running.pk) == "Dừng: Quyển 1: Sổ không nhận."
    stopped = YearClose.objects.get()
    waits = Task.objects.get(dossier_kind="year_close", state="open")
    assert (stopped.state, why_stopped("year_close", stopped.pk), waits.desk) == (
        "failed",
        "Quyển 1: Sổ không nhận.",
        ministry_leader.desk.code,
    )
    # Whoever calls it, nothing is written while it stands still, and nobody else posts into the year.
    assert closing.write_closing.call(running.pk) == "Đang dừng"
    with pytest.raises(BlockedError) as refused:
        move(Book.objects.filter(year=2027).first(), Stage.SOURCE, Stage.ALLOCATED, M)
    assert (codes(refused), Posting.objects.filter(kind="carry").count()) == (["year_closed"], 0)
    with pytest.raises(PermissionDenied):
        YEAR_CLOSE.perform("year_close.resume", stopped, Act(by=ministry_officer, at=LATER))
    before = DBTaskResult.objects.count()
    YEAR_CLOSE.perform("year_close.resume", stopped, Act(by=ministry_leader, at=LATER))
    assert DBTaskResult.objects.count() == before + 1
    assert run(stopped).state == "closed"
    assert Posting.objects.filter(kind="carry").count() == 3


def test_a_run_that_nobody_tries_any_more_is_said_to_have_stopped(
    book, move, close, choosing, taken, monkeypatch, now
):
    made_books(book, move, 2)
    choosing(close, Choice.CARRY)
    running = taken(close)

    def failing(line, **how):
        raise RuntimeError("the power went")

    monkeypatch.setattr(closing, "write_line", failing)
    states = []
    for _ in range(6):
        DBTaskResult.objects.update(run_after=now)
        run_task(queue.claim("one", now), "one")
        states.append(YearClose.objects.get(pk=running.pk).state)
    assert states == ["running"] * 5 + ["failed"]
    assert why_stopped("year_close", running.pk) == "RuntimeError: the power went"
    assert DBTaskResult.objects.get().status == "FAILED"


def test_only_the_server_says_that_it_stopped_and_a_stopped_year_may_be_opened_again(
    book, move, close, choosing, taken, ministry_leader
):
    made_books(book, move, 1)
    choosing(close, Choice.CARRY)
    running = taken(close)
    with pytest.raises(PermissionDenied):
        YEAR_CLOSE.perform("year_close.fail", running, Act(by=ministry_leader, at=LATER, reason="Thử"))
    closing.stop(running.pk, why="Mất điện")
    closing.stop(running.pk, why="Mất điện lần nữa")
    assert why_stopped("year_close", running.pk) == "Mất điện"
    act = Act(by=ministry_leader, at=LATER, reason="Sai quyết định")
    assert YEAR_CLOSE.perform("year_close.reopen", running, act).state == "reopened"


def test_both_databases_keep_a_closing_that_stopped(book, move, close, choosing, taken):
    made_books(book, move, 1)
    choosing(close, Choice.CARRY)
    running = taken(close)
    closing.stop(running.pk, why="Mất điện")
    CloseLine.objects.filter(close=running).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        YearClose.objects.filter(pk=running.pk)._raw_delete("default")


def test_liquidations_are_asked_for_and_do_not_keep_the_year_open(signed, held, accept, close, liquidate):
    assert "liquidations" not in looked(close)
    accept(signed, held)
    assert looked(close)["liquidations"] == (300 * M, False)
    liquidate(remains="Chi 300 triệu.")
    assert "liquidations" not in looked(close)


def test_the_year_before_is_closed_first_where_its_money_waits(book, move, close, law, ministry_officer):
    this = book(title="Năm nay", year=2027)
    move(this, Stage.SOURCE, Stage.ALLOCATED, 5 * M)
    assert "years" not in looked(close)
    before = book(title="Năm trước", year=2026)
    move(before, Stage.SOURCE, Stage.ALLOCATED, 7 * M)
    assert looked(close)["years"] == (7 * M, True)
    earlier = begin_close("KCQG", 2026, Act(by=ministry_officer, at=LATER))
    YearClose.objects.filter(pk=earlier.pk).update(state="closed", closed_on=date(2027, 1, 5))
    assert "years" not in looked(close)


def test_money_is_carried_on_the_decision_that_extended_its_project(
    signed, close, want, go, ministry_officer, dong_thap_leader, book, move
):
    other = book(title="Không gia hạn", year=2027)
    move(other, Stage.SOURCE, Stage.ALLOCATED, 5 * M)
    with pytest.raises(BlockedError) as refused:
        carry_decided(close, by=ministry_officer, at=LATER)
    assert codes(refused) == ["no_extension"]
    request = go(want(signed.project, last_year=2028), number="55/QĐ-BCT")
    request = ChangeRequest.objects.get(pk=request.pk)
    own = Book.objects.get(project=signed.project)
    ground = Ground(number="55/QĐ-BCT", on=request.signed_on, authority=f"{request.decided_by} ({request.law})")
    assert grounds_of(rows_of(close), 2027) == {own.pk: ground}
    assert grounds_of(rows_of(close), 2028) == {}
    with pytest.raises(PermissionDenied):
        carry_decided(close, by=dong_thap_leader, at=LATER)
    assert carry_decided(close, by=ministry_officer, at=LATER) == 1
    [line] = CloseLine.objects.filter(close=close)
    assert (line.book, line.chosen, line.ground) == (own, Choice.CARRY, ground)
    with pytest.raises(BlockedError):
        carry_decided(close, by=ministry_officer, at=LATER)


def test_nothing_is_raised_or_planned_on_a_project_that_stopped_but_its_purchases_are_written_down(
    approved, dong_thap_officer, dong_thap_leader, now
):
    for state in ("stopped", "closed"):
        Project.objects.filter(pk=approved.pk).update(state=state)
        project = Project.objects.get(pk=approved.pk)
        said = Told(kind="doi-ung", title="Điện", told="Chưa có điện", wanted="Kéo dây", held=0)
        with pytest.raises(BlockedError) as refused:
            write_obstacle(project, said, by=dong_thap_officer, at=now)
        assert codes(refused) == ["over"]
        plan = Plan(planned_on=now.date(), team="A")
        with pytest.raises(BlockedError) as refused:
            plan_inspection(project, plan, by=dong_thap_leader, at=now)
        assert codes(refused) == ["unseen"]
    assert ("stopped" in UNBOUGHT, "closed" in UNBOUGHT) == (False, True)


def test_an_opening_that_stops_says_so_and_goes_on(
    request, monkeypatch, ministry_leader, ministry_officer, now
):
    row = YearOpening.objects.create(
        purse="KCQG",
        year=2028,
        agency=ministry_leader.agency,
        desk=ministry_officer.desk,
        author=ministry_officer.account,
        number="1/QĐ",
        signed_on=now.date(),
        created_at=now,
        state="running",
    )
    with monkeypatch.context() as broken:
        broken.setattr(opening, "run_opening", refusing)
        opening.write_opening.call(row.pk)
    row.refresh_from_db()
    assert (row.state, why_stopped("year_opening", row.pk)) == ("failed", "Quyển 1: Sổ không nhận.")
    assert opening.run_opening(row, by=operator(), at=now) == "Đang dừng"
    with pytest.raises(PermissionDenied):
        YEAR_OPENING.perform("year_opening.resume", row, Act(by=ministry_officer, at=now))
    YEAR_OPENING.perform("year_opening.resume", row, Act(by=ministry_leader, at=now))
    assert opening.write_opening.call(row.pk) == "0 đề án"
    row.refresh_from_db()
    assert row.state == "opened"
