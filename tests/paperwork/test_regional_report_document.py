"""The document read back: the report's figures, the decree's layout, the same bytes each time."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import docx
import pytest
import resvg_py
import time_machine
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from khuyencong.paperwork.regional_files import font_files
from khuyencong.paperwork.regional_report import chart_svg, document
from khuyencong.paperwork.regional_report.chart import chart_words
from khuyencong.paperwork.regional_report.layout import DECREE_30
from khuyencong.paperwork.regional_report.letterhead import long_date
from khuyencong.paperwork.regional_report.wording import ROUNDING_NOTE, rounding_shows
from khuyencong.reporting.queries.report import PublishedCell
from khuyencong.rules.consolidation import FUNDS, KCDP, KCQG, Cell, with_both
from khuyencong.rules.money import percent, trieu
from tests.paperwork.regional_report_south import south


def content(report=None, **options):
    given = {
        "draft": False,
        "agency": "Cục Công Thương địa phương",
        "parent_agency": "Bộ Công Thương",
        "place": "Hà Nội",
        "on": date(2018, 8, 23),
        "font_files": font_files(),
    }
    return document(report or south(), **{**given, **options})


@cache
def plain_content():
    """The bytes of the whole report, made once for the tests that only read it."""
    return content()


def opened(report=None, **options):
    bare = report is None and not options
    return docx.Document(io.BytesIO(plain_content() if bare else content(report, **options)))


def small(**changed):
    """A report without tables of figures, for tests of what stands around them: quick to write."""
    return south(**{"rows": (), "activities": (), "years": (), "changes": (), **changed})


def lines(written):
    return [paragraph.text for paragraph in written.paragraphs if paragraph.text]


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def table_after(written, caption):
    """The table that follows a caption beginning so."""
    found = False
    for each in written.iter_inner_content():
        if isinstance(each, docx.table.Table):
            if found:
                return each
        elif each.text.startswith(caption):
            found = True
    raise AssertionError(caption)


def printed(cells):
    shown = []
    for fund in FUNDS:
        cell = cells.get(fund, Cell())
        shown += ["–" if amount is None else trieu(amount) for amount in (cell.plan, cell.done)]
        shown.append("–" if cell.rate is None else percent(cell.rate))
    return shown


def test_the_annex_prints_every_province_the_sums_and_the_published_totals_apart():
    report = south()
    table = rows(table_after(opened(report), "Bảng 5."))
    assert [row[1] for row in table[2:22]] == [row.name for row in report.rows]
    assert [row[2:11] for row in table[2:22]] == [printed(row.cells) for row in report.rows]
    assert table[22][1:11] == ["Tổng hợp từ số của địa phương", *printed(report.summed)]
    assert table[23][1:11] == [
        "Số đã công bố", "–", "7.029,4", "–", "–", "12.594,3", "–", "73.781,0", "19.619,2", "26,59 %",
    ]  # fmt: skip
    assert [table[24][9], table[25][9]] == ["+4,5", "+4,5"]
    assert table[21][11] == "chưa có số"
    assert len(table) == 26


def test_the_table_by_fund_sets_sums_and_published_totals_side_by_side():
    assert rows(table_after(opened(), "Bảng 1."))[2:] == [
        ["Khuyến công quốc gia (KCQG)", "22.756,0", "7.029,4", "30,89 %", "–", "7.029,4", "–", "0,0"],
        ["Khuyến công địa phương (KCĐP)", "51.025,0", "12.594,3", "24,68 %", "–", "12.594,3", "–", "0,0"],
        ["Tổng hai nguồn", "73.781,0", "19.623,7", "26,60 %", "73.781,0", "19.619,2", "26,59 %", "+4,5"],
    ]


def test_without_published_totals_only_the_sums_are_printed():
    written = opened(south(published={fund: PublishedCell() for fund in FUNDS}))
    assert [len(row) for row in rows(table_after(written, "Bảng 1."))] == [4] * 5
    assert len(rows(table_after(written, "Bảng 5."))) == 2 + 20 + 1


def test_contents_and_years_are_printed_as_the_report_has_them():
    report = south()
    written = opened(report)
    narrow = [0, 1, 3, 4, 6, 7, 8]
    contents = rows(table_after(written, "Bảng 2."))
    assert [row[1:] for row in contents[2:6]] == [
        [printed(each.cells)[index] for index in narrow] for each in report.activities
    ]
    assert contents[6] == ["Cộng các nội dung", *[printed(report.summed)[index] for index in narrow]]
    years = rows(table_after(written, "Bảng 4."))
    assert [row[1:] for row in years[2:]] == [
        [printed(each.cells)[index] for index in narrow] for each in report.years
    ]


def test_changes_name_their_base():
    assert rows(table_after(opened(), "Bảng 3.")) == [
        ["Chỉ tiêu", "So với", "Cách tính", "Số mới", "Số gốc", "Tăng, giảm"],
        ["Kế hoạch năm 2018", "kế hoạch năm 2017", "% trên số gốc", "73.781,0", "68.495,1", "7,72 %"],
        [
            "Tỷ lệ thực hiện kế hoạch đến 31/07/2018",
            "cùng kỳ năm 2017",
            "điểm phần trăm",
            "26,59 %",
            "28,23 %",
            "-1,64 điểm phần trăm",
        ],
    ]


def test_the_sentences_of_the_report_stand_in_it_each_once():
    report = south()
    said = lines(opened(report))
    assert [said.count(sentence) for sentence in report.sentences] == [1] * len(report.sentences)


def test_headings_are_numbered_as_offices_do():
    written = opened()
    assert [each.text for each in written.paragraphs if each.style.name.startswith("Heading")] == [
        "I. TÌNH HÌNH CHUNG",
        "1. Phạm vi và mức độ đầy đủ của số liệu",
        "2. Kết quả thực hiện",
        "II. KẾT QUẢ THEO ĐỊA PHƯƠNG VÀ NỘI DUNG",
        "1. Theo địa phương và nguồn kinh phí",
        "2. Theo nội dung",
        "III. SO SÁNH QUA CÁC NĂM",
        "IV. ĐỐI CHIẾU SỐ LIỆU",
        "Phụ lục I",
        "Phụ lục II",
    ]


@pytest.mark.parametrize(
    ("number", "line"), [("123/BC-CTĐP", "Số: 123/BC-CTĐP"), ("", "Số:          /BC-          ")]
)
def test_the_letterhead_has_its_nine_parts_in_their_places(number, line):
    written = opened(small(), number=number, signer_title="Cục trưởng", signer_name="Nguyễn Văn A")
    head = written.tables[0]
    assert [cell.text.split("\n")[:2] for cell in head.rows[0].cells] == [
        ["BỘ CÔNG THƯƠNG", "CỤC CÔNG THƯƠNG ĐỊA PHƯƠNG"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
    ]
    assert [cell.text for cell in head.rows[1].cells] == [line, "Hà Nội, ngày 23 tháng 8 năm 2018"]
    assert lines(written)[:2] == [
        "BÁO CÁO",
        "Kết quả thực hiện kinh phí khuyến công miền Nam năm 2018\n(số liệu đến hết ngày 31/07/2018)",
    ]
    foot = next(each for each in written.tables if "Nơi nhận" in each.cell(0, 0).text)
    assert foot.cell(0, 0).text.split("\n") == [
        "Nơi nhận:",
        "- Bộ Công Thương (để báo cáo);",
        "- Sở Công Thương các địa phương miền Nam;",
        "- Lưu: VT.",
    ]
    assert foot.cell(0, 1).text.split("\n") == ["CỤC TRƯỞNG", "Nguyễn Văn A"]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2018, 8, 3), "ngày 03 tháng 8 năm 2018"),
        (date(2018, 2, 23), "ngày 23 tháng 02 năm 2018"),
        (date(2018, 12, 1), "ngày 01 tháng 12 năm 2018"),
    ],
)
def test_small_days_and_the_first_two_months_take_a_leading_zero(on, words):
    assert long_date(on) == words


def test_the_page_is_a4_with_the_margins_of_the_decree_and_annexes_lie_on_their_side():
    first, annexes = opened().sections
    assert [round(each.mm, 1) for each in (first.page_width, first.page_height)] == [210, 297]
    assert [round(each.mm, 1) for each in (annexes.page_width, annexes.page_height)] == [297, 210]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(each.mm, 1) for each in margins] == [20, 20, 30, 15]
    assert (DECREE_30.verified, DECREE_30.since) == (False, date(2020, 3, 5))


def test_running_text_is_times_justified_and_indented():
    written = opened()
    body = written.styles["Body Text"]
    assert (body.font.name, body.font.size) == ("Times New Roman", Pt(14))
    assert body.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert Mm(10) <= body.paragraph_format.first_line_indent <= Mm(12.7)
    themed = [
        key
        for name in ("Normal", "Body Text", "Heading 1", "Heading 2", "Caption")
        for key in written.styles[name].element.rPr.rFonts.attrib
        if key.endswith("Theme")
    ]
    assert themed == []


def fields(part):
    return [each.get(qn("w:instr")) for each in part._element.iter(qn("w:fldSimple"))]


def test_the_page_number_stands_at_the_top_of_every_page_but_the_first():
    first, annexes = opened().sections
    assert (first.different_first_page_header_footer, annexes.different_first_page_header_footer) == (
        True,
        False,
    )
    assert [fields(part) for part in (first.first_page_header, first.header, annexes.header)] == [
        [],
        ["PAGE"],
        ["PAGE"],
    ]


@pytest.mark.parametrize(
    ("draft", "made", "mark", "boxes"),
    [
        (True, True, "DỰ THẢO · số liệu minh họa", 1),
        (False, True, "số liệu minh họa", 0),
        (True, False, "DỰ THẢO", 1),
        (False, False, "", 0),
    ],
)
def test_a_draft_and_made_figures_are_marked_on_every_page(draft, made, mark, boxes):
    written = opened(small(made=made), draft=draft)
    first, annexes = written.sections
    heads = [
        part.paragraphs[0].text.split("\t")[-1]
        for part in (first.first_page_header, first.header, annexes.header)
    ]
    assert heads == [mark] * 3
    assert written.tables[0].cell(1, 0).text.count("DỰ THẢO") == boxes


def test_each_table_and_chart_with_made_figures_says_so():
    captions = [each.text for each in opened().paragraphs if each.style.name == "Caption"]
    assert captions == [
        "Bảng 1. Kế hoạch và thực hiện theo nguồn kinh phí",
        "Bảng 2. Kế hoạch và thực hiện theo nội dung (số liệu minh họa)",
        "Bảng 3. Tăng, giảm và gốc so sánh",
        "Biểu đồ 1. Kế hoạch và thực hiện qua các năm (phần ghi “số liệu minh họa” không phải số thật)",
        "Bảng 4. Số liệu của biểu đồ 1",
        "Bảng 5. Kế hoạch và thực hiện đến 31/07/2018 theo địa phương (số liệu minh họa)",
        "Bảng 6. Nhận xét về số liệu (có nhận xét trên số liệu minh họa)",
        "Bảng 7. Sửa nhỏ nhất để số đã công bố khớp nhau (đề xuất, không tự sửa)",
    ]
    assert rows(table_after(opened(), "Bảng 1."))[0][1] == "Tổng hợp từ số của địa phương (số liệu minh họa)"


def test_the_annex_of_findings_lists_each_with_gravity_and_proposal():
    report = south()
    written = opened(report)
    table = rows(table_after(written, "Bảng 6."))
    assert table[1] == [
        "1",
        "Lỗi",
        "Tổng 19.619,2 khác tổng hai nguồn 7.029,4 + 12.594,3 = 19.623,7, lệch 4,5 triệu đồng.",
        "19.619,2",
        "19.623,7",
        "Hỏi đơn vị công bố số KCĐP; số 12.589,8 làm mọi số khớp nhau.",
    ]
    assert [row[1] for row in table[1:]] == [finding.severity.label for finding in report.findings]
    assert rows(table_after(written, "Bảng 7."))[1][1:4] == ["12.594,3", "12.589,8", "triệu đồng"]


def test_the_reason_for_issuing_with_open_errors_is_printed_in_the_annex():
    said = lines(opened(small(), waiver="Đã hỏi đơn vị công bố.\nHội nghị họp ngày 23/8."))
    assert said[-3:] == [
        "Lý do phát hành khi còn 2 lỗi số liệu:",
        "Đã hỏi đơn vị công bố.",
        "Hội nghị họp ngày 23/8.",
    ]
    assert [line for line in lines(opened()) if "Lý do phát hành" in line] == []


def test_table_heads_repeat_and_rows_do_not_break():
    table = table_after(opened(), "Bảng 5.")
    marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marked == [True, True] + [False] * 24
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows] == [True] * 26


@pytest.mark.parametrize(("number", "kept"), [(1, True), (5, False)])
def test_a_short_table_stays_on_one_page_and_a_long_one_may_go_on(number, kept):
    table = table_after(opened(), f"Bảng {number}.")
    keeps = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in table.rows]
    assert keeps == [kept] * (len(keeps) - 1) + [False]


def test_numbers_stand_to_the_right_and_words_to_the_left():
    row = table_after(opened(), "Bảng 5.").rows[2]
    sides = [cell.paragraphs[0].alignment for cell in row.cells]
    right, left = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
    assert sides == [WD_ALIGN_PARAGRAPH.CENTER, left, *[right] * 9, left]


@pytest.mark.parametrize(
    ("number", "room"), [(1, 165), (2, 165), (3, 165), (4, 165), (5, 257), (6, 257), (7, 257)]
)
def test_tables_fit_between_the_margins(number, room):
    widths = [column.width.mm for column in table_after(opened(), f"Bảng {number}.").columns]
    assert room - 1 < sum(widths) < room + 0.5


def test_the_picture_of_the_chart_has_its_numbers_as_alternative_text():
    report = south()
    (shape,) = opened(report).inline_shapes
    assert shape._inline.docPr.get("descr") == chart_words(report.years)


@pytest.mark.parametrize("family", ["Tinos", "Be Vietnam Pro"])
def test_vietnamese_letters_are_drawn_in_the_picture(family):
    def picture(svg):
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=[str(each) for each in font_files()],
            skip_system_fonts=True,
            font_family=family,
        )

    assert [path.name for path in font_files()] == [
        "BeVietnamPro_400Regular.ttf",
        "BeVietnamPro_700Bold.ttf",
        "Tinos_400Regular.ttf",
        "Tinos_400Regular_Italic.ttf",
        "Tinos_700Bold.ttf",
        "Tinos_700Bold_Italic.ttf",
    ]
    words = "Kế hoạch", "Kê hoach", "Kề hoạch", "Đ", "D", "ữ", "ử"
    pictures = [picture(chart_svg([], title="").replace("Đơn vị: triệu đồng", word)) for word in words]
    assert len(set(pictures)) == len(words)


def test_a_report_without_years_or_contents_is_still_a_document():
    written = opened(south(years=(), activities=(), changes=(), findings=(), suggestions=(), pace=None))
    said = lines(written)
    assert [line in said for line in (
        "Chưa có số liệu theo nội dung.",
        "Chưa có số liệu của năm nào để so sánh.",
        "Đối chiếu số liệu không phát hiện mâu thuẫn nào.",
        "Không có nhận xét nào.",
    )] == [True] * 4  # fmt: skip
    assert len(written.inline_shapes) == 0


def test_the_same_report_gives_the_same_bytes_whatever_the_clock():
    with time_machine.travel(datetime(2030, 1, 1), tick=False):
        first = content()
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert plain_content() == first


def test_the_properties_are_the_reports_own():
    properties = opened().core_properties
    known = datetime(2018, 8, 23, 1, 30)
    assert (properties.author, properties.comments, properties.language) == (
        "Cục Công Thương địa phương",
        "",
        "vi-VN",
    )
    assert [properties.created.replace(tzinfo=None), properties.modified.replace(tzinfo=None)] == [known, known]


def test_characters_that_no_document_can_hold_are_left_out():
    said = lines(opened(small(), waiver="một\x0bhai\x00ba"))
    assert said[-2:] == ["một", "haiba"]


@pytest.mark.parametrize(
    ("amounts", "total", "shows"),
    [
        ([40_000, 40_000], 80_000, True),
        ([40_000, None], 40_000, False),
        ([100_000, 200_000], 300_000, False),
        ([49_999, 49_999], 99_998, True),
        ([], None, False),
        ([40_000, 40_000], 4_580_000, False),
    ],
)
def test_rounding_is_noted_where_printed_parts_miss_the_printed_total(amounts, total, shows):
    assert rounding_shows(amounts, total) == shows


@pytest.mark.parametrize(("amount", "tables"), [(100_000_000, []), (40_000, ["Bảng 1.", "Bảng 2.", "Bảng 5."])])
def test_the_note_on_rounding_stands_under_the_tables_it_concerns_and_only_there(amount, tables):
    cells = with_both({fund: Cell(plan=amount, done=amount) for fund in (KCQG, KCDP)})
    rows = (replace(south().rows[0], cells=cells),)
    contents = tuple(replace(each, cells=cells) for each in south().activities[:2])
    report = south(rows=rows, summed=cells, activities=contents, years=())
    under, caption = [], ""
    for line in lines(opened(report)):
        caption = line[:7] if line.startswith("Bảng") else caption
        if line == ROUNDING_NOTE:
            under.append(caption)
    assert under == tables
