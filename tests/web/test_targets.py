"""The pages of programme targets: unknown as unknown, a part never as the whole, the same rows in Excel."""

import io

import openpyxl
import pytest
from django.urls import reverse

from tests.norms.conftest import law
from tests.reporting.targets import approved
from tests.web.test_norms_pages import text_of

pytestmark = pytest.mark.django_db
__all__ = ["law"]
PAGE = "/muc-tieu/"
NOW = {"programme": "ctkc-2021-2025"}


@pytest.fixture
def reported(law, cast):
    by = cast["officer"]
    approved(by, "Tây Ninh", "year", 2024, kq_09=3, kq_09__KCQG=2)
    approved(by, "Long An", "year", 2024, kq_09=10)
    approved(by, "Đồng Tháp", "quarter", 2025, 1, kq_09=4)
    approved(by, "Tiền Giang", "quarter", 2025, 1, kq_09=5)


def rows_of(page):
    return {each.row.target.code: each for each in page.context["rows"]}


def sheet(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_the_ministry_reads_the_nation_year_by_year(as_role, reported):
    page = as_role("officer").get(PAGE, NOW)
    row = rows_of(page)["1881-mo-hinh"]
    assert (row.aim, row.done, row.share, row.verdict) == ("340", "24", "7,1 %", "còn thiếu báo cáo")
    assert row.years == (
        (2021, "chưa có", ""),
        (2022, "chưa có", ""),
        (2023, "chưa có", ""),
        (2024, "15", "1/34 tỉnh"),
        (2025, "9", "1/34 tỉnh, đến hết tháng 3"),
    )
    assert page.context["headline"] == "Đã đạt 0 trong 7 mục tiêu có số liệu"


def test_what_nobody_knows_is_told_as_unknown(as_role, reported):
    page = as_role("officer").get(PAGE)
    assert page.context["asked"].programme.code == "ctkc-2026-2030"
    assert {(each.aim, each.share) for each in page.context["rows"]} == {("chưa rõ", "")}
    assert page.context["headline"] == "Chưa rõ con số của 8 mục tiêu"
    assert "8 mục tiêu chưa rõ con số: chưa ai đọc được văn bản." in text_of(page)


def test_a_department_is_shown_its_own_part_first_and_no_verdict_on_it(as_role, reported):
    page = as_role("author").get(PAGE)
    assert page.context["asked"].place.name == "Đồng Tháp"
    page = as_role("author").get(PAGE, NOW | {"place": page.context["asked"].place.code})
    row = rows_of(page)["1881-mo-hinh"]
    assert (row.years[-1], row.done, row.verdict) == ((2025, "9", "đến hết tháng 3"), "9", "")
    assert page.context["headline"].endswith("mục tiêu có số của tỉnh")
    assert 'href="/muc-tieu/1881-mo-hinh/"' not in page.text


@pytest.mark.parametrize("role", ["stranger", "author", "neighbour"])
def test_who_does_not_read_every_province_never_reads_a_part_as_the_nation(as_role, reported, role):
    page = as_role(role).get(PAGE, NOW | {"place": ""})
    assert {(row.years, row.share) for row in page.context["rows"]} == {((), "")}
    assert "chỉ Cục xem được cho cả nước" in text_of(page)
    assert "Đã công bố" in text_of(as_role(role).get(PAGE, {"programme": "ctkc-2014-2020", "place": ""}))


def test_a_province_that_is_not_hers_is_no_choice(as_role, reported):
    page = as_role("neighbour").get(PAGE, NOW | {"place": "82"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["place"])


def test_a_content_narrows_the_targets(as_role, reported):
    page = as_role("officer").get(PAGE, NOW | {"content": "3"})
    assert list(rows_of(page)) == ["1881-mo-hinh", "1881-may-moc-cong", "1881-sxsh"]
    assert as_role("officer").get(PAGE, {"programme": "khong-co"}).status_code == 422


def test_one_target_by_province(as_role, reported):
    page = as_role("officer").get(reverse("target", args=["1881-mo-hinh"]))
    told = [(row.name, row.done) for row in page.context["rows"]]
    assert told[:3] == [("Tỉnh Tây Ninh", "15"), ("Tỉnh Đồng Tháp", "9"), told[2]]
    assert (told[2][1], len(told), page.context["silent"]) == ("chưa có", 34, 32)
    assert as_role("author").get(reverse("target", args=["1881-mo-hinh"])).status_code == 403
    assert as_role("officer").get(reverse("target", args=["1881-o-nhiem"])).status_code == 404


def test_the_same_rows_as_excel(as_role, reported):
    client = as_role("officer")
    rows = sheet(client.get(reverse("targets_workbook"), NOW))
    header = next(row for row in rows if row[0] == "Mục tiêu")
    assert header[4:11] == ["Đặt ra", "2021", "2022", "2023", "2024", "2025", "Cộng"]
    models = next(row for row in rows if row[0] == "Mô hình trình diễn kỹ thuật")
    assert models[4:11] == [340, None, None, None, 15, 9, 24]
    money = next(row for row in rows if row[0] == "Kinh phí của chương trình")
    assert money[4] == "chưa rõ"
    rows = sheet(client.get(reverse("target_workbook", args=["1881-mo-hinh"])))
    assert (len(rows), rows[-1][1], rows[-1][-2]) == (34 + 4, "Cộng", 24)


def test_without_any_programme_the_page_says_what_to_do(client):
    page = client.get(PAGE)
    assert (page.status_code, "Chưa có chương trình nào" in page.text) == (200, True)
    assert client.get(reverse("targets_workbook")).status_code == 404


def test_the_page_costs_the_same_however_many_returns(as_role, reported, cast, django_assert_max_num_queries):
    client = as_role("officer")
    client.get(PAGE, NOW)
    with django_assert_max_num_queries(100) as first:
        client.get(PAGE, NOW)
    for name in ("Cà Mau", "Bạc Liêu", "Vĩnh Long", "Bến Tre", "Trà Vinh"):
        approved(cast["officer"], name, "year", 2023, kq_09=1, kq_01=4)
    with django_assert_max_num_queries(len(first)):
        client.get(PAGE, NOW)
