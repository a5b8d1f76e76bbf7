"""A conference report changed by hand in Word: every figure changed, removed, added is found, none invented."""

import copy
import io
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from khuyencong.paperwork.conference_report.comparing import compared
from khuyencong.paperwork.conference_report.reading import read
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError
from tests.paperwork.conference_south import conference
from tests.paperwork.test_conference_report import content

pytestmark = pytest.mark.django_db
POSITION = "I. TÌNH HÌNH CHUNG VÀ KẾT QUẢ THỰC HIỆN › 2. Kết quả 7 tháng đầu năm 2018 › đoạn 2"
DONE, RATE = "summed.20180731.all.done", "summed.20180731.all.rate"


@pytest.fixture
def text():
    """The document as written, to be changed by hand."""
    return docx.Document(io.BytesIO(content()))


def back(text):
    """What is found in the changed document."""
    out = io.BytesIO()
    text.save(out)
    return found_in(out.getvalue())


def found_in(changed):
    return compared(content(), read(changed), conference())


def controls(text, name):
    tag = f"kc-{conference().code(name)}"
    return [
        each
        for each in text.element.body.iter(qn("w:sdt"))
        if each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) == tag
    ]


def write(control, words):
    [piece] = control.iter(qn("w:t"))
    piece.text = words


def brief(found):
    return [(each.kind.value, each.old, each.new, each.agrees) for each in found]


def test_what_was_not_touched_has_no_difference():
    assert found_in(content()) == ()


def test_a_figure_changed_by_hand_is_found_with_its_place_and_does_not_agree(text):
    [control] = controls(text, DONE)[:1]
    write(control, "19.999,9 triệu đồng")
    [found] = back(text)
    assert (found.kind, found.old, found.new, found.agrees) == (
        "changed",
        "19.623,7 triệu đồng",
        "19.999,9 triệu đồng",
        False,
    )
    assert (found.place, found.label, found.code) == (
        POSITION,
        "Thực hiện hai nguồn 7 tháng đầu năm 2018",
        conference().code(DONE),
    )
    assert found.why


def test_a_figure_nothing_binds_may_be_another(text):
    for control in controls(text, "pace.needed"):
        write(control, "10.800,0 triệu đồng")
    assert {each[-1] for each in brief(back(text))} == {True}


def test_one_code_with_two_values_does_not_agree(text):
    first, second, *_ = controls(text, "pace.needed")
    write(first, "10.800,0 triệu đồng")
    write(second, "10.900,0 triệu đồng")
    assert [each.why for each in back(text)] == ["Cùng một mã mà các nơi ghi số khác nhau."] * 2


def test_a_change_within_the_rounding_of_the_others_agrees(text):
    [control] = controls(text, RATE)[:1]
    write(control, "26,60%")
    assert back(text) == ()


def test_another_unit_is_left_to_people(text):
    [control] = controls(text, DONE)[:1]
    write(control, "19.623,7 tỷ đồng")
    assert brief(back(text)) == [("changed", "19.623,7 triệu đồng", "19.623,7 tỷ đồng", None)]


def test_a_control_thrown_away_is_a_figure_removed(text):
    [control] = controls(text, DONE)[:1]
    control.getparent().remove(control)
    assert brief(back(text)) == [("removed", "19.623,7 triệu đồng", "", None)]


def test_a_figure_emptied_in_its_control_is_removed_though_word_writes_a_line_there(text):
    [control] = controls(text, DONE)[:1]
    properties = control.find(qn("w:sdtPr"))
    properties.append(properties.makeelement(qn("w:showingPlcHdr"), {}))
    write(control, "Click or tap here to enter text.")
    assert brief(back(text)) == [("removed", "19.623,7 triệu đồng", "", None)]


def test_a_whole_paragraph_thrown_away_removes_its_figures(text):
    [control] = controls(text, DONE)[:1]
    paragraph = control.getparent()
    paragraph.getparent().remove(paragraph)
    assert [each.code for each in back(text)] == [
        conference().code(name) for name in ("complete.reported", DONE, RATE)
    ]


def test_a_number_written_beside_a_coded_one_is_found(text):
    [control] = controls(text, DONE)[:1]
    paragraph = docx.text.paragraph.Paragraph(control.getparent(), text)
    paragraph.add_run(" Trong đó 1.234,5 triệu đồng là vốn đối ứng.")
    [found] = back(text)
    assert (found.kind, found.new, found.place) == ("added", "1.234,5", POSITION)
    assert "vốn đối ứng" in found.label


def test_a_unit_written_against_its_number_hides_it_not(text):
    [control] = controls(text, DONE)[:1]
    paragraph = docx.text.paragraph.Paragraph(control.getparent(), text)
    paragraph.add_run(" Chi thêm 500tr đồng, 1,2tỷ và 30km đường.")
    assert [(each.kind.value, each.new) for each in back(text)] == [
        ("added", "500"),
        ("added", "1,2"),
        ("added", "30"),
    ]


def test_two_rows_that_exchanged_their_names_are_found(text):
    names = {"Long An": "Tây Ninh", "Tây Ninh": "Long An"}
    pieces = [
        each
        for table in text.tables
        for each in table._tbl.iter(qn("w:t"))
        if (each.text or "").strip() in names
    ]
    for each in pieces:
        each.text = names[each.text.strip()]
    found = {(each.kind.value, each.old, each.new) for each in back(text)}
    assert found == {("renamed", old, new) for old, new in names.items()}


def test_a_figure_that_is_formatted_away_is_removed(text):
    [control] = controls(text, DONE)[:1]
    run = next(control.iter(qn("w:r")))
    docx.text.run.Run(run, text).font.hidden = True
    assert brief(back(text)) == [("removed", "19.623,7 triệu đồng", "", None)]


