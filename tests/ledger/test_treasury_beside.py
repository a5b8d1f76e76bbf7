"""Statements beside those that stand: what is new, what contradicts; signed sheets outlive a reopening."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions.statements import take_statement
from khuyencong.ledger.actions.treasury import explain, hand_signed_sheet, untie
from khuyencong.ledger.lifecycle import RECONCILIATION
from khuyencong.ledger.models import Reconciliation, SignedSheet, Statement, StatementLine
from khuyencong.ledger.queries.treasury import whole_of
from khuyencong.paperwork.statement_file import check_statement_file
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.conftest import person
from tests.ledger.conftest import book, move
from tests.ledger.test_claims import accountant
from tests.ledger.test_treasury import YEAR, M, cashed, codes, confirmed, csv_of, row, take
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop

__all__ = ["accountant", "book", "cashed", "draft", "law", "move", "row", "take", "workshop"]
pytestmark = pytest.mark.django_db
BARE = "Ngày;Số CT;Nội dung;Nợ;Có\n"
WITH = "Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n"


@pytest.fixture
def typed(row, accountant, now):
    """Hands in the lines of a file without an account, which is typed; how many were new."""

    def make(text, account="111.22"):
        content = text.encode()
        checked = check_statement_file("a.csv", content, year=YEAR, today=now.date(), account=account)
        assert not checked.refused, checked.findings
        how = {"name": "a.csv", "media_type": "text/csv", "content": content}
        return take_statement(row, checked, **how, by=accountant, at=now).new

    return make


def test_lines_whose_words_alone_differ_are_two_where_nothing_else_tells_them(typed):
    assert typed(BARE + "06/03/2026;;chi A;70;\n") == 1
    assert typed(BARE + "06/03/2026;;chi B khac han;70;\n") == 1
    assert typed(BARE + "06/03/2026;;CHI  a;70;\n06/03/2026;;chi A;70;\n") == 1
    assert sorted(StatementLine.objects.values_list("told", flat=True)) == ["chi A", "chi A", "chi B khac han"]


@pytest.mark.parametrize("first", [True, False])
def test_a_line_with_and_without_its_balance_is_one(typed, first):
    files = [WITH + "06/03/2026;N1;chi;70;;30\n07/03/2026;;phi;5;;25\n"]
    files.append(BARE + "06/03/2026;n1;khac chu;70;\n07/03/2026;;Phí;5;\n")
    assert [typed(each) for each in (files if first else files[::-1])] == [2, 0]
    assert typed(BARE + "06/03/2026;N1;chi;70;\n06/03/2026;N1;chi;70;\n") == 1


def test_an_account_is_its_digits_however_it_is_called(typed, row):
    line = BARE + "06/03/2026;N1;chi;70;\n"
    assert typed(line, "111.22") == 1
    assert typed(line + "\n", "TK 111-22") == 0
    assert typed(line + "\n\n", "Số tài khoản: 111 22") == 0
    assert set(Statement.objects.values_list("account", flat=True)) == {"11122"}
    assert list(whole_of(row).periods) == ["11122"]
    assert typed(line + "\n\n\n", "TK 111-23") == 1


YEARS = csv_of(
    (date(YEAR, 1, 2), "A1", "x", 5), (date(YEAR, 4, 5), "A2", "x", -3), (date(YEAR, 11, 3), "A3", "x", 7)
)


def test_a_file_whose_line_a_whole_statement_lacks_is_refused_with_its_cell_and_the_size(row, take):
    take(row, YEARS, name="nam.csv")
    with pytest.raises(BlockedError) as caught:
        take(row, csv_of((date(YEAR, 3, 5), "B1", "x", -10), opening=100), name="sai.csv")
    [told] = caught.value.findings
    assert (told.code, told.place) == ("against_standing", "CSV!A3")
    assert told.message == (
        "Dòng 05/03/2026 số B1 Nợ 10 đồng không có trong sao kê “nam.csv” (02/01/2026 – 03/11/2026) đã nhập, "
        "mà sao kê ấy đủ từ số dư đầu đến số dư cuối: lệch 10 đồng."
    )
    assert "đề nghị bỏ riêng tệp ấy" in told.fix
    assert (Statement.objects.count(), StatementLine.objects.count()) == (1, 3)
    assert "chain_gap" not in [each.code for each in whole_of(row).findings]


def test_a_whole_file_that_lacks_a_line_that_stands_or_stands_higher_is_refused(row, take):
    take(row, csv_of((date(YEAR, 3, 5), "B1", "x", -10), opening=100), name="sai.csv")
    with pytest.raises(BlockedError) as caught:
        take(row, YEARS, name="nam.csv")
    assert [(each.code, each.place) for each in caught.value.findings] == [("against_standing", "CSV!A3")]
    assert "mà không có dòng 05/03/2026 số B1 Nợ 10 đồng" in caught.value.findings[0].message


def test_the_same_lines_at_another_height_are_refused_with_the_gap(typed):
    ends = "Số dư đầu kỳ: {};;;;\n" + BARE + "{}Số dư cuối kỳ: {};;;;\n"
    lines = "05/03/2026;B1;x;10;\n09/03/2026;B2;x;;4\n"
    assert typed(ends.format(1_000, lines, 994)) == 2
    with pytest.raises(BlockedError) as caught:
        typed(ends.format(1_300, lines, 1_294))
    [told] = caught.value.findings
    assert (told.code, told.place) == ("against_standing", "Số dư")
    assert "Số dư đầu ngày 06/03/2026" in told.message
    assert "lệch 300 đồng, số trong tệp cao hơn" in told.message


def test_what_overlaps_and_agrees_is_taken(row, take):
    take(row, YEARS)
    part = csv_of((date(YEAR, 4, 5), "A2", "x", -3), (date(YEAR, 11, 3), "A3", "x", 7), opening=5)
    assert take(row, part, name="b.csv").new == 0
    later = csv_of((date(YEAR, 11, 3), "A3", "x", 7), (date(YEAR, 11, 3), "A4", "x", 1), opening=2)
    assert take(row, later, name="c.csv").new == 1


@pytest.fixture
def signed(row, take, accountant, ministry_leader, now):
    """A reconciliation that the treasury signed."""
    confirmed(row, take, accountant, ministry_leader, now)
    hand(row, accountant, now)
    return RECONCILIATION.perform("reconciliation.sign", row, Act(by=accountant, at=now))


def hand(row, by, now, content=b"%PDF-1.4 a"):
    paper = {"name": "a.pdf", "media_type": "application/pdf", "content": content}
    return hand_signed_sheet(row, **paper, on=now.date(), by=by, at=now)


def test_who_drew_it_up_or_laid_it_before_the_others_does_not_open_it_again(
    signed, accountant, ministry_leader, now
):
    def reopen(by, reason="mở lại"):
        return RECONCILIATION.perform("reconciliation.reopen", signed, Act(by=by, at=now, reason=reason))

    colleague = person(accountant.agency, "kt-hai", "accountant")
    for by, reason, code in ((accountant, "x", "own_work"), (colleague, " ", "reason_missing")):
        with pytest.raises(BlockedError) as caught:
            reopen(by, reason)
        assert codes(caught) == [code]
    assert reopen(colleague).state == "draft"
    RECONCILIATION.perform("reconciliation.propose", signed, Act(by=colleague, at=now))
    RECONCILIATION.perform("reconciliation.confirm", signed, Act(by=ministry_leader, at=now))
    with pytest.raises(BlockedError) as caught:
        reopen(colleague)
    assert codes(caught) == ["own_work"]
    assert reopen(ministry_leader).state == "draft"


def test_a_signed_sheet_outlives_the_reopening_and_does_not_sign_other_figures(
    signed, cashed, move, accountant, ministry_leader, now
):
    first = SignedSheet.objects.get()
    RECONCILIATION.perform("reconciliation.reopen", signed, Act(by=ministry_leader, at=now, reason="sót"))
    assert (first.sha256, bytes(first.content), first.figures["matched"]) == (
        SignedSheet.objects.get().sha256,
        b"%PDF-1.4 a",
        107 * M,
    )
    for act, by in (("propose", accountant), ("confirm", ministry_leader)):
        RECONCILIATION.perform(f"reconciliation.{act}", signed, Act(by=by, at=now))
    with pytest.raises(BlockedError) as caught:
        RECONCILIATION.perform("reconciliation.sign", signed, Act(by=accountant, at=now))
    assert codes(caught) == ["no_paper"]
    hand(signed, accountant, now)
    figures = Reconciliation.objects.get().figures
    assert [each.figures for each in SignedSheet.objects.all()] == [figures, figures]
    RECONCILIATION.perform("reconciliation.reopen", signed, Act(by=ministry_leader, at=now, reason="sót"))
    line = signed.lines.last()
    match = line.members.get(active=True).match
    untie(match, why="nhầm", by=accountant, at=now)
    explain(signed, lines=[line.pk], cause="own", reason="khác", by=accountant, at=now)
    for act, by in (("propose", accountant), ("confirm", ministry_leader)):
        RECONCILIATION.perform(f"reconciliation.{act}", signed, Act(by=by, at=now))
    with pytest.raises(BlockedError) as caught:
        hand(signed, accountant, now)
    assert codes(caught) == ["other_figures"]
    hand(signed, accountant, now, b"%PDF-1.4 b")
    assert SignedSheet.objects.count() == 3


def test_the_database_keeps_signed_sheets(row, take, accountant, ministry_leader, now):
    confirmed(row, take, accountant, ministry_leader, now)
    sheet = hand(row, accountant, now)

    def refused(act):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    refused(lambda: SignedSheet.objects.update(content=b"x"))
    refused(lambda: SignedSheet.objects.all()._raw_delete("default"))
    same = {"reconciliation": row, "figures": {}, "signed_on": now.date(), "name": "b", "media_type": "x"}
    new = {**same, "sha256": "1", "content": b"x", "author": accountant.account, "at": now}
    if connection.vendor == "sqlite":
        columns = "figures, signed_on, name, media_type, sha256, content, at, author_id, reconciliation_id"
        text = f"INSERT OR REPLACE INTO ledger_signedsheet (id, {columns}) SELECT id, {columns}"
        refused(lambda: connection.cursor().execute(f"{text} FROM ledger_signedsheet"))
    RECONCILIATION.perform("reconciliation.reopen", row, Act(by=ministry_leader, at=now, reason="x"))
    refused(lambda: SignedSheet.objects.create(**new))
    assert (SignedSheet.objects.get().pk, bytes(SignedSheet.objects.get().content)) == (sheet.pk, b"%PDF-1.4 a")
