"""Money given back: it waits by itself, is written with a voucher, and posted when a second has confirmed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions import Said, post, reverse
from khuyencong.ledger.actions.returning import Returned
from khuyencong.ledger.lifecycle import (
    GIVE_BACK,
    POSTING_CORRECTION,
    begin_correction,
    begin_give_back,
    propose_back,
)
from khuyencong.ledger.models import Book, GiveBack, Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.organisations.models import Seat
from khuyencong.projects.models import Project
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Move, Position, Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person
from tests.ledger.backs import VOUCHER, ask_back, take_back
from tests.ledger.test_acceptances import M, accept, asked, figures, held
from tests.ledger.test_changes import MINISTER, decided, go, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "figures", "go", "hand_in", "held"]
__all__ += ["sign", "signed", "walk", "want"]
pytestmark = pytest.mark.django_db
ADVANCED = 210 * M
PAPER = {key: VOUCHER[key] for key in ("name", "media_type")}


@pytest.fixture
def owing(claim, walk, signed, held, accept):
    """Half of the machine was accepted for the last time: 60 of 210 million have no volume."""
    walk(claim)
    [line] = held.quantities
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")}))
    return signed


@pytest.fixture
def back(owing, accountant, now):
    """What the accountant has written and laid before the head."""
    return ask_back(owing, amount=60 * M, voucher="BC-01", on=now.date(), by=accountant, at=now)


def tasks():
    """Where money that is to come back waits: the desk and what is at stake."""
    return list(Task.objects.filter(dossier_kind="give_back", state="open").values_list("desk", "stake"))


def do(name, row, by, now, reason=""):
    return GIVE_BACK.perform(f"give_back.{name}", row, Act(by=by, at=now, reason=reason))


def test_what_is_owed_stands_on_the_accountants_desk_by_itself_until_all_has_come(
    owing, accountant, ministry_leader, figures, now
):
    row = GiveBack.objects.get()
    assert (row.state, row.amount, row.voucher, row.contract) == ("draft", 60 * M, "", owing)
    assert tasks() == [(accountant.desk.code, 60 * M)]
    with pytest.raises(BlockedError) as caught:
        do("drop", row, accountant, now, "thôi")
    assert codes(caught) == ["still_owed"]
    row = ask_back(owing, amount=40 * M, voucher="BC-01", on=now.date(), by=accountant, at=now)
    assert (GiveBack.objects.count(), tasks()) == (1, [(ministry_leader.desk.code, 40 * M)])
    assert (figures().advanced, Posting.objects.filter(kind="give_back").count()) == (60 * M, 0)
    do("confirm", row, ministry_leader, now)
    assert (figures().advanced, tasks()) == (20 * M, [(accountant.desk.code, 20 * M)])
    take_back(owing, amount=20 * M, voucher="BC-02", on=now.date(), by=accountant, at=now)
    assert figures() == Position(given=300 * M, committed=150 * M, disbursed=150 * M, accepted=150 * M)
    assert (tasks(), list(broken_promises())) == ([], [])
    told = Event.objects.filter(dossier_kind="give_back").order_by("sequence").values_list("name", flat=True)
    steps = ["begin", "write", "propose", "begin", "confirm", "write", "propose", "confirm"]
    assert [each.removeprefix("give_back.") for each in told] == steps


def test_the_posting_is_the_heads_and_says_the_voucher(back, ministry_leader, accountant, now):
    row = do("confirm", back, ministry_leader, now)
    posting = row.posting
    assert (posting.key, posting.document, posting.effective_on) == (
        f"back-{row.contract_id}-BC-01-2026",
        "Chứng từ hoàn trả BC-01",
        now.date(),
    )
    assert (posting.author, row.author, row.sha256 != "") == (ministry_leader.account, row.author, True)
    assert bytes(row.content) == VOUCHER["content"]


def test_who_may_and_who_may_not(
    owing, accountant, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader, now
):
    said = {"amount": 60 * M, "voucher": "BC-01", "on": now.date(), "at": now}
    for by in (dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader):
        with pytest.raises(PermissionDenied):
            ask_back(owing, by=by, **said)
    row = ask_back(owing, by=accountant, **said)
    for by in (dong_thap_officer, dong_thap_leader, ministry_officer, accountant):
        with pytest.raises(PermissionDenied):
            do("confirm", row, by, now)
    with pytest.raises(PermissionDenied):
        do("drop", row, ministry_leader, now, "x")
    risen = replace(ministry_leader, user=accountant.user)
    with pytest.raises(BlockedError) as caught:
        do("confirm", row, risen, now)
    assert codes(caught) == ["own_work"]
    assert not Posting.objects.filter(kind="give_back").exists()


def test_the_same_money_is_not_asked_twice_at_once(back, owing, accountant, now):
    for amount, voucher in ((60 * M, "BC-01"), (60 * M, "BC-02"), (1, "BC-03")):
        with pytest.raises(BlockedError) as caught:
            ask_back(owing, amount=amount, voucher=voucher, on=now.date(), by=accountant, at=now)
        assert codes(caught) == ["give_back_open"]
    row = GiveBack.objects.get(pk=back.pk)
    row.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    assert GiveBack.objects.count() == 1


def test_more_than_is_owed_is_refused_when_it_is_written_and_again_when_it_is_posted(
    claim, walk, signed, want, go, held, accept, accountant, ministry_leader, now
):
    walk(claim)
    go(want(signed.project, course=Course.STOPPED))
    assert tasks() == [(accountant.desk.code, ADVANCED)]
    said = {"voucher": "BC-01", "on": now.date(), "by": accountant, "at": now}
    with pytest.raises(BlockedError) as caught:
        ask_back(signed, amount=ADVANCED + 1, **said)
    assert codes(caught) == ["not_enough"]
    row = ask_back(signed, amount=ADVANCED, **said)
    # Volume done before the stop was accepted meanwhile: 150 million are owed no more.
    half = {line: quantity / 2 for line, quantity in held.quantities.items()}
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M, final=False, quantities=half))
    with pytest.raises(BlockedError) as caught:
        do("confirm", row, ministry_leader, now)
    assert codes(caught) == ["not_enough"]
    assert not Posting.objects.filter(kind="give_back").exists()
    row = do("return", row, ministry_leader, now, "Chỉ còn 60 triệu")
    row = propose_back(
        row, Returned(amount=60 * M, voucher="BC-01", paid_on=now.date()), Act(by=accountant, at=now)
    )
    assert bytes(row.content) == VOUCHER["content"]
    do("confirm", row, ministry_leader, now)
    assert (tasks(), list(broken_promises())) == ([], [])


def test_what_waits_follows_what_is_owed_and_ends_where_nothing_is(
    claim, walk, signed, want, go, held, accept, accountant, now
):
    walk(claim)
    go(want(signed.project, course=Course.STOPPED))
    [line] = held.quantities
    half = {"quantities": {line: Decimal("0.5")}, "counterpart": 190 * M}
    accept(signed, replace(held, amount=150 * M, final=False, **half))
    assert tasks() == [(accountant.desk.code, 60 * M)]
    accept(signed, replace(held, amount=60 * M, **half))
    assert tasks() == []
    assert list(GiveBack.objects.values_list("state", flat=True)) == ["dropped"]


def test_a_wrong_one_is_dropped_before_it_is_confirmed_and_what_is_owed_waits_again(back, accountant, now):
    with pytest.raises(BlockedError) as caught:
        do("drop", back, accountant, now)
    assert codes(caught) == ["reason_missing"]
    do("drop", back, accountant, now, "Nhầm hợp đồng")
    assert list(GiveBack.objects.order_by("pk").values_list("state", "voucher")) == [
        ("dropped", "BC-01"),
        ("draft", ""),
    ]
    assert tasks() == [(accountant.desk.code, 60 * M)]


def test_a_voucher_without_its_copy_or_of_a_day_before_the_advance_is_not_laid_before_anybody(
    owing, accountant, now
):
    act = Act(by=accountant, at=now)
    bare = Returned(amount=60 * M, voucher="BC-01", paid_on=now.date())
    with pytest.raises(BlockedError) as caught:
        begin_give_back(owing, bare, act)
    assert codes(caught) == ["no_paper"]
    early = replace(bare, paid_on=now.date().replace(year=1990), **VOUCHER)
    with pytest.raises(BlockedError) as caught:
        begin_give_back(owing, early, act)
    assert codes(caught) == ["too_early"]
    row = GiveBack.objects.get()
    assert (row.state, row.voucher, row.sha256) == ("draft", "", "")


def test_a_stop_waits_while_one_is_before_the_head(
    claim, walk, signed, want, go, accountant, ministry_leader, now, figures
):
    walk(claim)
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    row = ask_back(signed, amount=ADVANCED, voucher="BC-01", on=now.date(), by=accountant, at=now)
    with pytest.raises(BlockedError) as caught:
        decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert codes(caught) == ["give_back_open"]
    do("confirm", row, ministry_leader, now)
    assert figures() == Position(given=300 * M, committed=300 * M)
    decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert (tasks(), Project.objects.get(pk=signed.project_id).state) == ([], "closed")


def test_a_stop_is_not_refused_where_nobody_keeps_the_books(
    claim, walk, signed, want, go, accountant, ministry_leader, now
):
    walk(claim)
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    Seat.objects.filter(desk=accountant.desk).delete()
    decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert tasks() == [(ministry_leader.desk.code, ADVANCED)]


def test_a_correction_undoes_it_with_its_posting_and_the_money_is_owed_again(
    back, owing, accountant, ministry_leader, figures, now
):
    row = do("confirm", back, ministry_leader, now)
    with pytest.raises(BlockedError) as caught:
        do("undo", row, ministry_leader, now, "x")
    assert codes(caught) == ["not_reversed"]
    file = VOUCHER
    asked_ = begin_correction(row.posting, reason="Nhầm số", **file, by=accountant, at=now)
    POSTING_CORRECTION.perform("posting_correction.decide", asked_, Act(by=ministry_leader, at=now))
    row.refresh_from_db()
    assert (row.state, figures().advanced, tasks()) == ("undone", 60 * M, [(accountant.desk.code, 60 * M)])
    again = take_back(owing, amount=60 * M, voucher="BC-01", on=now.date(), by=accountant, at=now)
    assert (again.key, figures().advanced) == (f"back-{owing.pk}-BC-01-2026#2", 0)
    assert list(broken_promises()) == []


def test_undone_under_a_settled_project_it_is_owed_before_that_project_is_settled_again(
    back, owing, asked, walk, accountant, ministry_leader, figures, now
):
    """A project called settled with an advance that nobody has work for could never be closed with its year."""
    row = do("confirm", back, ministry_leader, now)
    walk(asked("settle", 150 * M), voucher="QT-01")
    project = Project.objects.get(pk=owing.project_id)
    assert project.state == "settled"
    asked_ = begin_correction(row.posting, reason="Nhầm số", **VOUCHER, by=accountant, at=now)
    POSTING_CORRECTION.perform("posting_correction.decide", asked_, Act(by=ministry_leader, at=now))
    project.refresh_from_db()
    assert (project.state, tasks()) == ("accepted", [(accountant.desk.code, 60 * M)])
    take_back(owing, amount=60 * M, voucher="BC-02", on=now.date(), by=accountant, at=now)
    project.refresh_from_db()
    assert (project.state, figures().advanced, figures().settled) == ("settled", 0, 150 * M)
    assert (tasks(), list(broken_promises())) == ([], [])


def another_contracts(back, now, by):
    """A give-back's posting of the same amount, of a contract that is not its own."""
    book = Book.objects.get(project=back.project)
    said = Said(
        kind=Kind.GIVE_BACK,
        key=f"back-{back.contract_id}0-BC-01",
        effective_on=now.date(),
        document="Chứng từ BC-01",
    )
    move = Move(book=book.pk, out_of=Stage.ADVANCED, into=Stage.COMMITTED, amount=back.amount)
    made = post(said, [move], by=by, at=now)
    reverse(made, key="correction-by-hand", reason="Thử", by=by, at=now)
    return made


