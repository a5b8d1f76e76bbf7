"""Five questions without signing in: what is answered, what is refused and how, in how many statements."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.organisations.models import Registration
from khuyencong.places.models import Unit
from khuyencong.projects.models import Enquiry
from tests.norms.conftest import law
from tests.projects.conftest import commune_of
from tests.projects.test_enquiries import owner_called

pytestmark = pytest.mark.django_db
__all__ = ["law"]


@pytest.fixture
def said(law):
    """Five answers of a co-operative in a rural commune that wants a machine."""
    commune_of("Đồng Tháp", "Phú Lợi")
    province = Unit.objects.get(level="province", name="Đồng Tháp", until__isnull=True)
    return {
        "province": province.pk,
        "commune": "phu loi",
        "owner": "tht",
        "sector": "che-bien",
        "wish": "mua-may",
        "cost": "680.000.000",
    }


def asked(client, **said):
    return client.get(reverse("entitlement"), said)


def heads(response):
    """(item, purse, most, stopped) of each card."""
    told = response.context["told"]
    return [(each.item.code, each.purse.value, each.most, each.stopped) for each in told.possible]


def test_a_stranger_is_told_what_how_much_by_which_papers_and_whom_to_ask(client, said):
    page = asked(client, **said)
    assert page.status_code == 200
    assert heads(page) == [
        ("may-moc", "KCQG", 300_000_000, False),
        ("day-chuyen", "KCQG", 340_000_000, False),
        ("may-moc", "KCDP", None, False),
        ("day-chuyen", "KCDP", None, False),
    ]
    words = " ".join(page.content.decode().split())
    assert "Mua máy mới cho xưởng: 2 khoản có thể được hỗ trợ" in words
    assert "nhiều nhất 300.000.000 đồng" in words
    assert "Sở Công Thương tỉnh Đồng Tháp" in words


@pytest.mark.parametrize("query", ["", "?fbclid=x&utm_source=zalo"])
def test_nothing_answered_is_a_page_of_five_questions(client, said, query):
    page = client.get(reverse("entitlement") + query)
    assert (page.status_code, page.content.decode().count("<legend")) == (200, 3)


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("commune", "Không Đâu", "không có xã, phường nào ngày nay mang tên “Không Đâu”"),
        ("cost", "0", "ghi số đồng dự định chi"),
        ("cost", "ba trăm", "không phải số tiền ghi đủ"),
        ("owner", "", "chọn một dòng trong danh sách"),
        ("wish", "x", "Dòng này không còn trong danh sách"),
        ("province", "99999999", "Dòng này không còn trong danh sách"),
    ],
)
def test_a_wrong_answer_is_said_at_its_question_and_the_others_stay(client, said, name, typed, told):
    page = asked(client, **said | {name: typed})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert told in " ".join(page.context["form"].errors[name])
    assert page.context["form"]["sector"].value() == "che-bien"


def test_who_is_too_large_or_makes_what_is_not_listed_is_told_so_once(client, said):
    page = asked(client, **said | {"owner": "lon", "sector": "khac"})
    common = [each.code for each in page.context["told"].common]
    assert common == ["no_sector", "too_large"]
    assert {stopped for *_, stopped in heads(page)} == {True}


def test_more_items_ask_no_more_of_the_database(client, said):
    asked(client, **said)
    counts = []
    for wish in ("day-nghe", "pho-bien"):
        with CaptureQueriesContext(
            connection,
        ) as made:
            page = asked(client, **said | {"wish": wish, "sector": "khac"})
        counts.append((len(made), len(page.context["told"].possible)))
    (few, one), (many, more) = counts
    assert (one, more) == (2, 30)
    assert many == few


def test_her_answers_go_along_to_the_registration_and_wait_for_her_there(client, said):
    answer = asked(client, **said)
    [link] = re.findall(rf'href="{reverse("registration")}\?([^"]+)"', answer.content.decode())
    given = QueryDict(unescape(link))
    assert (given["province"], given["commune"]) == (str(said["province"]), "Xã Phú Lợi")
    form = client.get(reverse("registration"), given.dict()).context["form"]
    typed = {name: form[name].value() for name in ("province", "commune", "answers")}
    assert QueryDict(typed["answers"]).dict() == {name: str(each) for name, each in said.items()}
    more = {
        "establishment": "Tổ đan",
        "representative": "Chủ",
        "email": "to@khuyencong.example",
        "consent": "on",
    }
    assert client.post(reverse("registration"), typed | more).status_code == 302
    kept = Registration.objects.get(email="to@khuyencong.example")
    assert asked(client, **QueryDict(kept.answers).dict()).status_code == 200


def test_answers_too_long_to_be_ours_keep_nobody_from_an_account(client, said):
    typed = {"province": said["province"], "commune": "", "answers": "x" * 5000, "consent": "on"}
    more = {"establishment": "Tổ đan", "representative": "Chủ", "email": "to@khuyencong.example"}
    assert client.post(reverse("registration"), typed | more).status_code == 302
    assert Registration.objects.get(email="to@khuyencong.example").answers == ""


def test_an_owner_sends_her_answers_and_an_officer_begins_the_draft(client, said, dong_thap_officer, now):
    owner = owner_called("chu-to-dan-lat", now)
    client.force_login(owner.user)
    assert "Nhờ cán bộ soạn đề án" in asked(client, **said).content.decode()
    sent = client.post(reverse("enquiry_send"), said)
    enquiry = Enquiry.objects.get()
    assert sent.headers["Location"] == reverse("enquiry", args=[enquiry.pk])
    again = client.post(reverse("enquiry_send"), said)
    assert (again.status_code, [each.code for each in again.context["blocked"]]) == (422, ["sent_already"])
    mine = client.get(reverse("project_mine"))
    assert ([each.pk for each in mine.context["enquiries"]], mine.context["waiting"]) == ([enquiry.pk], 1)

    client.force_login(dong_thap_officer.user)
    page = client.get(reverse("enquiry", args=[enquiry.pk]))
    assert page.context["offered"] == {"begin", "answer"}
    begin = f"{reverse('project_new')}?nhu-cau={enquiry.pk}"
    shown = client.get(begin)
    assert shown.status_code == 200
    assert shown.context["form"]["sector"].value() == enquiry.sector_id
    typed = {"title": "Máy đan", "purse": "KCQG", "kind": "named", "year": "2028", "last_year": "2028"}
    typed |= {"item_may-moc": "on", "count_may-moc": "1", "sector": str(enquiry.sector_id)}
    assert client.post(begin, typed).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.project.title) == ("begun", "Máy đan")
    assert list(client.get(reverse("project_mine")).context["enquiries"]) == []


def test_a_stranger_and_an_officer_send_nothing(client, said, dong_thap_officer):
    assert client.post(reverse("enquiry_send"), said).status_code == 302
    client.force_login(dong_thap_officer.user)
    for typed in (said, {}):
        assert client.post(reverse("enquiry_send"), typed).status_code == 403
    assert "Nhờ cán bộ soạn đề án" not in asked(client, **said).content.decode()
    assert Enquiry.objects.count() == 0
