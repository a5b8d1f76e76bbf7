"""The pages of programme targets: unknown as unknown, a part never as the whole, the same rows in Excel."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.norms.models import ProgrammeTarget
from khuyencong.norms.queries.returns import programmes_on
from khuyencong.web.reporting.targets_page import legible
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
    assert page.context["headline"] == "Đã đạt 0 trong 1 mục tiêu có số liệu"


def test_what_nobody_knows_is_told_as_unknown(as_role, reported):
    page = as_role("officer").get(PAGE, {"programme": "ctkc-2026-2030"})
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
    assert (len(rows), rows[-1][1], rows[-1][-2]) == (34 + 6, "Cộng", 24)
    assert [row[0] for row in rows[2:4]] == [
        "Cộng năm 2024: 1/34 tỉnh.",
        "Cộng năm 2025: 1/34 tỉnh, đến hết tháng 3.",
    ]


def test_a_line_with_digits_after_the_comma_is_exported_as_the_page_shows_it(as_role, law, cast):
    ProgrammeTarget.objects.filter(code="1881-mo-hinh").update(indicator="cc-03", unit="ha", value=30_000)
    for name, value in (("Cà Mau", 1250), ("Bạc Liêu", 0)):
        approved(cast["officer"], name, "year", 2024, form="cum-cong-nghiep", cc_03__all=value)
    client = as_role("officer")
    page = client.get(reverse("target", args=["1881-mo-hinh"]))
    assert next(row.done for row in page.context["rows"]) == "12,50"
    rows = sheet(client.get(reverse("target_workbook", args=["1881-mo-hinh"])))
    assert [row[-2] for row in rows if row[1] in ("Tỉnh Cà Mau", "Cộng")] == [12.5, 12.5]
    rows = sheet(client.get(reverse("targets_workbook"), NOW))
    models = next(row for row in rows if row[0] == "Mô hình trình diễn kỹ thuật")
    assert models[4:11] == [300, None, None, None, 12.5, None, 12.5]


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


@pytest.mark.parametrize("role", ["officer", "author"])
def test_it_opens_where_there_is_something_to_read_and_says_so(as_role, reported, role):
    page = as_role(role).get(PAGE)
    asked = page.context["asked"]
    assert (asked.programme.code, asked.instead_of.code) == ("ctkc-2021-2025", "ctkc-2026-2030")
    assert f'href="{PAGE}?programme=ctkc-2026-2030"' in page.text
    there = as_role(role).get(PAGE, {"programme": "ctkc-2026-2030"}).context["asked"]
    assert (there.programme.code, there.instead_of) == ("ctkc-2026-2030", None)


def test_a_programme_of_the_year_with_a_target_somebody_has_read_is_opened(as_role, reported):
    ProgrammeTarget.objects.filter(programme="ctkc-2026-2030").update(value=100)
    asked = as_role("officer").get(PAGE).context["asked"]
    assert (asked.programme.code, asked.instead_of) == ("ctkc-2026-2030", None)


def test_it_opens_at_no_programme_that_comes_later(reported):
    ProgrammeTarget.objects.filter(programme="ctkc-2021-2025").update(value=None)
    ProgrammeTarget.objects.filter(programme="ctkc-2026-2030").update(value=100)
    day = localdate()
    programmes = programmes_on(day)
    now = next(each for each in programmes if each.code == "ctkc-2021-2025")
    assert legible(programmes, now, day).name == "Chương trình khuyến công quốc gia đến năm 2020"


def test_a_sum_of_places_that_reach_unequally_far_says_so(as_role, reported, cast):
    approved(cast["officer"], "Tây Ninh", "half", 2025, 1, kq_09=6)
    approved(cast["officer"], "Long An", "half", 2025, 1, kq_09=1)
    client = as_role("officer")
    row = rows_of(client.get(PAGE, NOW))["1881-mo-hinh"]
    assert row.years[-1] == (2025, "16", "2/34 tỉnh, 1 tỉnh đến hết tháng 6; 1 tỉnh đến hết tháng 3")
    page = client.get(reverse("target", args=["1881-mo-hinh"]))
    assert {row.name: row.years[-1][2] for row in page.context["rows"][:2]} == {
        "Tỉnh Tây Ninh": "đến hết tháng 6",
        "Tỉnh Đồng Tháp": "đến hết tháng 3",
    }


def test_made_up_returns_are_marked_on_both_pages_and_in_both_files(as_role, reported, cast):
    client = as_role("officer")
    pages = [reverse("targets"), reverse("target", args=["1881-mo-hinh"])]
    files = [reverse("targets_workbook"), reverse("target_workbook", args=["1881-mo-hinh"])]

    def marked():
        return [
            *("số liệu minh họa" in client.get(each, NOW).text for each in pages),
            *(
                any(str(row[0]).startswith("Có số liệu minh họa") for row in sheet(client.get(each, NOW)))
                for each in files
            ),
        ]

    assert marked() == [False] * 4
    approved(cast["officer"], "Huế", "quarter", 2025, 1, made_up=True, kq_09=1)
    assert marked() == [True] * 4