def test_the_database_keeps_what_was_laid_before_the_head_and_what_was_confirmed(
    back, ministry_leader, dong_thap_leader, now
):
    mine = GiveBack.objects.filter(pk=back.pk)
    other = Posting.objects.filter(kind="advance").get()
    changes: list[dict[str, object]] = [
        *(
            {"amount": 1},
            {"voucher": "X"},
            {"paid_on": now.date() - timedelta(days=1)},
            {"made_up": not back.made_up},
        ),
        *({"sha256": "1"}, {"name": "khac.pdf"}, {"media_type": "image/png"}, {"content": b"khac"}),
        *({"content": None}, {"agency": dong_thap_leader.agency}, {"desk": dong_thap_leader.desk}),
        *({"author": ministry_leader.account}, {"created_at": now - timedelta(days=1)}),
        *({"state": "confirmed"}, {"state": "confirmed", "posting": other}),
        *({"state": "undone", "posting": other}, {"state": "draft", "amount": 1}),
        {"state": "confirmed", "posting": another_contracts(back, now, ministry_leader)},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**change)
    do("confirm", back, ministry_leader, now)
    confirmed: list[dict[str, object]] = [
        *({"state": "undone"}, {"state": "draft", "posting": None}, {"voucher": "X"}, {"name": "khac.pdf"}),
        *({"content": b"khac"}, {"agency": dong_thap_leader.agency}),
    ]
    for change in confirmed:
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.delete()


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_confirm_it_once(committed_world, back, ministry_leader, now):
    colleague = person(ministry_leader.agency, "pho-cuc-truong", "ministry_leader", "Phó Cục trưởng")

    def try_it(by):
        try:
            do("confirm", back, by, now)
            return "ok"
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_it, (ministry_leader, colleague))) == ["ok", "wrong_state"]
    assert Posting.objects.filter(kind="give_back").count() == 1
    assert list(broken_promises()) == []


