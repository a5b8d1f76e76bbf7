"""The pages of returns added up: the form, what a number is the sum of, and the files."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import urlencode

import docx
import openpyxl
import pytest

from khuyencong.places.queries import find_province
from tests.reporting.test_consolidated import AT, DAY, HOUR, give, lists, owe, returned, write

__all__ = ["lists"]
pytestmark = pytest.mark.django_db
PAGE = "/bao-cao/tong-hop/"
THIRD = {"loai": "ket-qua.quarter.department", "ky": "2026.3"}


def at(path="", **more):
    return f"{PAGE}{path}?{urlencode(THIRD | more)}"


@pytest.fixture
def given(cast):
    owe()
    give(cast["author"], Đồng_Tháp=(10, 1), Cà_Mau=(20, 2), Hà_Nội=(300, 3))


def cells(page, code="kq-01"):
    [row] = [each for each in page.context["found"].rows if each.line.code == code]
    return [row.cells[purse].value for purse in ("KCQG", "KCDP", "all")]


def test_each_reader_sees_the_whole_that_is_hers(as_role, given):
    nation = as_role("officer").get(at())
    assert (nation.status_code, cells(nation)) == (200, [330, 6, 336])
    assert (nation.context["found"].completeness.reported, nation.context["found"].completeness.expected) == (
        3,
        34,
    )
    assert cells(as_role("inspector").get(at(vung="nam"))) == [30, 3, 33]
    own = as_role("author").get(at())
    assert (own.context["found"].area_name, cells(own)) == ("Tỉnh Đồng Tháp", [10, 1, 11])
    for area in ("vn", "nam", find_province("Cà Mau", DAY).place.code):
        assert as_role("author").get(at(vung=area)).status_code == 404
    assert as_role("administrator").get(at()).status_code == 403


def test_a_number_opens_to_its_provinces_which_add_up_to_it(as_role, given):
    page = as_role("officer").get(at("o/kq-01/KCQG/"))
    shown = {each.place.name: each.shown for each in page.context["parts"] if each.shown}
    assert shown == {"Đồng Tháp": "10", "Cà Mau": "20", "Hà Nội": "300"}
    regions = {each.place.code: each.shown for each in page.context["regions"]}
    assert regions == {"bac": "300", "trung": "", "nam": "30"}
    assert page.context["cell"].value == 330
    for wrong in ("o/kq-99/KCQG/", "o/kq-01/khac/"):
        assert as_role("officer").get(at(wrong)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"loai": "khac"},
        {"tinh": "khac"},
        {"diagioi": "khac"},
        {"sovoi": "khac"},
        {"vung": "xx"},
        {"biet": "31/02/2026"},
        {"luc": "hôm qua"},
        {"luc": "2026-10-09T09:00:00"},
        {"luc": "2026-13-45T99:00:00+07:00"},
    ],
)
def test_what_does_not_exist_is_not_found(as_role, given, wrong):
    assert as_role("officer").get(at(**wrong)).status_code == 404


def test_a_period_of_another_form_gives_way_to_the_latest_of_this_one(as_role, given):
    page = as_role("officer").get(at(ky="1999.9"))
    assert page.status_code == 200
    assert page.context["question"].period.label in ("Quý III/2026", "Quý IV/2026")


def test_the_files_of_an_instant_stay_the_same_to_the_byte_after_a_restatement(as_role, given, cast):
    client = as_role("officer")
    then = (AT + 2 * HOUR).isoformat()

    def taken():
        return [client.get(at(path, luc=then)).content for path in ("bieu.xlsx", "bieu.docx", "tat-ca.zip")]

    before = taken()
    returned("Tây Ninh", {("kq-01", "KCQG"): 1000}, at=AT + 5 * HOUR, by=cast["author"])
    assert taken() == before
    now = (AT + 6 * HOUR).isoformat()
    assert client.get(at("bieu.xlsx", luc=now)).content != before[0]
    assert cells(client.get(at(luc=now))) == [1330, 6, 1336]


def test_the_form_has_the_columns_of_the_form_and_numbers_stay_numbers(as_role, given):
    book = openpyxl.load_workbook(io.BytesIO(as_role("officer").get(at("bieu.xlsx")).content))
    assert book.sheetnames == ["Biểu", "Theo địa phương"]
    rows = [[cell for cell in row if cell is not None] for row in book["Biểu"].iter_rows(values_only=True)]
    assert ["TT", "Chỉ tiêu", "Đơn vị tính", "KCQG", "KCĐP"] in rows
    assert ["1", "Lao động mới được đào tạo nghề", "lao động", 330, 6] in rows
    assert any("3/34 địa phương" in str(row[0]) for row in rows if row)
    heads = [cell.value for cell in book["Theo địa phương"][1]]
    line = [cell.value for cell in book["Theo địa phương"][3]]
    named = dict(zip(heads, line, strict=True))
    assert {each: named[each] for each in ("Đồng Tháp", "Cà Mau", "Hà Nội", "Tây Ninh")} == {
        "Đồng Tháp": 10,
        "Cà Mau": 20,
        "Hà Nội": 300,
        "Tây Ninh": None,
    }
    word = docx.Document(io.BytesIO(as_role("officer").get(at("bieu.docx")).content))
    table = next(each for each in word.tables if each.cell(0, 0).text == "TT")
    assert [cell.text for cell in table.rows[1].cells] == [
        *("1", "Lao động mới được đào tạo nghề", "lao động", "330", "6")
    ]


def test_one_zip_holds_the_nation_its_regions_and_every_province_that_gave_something(as_role, given):
    content = as_role("officer").get(at("tat-ca.zip")).content
    names = sorted(zipfile.ZipFile(io.BytesIO(content)).namelist())
    codes = [find_province(each, DAY).place.code for each in ("Đồng Tháp", "Cà Mau", "Hà Nội")]
    assert names == sorted(f"ket-qua-{code}-2026-quarter-3.xlsx" for code in ("vn", "bac", "nam", *codes))
    own = as_role("author").get(at("tat-ca.zip")).content
    assert zipfile.ZipFile(io.BytesIO(own)).namelist() == [f"ket-qua-{codes[0]}-2026-quarter-3.xlsx"]


def test_an_overridden_cell_has_its_star_and_its_reason(as_role, given, cast):
    report, _ = returned("Tây Ninh", {}, kinds=(), by=cast["author"])
    write(
        report,
        {("kq-01", "KCQG"): 30},
        how="overridden",
        filled=28,
        reason="Hai lớp chưa vào sổ",
        by=cast["author"],
    )
    report.marks.create(kind="sent", revision=1, at=AT + timedelta(hours=1))
    page = as_role("officer").get(at()).content.decode()
    assert "1 ô sửa tay khác số hệ thống tính" in page
    assert "Hai lớp chưa vào sổ" in page
    book = openpyxl.load_workbook(io.BytesIO(as_role("officer").get(at("bieu.xlsx")).content))
    [cell] = [row[3] for row in book["Biểu"].iter_rows() if row[0].value == "1"]
    assert (cell.value, cell.number_format) == (360, '#,##0"*"')
    told = [cell.value for row in book["Sửa tay, miễn trừ"].iter_rows() for cell in row if cell.value]
    assert "Hai lớp chưa vào sổ" in told


def test_nothing_owed_is_said_in_words(as_role, cast):
    page = as_role("officer").get(PAGE)
    assert page.status_code == 200
    assert "Chưa có báo cáo định kỳ nào để tổng hợp" in page.content.decode()
    assert as_role("officer").get(f"{PAGE}bieu.xlsx").status_code == 404


def test_one_return_is_printed_as_its_form(as_role, given, cast):
    report, _ = returned("Tây Ninh", {("kq-02", "KCDP"): 4}, kinds=(), by=cast["neighbour"])
    write(
        report,
        {("kq-01", "KCQG"): 30},
        how="overridden",
        filled=28,
        reason="Hai lớp chưa vào sổ",
        by=cast["neighbour"],
    )
    address = f"/bao-cao/ky/{report.pk}/bieu-in."
    client = as_role("neighbour")
    word = docx.Document(io.BytesIO(client.get(f"{address}docx").content))
    table = next(each for each in word.tables if each.cell(0, 0).text == "TT")
    told = {row.cells[0].text: [cell.text for cell in row.cells[3:]] for row in table.rows}
    assert (told["TT"], told["1"], told["2"]) == (["KCQG", "KCĐP"], ["30*", ""], ["", "4"])
    assert any("Hai lớp chưa vào sổ" in cell.text for each in word.tables for cell in each._cells)
    assert client.get(f"{address}xlsx").content == client.get(f"{address}xlsx").content
    assert client.get(f"{address}pdf").status_code == 404
    assert as_role("author").get(f"{address}docx").status_code == 404
