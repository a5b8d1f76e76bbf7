"""Blank forms: all can be taken away, empty, the same bytes each time; what is ours says so."""

import csv
import io
import re
from datetime import date

import docx
import openpyxl
import pytest

from khuyencong.norms.queries.guidance import codes_of
from khuyencong.paperwork.blank_forms import blank_form_on, blank_forms_on, content_of
from khuyencong.paperwork.blank_forms.catalogue import DATA, OWN, lines
from khuyencong.paperwork.blank_forms.writing import PAPERS, WORKBOOKS
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]
TODAY, LAST_MONTH, BEFORE = date(2026, 12, 1), date(2026, 11, 3), date(2016, 5, 5)


def text_of(content):
    """Every word of a .docx."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_every_form_of_the_file_has_its_writer_and_names_what_is_there(law):
    codes = {each.code for each in lines()}
    reports = {each.code for each in lines() if each.return_form}
    assert codes == set(PAPERS) | set(WORKBOOKS) | reports
    assert len(blank_forms_on(TODAY)) == len(codes) == 25
    questions = codes_of("hoi-dap")
    assert [each.code for each in lines() if not set(each.questions) <= questions or not each.questions] == []
    for each in lines():
        assert each.due is None or each.due.code in codes_of(each.due.list), each.code
    with DATA.open(encoding="utf-8", newline="") as file:
        assert {len(row) for row in csv.reader(file)} == {11}


def test_every_form_is_the_same_bytes_on_any_day_of_its_law_and_opens(law):
    for form in blank_forms_on(TODAY):
        content = content_of(form, TODAY)
        assert content == content_of(form, LAST_MONTH), form.code
        if form.line.format == "xlsx":
            assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames
        else:
            assert text_of(content)


def test_nothing_of_a_blank_form_is_filled_in(law):
    for form in blank_forms_on(TODAY):
        if form.line.format != "docx":
            continue
        said = text_of(content_of(form, TODAY))
        told = said.replace("0 %", "") if "100 %" in said else said
        for filled in (
            "999",
            "0 đồng",
            "Không đồng",
            "01/12/2026",
            "tháng 12 năm",
            "(Chưa có nội dung.)",
            "None",
        ):
            assert filled not in told, (form.code, filled)
        assert "ngày …… tháng …… năm ………" in said


OF_THE_LAW = {"phieu-tham-dinh", "phieu-tham-dinh-4b", "san-pham-phieu-cham"}
"""Forms whose numbered lines are what the law asks: they are printed, what is found is not."""
FIRST_HEADS = ("Mục", "Chỉ tiêu", "TT")
"""The first head of the tables that are filled in; letterhead and signatures have none."""
ROOM = re.compile(r"[…%/\s().,:;–-]|☐ [^☐]+")
"""Room for the pen, and choices of which none is taken."""
WORDS_OF_ROOM = ("Hợp đồng số", "Quyết định số", "đồng (bằng chữ", "ngày", "tháng", "năm", "Năm", "của", "số")


def left_in(text):
    """What of a cell is neither room nor a word that stands beside room."""
    for each in WORDS_OF_ROOM if "…" in text else ():
        text = text.replace(each, "")
    return ROOM.sub("", text)


def test_no_cell_for_the_pen_is_filled_in_and_nothing_is_counted(law):
    filled = []
    for form in blank_forms_on(TODAY):
        if form.line.format != "docx":
            continue
        document = docx.Document(io.BytesIO(content_of(form, TODAY)))
        for table in document.tables:
            head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
            if head[0] not in FIRST_HEADS:
                continue
            filled += [
                (form.code, first, each)
                for first, *others in rows
                if head[0] != "TT" or (first.isdecimal() and form.code not in OF_THE_LAW)
                for each in others
                if left_in(each)
            ]
        texts = [each.text for each in document.paragraphs]
        counted = re.compile(r"\d+ (?:sản phẩm|đề án|địa điểm|dòng|cơ sở)")
        filled += [(form.code, "", each) for each in texts if counted.search(each) or "TÊN ĐƠN VỊ " in each]
    assert not filled, "\n".join(map(str, filled))


def test_the_project_is_of_no_purse_and_of_no_kind_until_somebody_ticks(law):
    said = text_of(content_of(blank_form_on("de-an", TODAY), TODAY))
    assert "☐ Khuyến công quốc gia   ☐ Khuyến công địa phương" in said
    assert "☐ Đề án có địa chỉ cụ thể   ☐ Đề án nhóm   ☐ Đề án điểm" in said


@pytest.mark.parametrize(
    ("code", "title", "others"),
    [
        ("phieu-tham-dinh", "Đề án khuyến công quốc gia cấp cơ sở: ", "Mẫu số 4a và Mẫu số 4b"),
        ("phieu-tham-dinh-4b", "cấp cơ sở theo đối tượng cụ thể: ", "Mẫu số 4a và Mẫu số 4b"),
        ("nghiem-thu-5a", "Nghiệm thu cơ sở cho từng địa điểm: ", "Mẫu số 5a và Mẫu số 5b"),
        ("nghiem-thu-5b", "Nghiệm thu cơ sở: ", "Mẫu số 5a và Mẫu số 5b"),
        ("chung-tu-8a", "Bảng kê chứng từ đề nghị quyết toán: ", "Mẫu số 8a và Mẫu số 8b"),
        ("chung-tu-8b", "quyết toán, gồm cả nguồn khác: ", "Mẫu số 8a và Mẫu số 8b"),
    ],
)
def test_forms_of_one_layout_have_their_own_title_and_say_that_they_share_it(law, code, title, others):
    form = blank_form_on(code, TODAY)
    said = text_of(content_of(form, TODAY))
    assert title in said
    told = f"{others} là hai mẫu riêng của văn bản; bản gốc chưa đọc được nên hệ thống dùng chung một bố cục"
    assert (told in said, told in form.layout) == (True, True)
    assert blank_form_on("bao-cao-3a", TODAY).shared == ""


def test_a_form_that_no_text_prescribes_is_never_called_official(law):
    forms = {each.code: each for each in blank_forms_on(TODAY)}
    assert {code for code, each in forms.items() if each.law == OWN} == {
        *("de-an-excel", "co-so", "de-nghi-tam-ung"),
        *("bieu-ket-qua", "bieu-kinh-phi", "bieu-tien-do", "bieu-binh-chon", "bieu-cum"),
    }
    assert forms["bao-cao-3a"].law.endswith("(cần xác minh)")
    assert "Bố cục của hệ thống, chưa đối chiếu mẫu gốc" in text_of(content_of(forms["bao-cao-3a"], TODAY))
    sheet = openpyxl.load_workbook(io.BytesIO(content_of(forms["bieu-cum"], TODAY)))["Biểu"]
    assert any(cell.value == f"{OWN}." for row in sheet.iter_rows(max_row=6) for cell in row)


def test_an_old_version_is_the_form_of_its_day_and_none_comes_before_its_law(law):
    then, now = blank_form_on("bao-cao-3a", BEFORE), blank_form_on("bao-cao-3a", TODAY)
    assert [(each.since, each.until) for each in (then, now)] == [
        (date(2014, 2, 10), date(2018, 7, 10)),
        (date(2018, 7, 10), None),
    ]
    assert content_of(then, BEFORE) != content_of(now, TODAY)
    assert (blank_form_on("bao-cao-3a", date(2010, 1, 1)), blank_form_on("la", TODAY)) == (None, None)
    codes = {each.code for each in blank_forms_on(date(2013, 1, 1))}
    assert codes == {"de-an-excel", "co-so", "de-nghi-tam-ung", "bieu-ket-qua", "bieu-kinh-phi", "bieu-cum"}
