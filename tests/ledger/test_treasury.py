"""Statements beside the books: taken once, matched once, equal to the đồng, confirmed by another, signed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions import reverse
from khuyencong.ledger.actions.statements import take_statement
from khuyencong.ledger.actions.treasury import (
    Pair,
    explain,
    hand_signed_sheet,
    tie,
    tie_all,
    untie,
)
from khuyencong.ledger.lifecycle import RECONCILIATION, begin_reconciliation
from khuyencong.ledger.models import Match, MatchMember, Reconciliation, Statement, StatementLine
from khuyencong.ledger.queries.corrections import ground_of, wrong_of
from khuyencong.ledger.queries.treasury import unreconciled, waiting_for, whole_of
from khuyencong.organisations.queries import ministry_department
from khuyencong.paperwork.statement_file import check_statement_file
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.rules.posting_corrections import Origin, check_correction
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person
from tests.ledger.conftest import book, move
from tests.ledger.test_claims import accountant
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop

__all__ = ["accountant", "book", "draft", "law", "move", "workshop"]
pytestmark = pytest.mark.django_db
M = 1_000_000
YEAR = 2026
HEAD = "Ngày;Số CT;Nội dung;Nợ;Có;Số dư"


def csv_of(*rows, opening=0, account="3713.0.1057231"):
    """A statement as the treasury would export it: (day, number, words, net)."""
    lines, balance = [f"Số tài khoản: {account};;;;;", HEAD], opening
    for day, number, words, net in rows:
        balance += net
        debit, credit = (f"{-net:,}", "") if net < 0 else ("", f"{net:,}")
        lines.append(f"{day:%d/%m/%Y};{number};{words};{debit};{credit};{balance:,}")
    return "\n".join(lines).encode()


@pytest.fixture
def cashed(book, move):
    """A book with 77 million advanced on 5 May, 33 million on 9 May, 3 million given back on 1 June."""
    one = book(year=YEAR)
    for out, into, amount in (
        (Stage.SOURCE, Stage.ALLOCATED, 200 * M),
        (Stage.ALLOCATED, Stage.COMMITTED, 200 * M),
    ):
        move(one, out, into, amount, on=date(YEAR, 1, 5))
    postings = [
        move(one, Stage.COMMITTED, Stage.ADVANCED, 77 * M, on=date(YEAR, 5, 5)),
        move(one, Stage.COMMITTED, Stage.ADVANCED, 33 * M, on=date(YEAR, 5, 9)),
        move(one, Stage.ADVANCED, Stage.COMMITTED, 3 * M, on=date(YEAR, 6, 1)),
    ]
    return one, postings


@pytest.fixture
def row(cashed, accountant, now) -> Reconciliation:
    unit = cashed[0].project.agency
    return begin_reconciliation(unit, purse="KCQG", year=YEAR, side="unit", act=Act(by=accountant, at=now))


@pytest.fixture
def take(accountant, now):
    """Hands a statement in."""

    def make(row, content, by=accountant, name="sao-ke.csv"):
        checked = check_statement_file(name, content, year=row.year, today=now.date())
        assert checked.findings == () or not checked.refused, checked.findings
        return take_statement(row, checked, name=name, media_type="text/csv", content=content, by=by, at=now)

    return make


ALL = csv_of(
    (date(YEAR, 5, 6), "FT1", "Tam ung", 77 * M),
    (date(YEAR, 5, 9), "FT2", "Tam ung dot 2", 33 * M),
    (date(YEAR, 6, 1), "FT3", "Hoan tra", -3 * M),
    (date(YEAR, 6, 30), "FT4", "Phi quan ly tai khoan", -22_000),
)


def codes(caught):
    return [each.code for each in caught.value.findings]


def confirmed(row, take, accountant, leader, now):
    """Everything matched, the fee explained, confirmed by the leader."""
    take(row, ALL)
    found = whole_of(row).matched
    tie_all(row, pairs_of(found), by=accountant, at=now)
    [fee] = whole_of(row).open_lines
    explain(row, lines=[fee.key], cause="fee", reason="Phí tháng 6", by=accountant, at=now)
    RECONCILIATION.perform("reconciliation.propose", row, Act(by=accountant, at=now))
    return RECONCILIATION.perform("reconciliation.confirm", row, Act(by=leader, at=now))


def pairs_of(found):
    return [Pair(lines=each.lines, postings=each.entries, reason=each.reason) for each in found.proposals]


def test_the_same_file_is_taken_once_and_an_overlapping_one_brings_only_what_is_new(row, take):
    first = take(row, ALL)
    again = take(row, ALL, name="khac-ten.csv")
    longer = take(row, ALL + b"\n01/07/2026;FT5;Lai;;1,000;106,979,000")
    assert [(each.new, each.known) for each in (first, again, longer)] == [(4, False), (0, True), (1, False)]
    assert (Statement.objects.count(), StatementLine.objects.count()) == (2, 5)
    assert again.statement == first.statement
    assert whole_of(row).sheet.account == 107 * M - 21_000


def test_two_lines_that_are_alike_in_one_file_are_two(row, take):
    content = "Tài khoản: 12345678;;\nNgày;Nội dung;Số tiền\n05/05/2026;x;500\n05/05/2026;x;500\n".encode()
    assert take(row, content).new == 2
    more = content + b"06/05/2026;x;500\n"
    assert take(row, more).new == 1


def test_both_sides_are_read_matched_and_add_up(row, take, cashed):
    take(row, ALL)
    whole = whole_of(row)
    assert [(each.amount, each.open) for each in whole.entries] == [
        (77 * M, True),
        (33 * M, True),
        (-3 * M, True),
    ]
    assert [len(each.lines) for each in whole.matched.proposals] == [1, 1, 1]
    [fee] = whole.matched.lines
    assert StatementLine.objects.get(pk=fee).debit == 22_000
    assert (whole.sheet.booked, whole.sheet.account, whole.sheet.even) == (107 * M, 107 * M - 22_000, True)


def test_the_payers_account_reads_the_other_way(cashed, accountant, now, take):
    act = Act(by=accountant, at=now)
    row = begin_reconciliation(cashed[0].project.agency, purse="KCQG", year=YEAR, side="payer", act=act)
    take(row, csv_of((date(YEAR, 5, 5), "1", "Cap", -77 * M), opening=100 * M))
    assert [each.amount for each in whole_of(row).lines] == [77 * M]
    assert len(whole_of(row).matched.proposals) == 1


def test_it_is_confirmed_by_another_once_nothing_stands_alone(row, take, accountant, ministry_leader, now):
    act = Act(by=accountant, at=now)
    with pytest.raises(BlockedError) as caught:
        RECONCILIATION.perform("reconciliation.propose", row, act)
    assert codes(caught) == ["no_statement"]
    take(row, ALL)
    with pytest.raises(BlockedError) as caught:
        RECONCILIATION.perform("reconciliation.propose", row, act)
    assert codes(caught) == ["unexplained", "unexplained"]
    tie_all(row, pairs_of(whole_of(row).matched), by=accountant, at=now)
    [fee] = whole_of(row).open_lines
    explain(row, lines=[fee.key], cause="fee", reason="Phí tháng 6", by=accountant, at=now)
    RECONCILIATION.perform("reconciliation.propose", row, act)
    with pytest.raises(BlockedError) as caught:
        RECONCILIATION.perform("reconciliation.confirm", row, act)
    assert codes(caught) == ["own_work"]
    done = RECONCILIATION.perform("reconciliation.confirm", row, Act(by=ministry_leader, at=now))
    assert (done.figures["booked"], done.figures["account"]) == (107 * M, 107 * M - 22_000)
    assert (done.confirmed_on, Task.objects.get(dossier_kind="reconciliation", state="open").desk) == (
        now.date(),
        accountant.desk.code,
    )
    with pytest.raises(BlockedError) as caught:
        RECONCILIATION.perform("reconciliation.sign", row, act)
    assert codes(caught) == ["no_paper"]
    paper = {"name": "ky.pdf", "media_type": "application/pdf", "content": b"%PDF-1.4", "on": now.date()}
    with pytest.raises(BlockedError) as caught:
        hand_signed_sheet(row, **paper | {"on": now.date() + timedelta(days=1)}, by=accountant, at=now)
    assert codes(caught) == ["wrong_day"]
    hand_signed_sheet(row, **paper, by=accountant, at=now)
    assert RECONCILIATION.perform("reconciliation.sign", row, act).state == "signed"
    back = RECONCILIATION.perform(
        "reconciliation.reopen", row, Act(by=ministry_leader, at=now, reason="Sót một chứng từ")
    )
    assert (back.state, back.figures, back.sha256) == ("draft", None, "")
    assert [(each.name, bytes(each.content)) for each in back.sheets.all()] == [("ky.pdf", b"%PDF-1.4")]


def test_a_gap_between_statements_stands_against_it(row, take, accountant, now):
    take(row, csv_of((date(YEAR, 5, 6), "FT1", "Tam ung", 77 * M)))
    take(row, csv_of((date(YEAR, 6, 1), "FT3", "Hoan tra", -3 * M), opening=110 * M))
    with pytest.raises(BlockedError) as caught:
        RECONCILIATION.perform("reconciliation.propose", row, Act(by=accountant, at=now))
    assert codes(caught) == ["unexplained", "unexplained", "chain_gap"]
    gap = caught.value.findings[-1]
    assert "lệch 33.000.000 đồng, số trong tệp cao hơn" in gap.message
    assert gap.fix.startswith("Chưa có sao kê từ 07/05/2026 đến 31/05/2026: nhập thêm.")


def test_what_is_uneven_or_of_another_or_taken_is_not_matched(row, take, cashed, accountant, now):
    take(row, ALL)
    lines = [each.key for each in whole_of(row).lines]
    postings = [each.pk for each in cashed[1]]

    def refused(**keys):
        with pytest.raises(BlockedError) as caught:
            tie(row, Pair(**{"lines": (), "postings": (), "reason": "tay"} | keys), by=accountant, at=now)
        return codes(caught)

    assert refused(lines=(lines[0],), postings=(postings[1],)) == ["uneven"]
    assert refused(lines=(lines[0],)) == ["uneven"]
    assert refused(lines=(lines[0], 10**9), postings=(postings[0],)) == ["not_here"]
    both = tie(
        row,
        Pair(lines=(lines[0], lines[1]), postings=(postings[0], postings[1]), reason="tay"),
        by=accountant,
        at=now,
    )
    assert refused(lines=(lines[0],), postings=(postings[0],)) == ["taken"]
    with pytest.raises(BlockedError) as caught:
        untie(both, why=" ", by=accountant, at=now)
    assert codes(caught) == ["no_words"]
    untie(both, why="Ghép nhầm", by=accountant, at=now)
    with pytest.raises(BlockedError) as caught:
        untie(both, why="Nữa", by=accountant, at=now)
    assert codes(caught) == ["undone"]
    tie(row, Pair(lines=(lines[0],), postings=(postings[0],), reason="tay"), by=accountant, at=now)
    assert list(Match.objects.order_by("pk").values_list("undone_why", flat=True)) == ["Ghép nhầm", ""]
    told = (
        Event.objects.filter(name__startswith="reconciliation.").order_by("pk").values_list("name", flat=True)
    )
    assert list(told)[-3:] == ["reconciliation.match", "reconciliation.undo", "reconciliation.match"]


def test_a_posting_beside_a_line_is_not_undone_until_they_are_taken_apart(row, take, cashed, accountant, now):
    take(row, ALL)
    line, posting = whole_of(row).lines[0].key, cashed[1][0]
    found = replace(wrong_of(posting), origin=Origin.CLAIM)
    assert not ground_of(found).matched
    tied = tie(row, Pair(lines=(line,), postings=(posting.pk,), reason="tay"), by=accountant, at=now)
    assert "matched" in [each.code for each in check_correction(ground_of(found))]
    untie(tied, why="Ghép nhầm", by=accountant, at=now)
    assert not ground_of(found).matched


def test_only_the_accountant_of_unit_or_payer_writes(
    row, take, cashed, accountant, ministry_officer, dong_thap_officer, tay_ninh_officer, now
):
    for who in (ministry_officer, dong_thap_officer, tay_ninh_officer):
        with pytest.raises(PermissionDenied):
            take(row, ALL, by=who)
    unit = cashed[0].project.agency
    act = Act(by=person(tay_ninh_officer.agency, "kt-tay-ninh", "accountant"), at=now)
    with pytest.raises(PermissionDenied):
        begin_reconciliation(unit, purse="KCDP", year=YEAR, side="unit", act=act)
    own = Act(by=person(unit, "kt-dong-thap", "accountant"), at=now)
    with pytest.raises(BlockedError) as caught:
        begin_reconciliation(unit, purse="KCQG", year=YEAR, side="unit", act=own)
    assert codes(caught) == ["reconciliation_taken"]
    assert begin_reconciliation(unit, purse="KCDP", year=YEAR, side="unit", act=own).state == "draft"
    with pytest.raises(PermissionDenied):
        take(row, ALL, by=own.by)


def test_what_was_undone_in_the_books_needs_no_line(row, take, cashed, accountant, now, dong_thap_officer):
    reverse(cashed[1][1], key="r1", reason="Ghi nhầm", by=dong_thap_officer, at=now)
    whole = whole_of(row)
    assert [(each.amount, each.cancelled) for each in whole.entries] == [
        (77 * M, False),
        (33 * M, True),
        (-3 * M, False),
        (-33 * M, True),
    ]
    assert whole.sheet.booked == 74 * M
    assert unreconciled([cashed[0].pk]) == [(cashed[0].project.agency_id, "KCQG", 80 * M)]


def test_a_unit_waits_until_it_is_reconciled_and_again_after_a_new_posting(
    cashed, row, take, move, accountant, ministry_leader, dong_thap_officer, now
):
    book, unit = cashed[0], cashed[0].project.agency
    assert waiting_for(dong_thap_officer) == []
    assert unreconciled([book.pk]) == [(unit.pk, "KCQG", 113 * M)]
    confirmed(row, take, accountant, ministry_leader, now)
    assert unreconciled([book.pk]) == []
    move(book, Stage.COMMITTED, Stage.ADVANCED, 5 * M, on=date(YEAR, 7, 1))
    assert unreconciled([book.pk]) == [(unit.pk, "KCQG", 5 * M)]
    RECONCILIATION.perform(
        "reconciliation.reopen", row, Act(by=ministry_leader, at=now, reason="Thêm bút toán")
    )
    RECONCILIATION.perform("reconciliation.drop", row, Act(by=accountant, at=now, reason="Làm lại"))
    assert [(each.unit, each.purse, each.year, each.amount) for each in waiting_for(dong_thap_officer)] == [
        (unit, "KCQG", YEAR, 112 * M)
    ]


def test_the_database_itself_keeps_what_was_said(row, take, cashed, accountant, ministry_leader, now):
    take(row, ALL)
    lines = [each.key for each in whole_of(row).lines]
    made = tie(row, Pair(lines=(lines[0],), postings=(cashed[1][0].pk,), reason="tay"), by=accountant, at=now)
    member = {"reconciliation": row, "match": made, "amount": 33 * M}

    def refused(act):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    refused(lambda: StatementLine.objects.filter(pk=lines[0]).update(credit=1))
    refused(lambda: StatementLine.objects.filter(pk=lines[0]).delete())
    refused(lambda: Statement.objects.update(opening=5))
    refused(lambda: Statement.objects.all()._raw_delete("default"))
    refused(lambda: Match.objects.filter(pk=made.pk).update(reason="khác"))
    refused(lambda: MatchMember.objects.filter(match=made).update(active=False))
    refused(lambda: MatchMember.objects.filter(match=made).update(amount=1))
    refused(lambda: MatchMember.objects.create(**member, line_id=lines[0]))
    refused(lambda: MatchMember.objects.create(**member | {"amount": 32 * M}, line_id=lines[1]))
    refused(lambda: MatchMember.objects.create(**member | {"amount": 32 * M}, posting=cashed[1][1]))
    refused(lambda: Reconciliation.objects.filter(pk=row.pk).update(state="proposed"))
    refused(lambda: Reconciliation.objects.filter(pk=row.pk).update(side="payer"))
    refused(lambda: Reconciliation.objects.filter(pk=row.pk)._raw_delete("default"))
    untie(made, why="thử", by=accountant, at=now)
    tie_all(row, pairs_of(whole_of(row).matched), by=accountant, at=now)
    explain(row, lines=[lines[3]], cause="fee", reason="Phí", by=accountant, at=now)
    RECONCILIATION.perform("reconciliation.propose", row, Act(by=accountant, at=now))
    live = Match.objects.filter(undone_at=None)
    refused(lambda: live.update(undone_at=now, undone_by=accountant.account, undone_why="x"))
    refused(lambda: Match.objects.create(reconciliation=row, reason="x", author=accountant.account, at=now))
    RECONCILIATION.perform("reconciliation.confirm", row, Act(by=ministry_leader, at=now))
    refused(lambda: Reconciliation.objects.filter(pk=row.pk).update(figures={"booked": 0}))
    refused(lambda: Reconciliation.objects.filter(pk=row.pk).update(state="proposed"))


@pytest.mark.parametrize("state", ["proposed", "confirmed", "signed", "dropped"])
def test_the_database_takes_no_reconciliation_that_begins_elsewhere_than_as_a_draft(row, now, state):
    made = {"unit": row.unit, "purse": row.purse, "year": row.year - 1, "side": row.side, "agency": row.agency}
    who = {"desk": row.desk, "author": row.author, "created_at": now}
    with pytest.raises(DatabaseError), transaction.atomic():
        Reconciliation.objects.create(**made, **who, state=state, figures={}, confirmed_on=now)
    Reconciliation.objects.create(**made, **who)


@pytest.mark.django_db(transaction=True)
def test_five_who_send_one_file_at_once_write_it_once(committed_world, row, take):
    def hand(_):
        try:
            return take(row, ALL).new
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        found = sorted(pool.map(hand, range(5)))
    assert found == [0, 0, 0, 0, 4]
    assert (Statement.objects.count(), StatementLine.objects.count()) == (1, 4)


@pytest.mark.django_db(transaction=True)
def test_two_accountants_at_once_match_a_line_once_and_the_other_is_told(
    committed_world, row, take, cashed, now
):
    take(row, csv_of((date(YEAR, 5, 9), "FT2", "x", 33 * M)))
    [line] = whole_of(row).lines
    pair = Pair(lines=(line.key,), postings=(cashed[1][1].pk,), reason="tay")
    people = [person(ministry_department(), f"kt{number}", "accountant") for number in range(2)]

    def hand(who):
        try:
            return tie(row, pair, by=who, at=now).pk
        except BlockedError as blocked:
            return blocked.findings[0].message.partition(" lúc")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(hand, people))
    [told] = [each for each in found if isinstance(each, str)]
    winner = people[1 - found.index(told)].account
    assert told == f"{winner} đã xử lý dòng này"
    assert Match.objects.count() == 1
