"""A workbook of projects: what is taken, and what is refused with sheet, cell, column and fix."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.project_sheets import blank_project_form, check_project_file
from khuyencong.places.models import Unit
from khuyencong.rules.estimate import MOST_LINES
from khuyencong.rules.project_sheets import LINES, PROJECTS
from tests.projects.conftest import law, workshop

pytestmark = pytest.mark.django_db
__all__ = ["law", "workshop"]
ON = date(2026, 11, 24)
ITEM = "may-moc"


def project(**said):
    given = {"number": 1, "title": "Hỗ trợ máy sấy", "purse": "KCQG", "year": 2027, "workshops": ""}
    return [(given | said).get(column.key, "") for column in PROJECTS.columns]


def cost(**said):
    given = {
        "number": 1,
        "name": "Máy sấy bơm nhiệt",
        "item": ITEM,
        "quantity": 1,
        "unit_price": "680.000.000",
        "support": 300_000_000,
    }
    return [(given | said).get(column.key, "") for column in LINES.columns]


def book(projects, costs, *, heads=None, names=("Đề án", "Dự toán"), touch=None):
    content = io.BytesIO()
    made = xlsxwriter.Workbook(content, {"strings_to_formulas": False})
    tops = heads or [[column.heading for column in layout.columns] for layout in (PROJECTS, LINES)]
    for name, head, rows in zip(names, tops, (projects, costs), strict=False):
        page = made.add_worksheet(name)
        for number, row in enumerate((head, *rows)):
            page.write_row(number, 0, row)
        if touch is not None:
            touch(page)
    made.close()
    return content.getvalue()


@pytest.fixture
def check(law, dong_thap_officer):
    home = Unit.objects.get(level="province", name="Đồng Tháp", until__isnull=True)

    def judge(projects, costs, **options):
        content = book(projects, costs, **options)
        return check_project_file("de-an.xlsx", content, actor=dong_thap_officer, home=home, on=ON)

    return judge


def told(checked):
    return [(each.code, each.place) for each in checked.findings]


def test_two_projects_with_their_lines_are_read(check, workshop):
    projects = [
        project(workshops=workshop.name, provinces="Tây Ninh; Đồng Tháp", last_year=2028),
        project(number="A2", title="Tập huấn", purse="Khuyến công địa phương", kind="nhóm"),
    ]
    costs = [
        cost(count=2, unit="máy", year=2028),
        cost(name="Lắp đặt", item="", support="", quantity="1,5", unit_price=2_000_000, other="1.000.000"),
        cost(number="A2", support=100),
    ]
    checked = check(projects, costs)
    assert (checked.refused, told(checked)) == (False, [("law_unclear", "Đề án!A3")])
    first, second = checked.rows
    tay_ninh = Unit.objects.get(level="province", name="Tây Ninh", until__isnull=True).pk
    assert (first.others, first.workshops, first.items) == ((tay_ninh,), (workshop.pk,), {ITEM: 2})
    assert (second.purse, second.kind, second.last_year, second.items) == ("KCDP", "group", 2027, {ITEM: 1})
    own = first.lines[1].line(first.purse, first.year).completed()
    assert (own.quantity, own.total, own.counterpart, own.year) == (Decimal("1.5"), 3_000_000, 2_000_000, 2027)
    machine = first.lines[0].line(first.purse, first.year).completed()
    assert (machine.national, machine.local, machine.counterpart) == (300_000_000, 0, 380_000_000)


def test_one_dong_above_the_norm_is_taken_as_a_draft_and_told_with_its_clause(check):
    checked = check([project()], [cost(support=300_000_001)])
    [finding] = checked.findings
    assert (checked.refused, len(checked.rows), finding.place) == (False, 1, "Đề án!A2")
    assert "28/2018/TT-BTC" in finding.message + finding.fix


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"number": ""}, [("required", "Đề án!A2"), ("unknown_number", "Dự toán!A2")]),
        ({"title": ""}, [("required", "Đề án!B2"), ("unknown_number", "Dự toán!A2")]),
        ({"title": '=HYPERLINK("x")'}, [("formula_text", "Đề án!B2"), ("unknown_number", "Dự toán!A2")]),
        ({"title": "M" * 301}, [("text_too_long", "Đề án!B2"), ("unknown_number", "Dự toán!A2")]),
        ({"purse": "ngân sách"}, [("unknown_purse", "Đề án!C2"), ("unknown_number", "Dự toán!A2")]),
        ({"kind": "lớn"}, [("unknown_kind", "Đề án!D2"), ("unknown_number", "Dự toán!A2")]),
        ({"year": ""}, [("required", "Đề án!E2"), ("unknown_number", "Dự toán!A2")]),
        ({"year": "sang năm"}, [("not_a_number", "Đề án!E2"), ("unknown_number", "Dự toán!A2")]),
        ({"year": 2019}, [("year", "Đề án!E2"), ("unknown_number", "Dự toán!A2")]),
        ({"last_year": 2026}, [("years", "Đề án!F2"), ("unknown_number", "Dự toán!A2")]),
        ({"last_year": 2050}, [("years", "Đề án!F2"), ("unknown_number", "Dự toán!A2")]),
        ({"sector": "Khai thác mỏ"}, [("unknown_sector", "Đề án!G2"), ("unknown_number", "Dự toán!A2")]),
        ({"provinces": "Atlantis"}, [("unknown_provinces", "Đề án!H2"), ("unknown_number", "Dự toán!A2")]),
        ({"workshops": "Không có"}, [("unknown_workshops", "Đề án!I2"), ("unknown_number", "Dự toán!A2")]),
    ],
)
def test_a_wrong_cell_of_a_project_is_named_and_nothing_is_taken(check, said, found):
    checked = check([project(**said), project(number=2, title="Khác")], [cost(), cost(number=2)])
    assert (told(checked), checked.rows) == (found, ())
    assert all(each.message and each.fix for each in checked.findings)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"number": ""}, ("required", "Dự toán!A2")),
        ({"number": 7}, ("unknown_number", "Dự toán!A2")),
        ({"name": ""}, ("required", "Dự toán!B2")),
        ({"item": "Mua ô tô"}, ("unknown_item", "Dự toán!C2")),
        ({"item": ""}, ("item_missing", "Dự toán!C2")),
        ({"count": 0}, ("count", "Dự toán!D2")),
        ({"count": "1,5"}, ("whole", "Dự toán!D2")),
        ({"quantity": ""}, ("required", "Dự toán!F2")),
        ({"quantity": 0}, ("quantity", "Dự toán!F2")),
        ({"quantity": "1,2345"}, ("quantity", "Dự toán!F2")),
        ({"quantity": -1}, ("negative", "Dự toán!F2")),
        ({"unit_price": "đắt"}, ("not_a_number", "Dự toán!G2")),
        ({"unit_price": 0.5}, ("whole_dong", "Dự toán!G2")),
        ({"unit_price": 10**15}, ("too_much", "Dự toán!G2")),
        ({"quantity": "0,001", "unit_price": 1, "support": ""}, ("not_whole", "Dự toán!G2")),
        ({"year": 2026}, ("wrong_year", "Dự toán!H2")),
        ({"support": 680_000_001}, ("parts_exceed", "Dự toán!I2")),
        ({"other": 380_000_001}, ("parts_exceed", "Dự toán!I2")),
        ({"unit": "@SUM(1)"}, ("formula_text", "Dự toán!E2")),
    ],
)
def test_a_wrong_cell_of_a_line_is_named_and_nothing_is_taken(check, said, found):
    checked = check([project()], [cost(**said), cost()])
    assert (told(checked), checked.rows) == ([found], ())


def test_one_line_more_than_an_estimate_holds_is_refused_as_on_the_pages(check):
    small = cost(unit_price="1.000.000", support=0)
    checked = check([project()], [cost(), *[small] * MOST_LINES])
    assert told(checked) == [("too_many_lines", "Đề án!A2")]
    assert "501 dòng chi, quá 500 dòng" in checked.findings[0].message


def test_the_same_project_twice_a_project_without_lines_and_two_counts_are_named(check):
    twice = check([project(), project(number=1, title="Khác"), project(number=3)], [cost()])
    assert told(twice) == [("number_twice", "Đề án!A3"), ("project_twice", "Đề án!B4")]
    bare = check(
        [project(), project(number=2, title="Khác"), project(number=3, title="Ba")],
        [cost(), cost(number=3, item="", support="")],
    )
    assert told(bare) == [("no_lines", "Đề án!A3"), ("no_items", "Đề án!A4")]
    counted = check([project()], [cost(count=2), cost(count=3)])
    assert told(counted) == [("counts_differ", "Dự toán!D3")]


def test_missing_sheets_headings_and_rows_are_named(check):
    heads = [[column.heading for column in layout.columns] for layout in (PROJECTS, LINES)]
    assert told(check([project()], [cost()], heads=heads[:1])) == [("sheet_missing", "Đề án!")]
    wrong = [["Một", "Hai"], ["Ba", "Bốn"]]
    assert told(check([], [], heads=wrong)) == [("headings_missing", "Đề án!")]
    without = [[name for name in heads[0] if name != "Nguồn kinh phí"], heads[1]]
    assert ("column_missing", "Đề án!A1") in told(check([project()], [cost()], heads=without))
    assert told(check([], [])) == [("no_rows", "Đề án!"), ("no_rows", "Dự toán!")]
    many = [project(number=number, title=f"Đề án {number}") for number in range(201)]
    assert told(check(many, [cost()])) == [("too_many_rows", "Đề án!")]


def test_merged_cells_and_formulas_that_failed_are_refused(check):
    def merge(page):
        page.merge_range(1, 1, 2, 1, "Máy")

    def fail(page):
        page.write_formula(1, 5, "=1/0", None, "#DIV/0!")

    rows = ([project(), project(number=2)], [cost(), cost()])
    assert told(check(*rows, touch=merge)) == [("merged_cells", "Đề án!B2"), ("merged_cells", "Dự toán!B2")]
    assert told(check(*rows, touch=fail)) == [("formula_error", "Đề án!F2"), ("formula_error", "Dự toán!F2")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\0\0\0", "empty_file"),
        (b"<html><body><table><tr><td>x</td></tr></table></body></html>", "html_as_xls"),
        (b"%PDF-1.7", "not_a_workbook"),
        (b"PK\x03\x04hong", "truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(law, dong_thap_officer, content, code):
    checked = check_project_file("de-an.xls", content, actor=dong_thap_officer, home=None, on=ON)
    assert ([each.code for each in checked.findings], checked.rows) == ([code], ())


def test_an_agency_of_no_province_must_name_one(law, ministry_officer: Actor):
    content = book([project()], [cost()])
    checked = check_project_file("x.xlsx", content, actor=ministry_officer, home=None, on=ON)
    assert told(checked)[0] == ("no_province", "Đề án!H2")


def test_the_form_itself_is_read_and_its_example_is_left_out(law, dong_thap_officer):
    form = blank_project_form(on=ON)
    checked = check_project_file("mau.xlsx", form, actor=dong_thap_officer, home=None, on=ON)
    assert [each.code for each in checked.findings] == ["no_rows", "no_rows"]
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(form))
    assert sheets.sheet_names == ["Đề án", "Dự toán", "Danh mục", "Hướng dẫn"]
