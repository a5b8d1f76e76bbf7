"""Round after round: who checks again, what a job may still write, and which years stay as they are."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from khuyencong.ledger.actions import closing as actions
from khuyencong.ledger.actions import reverse
from khuyencong.ledger.lifecycle import YEAR_CLOSE, begin_close, closing
from khuyencong.ledger.models import Posting, YearClose
from khuyencong.rules.closing import Choice
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_closing import LATER, accountant, choosing, close, made_books, run, taken
from tests.ledger.test_contracts import codes

__all__ = ["accountant", "choosing", "close", "taken"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def perform():
    """Performs a step of a closing in somebody's name."""

    def make(name, row, by, reason="Nhầm"):
        return YEAR_CLOSE.perform(f"year_close.{name}", row, Act(by=by, at=LATER, reason=reason))

    return make


def test_two_people_who_changed_places_may_still_check_each_other(
    book, move, close, choosing, taken, perform, ministry_officer, accountant, ministry_leader
):
    made_books(book, move, 1)
    choosing(close, Choice.CARRY)
    opened = perform("reopen", run(taken(close)), ministry_leader)
    again = perform("prepare", opened, accountant)
    with pytest.raises(BlockedError) as caught:
        perform("check", again, accountant)
    assert codes(caught) == ["own_work"]
    assert perform("check", again, ministry_officer).state == "checked"
    back = perform("return", again, ministry_leader)
    third = perform("prepare", back, ministry_officer)
    with pytest.raises(BlockedError) as caught:
        perform("check", third, ministry_officer)
    assert codes(caught) == ["own_work"]
    assert perform("check", third, accountant).state == "checked"


def test_a_job_writes_nothing_more_once_the_year_was_reopened_under_it(
    book, move, close, choosing, taken, perform, monkeypatch, ministry_leader
):
    made_books(book, move, 4)
    choosing(close, Choice.CARRY)
    running, count = taken(close), iter(range(10))

    def interrupted(line, **how):
        if next(count) == 1:
            perform("reopen", running, ministry_leader)
        return actions.write_line(line, **how)

    monkeypatch.setattr(closing, "write_line", interrupted)
    done = run(running)
    assert (done.state, done.round) == ("reopened", 2)
    first = done.lines.order_by("pk").first()
    keys = Posting.objects.filter(key__startswith="close-").values_list("key", flat=True)
    assert list(keys) == [f"close-KCQG-2027-book-{first.book_id}"]
    monkeypatch.undo()
    assert done.lines.filter(written_at__isnull=False).count() == 1
    # The lines of the round that is over are never written under the next one's keys.
    choosing(done, Choice.CARRY)
    again = taken(done)
    stale = list(done.lines.filter(round=1, written_at__isnull=True))
    assert [actions.write_line(each, by=ministry_leader, at=LATER) for each in stale] == [False] * 3
    assert run(again).state == "closed"
    assert sorted(keys.all()) == sorted(
        [f"close-KCQG-2027-book-{first.book_id}"]
        + [f"close-KCQG-2027-book-{each.book_id}-lan-2" for each in stale]
    )


def test_a_year_that_was_closed_once_is_not_dropped(
    book, move, close, choosing, taken, perform, ministry_officer, ministry_leader, accountant
):
    made_books(book, move, 1)
    choosing(close, Choice.CARRY)
    opened = perform("reopen", run(taken(close)), ministry_leader)
    reverse(Posting.objects.get(kind="carry"), key="r", reason="Nhầm", by=ministry_leader, at=LATER)
    choosing(opened, Choice.CARRY)
    back = perform("return", perform("prepare", opened, ministry_officer), accountant)
    with pytest.raises(BlockedError) as caught:
        perform("drop", back, ministry_officer)
    assert codes(caught) == ["was_closed"]
    with pytest.raises(BlockedError) as caught:
        begin_close("KCQG", 2027, Act(by=ministry_officer, at=LATER))
    assert codes(caught) == ["close_taken"]
    assert run(taken(back)).state == "closed"
    assert Posting.objects.filter(kind="carry").count() == 2


def test_a_closing_of_the_first_round_may_still_be_dropped(close, perform, ministry_officer):
    assert perform("drop", close, ministry_officer).state == "dropped"


def test_a_year_stays_closed_while_the_next_one_could_not_take_its_money(
    book, move, close, choosing, taken, perform, ministry_officer, ministry_leader
):
    made_books(book, move, 1)
    choosing(close, Choice.CARRY)
    first = run(taken(close))
    year_later = datetime(2029, 1, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    second = begin_close("KCQG", 2028, Act(by=ministry_officer, at=year_later))
    choosing(second, Choice.CARRY)
    second = taken(second)
    for state in ("running", "closed"):
        assert YearClose.objects.get(pk=second.pk).state == state
        with pytest.raises(BlockedError) as caught:
            perform("reopen", first, ministry_leader)
        assert codes(caught) == ["next_year_closed"]
        second = run(second)
    perform("reopen", second, ministry_leader)
    assert perform("reopen", first, ministry_leader).state == "reopened"


def test_a_year_is_not_closed_into_one_that_takes_nothing(
    book, move, close, choosing, taken, ministry_officer, ministry_leader
):
    made_books(book, move, 1)
    second = YearClose.objects.create(
        purse="KCQG",
        year=2028,
        agency=close.agency,
        desk=close.desk,
        author=close.author,
        created_at=LATER,
        state="closed",
        closed_on=LATER.date(),
    )
    choosing(close, Choice.CARRY)
    checked = taken(close, until="checked")
    with pytest.raises(BlockedError) as caught:
        YEAR_CLOSE.perform("year_close.close", checked, Act(by=ministry_leader, at=LATER))
    assert codes(caught) == ["next_year_closed"]
    YearClose.objects.filter(pk=second.pk).update(state="reopened", closed_on=None)
    assert YEAR_CLOSE.perform("year_close.close", checked, Act(by=ministry_leader, at=LATER)).state == "running"


def test_the_year_after_is_that_of_the_same_departments(law, dong_thap_officer, tay_ninh_officer):
    act = Act(by=dong_thap_officer, at=LATER)
    [own, after, neighbours] = [
        begin_close("KCDP", year, Act(by=by, at=datetime(2030, 1, 1, 9, tzinfo=LATER.tzinfo)))
        for year, by in ((2027, dong_thap_officer), (2028, act.by), (2028, tay_ninh_officer))
    ]
    assert closing.following(own) == [after]
    assert closing.following(neighbours) == []
