"""The first page: the answer in its title, two kinds of figures apart, every number open to its rows."""

import re
from html import unescape

import pytest

from khuyencong.rules.money import trieu
from tests.web.conftest import ROLES

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r'<a class="n" href="(/so-lieu/\?[^"]+)">([\d.]+,\d)</a>')


def test_the_title_is_the_answer_and_says_on_which_figures_it_rests(client, demo):
    page = client.get("/")
    head = page.context["headline"]
    assert head.title == "Khu vực phía Nam 2018: đến 31/7 mới thực hiện 26,6 % kế hoạch"
    assert head.basis == "theo số đã công bố"


def test_a_title_never_gives_the_rate_of_a_few_for_the_whole(client, demo):
    title = client.get("/vung/vn/2018/2018-07-31/").context["headline"].title
    assert title == "Cả nước 2018: đến 31/7 mới có số của 20/63 địa phương"


def test_without_published_totals_the_title_rests_on_the_sum_and_is_marked(client, demo):
    page = client.get("/vung/vn/2018/2018-07-31/")
    assert page.context["headline"].basis == "tổng hợp từ 20/63 địa phương"
    assert page.context["headline"].made is True


def test_a_region_without_any_figure_says_so(client):
    title = client.get("/vung/bac/2019/2019-06-30/").context["headline"].title
    assert title == "Khu vực phía Bắc 2019: đến 30/6 chưa có số liệu nào"


def test_every_number_of_the_region_opens_to_rows_that_sum_to_it(client, demo):
    numbers = NUMBER.findall(client.get("/").content.decode())
    wrong = {}
    for address, shown in [*numbers[:12], *numbers[12::9]]:
        sums = client.get(unescape(address)).context["sums"]
        if [trieu(total) for _, total in sums] != [shown]:
            wrong[address] = (shown, sums)
    assert len(numbers) > 100
    assert wrong == {}


def test_on_todays_borders_a_line_opens_to_the_rows_of_all_its_parts(client, demo):
    numbers = NUMBER.findall(client.get("/vung/nam/2018/2018-07-31/?borders=now").content.decode())
    wrong = [
        address
        for address, shown in numbers[::11]
        if [trieu(total) for _, total in client.get(unescape(address)).context["sums"]] != [shown]
    ]
    assert wrong == []


def test_lines_stand_in_the_order_that_was_asked_for(client, demo):
    orders = {
        sort: client.get(f"/?sort={sort}").context["rows"][0].name for sort in ("rate", "plan", "name", "xyz")
    }
    assert orders == {"rate": "Hậu Giang", "plan": "Đồng Tháp", "name": "An Giang", "xyz": "Hậu Giang"}


def test_every_province_has_one_tile_and_both_archipelagos_are_named(client, demo):
    tiles = client.get("/vung/vn/2018/2018-07-31/").context["map"].tiles
    land = [each.tile.code for each in tiles if each.row is not None]
    assert (len(land), len(set(land))) == (63, 63)
    assert [each.tile.part for each in tiles if each.row is None] == ["Hoàng Sa", "Trường Sa"]


@pytest.mark.parametrize("region", ["bac", "trung", "nam", "vn"])
@pytest.mark.parametrize("borders", ["then", "now"])
def test_no_two_tiles_share_a_place(client, region, borders):
    shown = client.get(f"/vung/{region}/2018/2018-07-31/?borders={borders}").context["map"]
    places = [(each.col, each.line) for each in shown.tiles]
    assert len(places) == len(set(places))
    assert max(col for col, _ in places) == shown.columns <= 12
    assert max(line for _, line in places) <= 24


def test_handing_a_report_up_is_offered_to_who_prepares_reports(as_role, demo):
    told = "Trình phát hành (3 lỗi còn mở)"
    offered = {role: as_role(role).get("/").text.count(told) for role in ROLES}
    assert offered == dict.fromkeys(ROLES, 0) | {"officer": 1, "leader": 1}


def test_made_figures_are_marked_beside_every_sum(client, demo):
    page = client.get("/").content.decode()
    assert page.count("số liệu minh họa") >= 5
    assert "không trộn lẫn" in page
