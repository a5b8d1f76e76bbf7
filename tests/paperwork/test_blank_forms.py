"""Blank forms: all can be taken away, empty, the same bytes each time; what is ours says so."""

import csv
import io
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
