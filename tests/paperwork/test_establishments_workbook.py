"""A workbook of establishments: what is taken, and what is refused with sheet, cell, column and fix."""

import io
import unicodedata
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from khuyencong.industry.actions import save_cluster
from khuyencong.paperwork.establishments import blank_form, check_file
from khuyencong.rules.establishments import COLUMNS
from tests.industry.conftest import phu_an, phu_loc

pytestmark = pytest.mark.django_db
__all__ = ["phu_an", "phu_loc"]
ON = date(2026, 11, 23)
HEADINGS = [column.heading for column in COLUMNS]
TAX = "0100233488"


def line(**said):
    given = {
        "name": "Mộc Phú Lộc",
        "legal_form": "Hộ kinh doanh",
        "province": "Đồng Tháp",
        "commune": "phu loc",
    }
    return [(given | said).get(column.key, "") for column in COLUMNS]


def book(*rows, headings=HEADINGS, sheet="Cơ sở", touch=None, more=()):
    """With `more` sheets of rows under the same headings."""
    content = io.BytesIO()
    made = xlsxwriter.Workbook(content, {"strings_to_formulas": False})
    for name, its in ((sheet, rows), *more):
        page = made.add_worksheet(name)
        for number, row in enumerate((headings, *its)):
            page.write_row(number, 0, row)
    if touch is not None:
        touch(page)
    made.close()
    return content.getvalue()


def check(*rows, **options):
    return check_file("co-so.xlsx", book(*rows, **options), on=ON)


def told(checked):
    return [(each.code, each.place) for each in checked.findings]


@pytest.fixture(autouse=True)
def places(phu_loc, phu_an):
    """Two communes of Đồng Tháp."""


def test_a_full_row_is_read_with_its_place_products_and_figures(phu_loc):
    row = line(
        tax_code=TAX,
        phone="0901 234 567",
        since="15/03/2016",
        address="Ấp 3",
        products="Bàn; ghế; Bàn",
        year=2025,
        labour=12,
        capital="1.500",
        revenue=2400.5,
        vsic=1629,
        source="Khảo sát",
    )
    checked = check(row)
    assert told(checked) == []
    [read] = checked.rows
    assert (read.unit, read.address, read.products) == (phu_loc.pk, "Ấp 3", ("Bàn", "ghế"))
    assert read.year == {"year": 2025, "labour": 12, "capital": 1_500_000_000, "revenue": 2_400_500_000}
    assert (read.said["legal_form"], read.said["since"], read.said["vsic"]) == ("ho", date(2016, 3, 15), "1629")


def test_what_excel_took_from_numbers_is_given_back_and_a_day_is_a_day():
    row = line(tax_code=100233488, phone=901234567, year="2025", labour="12")
    [read] = check(row).rows
    assert (read.said["tax_code"], read.said["phone"], read.said["source"]) == (
        TAX,
        "0901234567",
        "Tệp co-so.xlsx",
    )


