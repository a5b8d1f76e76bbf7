"""The ledger: append-only, whole, in order after each step, whoever writes it and however often it is sent."""

import io
import os
import threading
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from khuyencong.console import verify_ledger
from khuyencong.ledger.actions import Said, open_book, post, reverse
from khuyencong.ledger.models import Balance, Book, Posting, Transfer
from khuyencong.ledger.queries import (
    Question,
    broken_promises,
    groups,
    position,
    position_as_known,
    rebuilt_summary,
    received_by,
    summary,
)
from khuyencong.organisations.actors import PUBLIC
from khuyencong.projects.actions import add_beneficiary
from khuyencong.projects.models import Project
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Move, Position, Stage, position_of
from khuyencong.workflow.models import Event
from tests.projects.test_decisions import SIGNED, proposed, record

pytestmark = pytest.mark.django_db
AT_ONCE = int(os.environ.get("KHUYENCONG_AT_ONCE", "10"))
SOURCE, ALLOCATED, COMMITTED, ADVANCED = Stage.SOURCE, Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED


def told(caught):
    return [each.code for each in caught.value.findings]


def test_a_posting_moves_its_balances_and_is_told_to_the_trail(book, move):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    move(one, ALLOCATED, COMMITTED, 200)
    assert dict(Balance.objects.values_list("stage", "amount")) == {"allocated": 100, "committed": 200}
    assert one.position == Position(given=300, committed=200)
    event = Event.objects.filter(dossier_kind="posting").latest("sequence")
    assert (event.name, event.title) == ("ledger.commit", "Cam kết theo hợp đồng 200 đồng: Máy sấy")


