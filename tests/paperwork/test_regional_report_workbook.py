"""The workbook read back: its figures are the report's, its formulas cover their rows and nothing else."""

import io
import re
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from khuyencong.paperwork.regional_report import workbook
from khuyencong.reporting.queries.report import PublishedCell
from khuyencong.rules.consolidation import BOTH, FUNDS, KCDP, KCQG, Cell, Completeness
from khuyencong.rules.money import half_up
from tests.paperwork.regional_report_south import NAMES, south

FIRST = 7
SUMS = FIRST + len(NAMES)
PUBLISHED = SUMS + 2
START = {KCQG: 3, KCDP: 6, BOTH: 9}


def opened(report=None, *, values=True, **options):
    content = workbook(report or south(), **{"draft": False, **options})
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def in_dong(value):
    """A cell in triệu đồng as whole đồng; a dash as nothing."""
    return None if value == "–" else int(half_up(Fraction(value) * 10**6, 0))


def cells_at(sheet, row, start=START):
    return {
        fund: Cell(plan=in_dong(sheet.cell(row, column).value), done=in_dong(sheet.cell(row, column + 1).value))
        for fund, column in start.items()
    }


def test_every_figure_of_every_province_comes_back_to_the_dong():
    report = south()
    sheet = opened(report)["Tổng hợp"]
    for index, row in enumerate(report.rows):
        assert sheet.cell(FIRST + index, 2).value == row.name
        assert cells_at(sheet, FIRST + index) == row.cells
    assert cells_at(sheet, SUMS) == report.summed


def test_rates_are_the_rates_of_the_report_as_shares():
    report = south()
    sheet = opened(report)["Tổng hợp"]
    for index, row in enumerate([*report.rows]):
        for fund, column in START.items():
            rate = row.cells[fund].rate
            assert sheet.cell(FIRST + index, column + 2).value == ("–" if rate is None else float(rate))


def test_sums_are_formulas_over_exactly_the_rows_of_the_provinces():
    sheet = opened(values=False)["Tổng hợp"]
    letters = "CDFGIJ"
    assert [sheet[f"{letter}{SUMS}"].value for letter in letters] == [
        f"=SUM({letter}{FIRST}:{letter}{SUMS - 1})" for letter in letters
    ]


def test_both_funds_and_rates_of_a_line_are_formulas_of_that_line():
    sheet = opened(values=False)["Tổng hợp"]
    assert [sheet[f"{letter}9"].value for letter in "EHIJK"] == [
        '=IFERROR(D9/C9,"–")',
        '=IFERROR(G9/F9,"–")',
        "=SUM(C9,F9)",
        "=SUM(D9,G9)",
        '=IFERROR(J9/I9,"–")',
    ]


def test_a_province_that_reported_nothing_has_dashes_and_the_reason_never_zeros():
    sheet = opened()["Tổng hợp"]
    silent = [cell.value for cell in sheet[SUMS - 1]]
    assert silent == [20, "Bạc Liêu", *["–"] * 9, "chưa có số"]
    half = [cell.value for cell in sheet[SUMS - 2]]
    assert [half[3], half[6], half[9]] == ["–"] * 3
    assert half[11] == "chưa có số; số liệu minh họa"


def test_published_totals_stand_apart_as_printed_and_their_own_gap_of_four_and_a_half_shows():
    sheet = opened()["Tổng hợp"]
    assert [sheet.cell(row, 2).value for row in range(SUMS, SUMS + 5)] == [
        "Tổng hợp từ số của địa phương",
        None,
        "Số đã công bố",
        "Chênh lệch: tổng hợp trừ đã công bố",
        "Riêng số đã công bố: KCQG cộng KCĐP trừ tổng",
    ]
    assert cells_at(sheet, PUBLISHED) == {
        KCQG: Cell(done=7_029_400_000),
        KCDP: Cell(done=12_594_300_000),
        BOTH: Cell(plan=73_781_000_000, done=19_619_200_000),
    }
    assert [sheet.cell(PUBLISHED + 1, column).value for column in (3, 4, 6, 7, 9, 10)] == [
        "–",
        0,
        "–",
        0,
        0,
        4.5,
    ]
    assert [sheet.cell(PUBLISHED + 2, column).value for column in (9, 10)] == ["–", 4.5]
    assert sheet.cell(PUBLISHED + 4, 2).value == (
        "KCQG, thực hiện: in “7.029,4” triệu đồng (Báo cáo hội nghị khuyến công các tỉnh phía Nam, 23/8/2018)"
    )


def test_a_published_total_is_a_number_and_never_a_sum_of_the_two_funds():
    sheet = opened(values=False)["Tổng hợp"]
    assert [sheet.cell(PUBLISHED, column).value for column in (9, 10)] == [73781, 19619.2]
    assert [sheet.cell(PUBLISHED + 1, column).value for column in (4, 10)] == [
        f'=IF(COUNT(D{SUMS},D{PUBLISHED})=2,ROUND(D{SUMS}-D{PUBLISHED},6),"–")',
        f'=IF(COUNT(J{SUMS},J{PUBLISHED})=2,ROUND(J{SUMS}-J{PUBLISHED},6),"–")',
    ]


def test_without_published_totals_there_is_no_row_for_them():
    sheet = opened(south(published={fund: PublishedCell() for fund in FUNDS}))["Tổng hợp"]
    assert sheet.max_row == SUMS