def test_the_headings_are_known_by_other_names_in_any_order_and_below_a_title():
    headings = ["STT", "TÊN DOANH NGHIỆP", "tinh", "MST", "Loại hình *", "Xã/phường"]
    title = ["Danh sách cơ sở", "", "", "", "", ""]
    content = book(headings, [1, "Rèn", "Tỉnh Đồng Tháp", TAX, "htx", "Xã Phú Lộc"], headings=title, sheet="DS")
    checked = check_file("x.xlsx", content, on=ON)
    assert (told(checked), [row.said["name"] for row in checked.rows]) == ([], ["Rèn"])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"name": ""}, [("required", "Cơ sở!A2")]),
        ({"legal_form": ""}, [("required", "Cơ sở!B2")]),
        ({"legal_form": "Tập đoàn"}, [("unknown_legal_form", "Cơ sở!B2")]),
        ({"tax_code": "0100233489"}, [("tax_code", "Cơ sở!C2")]),
        ({"province": ""}, [("required", "Cơ sở!I2")]),
        ({"province": "Atlantis"}, [("unknown_place", "Cơ sở!J2")]),
        ({"province": "Tiền Giang", "commune": ""}, [("unknown_place", "Cơ sở!I2")]),
        ({"commune": "Không Có"}, [("unknown_place", "Cơ sở!J2")]),
        ({"sector": "Khai thác mỏ"}, [("unknown_sector", "Cơ sở!L2")]),
        ({"since": "năm ngoái"}, [("day", "Cơ sở!H2")]),
        ({"year": 2025, "labour": "nhiều"}, [("not_a_number", "Cơ sở!P2")]),
        ({"year": 2025, "labour": 2.5}, [("whole", "Cơ sở!P2")]),
        ({"year": 2025, "labour": -3}, [("negative", "Cơ sở!P2")]),
        ({"labour": 3}, [("year_missing", "Cơ sở!O2")]),
        ({"year": 2031, "labour": 3}, [("year", "Cơ sở!O2")]),
        ({"name": '=HYPERLINK("http://x")'}, [("formula_text", "Cơ sở!A2")]),
        ({"address": "@SUM(1)"}, [("formula_text", "Cơ sở!K2")]),
        ({"representative": "+cmd|x"}, [("formula_text", "Cơ sở!E2")]),
        ({"name": "M" * 201}, [("text_too_long", "Cơ sở!A2")]),
        ({"name": True}, [("not_a_text", "Cơ sở!A2")]),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_taken(said, found):
    checked = check(line(**said), line(name="Rèn Tân Thạnh"))
    assert (told(checked), checked.rows) == (found, ())
    assert all(each.message and each.fix for each in checked.findings)


def test_every_wrong_cell_of_a_row_is_told_at_once():
    checked = check(line(name="", tax_code="12", since="hôm qua"))
    assert sorted(code for code, _ in told(checked)) == ["day", "required", "tax_code"]


def test_the_same_tax_code_or_the_same_establishment_twice_is_named_with_the_other_row():
    rows = (
        line(name="Một", tax_code=TAX),
        line(name="Hai", tax_code=TAX),
        line(name="Mộc"),
        line(name="MOC"),
    )
    checked = check(*rows)
    assert told(checked) == [("tax_code_twice", "Cơ sở!C3"), ("row_twice", "Cơ sở!A5")]
    assert "dòng 2" in checked.findings[0].message


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"cluster": "Cụm không ai ghi"}, ("unknown_cluster", "Cơ sở!T2")),
        ({"supplies": "0100233488 Gỗ"}, ("link", "Cơ sở!U2")),
        ({"supplies": "0100233489: Gỗ"}, ("link", "Cơ sở!U2")),
        ({"processes": "0100233488:"}, ("link", "Cơ sở!V2")),
        ({"certificates": "Bàn gỗ 2024"}, ("certificate", "Cơ sở!W2")),
        ({"certificates": "Bàn gỗ (thôn, 2024)"}, ("certificate", "Cơ sở!W2")),
        ({"certificates": "Bàn gỗ (tỉnh, 2031)"}, ("certificate", "Cơ sở!W2")),
        ({"certificates": "(tỉnh, 2024)"}, ("certificate", "Cơ sở!W2")),
    ],
)
@pytest.mark.usefixtures("phu_loc")
def test_a_wrong_cluster_link_or_certificate_is_named(said, code):
    assert told(check(line(**said))) == [code]


def test_clusters_links_and_certificates_are_read(phu_loc, dong_thap_officer, now):
    cluster = save_cluster({"name": "CCN Phú Lợi", "source": "Sổ"}, phu_loc, by=dong_thap_officer, at=now)
    [row] = check(
        line(
            cluster="ccn phu loi",
            supplies=f"{TAX}: Gỗ xẻ; {TAX}: Mùn cưa",
            processes=f"{TAX}: Ván",
            certificates="Bàn gỗ (tỉnh, 2024); Tủ (cấp khu vực, 2022)",
        )
    ).rows
    assert row.cluster == cluster.pk
    assert [(each.kind, each.tax_code, each.product) for each in row.links] == [
        ("supplies", TAX, "Gỗ xẻ"),
        ("supplies", TAX, "Mùn cưa"),
        ("processes", TAX, "Ván"),
    ]
    assert [(each.product, each.level, each.year) for each in row.certificates] == [
        ("Bàn gỗ", "province", 2024),
        ("Tủ", "region", 2022),
    ]


