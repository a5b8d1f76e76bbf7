"""A wrong statement is set aside by two people: its lines match nothing more, and its file may come again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localtime

from khuyencong.ledger.actions.treasury import explain, tie_all
from khuyencong.ledger.lifecycle import RECONCILIATION, STATEMENT_REMOVAL, begin_removal
from khuyencong.ledger.models import Match, MatchMember, Statement, StatementLine, StatementRemoval
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.treasury import whole_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person
from tests.ledger.conftest import book, move
from tests.ledger.test_claims import accountant
from tests.ledger.test_treasury import ALL, YEAR, M, cashed, codes, confirmed, csv_of, pairs_of, row, take
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop

__all__ = ["accountant", "book", "cashed", "draft", "law", "move", "row", "take", "workshop"]
pytestmark = pytest.mark.django_db
WRONG = csv_of((date(YEAR, 5, 6), "SAI", "Tam ung", 77 * M), account="9999.1")


@pytest.fixture
def ask(accountant, now):
    return lambda statement, by=accountant: begin_removal(
        statement, reason="Sao kê của tài khoản khác", by=by, at=now
    )


@pytest.fixture
def decide(ministry_leader, now):
    return lambda row, do="decide", by=ministry_leader: STATEMENT_REMOVAL.perform(
        f"statement_removal.{do}", row, Act(by=by, at=now, reason="x" if do != "decide" else "")
    )


def test_its_lines_match_nothing_more_and_the_story_keeps_both(
    row, take, ask, decide, accountant, ministry_leader, now
):
    wrong = take(row, WRONG).statement
    tie_all(row, pairs_of(whole_of(row).matched), by=accountant, at=now)
    [member] = MatchMember.objects.filter(active=True, line__statement=wrong)
    removal = ask(wrong)
    assert (removal.state, whole_of(row).sheet.account) == ("proposed", 77 * M)
    task = Task.objects.get(dossier_kind="statement_removal", state="open")
    assert (task.desk, "sao-ke.csv" in task.title) == (ministry_leader.desk.code, True)
    assert decide(removal).state == "decided"
    assert not Task.objects.filter(dossier_kind="statement_removal", state="open").exists()
    whole = whole_of(row)
    assert (whole.lines, whole.periods, whole.sheet.account) == ([], {}, 0)
    assert len(whole.open_entries) == 3
    wrong.refresh_from_db()
    match = Match.objects.get(pk=member.match_id)
    assert (wrong.set_aside_at, match.undone_by, match.undone_why) == (
        now,
        ministry_leader.account,
        "Bỏ riêng sao kê “sao-ke.csv”: Sao kê của tài khoản khác",
    )
    assert StatementLine.objects.get().stands is False
    events = Event.objects.filter(dossier_kind="statement_removal").order_by("sequence")
    assert list(events.values_list("name", flat=True)) == [
        "statement_removal.begin",
        "statement_removal.decide",
    ]
    assert list(broken_promises()) == []


def test_the_same_file_may_be_read_in_again_and_the_reconciliation_goes_on(
    row, take, ask, decide, accountant, ministry_leader, now
):
    first = take(row, ALL)
    decide(ask(first.statement))
    again = take(row, ALL)
    assert (again.new, again.known, again.statement != first.statement) == (4, False, True)
    assert Statement.objects.count() == 2
    assert len(whole_of(row).lines) == 4
    assert confirmed(row, take, accountant, ministry_leader, now).state == "confirmed"


def test_a_wrong_file_that_came_first_no_more_bars_the_right_one(row, take, ask, decide):
    wrong = take(row, csv_of((date(YEAR, 5, 1), "A", "x", 5), (date(YEAR, 6, 30), "B", "x", 5)))
    right = csv_of(
        (date(YEAR, 5, 1), "A", "x", 5), (date(YEAR, 5, 20), "C", "x", 7), (date(YEAR, 6, 30), "B", "x", 5)
    )
    with pytest.raises(BlockedError) as caught:
        take(row, right)
    assert "đề nghị bỏ riêng tệp ấy" in caught.value.findings[0].fix
    decide(ask(wrong.statement))
    assert take(row, right).new == 3


def test_a_later_file_that_leans_on_it_goes_first(row, take, ask, decide):
    first = take(row, ALL)
    longer = take(row, ALL + b"\n01/07/2026;FT5;Lai;;1,000;106,979,000", name="dai.csv")
    with pytest.raises(BlockedError) as caught:
        ask(first.statement)
    assert codes(caught) == ["leaned_on"]
    removal = ask(longer.statement)
    decide(removal)
    later = ask(first.statement)
    take(row, ALL + b"\n02/07/2026;FT6;Lai;;1,000;106,979,000", name="khac.csv")
    with pytest.raises(BlockedError) as caught:
        decide(later)
    assert codes(caught) == ["leaned_on"]


def test_one_asks_and_the_head_decides(
    row, take, ask, decide, accountant, ministry_officer, dong_thap_leader, now
):
    wrong = take(row, WRONG).statement
    for stranger in (ministry_officer, dong_thap_leader):
        with pytest.raises(PermissionDenied):
            ask(wrong, by=stranger)
    removal = ask(wrong)
    with pytest.raises(BlockedError) as caught:
        ask(wrong)
    assert codes(caught) == ["asked"]
    other = person(accountant.agency, "ke-toan-2", "accountant", "Kế toán hai")
    for by in (accountant, other, ministry_officer, dong_thap_leader):
        with pytest.raises(PermissionDenied):
            decide(removal, by=by)
    assert decide(removal, "refuse").state == "refused"
    assert len(whole_of(row).lines) == 1
    again = ask(wrong)
    assert (
        STATEMENT_REMOVAL.perform(
            "statement_removal.drop", again, Act(by=accountant, at=now, reason="Tệp đúng")
        ).state
        == "dropped"
    )


def test_nothing_leaves_the_desk_while_the_head_has_it_to_decide(
    row, take, ask, decide, accountant, ministry_leader, now
):
    take(row, ALL)
    tie_all(row, pairs_of(whole_of(row).matched), by=accountant, at=now)
    [fee] = whole_of(row).open_lines
    explain(row, lines=[fee.key], cause="fee", reason="Phí tháng 6", by=accountant, at=now)
    removal = ask(Statement.objects.get())
    for do in ("propose", "drop"):
        with pytest.raises(BlockedError) as caught:
            RECONCILIATION.perform(f"reconciliation.{do}", row, Act(by=accountant, at=now, reason="x"))
        assert codes(caught) == ["removal_waits"]
    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(state="proposed")
    decide(removal, "refuse")
    RECONCILIATION.perform("reconciliation.propose", row, Act(by=accountant, at=now))
    with pytest.raises(BlockedError) as caught:
        ask(Statement.objects.get())
    assert codes(caught) == ["not_draft"]


def test_neither_database_sets_aside_what_nobody_asked_or_changes_what_was_decided(row, take, ask, decide, now):
    statement = take(row, WRONG).statement
    line = statement.lines.get()
    refused = [
        lambda: Statement.objects.filter(pk=statement.pk).update(set_aside_at=now),
        lambda: StatementLine.objects.filter(pk=line.pk).update(stands=False),
        statement.delete,
    ]
    removal = ask(statement)
    refused += [
        lambda: Statement.objects.filter(pk=statement.pk).update(set_aside_at=now, name="khac.csv"),
        lambda: StatementRemoval.objects.filter(pk=removal.pk).update(state="decided"),
        lambda: StatementRemoval.objects.filter(pk=removal.pk).update(reason="Khác"),
        removal.delete,
    ]
    for change in refused[1:]:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    decide(removal)
    for change in (
        refused[0],
        lambda: Statement.objects.filter(pk=statement.pk).update(set_aside_at=None),
        lambda: StatementLine.objects.filter(pk=line.pk).update(stands=True),
        lambda: StatementRemoval.objects.filter(pk=removal.pk).update(state="refused"),
        removal.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_neither_database_sets_a_statement_aside_unasked(row, take, now):
    statement = take(row, WRONG).statement
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(set_aside_at=now)


def test_neither_database_matches_a_line_that_was_set_aside(row, take, ask, decide, accountant, now):
    statement = take(row, WRONG).statement
    decide(ask(statement))
    with pytest.raises(BlockedError) as caught:
        explain(row, lines=[statement.lines.get().pk], cause="fee", reason="x", by=accountant, at=now)
    assert codes(caught) == ["not_here"]
    made = Match.objects.create(
        reconciliation=row, cause="fee", reason="x", author=accountant.account, at=localtime()
    )
    for amount in (77 * M, 0):
        with pytest.raises(DatabaseError), transaction.atomic():
            MatchMember.objects.create(
                reconciliation=row, match=made, line=statement.lines.get(), amount=amount
            )


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_set_it_aside_once(committed_world, row, take, ask, decide):
    removal = ask(take(row, WRONG).statement)

    def once(_):
        try:
            return decide(removal).state
        except (BlockedError, DatabaseError):
            return "late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(once, range(2))) == ["decided", "late"]
    assert Event.objects.filter(name="statement_removal.decide").count() == 1
