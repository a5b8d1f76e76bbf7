"""Every page is strict HTML, carries the content policy, and says what to do when something is wrong."""

from importlib import import_module

import pytest
from django.urls import reverse

from khuyencong.reporting.models import Figure
from khuyencong.web.reporting.tables import figure_row
from khuyencong.web.security import POLICY
from khuyencong.web.shell import PLACES
from tests.web.markup import Page

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/",
    "/vung/",
    "/vung/nam/2017/2017-12-31/?borders=now",
    "/vung/vn/2018/2018-07-31/",
    "/vung/bac/2019/2019-06-30/",
    "/vung/?region=nam&cut=31.2.2018",
    "/so-lieu/",
    "/so-lieu/?region=nam&cut=31/07/2018&stage=done&fund=KCDP",
    "/so-lieu/?region=nam",
    "/so-lieu/?region=nam&cut=01/01/2015",
    "/tim/?q=dong+thap",
    "/tim/?q=khong-co-gi",
    "/bao-cao/nop/",
    "/bao-cao/da-phat-hanh/",
    "/vung/nam/2018/2018-07-31/trinh/",
    "/dang-nhap/",
    "/tro-giup/",
    "/khong-co/",
]


@pytest.mark.parametrize("role", ["stranger", "leader"])
def test_every_page_is_well_formed_and_has_nothing_inline(as_role, demo, handed_in, figure_handed_in, role):
    client = as_role(role)
    things = [reverse(each._meta.model_name, args=[each.pk]) for each in (figure_handed_in, handed_in)]
    problems = {
        address: Page(client.get(address, follow=True).content.decode()).problems
        for address in [*ADDRESSES, *things]
    }
    assert {address: found for address, found in problems.items() if found} == {}


@pytest.mark.parametrize("address", ["/", "/khong-co/", "/bao-cao/nop/", "/static/khong-co.css"])
def test_every_answer_carries_the_content_policy(client, address):
    assert client.get(address).headers["Content-Security-Policy"] == POLICY


def test_the_policy_allows_nothing_inline_and_nobody_else():
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "data:" not in POLICY


@pytest.mark.parametrize(
    "address",
    [
        "/vung/nam/2018/2017-07-31/",
        "/vung/nam/2018/2018-02-30/",
        "/vung/nam/1999/1999-12-31/",
        "/vung/dong/2018/2018-07-31/",
        "/vung/nam/2018/2018-07-31/?borders=tomorrow",
        "/vung/nam/2018/2018-07-31/?known=hom-qua",
        "/vung/nam/2018/2018-07-31/?known=31/12/9999",
        "/so-lieu/999999999999999999999/",
        "/nguon/0/",
    ],
)
def test_a_question_without_meaning_is_a_page_that_does_not_exist(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("region=trung&cut=30/09/2013", "/vung/trung/2013/2013-09-30/"),
        ("region=nam&cut=31/7/2018&borders=now", "/vung/nam/2018/2018-07-31/?borders=now"),
        ("region=nam&cut=31/07/2018&known=01/02/2026", "/vung/nam/2018/2018-07-31/?known=01%2F02%2F2026"),
    ],
)
def test_choosing_a_region_leads_to_its_own_address(client, asked, leads):
    assert client.get(f"/vung/?{asked}").headers["Location"] == leads


@pytest.mark.parametrize(
    "asked", ["region=nam&cut=2018", "region=xyz&cut=31/07/2018", "region=nam&cut=31/07/1990"]
)
def test_a_wrong_choice_is_answered_with_where_and_how(client, asked):
    response = client.get(f"/vung/?{asked}")
    assert response.status_code == 422
    assert "Chưa đi tiếp được" in response.content.decode()


def test_signing_in_wrongly_tells_gently_what_to_check(client):
    page = client.post("/dang-nhap/", {"login": "ai", "password": "sai"}).content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert "bộ gõ tiếng Việt" in page


def test_dates_are_day_month_year_in_every_form(client, published):
    page = client.get("/so-lieu/?cut=01/02/2018").context["form"]
    assert (page.cleaned_data["cut"].day, page.cleaned_data["cut"].month) == (1, 2)


def test_a_figure_printed_with_a_mark_shows_its_mark_once(client, published):
    figure = Figure.objects.get(qualifier=">")
    for address in (reverse("figure", args=[figure.pk]), reverse("source", args=[figure.source_id])):
        page = client.get(address).content.decode()
        assert ("&gt; 91,3 tỷ đồng" in page, "&gt;&gt;" in page) == (True, False)
    assert figure_row(figure)[6] == "> 91,3"


def test_a_province_that_was_found_opens_at_a_day_it_has_rows_for(client, demo):
    hits = client.get("/tim/?q=dong+thap").context["hits"]
    assert client.get(hits[0].url).context["count"] == 36


@pytest.mark.parametrize(
    ("module", "label"),
    [
        ("khuyencong.web.money.urls", "Kinh phí"),
        ("khuyencong.web.outcomes.urls", "Đề án"),
        ("khuyencong.web.changes.urls", "Đề án"),
    ],
)
def test_every_page_of_a_place_lights_it_in_the_rail(module, label):
    """A page whose name begins otherwise than its place stood nowhere in the rail."""
    names = [each.name for each in import_module(module).urlpatterns]
    [prefixes] = [place[5] for place in PLACES if place[1] == label]
    assert [name for name in names if not name.startswith(prefixes)] == []