def test_missing_and_doubled_headings_are_named():
    without = [each for each in HEADINGS if each != "Loại hình"]
    assert told(check(line()[:1] + line()[2:], headings=without)) == [("column_missing", "Cơ sở!A1")]
    assert told(check([*line(), "x"], headings=[*HEADINGS, "MST"])) == [("column_twice", "Cơ sở!X1")]
    wrong = ["Cột một", "Cột hai", "Cột ba"]
    assert told(check(["a", "b", "c"], headings=wrong, sheet="Sheet1")) == [("headings_missing", "Sheet1!")]


def test_merged_cells_and_formulas_that_failed_are_refused():
    def merge(page):
        page.merge_range(1, 0, 2, 0, "Mộc")

    def fail(page):
        page.write_formula(1, 0, "=1/0", None, "#DIV/0!")

    assert told(check(line(), line(), touch=merge)) == [("merged_cells", "Cơ sở!A2")]
    assert told(check(line(), touch=fail)) == [("formula_error", "Cơ sở!A2")]


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
def test_what_is_no_workbook_is_refused_in_words(content, code):
    checked = check_file("co-so.xls", content, on=ON)
    assert ([each.code for each in checked.findings], checked.rows) == ([code], ())


def test_an_empty_table_and_too_long_a_table_are_refused():
    assert [code for code, _ in told(check())] == ["no_rows"]
    rows = [line(name=f"Cơ sở {number}") for number in range(5_001)]
    assert [code for code, _ in told(check(*rows))] == ["too_many_rows"]
    assert len(check(*rows[:5_000]).rows) == 5_000


def test_the_form_itself_is_read_its_example_is_left_out_and_a_row_below_it_is_taken():
    form = blank_form(on=ON)
    assert [each.code for each in check_file("mau.xlsx", form, on=ON).findings] == ["no_rows"]
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(form))
    assert sheets.sheet_names == ["Cơ sở", "Danh mục", "Hướng dẫn"]


def test_a_list_in_text_is_read_too():
    text = 'Tên cơ sở,Loại hình,"Tỉnh, thành phố"\nMộc,htx,Đồng Tháp\n'
    checked = check_file("x.csv", text.encode(), on=ON)
    assert (told(checked), len(checked.rows)) == ([], 1)


def test_a_second_sheet_of_rows_is_said_and_never_left_out_in_silence():
    rows = [line(name="Rèn")]
    checked = check(line(), sheet="Xã A", more=[("Xã B", rows)])
    assert (told(checked), checked.rows) == ([("many_sheets", "Xã A")], ())
    assert [row.said["name"] for row in check(sheet="Xã A", more=[("Xã B", rows)]).rows] == ["Rèn"]
    assert told(check(line(), sheet="Xã A", more=[("Mẫu trắng", [])])) == []


def test_a_product_too_long_to_be_kept_is_said_and_not_cut():
    long = "x" * 200
    checked = check(line(products=f"{long}1; {long}2"))
    assert {each.code for each in checked.findings} == {"long_product"}
    checked = check(line(certificates=f"{long}1 (tỉnh, 2024)"))
    assert [each.code for each in checked.findings] == ["certificate"]
    assert [each.code for each in check(line(certificates="Bàn (huyện, 2026)")).findings] == ["certificate"]
    assert check(line(certificates="Bàn (huyện, 2025)")).findings == ()
    assert check(line(products=long)).rows[0].products == (long,)


def test_a_name_is_kept_composed_and_one_that_turns_the_writing_is_refused():
    [read] = check(line(name=unicodedata.normalize("NFD", "Mộc Phú Lộc"))).rows
    assert read.said["name"] == unicodedata.normalize("NFC", "Mộc Phú Lộc")
    assert [each.code for each in check(line(name="Mộc \u202ecộL")).findings] == ["bad_character"]
