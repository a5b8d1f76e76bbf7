"""The in-tray: what waits, what first, at whose desk; the secret calendar; files that were asked for."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from khuyencong.organisations.actions import add_officer
from khuyencong.organisations.queries import ministry_department, seated
from khuyencong.post.actions import exports, queue
from khuyencong.post.actions.cleaning import clean_up
from khuyencong.post.actions.mail import write
from khuyencong.post.actions.work import run
from khuyencong.post.models import Export, Mail
from khuyencong.web import dossiers
from khuyencong.web.reporting.views import figures
from khuyencong.web.tray.piles import ALIKE, FULL, OF_KIND
from khuyencong.web.tray.views import A_PAGE
from khuyencong.workflow.models import Task
from tests.conftest import NOW
from tests.offices import SINCE, office_of
from tests.waiting import put_task
from tests.web.markup import Page

pytestmark = pytest.mark.django_db

TRAY, AGENCY = "/viec-cua-toi/", "/viec-cua-toi/co-quan/"
LATE = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(db):
    """Đồng Tháp."""
    return office_of(82)


@pytest.fixture
def as_actor(client):
    """A client signed in as that person."""

    def sign_in(actor):
        client.force_login(actor.account)
        return client

    return sign_in


def heading(response) -> str:
    page = response.content.decode()
    return page[page.index("<h1>") + 4 : page.index("</h1>")]


def test_an_empty_tray_says_so_and_what_to_do(as_actor, office):
    response = as_actor(office.officer).get(TRAY)
    assert heading(response) == "Không có việc nào đang chờ"
    assert 'href="/"' in response.content.decode()


def test_the_tray_says_how_much_waits_and_what_to_do_first(as_actor, office):
    put_task(office.officer, "Nhận bàn giao")
    put_task(office.officer, "Quyết toán", due=LATE, source="khoản 2 Điều 18 TT 36/2013", stake=300_000_000)
    response = as_actor(office.officer).get(TRAY)
    page = response.content.decode()
    assert heading(response) == "2 việc đang chờ, 1 việc quá hạn"
    assert [row.item.title for row in response.context["rows"]] == ["Quyết toán", "Nhận bàn giao"]
    assert "Quá hạn 3 ngày làm việc theo khoản 2 Điều 18 TT 36/2013" in page
    assert "300.000.000" in page


def test_a_full_tray_is_looked_at_pile_by_pile(as_actor, office):
    client = as_actor(office.officer)
    for number in range(FULL - 1):
        put_task(office.officer, f"việc {number}", due=LATE if number < 2 else None)
    assert client.get(TRAY).context["piles"] == []
    put_task(office.officer, "7", kind="claim")
    page = client.get(TRAY)
    assert [(each.code, each.count) for each in page.context["piles"]] == [
        ("qua-han", 2),
        ("kinh-phi", 1),
        ("khac", FULL - 1),
    ]
    for which, count in (("", FULL), ("qua-han", 2), ("kinh-phi", 1), ("bao-cao", 0), ("thu", FULL)):
        page = client.get(f"{TRAY}?xem={which}")
        assert (page.context["shown"], heading(page)) == (count, f"{FULL} việc đang chờ, 2 việc quá hạn")
    assert "Không còn việc nào ở đây" in client.get(f"{TRAY}?xem=bao-cao").content.decode()


def test_many_of_one_kind_with_one_day_do_not_hide_what_comes_after(as_actor, office):
    client = as_actor(office.officer)
    for number in range(ALIKE + 9):
        put_task(
            office.officer,
            f"Chuyển điểm năng lực cho nơi {number}",
            kind="capability",
            key=number,
            due=date(2026, 12, 1),
        )
    for number in range(ALIKE):
        put_task(
            office.officer,
            f"Ký biên bản họp {number}",
            kind="capability",
            key=100 + number,
            due=date(2026, 12, 1),
        )
    put_task(office.officer, "7", kind="claim")
    for asked in ("", "?xem=nang-luc"):
        page = client.get(f"{TRAY}{asked}")
        rows = page.context["rows"]
        told = [(row.item.title.split()[0], row.alike) for row in rows if row.item.dossier_kind == "capability"]
        assert told == [("Chuyển", ALIKE + 9), *[("Ký", 1)] * ALIKE], asked
        assert f"Mở cả {ALIKE + 9} việc như vậy" in page.content.decode(), asked
    assert heading(page) == f"{2 * ALIKE + 10} việc đang chờ"
    alike = {"nhu": rows[0].likeness}
    whole = client.get(TRAY, alike)
    assert [row.item.title.split()[0] for row in whole.context["rows"]] == ["Chuyển"] * (ALIKE + 9)
    # The first of them done, the same address leads to the others.
    Task.objects.filter(pk=whole.context["rows"][0].item.key).update(state="done", done_at=NOW, done_by="x")
    assert len(client.get(TRAY, alike).context["rows"]) == ALIKE + 8
    assert "Không còn việc nào ở đây" in client.get(TRAY, {"nhu": "khac"}).content.decode()


def test_a_tray_is_read_page_by_page_and_costs_the_same_however_full(as_actor, office):
    client = as_actor(office.officer)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(TRAY)
        return len(seen)

    for number in range(FULL):
        put_task(office.officer, f"Việc {number} khác hẳn", kind="claim", key=number)
    statements()
    few = statements()
    for number in range(FULL, A_PAGE + 3):
        put_task(office.officer, f"Việc {number} khác hẳn", kind="claim", key=number)
    assert statements() == few
    pages = [client.get(f"{TRAY}?page={number}").context["rows"] for number in (1, 2)]
    assert [len(each) for each in pages] == [A_PAGE, 3]
    assert len({row.item.key for each in pages for row in each}) == A_PAGE + 3


def test_every_dossier_that_has_a_page_lies_in_a_pile(client):
    client.get("/")
    assert sorted(set(dossiers.PAGES) - set(OF_KIND)) == ["handover", "hook", "list_change", "norm_change"]


def test_a_task_leads_to_its_dossier_where_the_dossier_has_a_page(as_actor, office, monkeypatch):
    monkeypatch.setitem(dossiers.PAGES, "thu", "tray_export_file")
    put_task(office.officer, "7")
    assert 'href="/viec-cua-toi/tep/7/tai"' in as_actor(office.officer).get(TRAY).content.decode()


def test_a_deadline_in_a_year_without_announced_holidays_says_so(as_actor, office):
    put_task(office.officer, "Thanh lý", due=date(2027, 1, 22))
    notes = as_actor(office.officer).get(TRAY).context["notes"]
    assert [note.place for note in notes] == ["2027"]


def test_the_rail_counts_what_waits(as_actor, office):
    for number in range(3):
        put_task(office.officer, f"{number}")
    places = as_actor(office.officer).get("/tro-giup/").context["places"]
    assert [place.count for place in places if place.label == "Việc của tôi"] == [3]


def test_the_head_sees_what_is_stuck_at_whose_desk(as_actor, office):
    put_task(office.officer, "Quyết toán", due=LATE, since=NOW - timedelta(days=30))
    page = as_actor(office.head).get(AGENCY).content.decode()
    assert "1 việc đang chờ ở 1 bàn, 1 việc quá hạn" in page
    assert "Cán bộ Sở, Nguyễn Thị Ánh" in page
    assert "lâu nhất 30 ngày" in page
    assert "quy định của hệ thống" in page


def test_who_does_not_lead_sees_no_overview_and_no_way_to_it(as_actor, office):
    client = as_actor(office.officer)
    assert (client.get(AGENCY).status_code, AGENCY in client.get(TRAY).content.decode()) == (403, False)
    assert AGENCY in as_actor(office.head).get(TRAY).content.decode()


@pytest.mark.parametrize("address", [TRAY, AGENCY])
def test_more_work_asks_no_more_of_the_database(as_actor, office, address):
    client = as_actor(office.head)
    counts = []
    for number in (1, 30):
        for each in range(number):
            put_task(office.head, f"{number}/{each}")
            put_task(office.officer, f"{number}/{each}", due=LATE)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", [TRAY, AGENCY])
def test_the_pages_are_well_formed(as_actor, office, address):
    put_task(office.head, "Ký", due=LATE)
    put_task(office.officer, "Soạn")
    assert Page(as_actor(office.head).get(address).content.decode()).problems == []


def test_the_daily_letter_can_be_switched_off_and_on(as_actor, office):
    client = as_actor(office.officer)
    seen = [client.post("/viec-cua-toi/thu/", {"daily": on}, follow=True).context["daily"] for on in "01"]
    assert seen == [False, True]


def address_of_new_calendar(client) -> str:
    return client.post("/viec-cua-toi/lich/", {"do": "open"}, follow=True).context["new_address"]


def test_the_calendar_opens_without_signing_in_and_shows_deadlines_only(client, as_actor, office):
    put_task(office.officer, "Không hạn")
    put_task(office.officer, "Quyết toán", due=date(2026, 11, 29), source="Điều 18")
    address = address_of_new_calendar(as_actor(office.officer))
    client.logout()
    response = client.get(address.removeprefix("http://127.0.0.1:8000"))
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    # The 29th is a Sunday: the term ends on Monday.
    assert (str(event["summary"]), event.decoded("dtstart")) == ("Quyết toán", date(2026, 11, 30))
    assert (response.headers["Content-Type"], response.cookies) == ("text/calendar; charset=utf-8", {})


def test_the_secret_address_is_shown_once(as_actor, office):
    client = as_actor(office.officer)
    address = address_of_new_calendar(client)
    assert address.startswith("http://127.0.0.1:8000/lich/")
    assert address not in client.get(TRAY).content.decode()


def test_a_revoked_address_is_a_page_that_does_not_exist(as_actor, office):
    client = as_actor(office.officer)
    path = address_of_new_calendar(client).removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    client.post("/viec-cua-toi/lich/", {"do": "revoke"})
    assert client.get(path).status_code == 404


@exports.export_kind
def small(actor, parameters, progress):
    """A small file."""
    return exports.File(name="so-lieu.txt", content_type="text/plain", content=b"42")


def test_a_file_asked_for_shows_its_progress_and_then_itself(as_actor, office):
    client = as_actor(office.officer)
    export = exports.ask_for(by=office.officer, maker=small, title="Số liệu", parameters={}, at=NOW)
    page = f"/viec-cua-toi/tep/{export.pk}/"
    waiting = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert ('hx-trigger="every 2s"' in waiting, client.get(f"{page}tai").status_code) == (True, 404)
    assert run(queue.claim("one", NOW), "one")
    done = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert ("hx-trigger" in done, client.get(f"{page}tai").content) == (False, b"42")
    assert "so-lieu.txt" in client.get(TRAY).content.decode()
    assert Export.objects.get().seen_at == NOW


def test_a_file_is_nobody_elses(as_actor, office):
    export = exports.ask_for(by=office.officer, maker=small, title="Số liệu", parameters={}, at=NOW)
    client = as_actor(office.head)
    paths = [f"/viec-cua-toi/tep/{export.pk}/", f"/viec-cua-toi/tep/{export.pk}/tai"]
    assert [client.get(path).status_code for path in paths] == [404, 404]


@pytest.fixture
def administrator(db):
    """Who looks after accounts and the machine's own work."""
    user, _ = add_officer(
        username="quantri",
        full_name="Quản trị",
        agency=ministry_department(),
        role="administrator",
        since=SINCE,
    )
    return seated(user, NOW.date())


