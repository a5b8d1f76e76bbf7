"""Pages of open data: found by place, content, year and words; a code off a paper; files that never change."""

import hashlib
import io
import json
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.places.models import Unit
from khuyencong.projects.models import Project
from khuyencong.projects.queries.tracking import tracking_code
from khuyencong.reporting.models import OpenRelease, OpenRow
from tests.ledger.conftest import draft, law, selected, workshop
from tests.ledger.test_contracts import approved
from tests.paperwork.pdf_reading import pages
from tests.reporting.opened import PERSON, TRACES, household, released
from tests.web.conftest import SignedInClient
from tests.web.opened import published_row

__all__ = ["approved", "draft", "law", "selected", "workshop"]
pytestmark = pytest.mark.django_db
M = 1_000_000
WORDS = ("đỏ", "xanh", "vàng", "cam", "tím")


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def published(approved, ministry_leader, now):
    """A release of two projects."""
    return released(ministry_leader, now)


@pytest.fixture
def many(published, selected, draft):
    """Five more projects of other years, purses and places, as rows of the release."""
    old = Unit.objects.get(level="province", name="Tiền Giang")
    rows = []
    for number in range(5):
        project = draft(title=f"Dệt chiếu {WORDS[number]}", texts=False, papers=False)
        said = {"year": 2025, "purse": "KCDP", "activity": "1", "state": "settled"} if number % 2 else {}
        rows.append(
            published_row(
                project,
                published,
                given=(number + 1) * 10 * M,
                committed=(number + 1) * 10 * M,
                **said,
                **({"province": old} if number == 4 else {}),
            )
        )
    return rows


def found(client, **asked):
    page = client.get(reverse("open_projects"), asked)
    assert page.status_code == 200
    return [each.project_id for each in page.context["page"].object_list]


def test_published_projects_are_found_by_every_question_and_by_words_without_marks(client, many, selected):
    two = [each.pk for each in selected]
    keys = [each.project_id for each in many]
    newest = sorted([*two, keys[0], keys[2], keys[4]], reverse=True)
    assert found(client) == [*newest, keys[3], keys[1]]
    assert found(client, q="det chieu cam") == [keys[3]]
    assert found(client, q="TÍM chiếu da-") == [keys[4]]
    assert found(client, year="2025") == [keys[3], keys[1]]
    assert found(client, purse="KCDP", state="settled") == [keys[3], keys[1]]
    assert found(client, content="1") == [keys[3], keys[1]]
    then = many[4].province_id
    assert found(client, then=str(then)) == [keys[4]]
    assert len(found(client, place=str(many[0].province_now_id))) == 7
    assert found(client, q="không có đâu") == []


@pytest.mark.parametrize("by", ["place", "content", "year", "purse", "state"])
def test_the_groups_add_up_to_the_whole_and_each_opens_to_its_own_rows(client, many, by):
    page = client.get(reverse("open_projects"), {"by": by})
    whole, groups = page.context["whole"], page.context["groups"]
    assert whole.position.given == sum(OpenRow.objects.values_list("given", flat=True))
    assert whole.count == sum(each.count for each, _ in groups) == 7
    for name in ("given", "committed", "disbursed", "settled"):
        assert sum(getattr(each.position, name) for each, _ in groups) == getattr(whole.position, name)
    for each, question in groups:
        opened = client.get(f"{reverse('open_projects')}?{question}").context["whole"]
        assert (opened.count, opened.position) == (each.count, each.position)