@pytest.mark.django_db(transaction=True)
def test_two_accountants_at_once_write_one(committed_world, owing, accountant, now):
    colleague = person(accountant.agency, "ke-toan-hai", "accountant", "Kế toán hai")

    def try_it(who):
        try:
            ask_back(owing, amount=60 * M, voucher=who[1], on=now.date(), by=who[0], at=now)
            return "ok"
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(try_it, ((accountant, "BC-01"), (colleague, "BC-02"))))
    assert said == ["give_back_open", "ok"]
    assert list(GiveBack.objects.values_list("state", flat=True)) == ["proposed"]


def test_from_a_draft_it_is_only_laid_before_the_head_or_dropped(owing, accountant, now):
    mine = GiveBack.objects.filter(contract=owing)
    advance = Posting.objects.filter(kind="advance").get()
    for change in ({"state": "undone", "posting": advance}, {"state": "confirmed", "posting": advance}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(voucher="X", sha256="1", paid_on=now.date(), amount=ADVANCED, **change)
    assert mine.get().state == "draft"
    made = mine.get()
    made.pk, made.state, made.posting, made.voucher, made.sha256 = None, "undone", advance, "X", "1"
    made.paid_on = now.date()
    with pytest.raises(DatabaseError), transaction.atomic():
        made.save(force_insert=True)


def test_an_old_page_is_told_where_it_stands_and_what_may_be_done(back, accountant, ministry_leader, now):
    said = Returned(amount=60 * M, voucher="BC-01", paid_on=now.date(), **VOUCHER)
    expected = [("give_back_open", "chờ người thứ hai xác nhận"), ("give_back_over", "đã ghi sổ")]
    for code, state in expected:
        with pytest.raises(BlockedError) as caught:
            propose_back(back, said, Act(by=accountant, at=now))
        assert codes(caught) == [code]
        assert caught.value.findings[0].message == f"Khoản hoàn trả này ở bước “{state}”, không ghi thêm được."
        if code == "give_back_open":
            do("confirm", back, ministry_leader, now)
