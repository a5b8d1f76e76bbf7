"""A wrong posting is undone by two people with a paper, and the dossier that wrote it goes back with it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions import reverse
from khuyencong.ledger.actions.acceptances import write_anew
from khuyencong.ledger.actions.claims import change_claim
from khuyencong.ledger.lifecycle import (
    ACCEPTANCE,
    CLAIM,
    POSTING_CORRECTION,
    Paid,
    begin_claim,
    begin_correction,
)
from khuyencong.ledger.models import Acceptance, Book, Claim, Posting, PostingCorrection
from khuyencong.ledger.queries import Question, broken_promises, position, position_as_known
from khuyencong.ledger.queries.corrections import ground_of, heads_among, wrong_of
from khuyencong.ledger.queries.liquidations import returned_in
from khuyencong.projects.models import Project
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position, Stage
from khuyencong.rules.posting_corrections import check_correction
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person
from tests.ledger.backs import take_back
from tests.ledger.test_acceptances import M, accept, asked, figures, held
from tests.ledger.test_changes import go, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.ledger.test_liquidations import close

__all__ = ["accept", "accountant", "approved", "asked", "claim", "close", "contract", "figures", "hand_in"]
__all__ += ["go", "held", "sign", "signed", "walk", "want"]
pytestmark = pytest.mark.django_db
FILE = {"name": "uy-nhiem-chi.pdf", "media_type": "application/pdf", "content": b"%PDF-1 unc"}
WHY = "Ghi nhầm số chứng từ"
ADVANCED = 210 * M


@pytest.fixture
def ask(accountant, now):
    """Asks that a posting be undone."""
    return lambda posting, by=accountant, at=now, reason=WHY: begin_correction(
        posting, reason=reason, **FILE, by=by, at=at
    )


@pytest.fixture
def decide(ministry_leader, now):
    """The head agrees."""

    def make(row, by=ministry_leader, at=now):
        return POSTING_CORRECTION.perform("posting_correction.decide", row, Act(by=by, at=at))

    return make


def state_of(signed):
    return Project.objects.get(pk=signed.project_id).state


def test_an_advance_with_a_wrong_voucher_is_undone_by_two_and_paid_again(
    claim, walk, ask, decide, figures, accountant, ministry_leader, now
):
    paid = walk(claim)
    row = ask(paid.posting)
    task = Task.objects.get(dossier_kind="posting_correction", state="open")
    assert (task.desk, task.stake) == (ministry_leader.desk.code, ADVANCED)
    assert task.title == f"Quyết định đính chính tạm ứng 210.000.000 đồng đề án “{claim.project.title}”"
    assert figures().advanced == ADVANCED
    row = decide(row)
    again = Claim.objects.get(pk=claim.pk)
    assert (again.state, again.posting, again.voucher, again.paid_on) == ("approved", None, "", None)
    assert (row.state, row.reversal.reverses, row.reversal.reason) == (
        "decided",
        paid.posting,
        f"Đính chính: {WHY}",
    )
    assert (row.reversal.key, row.reversal.author) == (f"correction-{row.pk}", ministry_leader.account)
    assert figures() == Position(given=300 * M, committed=300 * M)
    waits = Task.objects.get(dossier_kind="claim", state="open")
    assert waits.desk == accountant.desk.code
    given = Paid(voucher="UNC-10", on=now.date())
    second = CLAIM.perform("claim.pay", again, Act(by=accountant, at=now, given=given))
    assert (second.posting.key, second.posting.document) == (f"claim-{claim.pk}#2", "Chứng từ UNC-10")
    assert figures().advanced == ADVANCED
    row = decide(ask(second.posting))
    third = CLAIM.perform("claim.pay", again, Act(by=accountant, at=now, given=given))
    assert third.posting.key == f"claim-{claim.pk}#3"
    assert list(broken_promises()) == []


def test_as_of_and_as_known_tell_what_was_before_and_what_is_after(
    claim, walk, ask, decide, figures, accountant, ministry_leader, now
):
    walk(claim)
    later = now + timedelta(days=5)
    posting = Claim.objects.get(pk=claim.pk).posting
    decide(ask(posting, at=later), at=later)
    question = Question(actor=ministry_leader, project=claim.project_id)

    def advanced(on, known):
        return position_as_known(question, on=on.date(), known=known).advanced

    assert advanced(now, later) == ADVANCED
    assert advanced(later, later - timedelta(minutes=1)) == ADVANCED
    assert advanced(later, later) == 0
    assert position(question).advanced == 0
    # The money went on the day of its voucher; the books had it elsewhere until the correction.
    given = Paid(voucher="UNC-02", on=now.date())
    again = CLAIM.perform("claim.pay", claim, Act(by=accountant, at=later, given=given))
    assert (again.paid_on, again.posting.effective_on) == (now.date(), later.date())
    assert again.posting.reason == (
        f"Tính từ {later:%d/%m/%Y}, ngày tiền đã ở bước trước; chứng từ ngày {now:%d/%m/%Y}."
    )
    assert (advanced(now, later), advanced(later, later)) == (ADVANCED, ADVANCED)
    assert list(broken_promises()) == []


def test_a_wrong_amount_goes_back_to_the_unit_and_comes_again(
    claim, walk, ask, decide, figures, accountant, dong_thap_officer, now
):
    decide(ask(walk(claim).posting))
    row = Claim.objects.get(pk=claim.pk)
    back = Act(by=accountant, at=now, reason="Số phải là 200 triệu")
    row = CLAIM.perform("claim.return", row, back)
    change_claim(row, amount=200 * M, done=75, by=dong_thap_officer, at=now)
    assert walk(row, voucher="UNC-09").posting.key == f"claim-{claim.pk}#2"
    assert figures().advanced == 200 * M
    assert list(broken_promises()) == []


def test_the_settlement_then_the_rest_then_the_acceptance_then_the_advance(
    claim, walk, signed, held, accept, asked, ask, decide, figures, accountant, dong_thap_officer, now
):
    advance = walk(claim).posting
    accepted = accept(signed, held).posting
    rest = walk(asked("payment", 90 * M), voucher="UNC-02").posting
    settled = walk(asked("settle", 300 * M), voucher="QT-01").posting
    assert state_of(signed) == "settled"
    for early in (accepted, rest):
        with pytest.raises(BlockedError) as caught:
            ask(early)
        assert codes(caught) == ["rested_on"]
    with pytest.raises(BlockedError) as caught:
        ask(advance)
    assert codes(caught) == ["rested_on", "ended"]
    resting = Posting.objects.get(pk=accepted.pk)
    message = f"Tiền của bút toán này đã đi tiếp: nghiệm thu khối lượng số {resting.pk}"
    assert caught.value.findings[0].message.startswith(message)
    decide(ask(settled))
    assert (state_of(signed), figures().settled) == ("accepted", 0)
    with pytest.raises(BlockedError) as caught:
        ask(rest)
    assert codes(caught) == ["another_open"]
    open_again = Claim.objects.get(kind="settle")
    CLAIM.perform("claim.return", open_again, Act(by=accountant, at=now, reason="Sửa từ khoản chi"))
    CLAIM.perform("claim.drop", open_again, Act(by=dong_thap_officer, at=now, reason="Làm lại sau"))
    decide(ask(rest))
    decide(ask(accepted))
    assert (state_of(signed), figures().accepted) == ("contracted", 0)
    # The unit's file of the rest is open again, so what came before it waits until it is dropped.
    with pytest.raises(BlockedError) as caught:
        ask(advance)
    assert codes(caught) == ["another_open"]


def test_an_acceptance_that_was_the_last_leads_its_project_back_and_is_written_anew(
    claim, walk, signed, held, accept, ask, decide, figures, dong_thap_officer, dong_thap_leader, now
):
    walk(claim)
    [line] = held.quantities
    less = replace(held, amount=240 * M, quantities={line: Decimal("0.8")})
    row = accept(signed, less)
    rest = Posting.objects.get(key=f"acceptance-{row.pk}-rest")
    assert (state_of(signed), figures().committed) == ("accepted", 240 * M)
    made = decide(ask(rest))
    assert (made.posting, made.reversal.reverses) == (row.posting, row.posting)
    assert Posting.objects.get(reverses=rest).key == f"correction-{made.pk}-{rest.pk}"
    row = Acceptance.objects.get(pk=row.pk)
    assert (row.state, row.posting, state_of(signed)) == ("draft", None, "contracted")
    assert Project.objects.get(pk=signed.project_id).accepted_on is None
    assert figures() == Position(given=300 * M, committed=300 * M, disbursed=ADVANCED, advanced=ADVANCED)
    assert Task.objects.get(dossier_kind="acceptance", state="open").desk == row.desk.code
    write_anew(row, held, by=dong_thap_officer, at=now)
    ACCEPTANCE.perform("acceptance.propose", row, Act(by=dong_thap_officer, at=now))
    row = ACCEPTANCE.perform("acceptance.record", row, Act(by=dong_thap_leader, at=now))
    assert (row.posting.key, figures().accepted, state_of(signed)) == (
        f"acceptance-{row.pk}#2",
        300 * M,
        "accepted",
    )
    assert list(broken_promises()) == []


def test_half_an_act_is_never_undone(claim, walk, signed, held, accept):
    [line] = held.quantities
    row = accept(signed, replace(held, amount=240 * M, quantities={line: Decimal("0.8")}))
    rest = Posting.objects.get(key=f"acceptance-{row.pk}-rest")
    for each in (rest, row.posting):
        found = wrong_of(each)
        assert (found.head, found.act, found.acceptance) == (row.posting, [rest, row.posting], row)
    kinds = {each.pk: each.kind for each in Posting.objects.all()}
    heads = heads_among(list(Posting.objects.all()))
    assert sorted((kinds[each], door) for each, door in heads.items()) == [
        ("accept", True),
        ("allocate", False),
        ("allocate", False),
        ("commit", False),
    ]


def test_what_was_given_back_is_advanced_again_and_written_anew(
    claim, walk, signed, held, accept, ask, decide, figures, accountant, now
):
    walk(claim)
    [line] = held.quantities
    accept(signed, replace(held, amount=150 * M, quantities={line: Decimal("0.5")}))
    back = {"amount": 60 * M, "voucher": "GNT-01", "on": now.date(), "by": accountant, "at": now}
    wrong = take_back(signed, **(back | {"amount": 50 * M}))
    assert (figures().advanced, returned_in(signed.project, signed.year)) == (10 * M, 50 * M)
    decide(ask(wrong))
    assert (figures().advanced, returned_in(signed.project, signed.year)) == (60 * M, 0)
    right = take_back(signed, **back)
    assert (right.key, figures().advanced) == (f"{wrong.key}#2", 0)
    assert returned_in(signed.project, signed.year) == 60 * M
    assert list(broken_promises()) == []


def test_papers_in_force_are_not_contradicted(signed, ask):
    for kind in ("allocate", "commit"):
        posting = Posting.objects.filter(kind=kind, transfers__book__project=signed.project_id).get()
        with pytest.raises(BlockedError) as caught:
            ask(posting)
        assert codes(caught) == ["another_way"]


def test_a_reversal_is_not_reversed_and_nothing_is_undone_twice(claim, walk, ask, decide):
    paid = walk(claim).posting
    row = decide(ask(paid))
    for posting, expected in ((row.reversal, ["another_way"]), (paid, ["reversed"])):
        with pytest.raises(BlockedError) as caught:
            ask(posting)
        assert codes(caught) == expected


def test_the_minutes_both_sides_signed_keep_their_figures(
    claim, walk, signed, held, accept, asked, close, ask, decide
):
    walk(claim)
    accepted = accept(signed, held).posting
    close(remains="Cục chi 90 triệu đồng trước 15/01.")
    with pytest.raises(BlockedError) as caught:
        ask(accepted)
    assert codes(caught) == ["liquidated"]


def test_two_dossiers_of_a_contract_are_not_open_at_once(
    claim, walk, signed, asked, ask, decide, dong_thap_officer, now
):
    paid = walk(claim).posting
    row = ask(paid)
    with pytest.raises(BlockedError) as caught:
        begin_claim(signed, amount=M, done=75, act=Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["correction_waits"]
    # One that was begun before that was refused.
    other = Claim.objects.get(pk=claim.pk)
    other.pk, other.state, other.posting, other.voucher, other.paid_on = None, "draft", None, "", None
    other._state.adding = True
    other.save()
    with pytest.raises(BlockedError) as caught:
        decide(row)
    assert codes(caught) == ["another_open"]
    assert (PostingCorrection.objects.get().state, Claim.objects.get(pk=claim.pk).state) == ("proposed", "paid")
    assert not Posting.objects.filter(kind="reverse").exists()


def test_who_may_ask_and_who_may_decide(
    claim,
    walk,
    ask,
    decide,
    accountant,
    dong_thap_officer,
    dong_thap_leader,
    ministry_officer,
    ministry_leader,
    now,
):
    paid = walk(claim).posting
    for by in (dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader):
        with pytest.raises(PermissionDenied):
            ask(paid, by=by)
    row = ask(paid)
    for by in (dong_thap_officer, dong_thap_leader, ministry_officer, accountant):
        with pytest.raises(PermissionDenied):
            decide(row, by=by)
    with pytest.raises(PermissionDenied):
        POSTING_CORRECTION.perform("posting_correction.drop", row, Act(by=ministry_leader, at=now, reason="x"))
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.undo", claim, Act(by=ministry_leader, at=now, reason="x"))
    assert codes(caught) == ["not_reversed"]


def test_who_asked_does_not_decide_whatever_desk_she_has_come_to(
    claim, walk, ask, decide, accountant, ministry_leader
):
    row = ask(walk(claim).posting)
    risen = replace(ministry_leader, user=accountant.user)
    with pytest.raises(BlockedError) as caught:
        decide(row, by=risen)
    assert codes(caught) == ["own_work"]


def test_it_is_refused_or_dropped_in_words_and_may_be_asked_again(
    claim, walk, ask, decide, accountant, ministry_leader, figures, now
):
    paid = walk(claim).posting
    for name, by in (("refuse", ministry_leader), ("drop", accountant)):
        row = ask(paid)
        with pytest.raises(BlockedError) as caught:
            POSTING_CORRECTION.perform(f"posting_correction.{name}", row, Act(by=by, at=now))
        assert codes(caught) == ["reason_missing"]
        act = Act(by=by, at=now, reason="Chứng từ đúng rồi")
        POSTING_CORRECTION.perform(f"posting_correction.{name}", row, act)
        assert not Task.objects.filter(dossier_kind="posting_correction", state="open").exists()
    assert figures().advanced == ADVANCED
    decide(ask(paid))
    names = (
        Event.objects.filter(dossier_kind="posting_correction")
        .order_by("sequence")
        .values_list("name", flat=True)
    )
    told = [each.removeprefix("posting_correction.") for each in names]
    assert told == [
        *("begin", "propose", "refuse"),
        *("begin", "propose", "drop"),
        *("begin", "propose", "decide"),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"reason": "x" * 401}, "reason_missing"),
        ({"content": b""}, "no_paper"),
    ],
)
def test_without_words_or_paper_nothing_is_asked(claim, walk, accountant, now, given, expected):
    paid = walk(claim).posting
    with pytest.raises(BlockedError) as caught:
        begin_correction(paid, **({"reason": WHY} | FILE | given), by=accountant, at=now)
    assert codes(caught) == [expected]
    assert not PostingCorrection.objects.exists()


def test_a_posting_waits_for_one_decision_at_a_time(claim, walk, ask):
    paid = walk(claim).posting
    ask(paid)
    with pytest.raises(BlockedError) as caught:
        ask(paid)
    assert codes(caught) == ["asked"]


def test_the_databases_keep_what_was_asked_decided_and_paid(claim, walk, ask, decide, ministry_leader, now):
    paid = walk(claim)
    row = ask(paid.posting)
    other = Posting.objects.get(kind="commit")
    mine = PostingCorrection.objects.filter(pk=row.pk)

    def refused(change):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    refused(lambda: mine.update(reason="khác"))
    refused(lambda: mine.update(state="decided", reversal=other))
    refused(lambda: mine.delete())
    claims = Claim.objects.filter(pk=claim.pk)
    refused(lambda: claims.update(state="approved", posting=None, voucher="", paid_on=None))
    reverse(paid.posting, key="by-hand", reason="Thử", by=ministry_leader, at=now)
    assert [each.where for each in broken_promises()] == [f"đề nghị {claim.pk}"]
    refused(lambda: claims.update(state="dropped", posting=None))
    refused(lambda: claims.update(state="approved", posting=None, amount=1))
    claims.update(state="approved", posting=None, voucher="", paid_on=None)
    assert list(broken_promises()) == []


def test_a_decided_one_stays(claim, walk, ask, decide):
    row = decide(ask(walk(claim).posting))
    mine = PostingCorrection.objects.filter(pk=row.pk)
    for change in ({"state": "refused", "reversal": None}, {"state": "proposed", "reversal": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**change)


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_undo_it_once(committed_world, claim, walk, ask, now, ministry_leader):
    paid = walk(claim).posting
    row = ask(paid)
    colleague = person(ministry_leader.agency, "pho-cuc-truong", "ministry_leader", "Phó Cục trưởng")

    def try_it(by):
        try:
            POSTING_CORRECTION.perform("posting_correction.decide", row, Act(by=by, at=now))
            return "ok"
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(try_it, (ministry_leader, colleague)))
    assert said == ["ok", "wrong_state"]
    assert Posting.objects.filter(reverses=paid).count() == 1
    assert list(broken_promises()) == []


def test_a_give_back_of_a_stopped_project_opens_it_again_until_all_is_returned(
    claim, walk, signed, want, go, ask, decide, figures, accountant, now
):
    walk(claim)
    go(want(signed.project, course=Course.STOPPED))
    back = {"voucher": "GNT-05", "on": now.date(), "by": accountant, "at": now}
    wrong = take_back(signed, amount=ADVANCED, **back)
    assert (state_of(signed), figures().given) == ("closed", 0)
    row = ask(Posting.objects.get(key=f"{wrong.key}-purse"))
    assert row.posting == wrong
    decide(row)
    assert (state_of(signed), figures().given, figures().advanced) == ("stopped", ADVANCED, ADVANCED)
    assert Posting.objects.filter(kind="reverse").count() == 3
    with pytest.raises(BlockedError) as caught:
        ask(Claim.objects.get(pk=claim.pk).posting)
    assert codes(caught) == ["stopped"]
    take_back(signed, amount=200 * M, **back)
    take_back(signed, amount=10 * M, **(back | {"voucher": "GNT-06"}))
    assert (state_of(signed), figures().given) == ("closed", 0)
    assert list(broken_promises()) == []


def test_money_advanced_again_stands_against_undoing_what_was_given_back(
    claim, walk, signed, held, accept, move
):
    walk(claim)
    book = Book.objects.get(project=signed.project)
    back = move(book, Stage.ADVANCED, Stage.COMMITTED, 50 * M, key=f"back-{signed.pk}-GNT")
    assert ground_of(wrong_of(back)).above == 0
    move(book, Stage.COMMITTED, Stage.ADVANCED, 30 * M, key="claim-0", ceiling=ADVANCED)
    ground = ground_of(wrong_of(back))
    assert (ground.above, [each.code for each in check_correction(ground)]) == (30 * M, ["above_ceiling"])


def test_acceptances_are_corrected_from_the_last_backwards(claim, walk, signed, held, accept, ask, decide):
    """The first covered the advance; undone alone, the second's volume would be owed beside it."""
    walk(claim)
    [line] = held.quantities
    part = {"final": False, "counterpart": 0, "quantities": {line: Decimal("0.3")}}
    first = accept(signed, replace(held, amount=90 * M, **part))
    second = accept(signed, replace(held, amount=90 * M, **part))
    with pytest.raises(BlockedError) as caught:
        ask(first.posting)
    assert codes(caught) == ["rested_on"]
    decide(ask(second.posting))
    with pytest.raises(BlockedError) as caught:
        ask(first.posting)
    assert codes(caught) == ["another_open"]


def test_a_day_of_payment_before_the_contract_is_refused_also_after_a_correction(
    claim, walk, signed, accountant, ask, decide, now
):
    walk(claim)
    decide(ask(Claim.objects.get(pk=claim.pk).posting))
    again = Claim.objects.get(pk=claim.pk)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform(
            "claim.pay", again, Act(by=accountant, at=now, given=Paid(voucher="U", on=date(1900, 1, 1)))
        )
    assert codes(caught) == ["before_contract"]