def test_contents_add_up_to_the_sums_by_place():
    report = south()
    book = opened(report)
    sheet = book["Nội dung"]
    row = FIRST + len(report.activities)
    for index, activity in enumerate(report.activities):
        assert (sheet.cell(FIRST + index, 2).value, cells_at(sheet, FIRST + index)) == (
            activity.name,
            activity.cells,
        )
    assert cells_at(sheet, row) == cells_at(sheet, row + 1) == report.summed
    assert cells_at(sheet, row + 2) == {fund: Cell(plan=0, done=0) for fund in FUNDS}
    formulas = opened(report, values=False)["Nội dung"]
    assert formulas.cell(row, 3).value == f"=SUM(C{FIRST}:C{row - 1})"
    assert formulas.cell(row + 1, 3).value == f"='Tổng hợp'!C{SUMS}"


def test_a_report_without_contents_says_so():
    assert opened(south(activities=()))["Nội dung"].cell(FIRST, 2).value == "Chưa có số liệu theo nội dung."


def test_years_keep_printed_totals_and_sums_in_lines_of_their_own():
    report = south()
    sheet = opened(report)["Các năm"]
    start = {KCQG: 5, KCDP: 8, BOTH: 11}
    for index, each in enumerate(report.years):
        words = [sheet.cell(FIRST + index, column).value for column in (1, 2, 3, 4)]
        origin = {"published": "số đã công bố", "summed": "tổng hợp từ số của địa phương"}[each.origin]
        made = "số liệu minh họa" if each.made else ""
        assert words == [each.year, datetime.combine(each.cut, datetime.min.time()), origin, made]
        assert cells_at(sheet, FIRST + index, start) == each.cells


def test_changes_carry_their_base_and_the_formula_that_makes_them():
    report = south()
    row = FIRST + len(report.years) + 2
    values, formulas = opened(report)["Các năm"], opened(report, values=False)["Các năm"]
    assert [values.cell(row, column).value for column in (1, 4, 6, 8, 9)] == [
        "Kế hoạch năm 2018",
        "kế hoạch năm 2017",
        "tỷ lệ % trên số gốc",
        73781,
        68495.1,
    ]
    assert formulas.cell(row, 10).value == f'=IFERROR(H{row}/I{row}-1,"–")'
    assert values.cell(row, 10).value == pytest.approx(float(report.changes[0].value), abs=1e-15)
    assert formulas.cell(row + 1, 10).value == f"=(H{row + 1}-I{row + 1})*100"
    assert half_up(Decimal(values.cell(row + 1, 10).value), 2) == Decimal("-1.64")


def test_findings_suggestions_and_the_waiver_are_written_out():
    report = south()
    sheet = opened(report, waiver="Đã hỏi, chưa trả lời.")["Đối chiếu"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows[0] == [
        "TT",
        "Mức độ",
        "Phát hiện",
        "Nhận xét",
        "Số đã in",
        "Tính lại",
        "Đề nghị xử lý",
        "Chỗ in",
    ]
    assert [row[2] for row in rows[1:6]] == [finding.title for finding in report.findings]
    assert rows[1][4:6] == ["19.619,2", "19.623,7"]
    assert [rows[9][0], *rows[9][4:8]] == [
        "KCĐP thực hiện 7 tháng năm 2018",
        "12.594,3",
        "12.589,8",
        "Báo cáo hội nghị khuyến công các tỉnh phía Nam, 23/8/2018",
        "triệu đồng",
    ]
    assert [row[0] for row in rows[11:]] == ["Lý do phát hành khi còn 2 lỗi số liệu:", "Đã hỏi, chưa trả lời."]


def test_the_sheet_of_sources_says_what_is_missing_made_and_unverified():
    sheet = opened()["Nguồn và ghi chú"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=5) if row[0].value}
    assert {
        key: said[key] for key in ("Danh sách thành viên", "Số liệu đã biết lúc", "Địa giới", "Chưa báo cáo")
    } == {
        "Danh sách thành viên": "20 địa phương; suy ra, chưa kiểm chứng bằng văn bản",
        "Số liệu đã biết lúc": "08:30 ngày 23/08/2018",
        "Địa giới": "địa giới khi đó",
        "Chưa báo cáo": "Sóc Trăng",
    }


def test_a_draft_and_made_figures_are_marked_on_every_sheet_and_every_printed_page():
    book = opened(draft=True)
    assert {sheet["A3"].value for sheet in book} == {"DỰ THẢO · số liệu minh họa"}
    assert {sheet.oddHeader.right.text for sheet in book} == {"DỰ THẢO · số liệu minh họa"}
    assert {sheet["A3"].value for sheet in opened(south(made=False))} == {""}


def test_text_that_looks_like_a_formula_stays_text():
    evil = '=HYPERLINK("http://x","y")'
    book = opened(south(region_name=evil), values=False, waiver=evil)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == evil]
    assert [(cell.parent.title, cell.data_type) for cell in cells] == [
        ("Đối chiếu", "s"),
        ("Nguồn và ghi chú", "s"),
    ]


def test_the_same_report_gives_the_same_bytes():
    assert workbook(south(), draft=True) == workbook(south(), draft=True)
    assert workbook(south(), draft=True) != workbook(south(), draft=False)


def test_sheets_are_set_up_to_be_printed():
    for sheet in opened():
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize), setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.print_title_rows is not None
        assert sheet.freeze_panes is not None


def test_every_province_reported_leaves_no_name_under_missing():
    complete = Completeness(reported=20, expected=20, missing=())
    sheet = opened(south(completeness=complete))["Nguồn và ghi chú"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=5)}
    assert (said["Chưa báo cáo"], re.findall("20/20", said["Mức độ đầy đủ"])) == ("–", ["20/20"])
