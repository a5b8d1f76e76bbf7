"""The pages of returns added up: the form, what a number is the sum of, and the files."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

import docx
import openpyxl
import pytest
from django.utils.timezone import localdate

from khuyencong.places.queries import find_province
from khuyencong.rules.periods import Every, Period
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


def test_a_number_is_told_in_every_period_on_the_borders_asked_for(as_role, given, cast):
    earlier = Period(every=Every.QUARTER, year=2025, number=2)
    # Before the merger two departments reported what one place is now.
    for place, value in (("Đồng Tháp", 4), ("Tiền Giang", 3), ("Cà Mau", 9)):
        returned(place, {("kq-01", "KCQG"): value, ("kq-01", "KCDP"): 1}, period=earlier, by=cast["author"])
    code = find_province("Đồng Tháp", DAY).place.code

    def told(**more):
        page = as_role("officer").get(at("o/kq-01/all/", **more))
        return [(each.code, each.shown) for each in page.context["history"]]

    assert told() == [("2026.3", "336"), ("2025.2", "19")]
    assert told(vung=code) == [("2026.3", "11"), ("2025.2", "9")]
    own = as_role("author").get(at("o/kq-01/KCQG/")).context["history"]
    assert [(each.code, each.shown) for each in own] == [("2026.3", "10"), ("2025.2", "7")]


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
        {"ngay": "hôm qua"},
        {"ngay": "2026-13-45"},
        {"luc": "2026-10-09T09:00:00"},
        {"luc": "2026-13-45T99:00:00+07:00"},
        {"luc": "9999-12-31T23:59:59-14:00"},
        {"luc": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_what_does_not_exist_is_not_found(as_role, given, wrong):
    assert as_role("officer").get(at(**wrong)).status_code == 404


def test_a_period_of_another_form_gives_way_to_the_latest_of_this_one(as_role, given):
    page = as_role("officer").get(at(ky="1999.9"))
    assert page.status_code == 200
    ended = [each for each in (3, 4) if Period(every=Every.QUARTER, year=2026, number=each).ends <= localdate()]
    assert page.context["question"].period == Period(every=Every.QUARTER, year=2026, number=ended[-1])


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


def test_a_pinned_page_leads_to_pinned_numbers_and_keeps_its_borders(as_role, given, cast):
    client = as_role("officer")
    page = client.get(at(diagioi="now", biet=f"{AT:%d/%m/%Y}"))
    asked = dict(parse_qsl(page.context["answer"].pinned))
    assert asked == THIRD | {
        "vung": "vn",
        "sovoi": "year_before",
        "tinh": "signed",
        "diagioi": "now",
        "luc": page.context["question"].known_at.isoformat(),
        "ngay": localdate().isoformat(),
    }
    returned("Tây Ninh", {("kq-01", "KCQG"): 1000}, at=AT + 50 * HOUR, by=cast["author"])
    again = client.get(f"{PAGE}?{page.context['answer'].pinned}")
    assert again.context["found"] == page.context["found"]
    assert again.context["answer"].asking == again.context["answer"].pinned == page.context["answer"].pinned
    number = client.get(f"{PAGE}o/kq-01/KCQG/?{again.context['answer'].asking}")
    assert number.context["cell"].value == 330
    earlier = client.get(f"{PAGE}?{urlencode(asked | {'ngay': '2025-06-01'})}")
    assert len(earlier.context["found"].places) == 63


def test_the_form_has_the_columns_of_the_form_and_numbers_stay_numbers(as_role, given):
    book = openpyxl.load_workbook(io.BytesIO(as_role("officer").get(at("bieu.xlsx")).content))
    assert book.sheetnames == ["Biểu", "Theo địa phương"]
    rows = [[cell for cell in row if cell is not None] for row in book["Biểu"].iter_rows(values_only=True)]
    assert ["TT", "Chỉ tiêu", "Đơn vị tính", "KCQG", "KCĐP", "Cộng", "So với cùng kỳ năm trước"] in rows
    assert ["1", "Lao động mới được đào tạo nghề", "lao động", 330, 6, 336] in [row[:6] for row in rows]
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
        *("1", "Lao động mới được đào tạo nghề", "lao động", "330", "6", "336", "–")
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
    head = " ".join(cell.text for cell in word.tables[0]._cells).upper()
    told = [words in head for words in (report.agency.name_on(report.ends).upper(), "BỘ CÔNG THƯƠNG", "HÀ NỘI")]
    assert (told, head.count("SỞ")) == ([True, False, False], 1), head


def test_the_files_compare_with_the_base_the_page_compares_with(as_role, given, cast):
    before = Period(every=Every.QUARTER, year=2025, number=3)
    returned("Cà Mau", {("kq-01", "KCQG"): 100, ("kq-01", "KCDP"): 12}, period=before, by=cast["author"])
    client = as_role("officer")
    [row] = [each for each in client.get(at()).context["found"].rows if each.line.code == "kq-01"]
    assert row.whole.compared.words == "+200,0%".replace("%", " %")
    book = openpyxl.load_workbook(io.BytesIO(client.get(at("bieu.xlsx")).content))
    rows = [list(each) for each in book["Biểu"].iter_rows(values_only=True)]
    [line] = [each for each in rows if each[0] == "1"]
    assert line[3:] == [330, 6, 336, row.whole.compared.words]
    assert any("So với Quý III/2025, gốc có số của 1/" in str(each[0]) for each in rows)
    word = docx.Document(io.BytesIO(client.get(at("bieu.docx")).content))
    table = next(each for each in word.tables if each.cell(0, 0).text == "TT")
    assert [cell.text for cell in table.rows[1].cells][3:] == ["330", "6", "336", row.whole.compared.words]


def test_it_says_where_the_borders_make_no_difference(as_role, given, cast):
    earlier = Period(every=Every.QUARTER, year=2025, number=2)
    returned("Cà Mau", {("kq-01", "KCQG"): 9}, period=earlier, by=cast["author"])
    client, words = as_role("officer"), "tính theo địa giới nào cũng ra bảng này"
    for borders in ("then", "now"):
        same = client.get(at(vung="nam", diagioi=borders))
        moved = client.get(at(vung="nam", ky="2025.2", diagioi=borders))
        assert (same.context["found"].borders_moved, words in same.text) == (False, True)
        assert (moved.context["found"].borders_moved, words in moved.text) == (True, False)


@pytest.mark.parametrize(("area", "asked"), [("nam", "&amp;vung=nam"), ("vn", "")])
def test_who_has_not_sent_is_asked_of_the_same_region(as_role, given, area, asked):
    page = as_role("officer").get(at(vung=area))
    address = f"/bao-cao/tinh-hinh/?loai=ket-qua.quarter.department&amp;nam=2026{asked}"
    assert page.text.count(f'href="{address}"') == 2