def test_the_operator_sees_what_failed_and_has_it_tried_again(as_actor, administrator, office):
    key = clean_up.enqueue().id
    DBTaskResult.objects.update(status="FAILED", traceback="OSError: hết chỗ")
    letter = write(key="k", to="a@b.vn", subject="Nhắc", text="", at=NOW)
    Mail.objects.update(state="refused", answer="550 no such user")
    client = as_actor(administrator)
    page = client.get("/viec-nen/").content.decode()
    assert [text in page for text in ("Việc nền cần người xem", "OSError: hết chỗ", "550 no such user")] == [
        True
    ] * 3
    for posted in ({"task": key}, {"letter": letter.pk}, {"task": "x"}, {"letter": "x"}, {}):
        assert client.post("/viec-nen/", posted).status_code == 302
    assert "Việc nền đều ổn" in client.get("/viec-nen/").content.decode()
    assert Page(page).problems == []


def test_the_machines_work_is_no_business_of_officers(as_actor, office):
    assert as_actor(office.head).get("/viec-nen/").status_code == 403


def test_many_figures_are_offered_as_a_file_made_in_the_background(as_actor, office, published, monkeypatch):
    client = as_actor(office.officer)
    direct = client.get("/so-lieu/bang.xlsx?stage=done")
    monkeypatch.setattr(figures, "MANY", 3)
    page = client.get("/so-lieu/bang.xlsx?stage=done").content.decode()
    assert 'action="/so-lieu/lap-tep/?stage=done"' in page
    asked = client.post("/so-lieu/lap-tep/?stage=done")
    assert run(queue.claim("one", NOW), "one")
    made = client.get(f"{asked.headers['Location']}tai")
    assert (made.content == direct.content, made.headers["Content-Disposition"]) == (
        True,
        'attachment; filename="so-lieu-khuyen-cong.xlsx"',
    )
    client.logout()
    assert client.get("/so-lieu/bang.xlsx?stage=done").headers["Content-Type"].startswith("application/")


def test_pages_of_scores_and_awards_say_what_waits_for_their_reader(as_actor, office):
    client = as_actor(office.officer)
    for number in range(ALIKE + 1):
        put_task(
            office.officer, f"Chuyển điểm năng lực cho nơi {number}", kind="capability_hearing", key=number + 1
        )
    put_task(office.officer, "Bỏ phiếu khen thưởng", kind="award_proposal", key=1)
    told = {
        address: [(row.item.title, row.alike) for row in client.get(address).context["here"]]
        for address in ("/nang-luc/", "/khen-thuong/")
    }
    assert told == {
        "/nang-luc/": [("Chuyển điểm năng lực cho nơi 0", ALIKE + 1)],
        "/khen-thuong/": [("Bỏ phiếu khen thưởng", 1)],
    }