def test_a_number_in_a_new_paragraph_and_in_a_cell_is_found(text):
    at = next(each for each in text.paragraphs if each.text.startswith("V. ĐÁNH GIÁ"))
    at.insert_paragraph_before("Toàn vùng có 12 cụm công nghiệp.", style="Body Text")
    text.tables[1].rows[3].cells[0].paragraphs[0].add_run(" 99")
    assert sorted((each.kind.value, each.new) for each in back(text)) == [("added", "12"), ("added", "99")]


def test_a_figure_replaced_by_bare_typing_is_lost_and_added(text):
    [control] = controls(text, DONE)[:1]
    docx.text.paragraph.Paragraph(control.getparent(), text).add_run(" 20.000,0 triệu đồng")
    control.getparent().remove(control)
    assert brief(back(text)) == [("removed", "19.623,7 triệu đồng", "", None), ("added", "", "20.000,0", None)]


def test_a_day_or_a_year_changed_in_the_words_is_found(text):
    [paragraph] = [each for each in text.paragraphs if each.text.startswith("Báo cáo tổng hợp")]
    [run] = [each for each in paragraph.runs if "31/07/2018" in each.text]
    run.text = run.text.replace("31/07/2018", "30/06/2018")
    assert brief(back(text)) == [("added", "", "30/06/2018", None)]


def test_words_may_be_rewritten_and_paragraphs_moved_freely(text):
    [paragraph] = [
        each
        for each in text.paragraphs
        if each.text.startswith("Cả năm 2017") or "Chưa có số thực hiện cả năm" in each.text
    ]
    paragraph.runs[0].text = "Chưa có số cả năm 2017 để nêu."
    one, other = (controls(text, name)[0].getparent() for name in (DONE, "pace.so_far"))
    other.addnext(one)
    assert back(text) == ()


def test_the_clerks_number_date_and_recipients_are_no_change(text):
    text.tables[0].cell(1, 0).paragraphs[0].runs[0].text = "Số: 123/BC-CTĐP"
    text.tables[0].cell(1, 1).paragraphs[0].runs[0].text = "Hà Nội, ngày 25 tháng 8 năm 2018"
    closing = next(each for each in text.tables if each.cell(0, 0).text.startswith("Nơi nhận:"))
    closing.cell(0, 0).add_paragraph("- Lưu: VT (05 bản).")
    assert back(text) == ()


def test_a_figure_cut_into_runs_is_still_one(text):
    [control] = controls(text, DONE)[:1]
    content_of = control.find(qn("w:sdtContent"))
    [run] = content_of
    rest = copy.deepcopy(run)
    write(control, "19.6")
    rest.find(qn("w:t")).text = "23,7 triệu đồng"
    content_of.append(rest)
    assert back(text) == ()


def test_tracked_changes_are_read_as_they_would_be_accepted(text):
    [control] = controls(text, DONE)[:1]
    content_of = control.find(qn("w:sdtContent"))
    [run] = content_of
    inserted = run.makeelement(qn("w:ins"), {qn("w:id"): "7", qn("w:author"): "A"})
    struck = run.makeelement(qn("w:del"), {qn("w:id"): "8", qn("w:author"): "A"})
    new = copy.deepcopy(run)
    new.find(qn("w:t")).text = "20.000,0 triệu đồng"
    inserted.append(new)
    run.find(qn("w:t")).tag = qn("w:delText")
    struck.append(run)
    content_of.extend([struck, inserted])
    assert brief(back(text))[0][:3] == ("changed", "19.623,7 triệu đồng", "20.000,0 triệu đồng")


def test_a_code_of_another_report_is_named(text):
    [control] = controls(text, DONE)[:1]
    control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").set(qn("w:val"), "kc-0000000000")
    assert [(each.kind.value, each.code) for each in back(text)] == [
        ("unknown", "0000000000"),
        ("removed", conference().code(DONE)),
    ]


def test_without_the_tags_the_bookmarks_carry_the_codes(text):
    for tag in list(text.element.body.iter(qn("w:tag"))):
        tag.getparent().remove(tag)
    control = next(
        each for each in text.element.body.iter(qn("w:sdt")) if "19.623,7 triệu" in "".join(each.itertext())
    )
    write(control, "19.999,9 triệu đồng")
    assert brief(back(text)) == [("changed", "19.623,7 triệu đồng", "19.999,9 triệu đồng", False)]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_keeps_what_is_needed(text, tmp_path):
    [control] = controls(text, DONE)[:1]
    write(control, "19.999,9 triệu đồng")
    text.save(str(tmp_path / "sua.docx"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    subprocess.run(
        [*command, "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "luu"), str(tmp_path / "sua.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    found = found_in((tmp_path / "luu" / "sua.docx").read_bytes())
    assert brief(found) == [("changed", "19.623,7 triệu đồng", "19.999,9 triệu đồng", False)]


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in parts.items():
            target.writestr(name.replace("__", "/"), body)
    return out.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content_given", "code"),
    [
        (b"", "truncated"),
        (b"PK\x03\x04 not a zip", "truncated"),
        (archive(**{"xl__workbook.xml": b"<x/>"}), "not_docx"),
        (archive(**{"word__document.xml": b"<x>"}), "damaged"),
        (archive(**{"word__document.xml": b"<x/>"}), "damaged"),
        (archive(**{"word__document.xml": b"0" * 30_000_000}), "zip_bomb"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(content_given, code):
    with pytest.raises(RefusedFileError) as refused:
        read(content_given)
    assert refused.value.finding.code == code
    assert refused.value.finding.fix


def test_xml_that_defines_entities_is_refused():
    with pytest.raises(RefusedFileError):
        read(archive(**{"word__document.xml": DOCTYPE}))
