"""The pages of closing a year: what is left, what would be written, three people, and nobody else."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.actions import open_book
from khuyencong.ledger.lifecycle import closing
from khuyencong.ledger.lifecycle.closing import stop
from khuyencong.ledger.models import Book, CloseLine, YearClose
from khuyencong.organisations.queries import operator
from khuyencong.projects.models import Project
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.models import Event
from tests.ledger.conftest import book, move
from tests.ledger.test_changes import go, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accountant", "approved", "book", "claim", "contract", "draft", "hand_in", "law", "move", "selected"]
__all__ += ["go", "sign", "signed", "walk", "want", "workshop"]
pytestmark = pytest.mark.django_db
AHEAD = "/khoa-so/xem-thu/"
M = 1_000_000
LATER = datetime(2028, 1, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
GROUND = {"number": "99/QĐ-BCT", "on": "20/12/2027", "authority": "Bộ trưởng Bộ Công Thương"}


@pytest.fixture(autouse=True)
def next_year(monkeypatch):
    """The doors read the clock: it shows January 2028."""
    from khuyencong.web.money.views import closings

    monkeypatch.setattr(closings, "localtime", lambda *at: LATER)
    monkeypatch.setattr(closings, "localdate", lambda *at: LATER.date())


def test_a_year_is_closed_in_the_browser_by_three_people(as_role, client, signed, claim, walk, accountant):
    walk(claim)
    officer = as_role("officer")
    answer = officer.post("/khoa-so/", {"purse": "KCQG", "year": "2028"})
    assert (answer.status_code, answer["Location"]) == (302, f"{AHEAD}?purse=KCQG&year=2028")
    assert not YearClose.objects.exists()
    answer = officer.post("/khoa-so/", {"purse": "KCQG", "year": "2027"})
    close = YearClose.objects.get()
    address = f"/khoa-so/{close.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = officer.get(address)
    assert (page.context["blocking"], page.context["result"].left_over) == (3, 0)
    assert [each.case.movable for each in page.context["page"]] == [300 * M, 300 * M]
    assert officer.post(address, {"do": "prepare"}).status_code == 422
    first, second = Book.objects.order_by("pk")
    assert officer.post(address, {"do": "carry", "book": first.pk}).status_code == 422
    assert officer.post(address, GROUND | {"do": "carry", "book": [first.pk, "x"]}).status_code == 302
    assert officer.post(address, {"do": "give_up", "book": second.pk}).status_code == 302
    page = officer.get(address)
    steps = [kind.label for each in page.context["plans"].values() for kind, _ in each]
    assert (page.context["blocking"], sorted(steps)) == (0, ["Chuyển năm sau", "Thu hồi kế hoạch"])
    assert officer.post(address, {"do": "prepare"}).status_code == 302
    assert officer.post(address, {"do": "check"}).status_code == 422
    client.force_login(accountant.account)
    assert client.post(address, {"do": "check"}).status_code == 302
    leader = as_role("leader")
    assert leader.post(address, {"do": "close"}).status_code == 302
    assert leader.post(address, {"do": "close"}).status_code == 422
    assert leader.get(address).context["progress"].all == 2
    closing.run_closing(YearClose.objects.get(), by=operator(), at=LATER)
    page = leader.get(address)
    assert (page.context["close"].state, page.context["progress"].written) == ("closed", 2)
    assert (page.context["result"].after.carried, page.context["moved"]) == (300 * M, (300 * M, 300 * M))
    assert leader.post(address, {"do": "reopen"}).status_code == 422
    assert leader.post(address, {"do": "reopen", "note": "Sót một đề án"}).status_code == 302


@pytest.fixture
def december(monkeypatch):
    """The doors read the clock: the year is not over yet."""
    from khuyencong.web.money.views import closings

    monkeypatch.setattr(closings, "localdate", lambda *at: date(2027, 12, 1))


def test_the_open_year_is_looked_at_and_nothing_is_begun(as_role, december, monkeypatch, signed, claim, walk):
    walk(claim)
    officer, before = as_role("officer"), Event.objects.count()
    asked = {"purse": "KCQG", "year": "2027"}
    page = officer.get(AHEAD, asked)
    look = {each.check.code: (each.amount, each.blocks) for each in page.context["items"]}
    assert (page.status_code, page.context["blocking"], page.context["left"]) == (200, 3, 600 * M)
    assert "Sổ năm 2027 chỉ khóa được từ 01/01/2028" in page.content.decode()
    for code in look:
        assert officer.get(AHEAD, asked | {"viec": code}).status_code == 200
    assert officer.get(AHEAD, asked | {"viec": "khong-co"}).status_code == 404
    assert (YearClose.objects.count(), Event.objects.count()) == (0, before)
    # What it said is what a real closing says once the year is over.
    from khuyencong.web.money.views import closings

    monkeypatch.setattr(closings, "localdate", lambda *at: LATER.date())
    assert officer.get(AHEAD, asked)["Location"] == "/khoa-so/"
    begun = officer.get(officer.post("/khoa-so/", asked)["Location"])
    said = {each.check.code: (each.amount, each.blocks) for each in begun.context["items"]}
    assert {code: said[code] for code in look if code not in ("running", "reports")} == {
        code: look[code] for code in look if code not in ("running", "reports")
    }


def test_who_looks_ahead_sees_her_own_purse_alone(as_role, december, book, move):
    project = book(title="Máy của tỉnh").project
    Project.objects.filter(pk=project.pk).update(purse="KCDP")
    of_dong_thap = open_book(project, purse="KCDP", year=2027)
    move(of_dong_thap, Stage.SOURCE, Stage.ALLOCATED, 7)
    asked = {"purse": "KCDP", "year": "2027"}
    assert [each.book.pk for each in as_role("author").get(AHEAD, asked).context["page"]] == [of_dong_thap.pk]
    assert list(as_role("neighbour").get(AHEAD, asked).context["page"]) == []
    for role, address in (("author", {"purse": "KCQG", "year": "2027"}), ("officer", asked)):
        assert as_role(role).get(AHEAD, address)["Location"] == "/khoa-so/"
    assert as_role("inspector").get(AHEAD, asked).status_code == 403


def test_looking_ahead_asks_no_more_with_more_books(as_role, december, approved, book, move):
    officer = as_role("officer")

    def statements():
        officer.get(AHEAD, {"purse": "KCQG", "year": "2027"})
        with CaptureQueriesContext(connection) as caught:
            page = officer.get(AHEAD, {"purse": "KCQG", "year": "2027"})
        return len(caught), len(page.context["page"])

    asked, few = statements()
    for number in range(3):
        move(book(title=f"Máy {number}"), Stage.SOURCE, Stage.ALLOCATED, 5)
    assert statements() == (asked, few + 3)


def test_every_line_of_the_checklist_opens_to_its_rows(as_role, signed, claim, walk):
    walk(claim)
    officer = as_role("officer")
    officer.post("/khoa-so/", {"purse": "KCQG", "year": "2027"})
    close = YearClose.objects.get()
    items = officer.get(f"/khoa-so/{close.pk}/").context["items"]
    for item in items:
        page = officer.get(f"/khoa-so/{close.pk}/viec/{item.check.code}/")
        assert [each.amount for each in page.context["page"]] == [each.amount for each in item.found]
    assert len(items) == 16
    assert officer.get(f"/khoa-so/{close.pk}/viec/khong-co/").status_code == 404


def test_who_may_not_close_sees_no_closing_and_begins_none(as_role, signed):
    as_role("officer").post("/khoa-so/", {"purse": "KCQG", "year": "2027"})
    close = YearClose.objects.get()
    author = as_role("author")
    assert author.get(f"/khoa-so/{close.pk}/").status_code == 404
    assert author.post("/khoa-so/", {"purse": "KCQG", "year": "2027"}).status_code == 422
    inspector = as_role("inspector")
    assert inspector.get(f"/khoa-so/{close.pk}/").status_code == 200
    assert inspector.post("/khoa-so/", {"purse": "KCQG", "year": "2027"}).status_code == 403
    assert inspector.post(f"/khoa-so/{close.pk}/", {"do": "prepare"}).status_code == 403
    assert YearClose.objects.count() == 1


def test_the_page_asks_no_more_with_more_books(as_role, approved, book, move):
    officer = as_role("officer")
    officer.post("/khoa-so/", {"purse": "KCQG", "year": "2027"})
    address = f"/khoa-so/{YearClose.objects.get().pk}/"

    def statements():
        officer.get(address)
        with CaptureQueriesContext(connection) as caught:
            page = officer.get(address)
        return len(caught), len(page.context["page"])

    asked, few = statements()
    for number in range(3):
        one = book(title=f"Máy {number}")
        move(one, Stage.SOURCE, Stage.ALLOCATED, 5)
    assert statements() == (asked, few + 3)


def test_the_books_are_read_again_on_request_and_at_each_step_and_not_at_every_look(
    as_role, approved, monkeypatch
):
    """A page of a closing replayed every line of every book of the year whenever it was opened."""
    officer, replays = as_role("officer"), []
    officer.post("/khoa-so/", {"purse": "KCQG", "year": "2027"})
    address = f"/khoa-so/{YearClose.objects.get().pk}/"

    def replayed(books):
        replays.append(books)
        return iter(())

    monkeypatch.setattr("khuyencong.ledger.queries.closing.broken_promises", replayed)
    page = officer.get(address)
    [item] = [each for each in page.context["items"] if each.check.code == "ledger"]
    assert (item.looked, item.found, replays) == (False, (), [])
    assert "Mở để máy đọc lại từng dòng" in page.content.decode()
    assert officer.get(f"{address}viec/claims/").status_code == 200
    assert replays == []
    assert officer.get(f"{address}viec/ledger/").context["item"].looked is True
    assert len(replays) == 1
    officer.post(address, {"do": "prepare"})
    assert len(replays) == 2


def test_a_run_that_stopped_says_why_and_the_head_lets_it_go_on(as_role, signed, ministry_leader, now):
    as_role("officer").post("/khoa-so/", {"purse": "KCQG", "year": "2027"})
    close = YearClose.objects.get()
    YearClose.objects.update(state="running")
    stop(close.pk, why="RuntimeError: hết chỗ trên đĩa")
    address = f"/khoa-so/{close.pk}/"
    page = as_role("leader").get(address)
    assert (page.context["stopped"], "resume" in page.context["offered"]) == (
        "RuntimeError: hết chỗ trên đĩa",
        True,
    )
    assert "Máy dừng giữa chừng" in page.content.decode()
    assert as_role("officer").post(address, {"do": "resume"}).status_code == 403
    assert as_role("leader").post(address, {"do": "resume"}).status_code == 302
    assert YearClose.objects.get().state == "running"
    assert as_role("leader").get(address).context["stopped"] == ""


def test_what_a_recorded_extension_lets_go_on_is_carried_with_one_click(as_role, signed, want, go):
    go(want(signed.project, last_year=2028), number="55/QĐ-BCT")
    officer = as_role("officer")
    officer.post("/khoa-so/", {"purse": "KCQG", "year": "2027"})
    address = f"/khoa-so/{YearClose.objects.get().pk}/"
    assert officer.get(address).context["by_changes"] == 1
    assert "55/QĐ-BCT" in officer.get(address).content.decode()
    assert officer.post(address, {"do": "by_changes"}).status_code == 302
    assert list(CloseLine.objects.values_list("choice", "number")) == [("carry", "55/QĐ-BCT")]
    assert officer.get(address).context["by_changes"] == 0
    assert officer.post(address, {"do": "by_changes"}).status_code == 422
