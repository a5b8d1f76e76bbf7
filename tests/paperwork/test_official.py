"""An official document in both outputs: the same words, nothing beside the page, the same bytes each time."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT

from khuyencong.paperwork.official import (
    Annex,
    Column,
    Heading,
    Paper,
    Paragraph,
    Parties,
    Party,
    Table,
    docx_of,
    pdf_of,
)
from khuyencong.paperwork.official.pdf_output import UNDRAWN, FontsMissingError, cell_of
from khuyencong.paperwork.regional_report.letterhead import Letter
from tests.paperwork.pdf_reading import outside, pages

LETTER = Letter(
    agency="Sở Công Thương",
    parent_agency="Ủy ban nhân dân tỉnh Đồng Tháp",
    place="Đồng Tháp",
    on=date(2026, 2, 3),
    number="12/TTr-SCT",
    signer_title="Giám đốc",
    signer_name="Nguyễn Thị Minh Họa",
    recipients=("Cục (để báo cáo);", "Lưu: VT."),
    draft=False,
    kind="TỜ TRÌNH",
    symbol="TTr",
)
AT = datetime(2026, 2, 3, tzinfo=UTC)
COLUMNS = (
    Column(head="TT", width=10, align="centre"),
    Column(head="Tên", width=70),
    Column(head="Tiền", width=30, align="right"),
)
TABLE = Table(
    columns=COLUMNS,
    rows=(("1", "Máy dệt *chiếu* #1", "127,5"), ("", "Cộng", "127,5")),
    bold=frozenset({1}),
    caption="Bảng 1. Kinh phí",
    unit="Đơn vị tính: triệu đồng",
)


def paper(*blocks, **changed):
    given = {
        "letter": LETTER,
        "subject": "Về việc thử",
        "blocks": blocks,
        "at": datetime(2026, 2, 3, tzinfo=UTC),
    }
    return Paper(**{**given, **changed})


def flat(text):
    """Words only: where lines break is each output's own matter."""
    return "".join(text.replace("\u200b", "").split())


