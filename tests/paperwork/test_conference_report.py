"""The conference report on paper: figures under their codes, described pictures, native charts, same bytes."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import docx
import pytest
import time_machine
from docx.oxml.ns import qn
from pptx import Presentation

from khuyencong.paperwork.conference_report import document, slides
from khuyencong.paperwork.conference_report.bars import charts
from khuyencong.paperwork.conference_report.identity import name_of, query_of
from khuyencong.paperwork.regional_files import font_files
from khuyencong.paperwork.tile_map import tile_map
from tests.paperwork.conference_south import conference

AGENCY, SITE = "Cục Công Thương địa phương", "https://khuyencong.example"


def written(report=None, **options):
    given = {"draft": True, "agency": AGENCY, "parent_agency": "Bộ Công Thương", "place": "Hà Nội"}
    more = {"on": date(2018, 8, 23), "site": SITE, "fonts": font_files()}
    return document(report or conference(), **{**given, **more, **options})


def shown():
    return slides(conference(), draft=True, agency=AGENCY, on=date(2018, 8, 23))


@cache
def content():
    return written()


@cache
def deck():
    return shown()


def controls(body):
    """(code, title, text) of every control in the order of the text."""
    found = []
    for each in body.iter(qn("w:sdt")):
        properties = each.find(qn("w:sdtPr"))
        tag, title = (properties.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("tag", "alias"))
        text = "".join(piece.text for piece in each.find(qn("w:sdtContent")).iter(qn("w:t")))
        found.append((tag.removeprefix("kc-"), title, text))
    return found


@pytest.fixture(scope="module")
def opened(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return docx.Document(io.BytesIO(content()))


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [written, shown])
def test_the_same_report_gives_the_same_bytes_on_another_day(make):
    with time_machine.travel(datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC), tick=False):
        later = make()
    assert later == (content() if make is written else deck())


def test_every_printed_figure_stands_in_a_control_under_its_code(opened):
    report = conference()
    found = controls(opened.element.body)
    names = {report.code(name): each for name, each in report.told.items()}
    assert {code for code, _, _ in found} == {report.code(name) for name in report.printed}
    assert all(text in (names[code].text, names[code].cell) for code, _, text in found)
    assert all(title == names[code].label[:60] for code, title, _ in found)


def test_a_bookmark_of_the_same_code_lies_around_each_control(opened):
    starts = list(opened.element.body.iter(qn("w:bookmarkStart")))
    names = [each.get(qn("w:name")) for each in starts]
    ids = [each.get(qn("w:id")) for each in starts]
    assert (len(set(names)), len(set(ids))) == (len(names), len(ids))
    assert [name.split("_")[1] for name in names if name.startswith("kc_")] == [
        code for code, _, _ in controls(opened.element.body)
    ]
    assert max(map(len, names)) <= 40


def test_the_document_says_which_question_it_answers(opened):
    [name] = [
        each.get(qn("w:name"))
        for each in opened.element.body.iter(qn("w:bookmarkStart"))
        if each.get(qn("w:name")).startswith("kcq_")
    ]
    found, asked = query_of(name), conference().query
    assert (found.region, found.cut, found.borders, found.known_at) == (
        asked.region,
        asked.cut,
        asked.borders,
        asked.known_at,
    )


@pytest.mark.parametrize("region", ["bac", "trung", "nam", "vn"])
@pytest.mark.parametrize("year", [2009, 2026, 2099])
def test_the_longest_question_fits_a_bookmark(region, year):
    known = datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    query = replace(
        conference().query, region=region, borders="now", known_at=known, cut=date(year, 12, 31), year=year
    )
    name = name_of(query)
    assert (len(name) <= 40, query_of(name).known_at, query_of(name).cut) == (True, known, query.cut)


@pytest.mark.parametrize(
    "name",
    [
        "kcq_nam_20189999_then_1764470000123456",
        "kcq_nam_20180731_then_9999999999999999",
        "kcq_dong_20180731_then_1",
    ],
)
def test_a_name_that_is_no_question_is_none(name):
    assert query_of(name) is None


def test_chapters_are_headings_and_tasks_name_who_answers(opened):
    headings = [each.text for each in opened.paragraphs if each.style.name == "Heading 1"]
    assert headings == [
        "I. TÌNH HÌNH CHUNG VÀ KẾT QUẢ THỰC HIỆN",
        "II. KẾT QUẢ THEO NỘI DUNG HOẠT ĐỘNG KHUYẾN CÔNG",
        "III. SO SÁNH GIỮA CÁC ĐỊA PHƯƠNG",
        "IV. KẾT QUẢ THEO CHỈ TIÊU",
        "V. ĐÁNH GIÁ CHUNG",
        "VI. NHIỆM VỤ THỜI GIAN TỚI",
        "VII. ĐỐI CHIẾU SỐ LIỆU",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
    ]
    whole = "\n".join(each.text for each in opened.paragraphs)
    assert "Chịu trách nhiệm: Sở Công Thương Sóc Trăng; Sở Công Thương Bạc Liêu." in whole


def test_pictures_are_drawings_with_a_png_under_them_and_words(opened):
    report = conference()
    parts = zipfile.ZipFile(io.BytesIO(content())).namelist()
    drawings = list(opened.element.body.iter(qn("wp:docPr")))
    assert len(drawings) == len(charts(report)) + 1
    assert (
        sum(name.endswith(".svg") for name in parts)
        == sum(name.endswith(".png") for name in parts)
        == len(drawings)
    )
    words = " ".join(each.get("descr") for each in drawings)
    assert all(line.name in words for line in report.ground.rows if line.both.rate is not None)
    assert "quần đảo Hoàng Sa" in words
    assert "quần đảo Trường Sa" in words


def test_a_drawing_uses_nothing_that_a_program_may_not_draw():
    with zipfile.ZipFile(io.BytesIO(content())) as archive:
        for name in archive.namelist():
            if name.endswith(".svg"):
                svg = archive.read(name).decode()
                assert not any(word in svg for word in ("currentColor", "<pattern", "style=", "class="))


def test_the_codes_are_listed_for_who_reads_on_paper(opened):
    report = conference()
    listed = [[cell.text for cell in row.cells] for row in opened.tables[-1].rows[1:]]
    assert [row[3] for row in listed] == [report.code(name) for name in report.told if name in report.printed]
    assert any(SITE in each.text for each in opened.paragraphs)


def test_tables_are_numbered_through_and_only_their_captions_hold_what_follows(opened):
    captions = [each for each in opened.paragraphs if each.style.name == "Caption"]
    numbers = [int(each.text.split(".")[0].removeprefix("Bảng ")) for each in captions if "Bảng " in each.text]
    assert numbers == list(range(1, len(numbers) + 1))
    pictures = [each for each in captions if each.text.startswith("Hình ")]
    assert {each.paragraph_format.keep_with_next for each in pictures} == {False}


def test_a_signature_is_not_parted_from_its_signer_nor_from_the_last_words(opened):
    [row] = [row for table in opened.tables for row in table.rows if row.cells[0].text.startswith("Nơi nhận:")]
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    before = list(row._tr.getparent().itersiblings(qn("w:p"), preceding=True))[:2]
    assert all(each.pPr.find(qn("w:keepNext")) is not None for each in before)


def test_slides_have_titles_native_charts_and_codes_in_their_notes():
    report, found = conference(), Presentation(io.BytesIO(deck()))
    assert all(slide.shapes.title.text for slide in found.slides)
    drawn = [shape for slide in found.slides for shape in slide.shapes if shape.has_chart]
    assert [len(shape.chart.plots[0].categories) for shape in drawn] == [
        len([point for point in report.regional.years if point.origin == "summed"]),
        len([line for line in report.ground.contents if line.both.done]),
        len([line for line in report.ground.rows if line.both.rate is not None]),
    ]
    rates = drawn[-1].chart.plots[0].series[0].values
    assert list(rates) == pytest.approx(
        sorted(
            (float(line.both.rate * 100) for line in report.ground.rows if line.both.rate is not None),
            reverse=True,
        )
    )
    notes = "\n".join(
        slide.notes_slide.notes_text_frame.text for slide in found.slides if slide.has_notes_slide
    )
    told = [told for code in ("position", "purses", "limits", "tasks") for told in report.section(code).told]
    assert all(report.code(each.name) in notes for each in told)


def test_the_map_on_a_slide_is_shapes_in_a_group_with_words():
    found = Presentation(io.BytesIO(deck()))
    [group] = [shape for slide in found.slides for shape in slide.shapes if shape.shape_type == 6]
    texts = [shape.text_frame.text for shape in group.shapes]
    assert len(texts) == len(tile_map(conference().regional).tiles)
    descr = group._element.xpath(".//p:cNvPr")[0].get("descr")
    assert all(tile.row.name in descr for tile in tile_map(conference().regional).tiles if tile.row is not None)
