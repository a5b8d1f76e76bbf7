"""Any table as .xlsx: what goes in comes back, and nothing runs."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.paperwork import table
from khuyencong.paperwork.table import xlsx_rows


def opened(header, rows, **options):
    content = xlsx_rows(header, rows, **{"title": "Số liệu", "notes": ["ghi chú"], **options})
    return openpyxl.load_workbook(io.BytesIO(content))


def first_sheet(header, rows, **options):
    return [list(row) for row in opened(header, rows, **options).worksheets[0].iter_rows(values_only=True)]


def test_title_and_notes_stand_above_the_header_and_the_rows_below():
    assert first_sheet(["Tỉnh", "Đồng"], [("Đồng Tháp", 5)], notes=["a", "b"]) == [
        ["Số liệu", None],
        ["a", None],
        ["b", None],
        ["Tỉnh", "Đồng"],
        ["Đồng Tháp", 5],
    ]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (5, 5),
        (-7_029_400_000, -7_029_400_000),
        (10**15, "1000000000000000"),
        (Decimal("12594.3"), 12594.3),
        (Fraction(1, 4), 0.25),
        (0.5, 0.5),
        (float("nan"), "nan"),
        (Decimal("Infinity"), "Infinity"),
        (True, "có"),
        (False, "không"),
        (date(2018, 7, 31), datetime(2018, 7, 31)),
        (date(1890, 1, 1), "1890-01-01"),
        (datetime(2018, 7, 31, 8, 30), datetime(2018, 7, 31, 8, 30)),
        (datetime(2018, 7, 31, 8, 30, tzinfo=timezone(timedelta(hours=7))), datetime(2018, 7, 31, 8, 30)),
        (datetime(2018, 7, 31, 8, 30, tzinfo=UTC), datetime(2018, 7, 31, 8, 30)),
        ("0301234567", "0301234567"),
        ("1.234,5", "1.234,5"),
        ("https://x.vn", "https://x.vn"),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_a_cell_keeps_its_kind(value, read):
    assert first_sheet(["a"], [[value]])[-1] == [read]


def test_nothing_is_left_blank_where_nothing_was_given():
    assert first_sheet(["a", "b", "c"], [[None, "x", None]])[-1] == [None, "x", None]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "\t=1", "=cmd|' /C calc'!A0"])
def test_text_never_runs_wherever_it_stands(text):
    book = opened([text], [[text]], title=text, notes=[text])
    assert [cell.data_type for row in book.worksheets[0].iter_rows() for cell in row] == ["s"] * 4


@given(st.lists(st.lists(st.integers(-(10**14), 10**14), min_size=2, max_size=2), max_size=20))
@settings(max_examples=20, deadline=None)
def test_whole_numbers_come_back_as_they_went_in(rows):
    assert first_sheet(["a", "b"], rows)[2:] == [["a", "b"], *rows]


def test_rows_that_one_sheet_cannot_hold_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(table, "SHEET_ROWS", 6)
    book = opened(["a"], ([number] for number in range(9)))
    shown = [[row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] for sheet in book.worksheets]
    assert shown == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert book.sheetnames == ["Số liệu", "Số liệu (2)", "Số liệu (3)"]


def test_an_empty_table_is_a_header():
    assert first_sheet(["a", "b"], [], notes=[]) == [["Số liệu", None], ["a", "b"]]


def test_the_same_rows_give_the_same_bytes():
    rows = [("Đồng Tháp", 1, date(2018, 7, 31))]
    assert xlsx_rows(["a", "b", "c"], rows, title="t") == xlsx_rows(["a", "b", "c"], rows, title="t")


def test_the_header_is_frozen_filtered_and_repeated_in_print():
    sheet = opened(["a", "b"], [(1, 2), (3, 4)]).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A4", "A3:B5", "$3:$3")


@pytest.mark.parametrize(
    ("value", "look"),
    [
        (2026, "0_)"),
        (10_000, "#,##0_)"),
        (-7_029_400_000, "#,##0_)"),
        (Fraction(1, 3), "#,##0.00_)"),
        (Decimal("12594.3"), "#,##0.######_)"),
        (Decimal(12), "#,##0_)"),
    ],
)
def test_a_number_is_read_in_groups_of_three_and_a_year_is_not(value, look):
    assert opened(["Số"], [(value,)]).active["A4"].number_format == look


def test_a_heading_that_wraps_has_the_height_it_needs():
    sheet = opened(["Tỉnh", "Kinh phí chưa giải ngân theo từng nguyên nhân"], [("Cà Mau", 1)]).active
    assert sheet.row_dimensions[3].height == 2 * table.LINE