def docx_text(content):
    """Every text of the body in order, cells included."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


TRICKY = ("-Dòngbắtđầubằnggạch,có*sao*,#thăng,$đô$và_gạch_@a<b>\\n.", "Máydệt*chiếu*#1", "Kínhgửi:BộCôngThương")
FULL = (
    Heading(text="I. Phần chung"),
    Paragraph(text="- Dòng bắt đầu bằng gạch, có *sao*, #thăng, $đô$ và _gạch_ @a <b> \\n."),
    TABLE,
    Parties(parties=(Party(title="Chủ tịch", name="Lê A"), Party(title="Thư ký", name="Trần B"))),
    Annex(title="PHỤ LỤC", subject="Danh mục", note="(Kèm theo)", landscape=True),
    TABLE,
)


def test_both_outputs_say_the_same_words():
    whole = paper(*FULL, addressee="Bộ Công Thương", corner="Mẫu số 1", footnotes=("Bố cục của hệ thống.",))

    shown = pages(pdf_of(whole))

    # Columns stand side by side, which each output reads in its own order: compared are the letters. A PDF
    # has the number of its second page, in Word that is a field.
    assert sorted(flat("".join(shown))) == sorted(flat(docx_text(docx_of(whole))).replace("PAGE", "") + "2")
    assert [line in flat(shown[0]) for line in TRICKY] == [True] * len(TRICKY)


def test_the_same_paper_gives_the_same_bytes():
    assert (docx_of(paper(*FULL)), pdf_of(paper(*FULL))) == (docx_of(paper(*FULL)), pdf_of(paper(*FULL)))


def test_the_table_in_word_holds_the_cells_as_given_and_repeats_its_head():
    written = docx.Document(io.BytesIO(docx_of(paper(TABLE))))

    table = written.tables[1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["TT", "Tên", "Tiền"],
        ["1", "Máy dệt *chiếu* #1", "127,5"],
        ["", "Cộng", "127,5"],
    ]
    assert len(table.rows[0]._tr.xpath("w:trPr/w:tblHeader")) == 1
    assert [cell.paragraphs[0].runs[0].bold for cell in table.rows[2].cells if cell.text] == [True, True]


def test_an_annex_lies_across_and_the_page_before_stands():
    written = docx.Document(io.BytesIO(docx_of(paper(*FULL))))

    assert [section.orientation for section in written.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    document = pypdfium2.PdfDocument(pdf_of(paper(*FULL)))
    sizes = [tuple(round(side) for side in page.get_size()) for page in document]
    document.close()
    assert (sizes[0], sizes[-1]) == ((595, 842), (842, 595))


@pytest.mark.parametrize(
    ("draft", "made", "marks"),
    [(True, True, "DỰ THẢO · số liệu minh họa"), (False, True, "số liệu minh họa"), (False, False, "")],
)
def test_every_page_says_when_it_is_a_draft_or_made_up(draft, made, marks):
    marked = paper(*FULL, letter=replace(LETTER, draft=draft), made=made)

    heads = [page.split("\n")[0].strip().removeprefix("2").strip() for page in pages(pdf_of(marked))]
    sections = docx.Document(io.BytesIO(docx_of(marked))).sections
    first = sections[0].first_page_header.paragraphs[0].text
    assert (marked.marks, first) == (marks, marks)
    assert [section.header.paragraphs[0].text.strip() for section in sections] == [marks] * 2
    assert heads[1] == marks


LONG = "Công ty Trách nhiệm hữu hạn Một thành viên Sản xuất Thương mại Dịch vụ Xuất nhập khẩu " * 4


@pytest.mark.parametrize("name", [LONG, "SERIAL" * 40, "ƯỠƯỠƯỠ" * 40])
def test_nothing_leaves_the_page_with_a_long_name(name):
    letter = replace(LETTER, agency=name, signer_name=name[:120], recipients=(f"{name};",))
    long = Table(columns=COLUMNS, rows=((("1", name, "1.234.567,890123")),))
    assert (
        outside(pdf_of(paper(Heading(text=name), Paragraph(text=name), long, letter=letter, subject=name)))
        == []
    )


@pytest.mark.parametrize("letter", ["Ẅ", "ỷ", "7"])
def test_a_word_longer_than_its_cell_stays_in_its_cell(letter):
    columns = (Column(head="A", width=30), Column(head="B", width=135))
    shown = pdf_of(paper(Table(columns=columns, rows=((f"{letter}{letter.upper()}" * 60, ""),)), closing=False))

    document = pypdfium2.PdfDocument(shown)
    words = document[0].get_textpage()
    said = words.get_text_range()
    edges = [words.get_charbox(at)[2] for at in range(words.count_chars()) if said[at : at + 1] == letter]
    document.close()
    # The cell ends 60 mm from the edge of the page: the margin and its own width.
    assert (len(edges) >= 60, [edge for edge in edges if edge > 60 * 72 / 25.4 and edge < 400]) == (True, [])


def test_an_amount_and_a_word_that_fit_are_left_as_they_are():
    given = [("1.234.567,890123", "right", 20), ("20/03/2026", "centre", 25), ("Nghiêng 12", "left", 22)]

    shown = [cell_of(text, Column(head="", width=1, align=align), width) for text, align, width in given]
    assert shown == [text for text, _, _ in given]


def test_a_row_that_does_not_fit_its_table_is_refused():
    with pytest.raises(ValueError, match="2 ô trong bảng 3 cột"):
        Table(columns=COLUMNS, rows=(("1", "x"),))


def test_without_its_font_no_pdf_is_made(tmp_path):
    with pytest.raises(FontsMissingError, match="make setup"):
        pdf_of(paper(TABLE), fonts=tmp_path)


def test_a_sign_the_font_lacks_is_a_box_with_a_note_and_the_rest_prints():
    made = paper(Paragraph(text="Nhà xưởng 300 ㎡, trục ⌀ 60, xong ✓ 😀, còn 50 % ≥ ½"))
    said = "\n".join(pages(pdf_of(made)))
    assert "Nhà xưởng 300 □, trục □ 60, xong □ □, còn 50 % ≥ ½" in said.replace("\r\n", " ")
    assert UNDRAWN in " ".join(said.split())
    assert "□" not in "\n".join(pages(pdf_of(paper(Paragraph(text="Nhà xưởng 300 m²")))))