def test_a_page_takes_as_many_statements_for_a_hundred_projects_as_for_seven(client, many, published, draft):
    client.get(reverse("open_projects"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("open_projects"))
    like = many[0].project
    for number in range(60):
        copy = Project.objects.get(pk=like.pk)
        copy.pk, copy.title = None, f"Đan lát {number}"
        copy.save()
        published_row(copy, published)
    with CaptureQueriesContext(connection) as more:
        page = client.get(reverse("open_projects"))
    assert (page.context["whole"].count, len(page.context["page"].object_list)) == (67, 25)
    assert len(more) == len(few)
    # Release, rows, sums, groups; the others are the cache and the session.
    assert len([each for each in more if '"reporting_open' in each["sql"]]) == 4
    with CaptureQueriesContext(connection) as release:
        client.get(reverse("open_release", args=[1]))
    assert len(release) <= 8


def test_nonsense_in_the_address_is_said_and_nothing_breaks(client, many):
    for asked in ({"year": "x"}, {"place": "9" * 30}, {"by": "x"}, {"page": "9" * 30}, {"state": "draft"}):
        page = client.get(reverse("open_projects"), asked)
        assert page.status_code in (200, 422)
    for address in (
        "/du-lieu-mo/ban-99999999999999999999/",
        "/du-lieu-mo/ban-9/x.csv",
        "/du-lieu-mo/danh-muc.x",
    ):
        assert client.get(address).status_code == 404


def test_a_project_that_is_not_published_and_one_that_is_not_there_answer_alike(client, published, draft):
    hidden = draft(title="Chưa ai được biết")
    addresses = [reverse("open_project", args=[f"DA-{key:05d}"]) for key in (hidden.pk, 99999)]
    one, other = (client.get(address) for address in addresses)
    assert (one.status_code, other.status_code) == (404, 404)
    assert one.content.replace(f"{hidden.pk:05d}".encode(), b"") == other.content.replace(b"99999", b"")
    assert client.get(reverse("open_project", args=["abc"])).status_code == 404


def test_a_published_project_shows_its_money_its_decision_and_since_when(client, published, approved):
    page = words(client.get(reverse("open_project", args=[f"DA-{approved.pk:05d}"])))
    assert "Giao 300.000.000 đồng, đã giải ngân 0 đồng" in page
    assert "Số 1234/QĐ-BCT ngày 23/11/2026, Bộ trưởng Bộ Công Thương" in page
    assert "Hợp tác xã Sao Mai, Xã Phú Lợi" in page
    assert "Bản 1 , số liệu đến 23/11/2026" in page


def test_the_public_pages_hold_nothing_of_a_person(
    client, approved, draft, dong_thap_officer, ministry_leader, now
):
    owner = household(dong_thap_officer, now)
    approved.beneficiaries.update(establishment=owner)
    Project.objects.filter(pk=approved.pk).update(title=f"Máy cho {PERSON['name']}, {PERSON['phone']}")
    released(ministry_leader, now)
    addresses = [
        reverse("open_projects"),
        reverse("open_project", args=[f"DA-{approved.pk:05d}"]),
        reverse("open_release", args=[1]),
        reverse("open_data"),
        reverse("open_catalogue", args=["jsonld"]),
        reverse("open_catalogue", args=["ttl"]),
    ]
    told = "\n".join(client.get(each).content.decode().lower() for each in addresses)
    told += words(client.post(reverse("open_track"), {"code": tracking_code(approved)})).lower()
    assert "tên được che" in told
    assert [trace for trace in TRACES if trace in told] == []


def track(client, code):
    return client.post(reverse("open_track"), {"code": code})


def test_who_holds_the_paper_sees_the_step_the_desk_and_what_comes_next_and_no_name(client, draft, now):
    project = draft(title="Bí mật của xưởng", texts=True)
    Project.objects.filter(pk=project.pk).update(state="submitted", submitted_at=now)
    page = track(client, tracking_code(project))
    said = words(page)
    assert page.status_code == 200
    assert "Sở Công Thương đang xem hồ sơ." in said
    assert "Sở kết luận đạt hay trả lại để bổ sung." in said
    assert "Bí mật của xưởng" not in said
    assert "Sao Mai" not in said
    assert page.headers["Cache-Control"] == "private, no-store"
    lower = tracking_code(project).lower().replace("đa-000", "da ")
    assert track(client, lower).status_code == 200


def test_a_wrong_secret_a_number_alone_and_a_number_that_is_nobodys_answer_the_same(
    client, draft, published, approved, now
):
    hidden = draft(title="Chưa ai được biết")
    sent = draft(title="Đã gửi")
    Project.objects.filter(pk=sent.pk).update(state="refused", submitted_at=now)
    right = tracking_code(sent)
    wrong = [
        f"{sent.code}-AAAAAAAAAA",
        sent.code,
        f"{hidden.code}-{right[-10:]}",
        tracking_code(hidden),
        "ĐA-09999-AAAAAAAAAA",
        "ĐA-09999",
        f"{approved.code}-AAAAAAAAAA",
    ]
    answers = [track(client, each) for each in wrong]
    assert {each.status_code for each in answers} == {422}
    told = {re.sub(r'value="[^"]*"', "", each.content.decode().split('id="main"')[1]) for each in answers}
    assert len(told) == 1
    assert track(client, right).status_code == 200
    assert track(client, approved.code).headers["Location"] == f"/tra-cuu-de-an/DA-{approved.pk:05d}/"


def test_a_wrong_secret_asks_the_database_nothing_about_the_dossier(client, draft):
    sent = draft()
    with CaptureQueriesContext(connection) as asked:
        track(client, f"{sent.code}-AAAAAAAAAA")
    assert [each["sql"] for each in asked if 'FROM "projects_project"' in each["sql"]] == []


def test_a_paper_printed_before_the_key_was_changed_still_reads(client, draft, settings, now):
    sent = draft()
    Project.objects.filter(pk=sent.pk).update(state="submitted", submitted_at=now)
    code, old = tracking_code(sent), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-of-the-server"
    assert track(client, code).status_code == 422
    settings.SECRET_KEY_FALLBACKS = [old]
    assert track(client, code).status_code == 200
    assert tracking_code(sent) != code


def test_whoever_tries_codes_is_told_to_wait(client):
    answers = [track(client, f"ĐA-00001-AAAAAAAA{number:02d}").status_code for number in range(61)]
    assert (answers[:60], answers[60]) == ([422] * 60, 429)


def test_a_file_is_served_as_it_was_published_and_not_twice(client, published):
    for each in published.files.all():
        address = reverse("open_file", args=[1, each.name])
        answer = client.get(address)
        assert hashlib.sha256(answer.content).hexdigest() == each.sha256
        assert answer.headers["Content-Type"] == each.media_type
        assert "immutable" in answer.headers["Cache-Control"]
        again = client.get(address, headers={"If-None-Match": f'W/"{each.sha256}"'})
        assert (again.status_code, again.content) == (304, b"")


def test_the_page_of_data_says_that_no_licence_was_decided_until_one_was(
    client, published, settings, approved, ministry_leader, now
):
    assert "Giấy phép Chưa quyết định" in words(client.get(reverse("open_data")))
    settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL = "Giấy phép Thử", "https://giay-phep.example/1"
    client.force_login(ministry_leader.user)
    Project.objects.filter(pk=approved.pk).update(title="Đổi tên")
    assert publish(client).status_code == 302
    client.logout()
    assert "Giấy phép Giấy phép Thử" in words(client.get(reverse("open_data")))
    assert "chưa quyết định" in words(client.get(reverse("open_release", args=[1])))
    told = json.loads(client.get(reverse("open_file", args=[2, "360giving.json"])).content)
    assert told["license"] == "https://giay-phep.example/1"


def publish(client, **more):
    page = client.get(reverse("open_publish"))
    given = {"cut": page.context["built"].said.cut.strftime("%d/%m/%Y"), "seen": page.context["built"].digest}
    return client.post(reverse("open_publish"), given | more)


def test_a_leader_looks_at_what_changes_and_publishes_exactly_that(
    client, approved, selected, ministry_leader, time_machine, now
):
    time_machine.move_to(now)
    client.force_login(ministry_leader.user)
    page = client.get(reverse("open_publish"))
    said = words(page)
    assert "Bản 1 sẽ thêm 2, đổi 0, bớt 0 đề án" in said
    assert all(f"Thêm {each.code} : {each.title}" in said for each in selected)
    seen = page.context["built"].digest
    Project.objects.filter(pk=approved.pk).update(title="Đổi sau khi xem")
    refused = client.post(reverse("open_publish"), {"cut": "23/11/2026", "seen": seen})
    assert refused.status_code == 422
    assert "Số liệu vừa đổi sau khi bạn xem." in words(refused)
    assert OpenRelease.objects.count() == 0
    assert publish(client).headers["Location"] == reverse("open_release", args=[1])
    page = client.get(reverse("open_publish"))
    assert "Không có gì khác bản 1." in words(page)
    assert publish(client).status_code == 422
    time_machine.move_to(now + timedelta(days=1))
    client.force_login(ministry_leader.user)
    assert client.get(reverse("open_publish"), {"cut": "22/11/2026"}).status_code == 200
    assert client.post(reverse("open_publish"), {"cut": "hôm qua"}).status_code == 422


def test_who_may_not_publish_may_not_press_either(client, approved, ministry_officer, dong_thap_leader):
    for person in (ministry_officer, dong_thap_leader):
        client.force_login(person.user)
        assert client.post(reverse("open_publish"), {"cut": "23/11/2026"}).status_code == 403
    assert OpenRelease.objects.count() == 0


def test_officers_and_the_owner_read_the_code_that_stands_for_a_sent_project(
    client, draft, dong_thap_officer, now
):
    project = draft()
    client.force_login(dong_thap_officer.user)
    address = reverse("project", args=[project.pk])
    assert tracking_code(project) not in words(client.get(address))
    Project.objects.filter(pk=project.pk).update(state="submitted", submitted_at=now)
    assert tracking_code(project) in words(client.get(address))


def test_the_search_as_excel_holds_what_was_found(client, many):
    answer = client.get(reverse("open_projects_workbook"), {"q": "det chieu"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {row[0] for row in sheet.iter_rows(min_row=4, values_only=True)} == {each.code for each in many}


def test_before_the_first_release_the_pages_say_so(client, db):
    for name in ("open_projects", "open_data"):
        page = client.get(reverse(name))
        assert page.status_code == 200
    assert "Chưa công bố đề án nào" in words(client.get(reverse("open_projects")))


def test_the_receipt_of_a_sent_dossier_bears_its_code_and_a_draft_has_none(
    draft, now, dong_thap_officer, tay_ninh_officer
):
    project = draft(title="Đề án có biên nhận", texts=True)
    address = reverse("project_document", args=[project.pk, "bien-nhan"])
    client = SignedInClient()
    client.force_login(dong_thap_officer.account)
    assert client.get(address).status_code == 404
    Project.objects.filter(pk=project.pk).update(state="submitted", submitted_at=now)
    printed = client.get(address)
    copied = "".join(pages(printed.content))
    said = " ".join(copied.replace("\u200b", "").split())
    assert (printed.status_code, printed.headers["Content-Type"]) == (200, "application/pdf")
    assert [each in said for each in (tracking_code(project), reverse("open_track"), project.title)] == [
        True,
        True,
        True,
    ]
    [line] = [each for each in copied.splitlines() if "Mã tra cứu:" in each]
    assert track(Client(), line.partition(":")[2]).status_code == 200
    page = client.get(reverse("project", args=[project.pk])).content.decode()
    assert (f'href="{address}"' in page, tracking_code(project) in page) == (True, True)
    neighbour = SignedInClient()
    neighbour.force_login(tay_ninh_officer.account)
    assert neighbour.get(address).status_code == 404
