"""The papers of a project read back: exact cells, sums that add up as printed, what was not given said so."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.paperwork.dossier import (
    allocation_paper,
    decision_paper,
    group_plan_paper,
    minutes_paper,
    notice_paper,
    outline_paper,
    registration_paper,
    sheet_paper,
)
from khuyencong.paperwork.dossier.change import bare
from khuyencong.paperwork.dossier.estimate_annex import lines_table, years_table
from khuyencong.paperwork.dossier.plan_list import plan_table
from khuyencong.paperwork.forms import NoFormError
from khuyencong.paperwork.official import docx_of, pdf_of
from khuyencong.rules.estimate import Line, sums
from khuyencong.rules.money import Unit, to_dong
from tests.paperwork import dossiers as made
from tests.paperwork.dossiers import LINES, LOCAL, NATIONAL, PROJECTS
from tests.paperwork.pdf_reading import outside


def opened(paper):
    return docx.Document(io.BytesIO(docx_of(paper)))


def lines(paper):
    return [paragraph.text for paragraph in opened(paper).paragraphs if paragraph.text]


def table(paper, head):
    """The cells of the first numbered table whose second head is that."""
    for each in opened(paper).tables:
        rows = [[cell.text for cell in row.cells] for row in each.rows]
        if rows[0][:2] == ["TT", head]:
            return rows
    raise AssertionError(head)


def back(printed):
    """A printed triệu as đồng."""
    return to_dong(Decimal(printed.replace(".", "").replace(",", ".")), Unit.TRIEU)


def test_the_outline_tells_the_eight_contents_in_the_order_of_the_law():
    heads = [line for line in lines(outline_paper(made.outline())) if line[:1].isdigit() and line[1:3] == ". "]

    assert heads == [
        "1. Đơn vị thực hiện, đơn vị phối hợp, đơn vị thụ hưởng, địa điểm thực hiện",
        "2. Sự cần thiết và căn cứ của đề án",
        "3. Mục tiêu",
        "4. Quy mô đề án",
        "5. Nội dung và tiến độ",
        "6. Dự toán kinh phí",
        "7. Tổ chức thực hiện",
        "8. Hiệu quả của đề án",
    ]


def test_the_estimate_prints_its_lines_to_the_dong_and_their_sum():
    assert table(outline_paper(made.outline()), "Nội dung chi") == [
        [
            "TT",
            "Nội dung chi",
            "Tổng kinh phí",
            "Kinh phí KCQG",
            "Đóng góp của đơn vị thụ hưởng",
            "Nguồn khác",
            "Ghi chú",
        ],
        ["1", "Máy sấy bơm nhiệt", "270,0000", "127,0000", "143,0000", "0,0000", "1 máy × 270.000.000 đồng"],
        ["2", "Máy ép viên", "60,0000", "28,0000", "32,0000", "0,0000", "1 máy × 60.000.000 đồng"],
        ["3", "Nghiệm thu, chạy thử", "5,5005", "0,0000", "5,0000", "0,5005", "1 lần × 5.500.500 đồng"],
        ["", "Tổng cộng", "335,5005", "155,0000", "180,0000", "0,5005", ""],
    ]


def test_the_outline_says_its_total_in_figures_and_words_and_who_pays():
    said = lines(outline_paper(made.outline()))

    assert [line for line in said if "đồng" in line and "bằng chữ" in line] == [
        "Tổng kinh phí: 335.500.500 đồng (bằng chữ: Ba trăm ba mươi lăm triệu năm trăm nghìn năm trăm đồng).",
        "Đề nghị hỗ trợ: 155.000.000 đồng (bằng chữ: Một trăm năm mươi lăm triệu đồng).",
    ]
    assert (
        "Trong đó: kinh phí khuyến công quốc gia 155.000.000 đồng; đóng góp của đơn vị thụ hưởng 180.000.000 "
        "đồng; "
        "nguồn khác 500.500 đồng." in said
    )


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ((True, True), ["", ""]),
        ((False, True), ["CHƯA CAM KẾT: ", ""]),
        ((False, False), ["CHƯA CAM KẾT: "] * 2),
    ],
)
def test_a_commitment_that_was_not_given_is_never_printed_as_given(given, mark):
    double, full = given
    said = lines(outline_paper(made.outline(no_double_support=double, full_counterpart=full)))

    start = said.index("III. CAM KẾT")
    assert said[start + 1 : start + 3] == [
        f"- {mark[0]}Các nội dung chi đề nghị hỗ trợ không trùng với khoản hỗ trợ khác từ ngân sách nhà nước.",
        f"- {mark[1]}Đơn vị thụ hưởng bảo đảm đủ phần kinh phí đóng góp ghi trong dự toán.",
    ]


def test_a_project_of_several_years_has_a_column_for_each_and_one_row_for_one_expense():
    two = (*LINES[:1], made.line("Máy sấy bơm nhiệt", 30_000_000, 0, year=2027))

    assert table(outline_paper(made.outline(lines=two, last_year=2027)), "Nội dung chi")[1:] == [
        [
            "1",
            "Máy sấy bơm nhiệt",
            "300",
            "270",
            "30",
            "127",
            "173",
            "0",
            "1 máy × 270.000.000 đồng; 1 máy × 30.000.000 đồng",
        ],
        ["", "Tổng cộng", "300", "270", "30", "127", "173", "0", ""],
    ]
    assert [list(row) for row in years_table(two, NATIONAL).rows] == [
        ["2026", "270", "127", "143", "0"],
        ["2027", "30", "0", "30", "0"],
        ["Tổng cộng", "300", "127", "173", "0"],
    ]


def test_a_local_project_shows_the_local_purse_and_claims_no_form_of_the_nation():
    local = made.outline(purse=LOCAL, lines=(made.line("Máy", 10_000_000, 4_000_000, part="local"),))
    paper = outline_paper(local)

    assert table(paper, "Nội dung chi")[0][2:6] == [
        "Tổng kinh phí",
        "Kinh phí KCĐP",
        "Đóng góp của đơn vị thụ hưởng",
        "Nguồn khác",
    ]
    assert [line for line in lines(paper) if "Mẫu số 1" in line] == [
        "Bố cục của hệ thống, dựa theo Mẫu số 1 của đề án khuyến công quốc gia; mẫu riêng của địa phương, "
        "nếu có, "
        "cần xác minh."
    ]


amount = st.integers(min_value=0, max_value=5_000_000_000)
drawn = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), amount, amount, amount, amount, st.integers(2026, 2030)),
    min_size=1,
    max_size=6,
)


def line_of(name, national, local, counterpart, other, year):
    return Line(
        name=name,
        quantity=Decimal(1),
        unit_price=national + local + counterpart + other,
        year=year,
        national=national,
        local=local,
        counterpart=counterpart,
        other=other,
    )


@settings(max_examples=60, deadline=None)
@given(drawn)
def test_every_column_of_the_estimate_adds_up_as_printed_to_the_sum_of_its_lines(found):
    estimate = [line_of(*each) for each in found]
    printed = lines_table(estimate, NATIONAL)

    money = [index for index, column in enumerate(printed.columns) if column.align == "right"]
    added = [sum(back(row[index]) for row in printed.rows[:-1]) for index in money]
    assert added == [back(printed.rows[-1][index]) for index in money]
    assert back(printed.rows[-1][2]) == sums(estimate).total


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(amount, amount), min_size=1, max_size=8))
def test_every_column_of_a_plan_adds_up_as_printed(found):
    listed = [made.listed(total=support + own, state=support) for support, own in found]
    printed = plan_table(listed, NATIONAL)

    added = [sum(back(row[index]) for row in printed.rows[:-1]) for index in range(6, 10)]
    assert added == [back(cell) for cell in printed.rows[-1][6:10]]
    assert added[:2] == [sum(support + own for support, own in found), sum(support for support, _ in found)]


PLAN = [
    [
        "Đề án điểm chuỗi sấy nông sản",
        "2026–2027",
        "2.000,0000",
        "900,0000",
        "1.100,0000",
        "0,0000",
        "Đề án điểm",
    ],
    ["Hỗ trợ máy sấy", "2026", "335,5005", "155,0000", "180,5005", "0,0000", ""],
    [
        "Đào tạo nghề đan lục bình",
        "2026",
        "120,0000",
        "120,0000",
        "0,0000",
        "0,0000",
        "Đề án nhóm; Địa bàn ưu tiên",
    ],
    ["Tổng cộng (3 đề án)", "", "2.455,5005", "1.175,0000", "1.280,5005", "0,0000", ""],
]


@pytest.mark.parametrize(
    "paper",
    [
        registration_paper(made.registration()),
        decision_paper(made.decision()),
        allocation_paper(made.allocation()),
    ],
    ids=["registration", "decision", "allocation"],
)
def test_the_list_of_projects_is_the_same_in_every_paper_that_carries_it(paper):
    rows = table(paper, "Tên đề án")

    assert rows[0] == [
        "TT",
        "Tên đề án",
        "Đơn vị thực hiện",
        "Mục tiêu và nội dung chính",
        "Dự kiến kết quả",
        "Thời gian",
        "Tổng kinh phí",
        "Trong đó: Kinh phí KCQG",
        "Đóng góp của đơn vị thụ hưởng",
        "Nguồn khác",
        "Ghi chú",
    ]
    assert [[row[1], *row[5:]] for row in rows[1:]] == PLAN


def test_the_decision_names_who_decides_on_what_ground_and_how_much():
    said = lines(decision_paper(made.decision()))

    start = said.index("BỘ TRƯỞNG BỘ CÔNG THƯƠNG")
    assert said[start : start + 5] == [
        "BỘ TRƯỞNG BỘ CÔNG THƯƠNG",
        "Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ về khuyến công;",
        "Theo đề nghị của Cục trưởng tại Tờ trình số 5/TTr.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Phê duyệt kế hoạch khuyến công quốc gia năm 2026 gồm 3 đề án, tổng kinh phí 2.455.500.500 "
        "đồng (bằng "
        "chữ: Hai tỷ bốn trăm năm mươi lăm triệu năm trăm nghìn năm trăm đồng); trong đó kinh phí khuyến "
        "công quốc gia "
        "hỗ trợ 1.175.000.000 đồng (bằng chữ: Một tỷ một trăm bảy mươi lăm triệu đồng). Danh mục chi tiết "
        "tại Phụ lục "
        "kèm theo Quyết định này.",
    ]
    assert "(Kèm theo Quyết định số 345/QĐ-BCT ngày 02 tháng 3 năm 2026 của Bộ trưởng Bộ Công Thương)" in said


def test_a_reserve_list_is_an_annex_of_its_own_and_no_part_of_the_sum():
    said = lines(decision_paper(made.decision(projects=PROJECTS[:2], reserve=PROJECTS[2:])))

    assert [line for line in said if line.startswith("PHỤ LỤC")] == ["PHỤ LỤC I", "PHỤ LỤC II"]
    assert [line for line in said if "2.335.500.500" in line] == [
        line for line in said if line.startswith("Điều 1")
    ]


def test_a_province_decides_by_its_chairman_for_its_own_purse():
    chairman = "Chủ tịch Ủy ban nhân dân tỉnh Minh Họa"
    local = made.decision(purse=LOCAL, authority=chairman, projects=(made.listed(part="local"),))
    paper = decision_paper(local)

    assert table(paper, "Tên đề án")[0][7] == "Trong đó: Kinh phí KCĐP"
    assert [line for line in lines(paper) if line == chairman.upper()] == [chairman.upper()]
    assert paper.footnotes == (
        "Bố cục của hệ thống, chưa đối chiếu mẫu gốc (Điều 2 khoản 2 Nghị định 45/2012/NĐ-CP).",
    )


def test_a_decision_without_number_leaves_room_for_it():
    open_number = made.decision(letter=made.letter("QUYẾT ĐỊNH", "QĐ", number="", draft=True))

    annex = [line.split() for line in lines(decision_paper(open_number)) if line.startswith("(Kèm theo")]
    assert [words[4:8] for words in annex] == [["số", "/QĐ-", "ngày", "02"]]


def test_the_sheet_judges_the_five_items_in_order_with_the_ticks_below():
    rows = table(sheet_paper(made.sheet()), "Nội dung")[1:]

    five = [row for row in rows if row[0] in set("12345")]
    assert [row[1] for row in five] == [each.title for each in made.appraised().items]
    assert [row[2] for row in five] == ["Đạt", "Cần bổ sung", "Đạt", "Không đạt", "Chưa đánh giá"]
    assert rows[1] == ["", "– Hợp ngành?", "Có", ""]


@pytest.mark.parametrize(("named", "form"), [(True, "Mẫu số 4b"), (False, "Mẫu số 4a")])
def test_the_sheet_is_of_the_form_for_named_beneficiaries_or_the_other(named, form):
    paper = sheet_paper(made.sheet(named=named))

    assert (paper.corner, paper.footnotes[0]) == (
        form,
        f"Bố cục của hệ thống, chưa đối chiếu mẫu gốc ({form} Phụ lục 1, Điều 10 khoản 2 điểm a Thông tư "
        "36/2013/TT-BCT).",
    )


def test_questions_say_whom_they_ask_until_when_and_whether_they_were_answered():
    assert table(sheet_paper(made.sheet()), "Câu hỏi")[1:] == [
        ["1", "Bổ sung báo giá máy sấy?", "Trung tâm", "20/03/2026", "chưa trả lời"],
        ["2", "Điện ba pha?", "Hợp tác xã", "", "Đã có."],
    ]


def test_minutes_of_projects_whose_sheets_are_attached_leave_the_items_out_and_the_end_to_the_pen():
    short = made.appraised(items=(), votes_for=3, votes_against=0, abstained=2)
    paper = minutes_paper(made.minutes(projects=(short,), ended=None))

    assert [line for line in lines(paper) if line.startswith("Biểu quyết")] == [
        "Biểu quyết: 3 tán thành, 0 không tán thành, 2 không có ý kiến."
    ]
    assert lines(paper)[-2].endswith("cuộc họp kết thúc lúc …….")
    assert "Nội dung thẩm định" not in lines(paper)


def test_the_minutes_name_members_absences_conflicts_and_votes():
    paper = minutes_paper(made.minutes())
    said = lines(paper)

    assert table(paper, "Họ và tên")[1:] == [
        ["1", "Phạm C", "Phó Giám đốc Sở", "Chủ tịch", "có mặt"],
        ["2", "Lê B", "Chuyên viên", "Thư ký", "có mặt"],
        ["3", "Võ D", "Phòng Tài chính", "Ủy viên", "vắng"],
    ]
    start = said.index("Xung đột lợi ích đã khai báo:")
    assert said[start + 1] == "- Võ D: em của chủ cơ sở"
    assert [line for line in said if line.startswith("Biểu quyết")] == [
        "Biểu quyết: 4 tán thành, 1 không tán thành."
    ]
    assert said[-2:] == [
        "Biên bản được đọc cho các thành viên dự họp cùng nghe; cuộc họp kết thúc lúc 11:30 ngày 02/03/2026.",
        "Bố cục của hệ thống, chưa đối chiếu mẫu gốc (Điều 8 khoản 3; Điều 9 Thông tư 36/2013/TT-BCT).",
    ]


def test_no_conflict_is_said_as_none():
    members = tuple(replace(each, conflict="") for each in made.minutes().members)
    said = lines(minutes_paper(made.minutes(members=members)))

    assert said[said.index("Xung đột lợi ích đã khai báo:") + 1] == "Không thành viên nào."


def test_a_unit_with_a_group_project_is_told_of_its_plan_and_others_are_not():
    told = [
        [line for line in lines(allocation_paper(made.allocation(projects=projects))) if "Mẫu số 11" in line]
        for projects in (PROJECTS, PROJECTS[:2])
    ]

    assert [len(each) for each in told] == [1, 0]


def test_the_plan_of_a_group_project_names_each_place_and_its_sum():
    rows = table(group_plan_paper(made.group_plan()), "Đơn vị thụ hưởng")

    assert [row[5:10] for row in rows[1:]] == [
        ["4–6/2026", "60,0", "60,0", "0,0", "0,0"],
        ["7–9/2026", "60,5", "60,0", "0,5", "0,0"],
        ["", "120,5", "120,0", "0,5", "0,0"],
    ]


@pytest.mark.parametrize(
    ("outcome", "amounts"), [("approved", 2), ("reserve", 0), ("refused", 0), ("returned", 0)]
)
def test_an_owner_is_told_of_money_only_when_it_was_granted(outcome, amounts):
    said = lines(notice_paper(made.notice(outcome=outcome)))

    assert len([line for line in said if "bằng chữ" in line]) == amounts
    assert "- Ký hợp đồng hỗ trợ tại Trung tâm Khuyến công, chậm nhất ngày 15/04/2026." in said


def test_before_the_circular_no_paper_claims_its_form():
    early = made.outline(letter=made.letter(on=date(2014, 2, 9)))

    with pytest.raises(NoFormError):
        outline_paper(early)


LONG = "Công ty Trách nhiệm hữu hạn Một thành viên Sản xuất Thương mại Dịch vụ Xuất nhập khẩu Ưỡng Ễnh " * 3
HUGE = made.listed(LONG, 987_654_321_987, 123_456_789_123, unit=LONG, goals=LONG, results=LONG, note=LONG)
WHO = replace(made.SERVED, name=LONG, address=LONG, representative=LONG, tax_code="0312345678-001")


def long_papers():
    """Each paper with long names and amounts that need every digit."""
    wide = tuple(made.line(LONG, 98_765_432_123, 12_345_678_901, year=year) for year in range(2026, 2031))
    letter = made.letter(agency=LONG, parent_agency=LONG, signer_name=LONG, recipients=(LONG,))
    judged = made.appraised(title=LONG, unit=LONG, beneficiaries=(LONG,), conclusion=LONG)
    member = replace(made.minutes().members[2], name=LONG, position=LONG, conflict=LONG)
    place = replace(made.group_plan().places[0], beneficiary=WHO, content=LONG, money=HUGE.money)
    return {
        "outline": outline_paper(made.outline(letter=letter, title=LONG, lines=wide, beneficiaries=(WHO,))),
        "registration": registration_paper(made.registration(letter=letter, projects=(HUGE,) * 3)),
        "sheet": sheet_paper(made.sheet(letter=letter, project=judged, appraiser=LONG)),
        "minutes": minutes_paper(
            made.minutes(letter=letter, members=(member,), projects=(judged,), chair=LONG)
        ),
        "decision": decision_paper(made.decision(letter=letter, projects=(HUGE,), reserve=(HUGE,))),
        "allocation": allocation_paper(made.allocation(letter=letter, unit=LONG, projects=(HUGE,))),
        "group": group_plan_paper(made.group_plan(letter=letter, title=LONG, places=(place,))),
        "notice": notice_paper(made.notice(letter=letter, establishment=LONG, project=LONG)),
    }


@pytest.mark.parametrize("kind", list(long_papers()))
def test_no_paper_lets_a_long_name_or_a_large_amount_leave_its_page(kind):
    paper = long_papers()[kind]

    assert outside(pdf_of(paper)) == []
    properties = docx.Document(io.BytesIO(docx_of(paper))).core_properties
    assert (len(properties.title) <= 255, len(properties.author)) == (True, 255)


@pytest.mark.parametrize(
    ("subject", "said"),
    [("ngừng đề án", "ngừng"), ("thay đổi địa điểm", "thay đổi địa điểm"), ("đề án", "đề án")],
)
def test_a_decision_says_of_a_project_once_that_it_is_one(subject, said):
    assert bare(subject) == said