def test_more_than_there_is_is_refused_by_the_rules_and_by_the_database_itself(book, move):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    with pytest.raises(BlockedError) as caught:
        move(one, ALLOCATED, COMMITTED, 301)
    assert told(caught) == ["not_enough"]
    posting = Posting.objects.get()
    for out_of, into in (("allocated", "committed"), ("committed", "accepted")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.create(posting=posting, position=9, book=one, out_of=out_of, into=into, amount=301)
    assert (one.position, list(broken_promises())) == (Position(given=300), [])


@pytest.mark.parametrize(
    ("out_of", "into", "amount"),
    [
        ("source", "allocated", 0),
        ("source", "allocated", -5),
        ("allocated", "allocated", 5),
        ("allocated", "settled", 5),
        ("source", "settled", 5),
        ("nowhere", "allocated", 5),
    ],
)
def test_the_database_refuses_a_move_that_money_cannot_make(book, move, out_of, into, amount):
    one = book()
    posting = move(one, SOURCE, ALLOCATED, 300)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(posting=posting, position=2, book=one, out_of=out_of, into=into, amount=amount)


def committed(attempt):
    """The attempt with what PostgreSQL looks at only when a transaction ends."""
    with transaction.atomic():
        attempt()
        connection.check_constraints()


def test_nothing_written_is_changed_or_removed_in_either_database(book, move):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    tries = [
        lambda: Transfer.objects.update(amount=1),
        lambda: Posting.objects.update(document="x"),
        lambda: Book.objects.update(year=2028),
        lambda: Transfer.objects.all()._raw_delete("default"),
        lambda: Posting.objects.all()._raw_delete("default"),
        lambda: Balance.objects.all()._raw_delete("default"),
        lambda: Book.objects.all()._raw_delete("default"),
    ]
    for attempt in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_a_balance_that_disagrees_with_its_transfers_is_refused(book, move):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    tries = [
        lambda: Balance.objects.update(amount=299),
        lambda: Balance.objects.create(book=one, stage="settled", amount=7),
    ]
    for attempt in tries:
        with pytest.raises(IntegrityError):
            committed(attempt)


def test_advances_never_exceed_their_ceiling_in_sum_not_even_past_the_rules(book, move):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    move(one, ALLOCATED, COMMITTED, 300)
    move(one, COMMITTED, ADVANCED, 100, ceiling=210)
    with pytest.raises(BlockedError) as caught:
        move(one, COMMITTED, ADVANCED, 111, ceiling=210)
    assert told(caught) == ["above_ceiling"]
    move(one, COMMITTED, ADVANCED, 110, ceiling=210)
    move(one, ADVANCED, Stage.PAID, 150)
    with pytest.raises(BlockedError):
        move(one, COMMITTED, ADVANCED, 1, ceiling=210)
    move(one, ADVANCED, COMMITTED, 60)
    move(one, COMMITTED, ADVANCED, 60, ceiling=210)
    assert one.position == Position(given=300, committed=300, disbursed=210, accepted=150, advanced=60)


def test_an_advance_without_a_ceiling_is_refused(book, dong_thap_officer, now):
    one = book()
    said = Said(kind=Kind.ADVANCE, key="a", effective_on=now.date(), document="x")
    with pytest.raises(BlockedError):
        post(said, [Move(book=one.pk, out_of=COMMITTED, into=ADVANCED, amount=1)], by=dong_thap_officer, at=now)


def test_the_same_key_is_written_once_and_another_act_under_it_is_refused(book, move):
    one = book()
    first = move(one, SOURCE, ALLOCATED, 300, key="k")
    assert move(one, SOURCE, ALLOCATED, 300, key="k") == first
    with pytest.raises(BlockedError) as caught:
        move(one, SOURCE, ALLOCATED, 299, key="k")
    assert (told(caught), one.position.given, Posting.objects.count()) == (["key_taken"], 300, 1)


def test_a_mistake_is_reversed_once_with_a_reason_and_both_stay(book, move, dong_thap_officer, now):
    one = book()
    wrong = move(one, SOURCE, ALLOCATED, 300)
    with pytest.raises(BlockedError):
        reverse(wrong, key="r", reason=" ", by=dong_thap_officer, at=now)
    undone = reverse(wrong, key="r", reason="Ghi nhầm đề án", by=dong_thap_officer, at=now)
    assert reverse(wrong, key="r", reason="Ghi nhầm đề án", by=dong_thap_officer, at=now) == undone
    with pytest.raises(BlockedError) as caught:
        reverse(wrong, key="other", reason="Lần nữa", by=dong_thap_officer, at=now)
    assert told(caught) == ["reversed"]
    assert (one.position, Posting.objects.count(), list(broken_promises())) == (Position(), 2, [])


def test_what_was_spent_on_since_cannot_be_reversed(book, move, dong_thap_officer, now):
    one = book()
    given = move(one, SOURCE, ALLOCATED, 300)
    move(one, ALLOCATED, COMMITTED, 1)
    with pytest.raises(BlockedError) as caught:
        reverse(given, key="r", reason="Nhầm", by=dong_thap_officer, at=now)
    assert told(caught) == ["not_enough"]


def test_figures_of_a_day_and_as_they_were_known(book, move, dong_thap_officer, now):
    one, seen = book(), Question(actor=dong_thap_officer)
    may, june = date(2027, 5, 31), date(2027, 6, 30)
    move(one, SOURCE, ALLOCATED, 300, on=may)
    move(one, ALLOCATED, COMMITTED, 200, on=may, at=now + timedelta(days=40))
    move(one, COMMITTED, Stage.ACCEPTED, 50, on=june, at=now + timedelta(days=50))
    assert position_as_known(seen, on=may) == Position(given=300, committed=200)
    assert position_as_known(seen, on=may, known=now + timedelta(days=10)) == Position(given=300)
    assert position_as_known(seen, on=may - timedelta(days=1)) == Position()
    assert position_as_known(seen, on=june) == position(seen)


def test_the_whole_is_the_sum_of_its_parts_by_whatever_it_is_parted(book, move, dong_thap_officer):
    books = [book(f"Đề án {number}") for number in range(4)]
    for number, each in enumerate(books, start=1):
        move(each, SOURCE, ALLOCATED, 1000 * number + 1)
        move(each, ALLOCATED, COMMITTED, 100 * number)
    seen = Question(actor=dong_thap_officer)
    for by, count in (("province", 1), ("agency", 1), ("project", 4), ("purse", 1)):
        parts = groups(seen, by)
        whole = Position()
        for part in parts:
            whole = whole.plus(part.position)
        assert (len(parts), whole) == (count, position(seen))


def test_a_neighbour_sees_none_of_it_and_a_stranger_nothing(book, move, tay_ninh_officer, dong_thap_officer):
    move(book(), SOURCE, ALLOCATED, 300)
    for actor, given in ((dong_thap_officer, 300), (tay_ninh_officer, 0), (PUBLIC, 0)):
        assert position(Question(actor=actor)).given == given
        assert [rows.objects.visible_to(actor).count() for rows in (Book, Posting, Transfer, Balance)] == [
            bool(given)
        ] * 4


def test_a_recorded_decision_gives_each_project_its_money_of_that_year(
    selected, ministry_officer, ministry_leader, now
):
    decision = record(proposed(ministry_officer, now), ministry_leader, now)
    rows = Posting.objects.order_by("pk")
    assert [(each.kind, each.document, each.effective_on) for each in rows] == [
        ("allocate", "Quyết định 1234/QĐ-BCT", SIGNED.on)
    ] * 2
    assert position(Question(actor=ministry_leader, year=2027)) == Position(given=600_000_000)
    event = Event.objects.get(name="plan_decision.record")
    assert '"allocated": 600000000' in event.after
    assert {each.project for each in Book.objects.all()} == set(
        Project.objects.filter(decided_in__decision=decision)
    )


def test_when_the_ledger_refuses_the_decision_is_not_recorded_either(
    selected, ministry_officer, ministry_leader, now, book, move
):
    decision = proposed(ministry_officer, now)
    first = selected[0]
    taken = open_book(first, purse="KCQG", year=2027)
    move(taken, SOURCE, ALLOCATED, 5, key=f"decision-{decision.pk}-project-{first.pk}")
    with pytest.raises(BlockedError):
        record(decision, ministry_leader, now)
    decision.refresh_from_db()
    assert (decision.state, Project.objects.filter(state="approved").count()) == ("proposed", 0)


def verified(expect=""):
    out, err = io.StringIO(), io.StringIO()
    code = verify_ledger.run(Namespace(expect=expect), out, err)
    return code, out.getvalue(), err.getvalue()


def test_the_verifier_says_that_all_is_well_and_knows_its_mark_again(book, move):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    code, out, err = verified()
    assert (code, err, "1 bút toán, 1 dòng; số dư dựng lại khớp từng byte" in out) == (0, "", True)
    mark = out.rsplit(" ", 1)[1].strip()
    assert verified(mark)[0] == 0
    move(one, ALLOCATED, COMMITTED, 1)
    assert verified(mark)[0] == 1


def test_the_verifier_names_an_empty_posting_and_a_book_of_another_purse(book, move, now):
    one = book()
    move(one, SOURCE, ALLOCATED, 300)
    empty = Posting.objects.create(
        kind="allocate", key="x", effective_on=now.date(), recorded_at=now, document="x"
    )
    odd = Book.objects.create(project=one.project, purse="KCDP", year=2027, plan_year=2027)
    code, _, err = verified()
    assert (code, err.splitlines()) == (
        1,
        [
            f"khuyencong verify-ledger: bút toán {empty.pk}: không có dòng nào.",
            f"khuyencong verify-ledger: quyển sổ {odd.pk}: nguồn kinh phí khác nguồn của đề án.",
            f"khuyencong verify-ledger: bút toán {empty.pk}: nhật ký không kể bút toán này.",
        ],
    )


@pytest.mark.usefixtures("committed_world")
def test_sent_many_times_at_once_it_is_written_once_and_two_who_want_the_last_money_do_not_both_get_it(
    request, now
):
    make, move = request.getfixturevalue("book"), request.getfixturevalue("move")
    one = make()
    move(one, SOURCE, ALLOCATED, 300)
    together = threading.Barrier(AT_ONCE)

    def click(number):
        try:
            together.wait(timeout=30)
            return move(one, ALLOCATED, COMMITTED, 200, key="same" if number % 2 else "other").pk
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(click, range(AT_ONCE)))
    assert answers.count("not_enough") == AT_ONCE // 2
    assert len({each for each in answers if each != "not_enough"}) == 1
    assert (one.position, summary()) == (Position(given=300, committed=200), rebuilt_summary())
    assert list(broken_promises()) == []
    assert position_of(one.pots).ordered


def test_a_reversal_before_seven_in_the_morning_counts_from_vietnams_day(book, move, dong_thap_officer):
    posting = move(book(), SOURCE, ALLOCATED, 300, on=date(2026, 11, 1))
    night = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    undone = reverse(posting, key="undo", reason="Nhầm", by=dong_thap_officer, at=night)
    assert undone.effective_on == date(2026, 11, 24)


def test_what_was_paid_is_told_of_the_workshop_it_was_paid_for(book, move, workshop, dong_thap_officer, now):
    mine, other = book(), book("Máy cắt")
    add_beneficiary(mine.project, workshop, None, by=dong_thap_officer, at=now)
    for each in (mine, other):
        move(each, Stage.SOURCE, Stage.ALLOCATED, 300)
        move(each, Stage.ALLOCATED, Stage.COMMITTED, 300)
    assert received_by([workshop.pk]) == []
    for each in (mine, other):
        move(each, Stage.COMMITTED, Stage.ADVANCED, 200)

    [told] = received_by([workshop.pk])

    assert (told.book, told.disbursed, told.settled, told.others) == (mine, 200, 0, 0)
    mine.project.beneficiaries.update(left_on=now.date())
    assert received_by([workshop.pk]) == []
