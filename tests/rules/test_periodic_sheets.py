"""A return out of a workbook: a cell by its code, or every reason with sheet, cell, rule and fix."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.indicators import MOST, IndicatorLine
from khuyencong.rules.periodic_sheets import Asked, check_sheet
from khuyencong.rules.returns.model import Sheet, Workbook

LINES = (
    IndicatorLine(code="kq-01", name="Lao động", form="ket-qua", unit="lao động", number="1"),
    IndicatorLine(code="kp-01", name="Kinh phí", form="ket-qua", unit="đồng", money=True),
    IndicatorLine(code="cc-02", name="Diện tích", form="ket-qua", unit="ha", decimals=2),
    IndicatorLine(code="tinh", name="Của tỉnh", form="ket-qua", unit="lớp", purse="KCDP"),
    IndicatorLine(code="tong", name="Tổng", form="ket-qua", unit="lớp"),
)
ASKED = Asked(sign="BCDK-7", lines=LINES, purses=("KCQG", "KCDP"), totals=frozenset({"tong"}))
HEAD = [
    "Mã chỉ tiêu",
    "Số dòng",
    "Chỉ tiêu",
    "Đơn vị tính",
    "KCQG",
    "KCĐP",
    *(f"Lý do, giải trình {each}" for each in ("KCQG", "KCĐP")),
]


def book(*rows, sign="Dấu biểu: BCDK-7/31", **more) -> Workbook:
    wide = [list(row) + [""] * (len(HEAD) - len(row)) for row in ([sign], HEAD, *rows)]
    return Workbook(
        name="a.xlsx", kind="xlsx", sheet_names=("Biểu",), sheets=(Sheet(name="Biểu", rows=wide, **more),)
    )


def row(code, national="", local="", note="", other=""):
    return [code, "", "", "", national, local, note, other]


def told(*rows, **more):
    return [(each.code, each.place) for each in check_sheet(book(*rows, **more), ASKED).findings]


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        ("100", ("60", "30"), [("wrong_total", "Biểu!E3")]),
        ("90", ("60", "30"), []),
        ("", ("60", "30"), []),
        ("60", ("60", ""), []),
        ("90,000001", ("60", "30"), [("wrong_total", "Biểu!E3")]),
        ("chín mươi", ("60", "30"), [("not_a_number", "Biểu!E3")]),
    ],
)
def test_a_total_that_is_not_the_sum_of_its_lines_is_told_at_its_cell(total, parts, expected):
    money = {"form": "kinh-phi", "unit": "đồng", "money": True}
    lines = (
        IndicatorLine(code="tong", name="Tổng", **money),
        *(IndicatorLine(code=code, name=code, parent="tong", **money) for code in ("a", "b")),
    )
    asked = Asked(sign="BCDK-7", lines=lines, purses=("KCQG", "KCDP"), totals=frozenset({"tong"}))
    rows = (row("tong", total), *(row(code, each) for code, each in zip("ab", parts, strict=True)))
    checked = check_sheet(book(*rows), asked)
    assert [(each.code, each.place) for each in checked.findings] == expected
    assert {each.indicator for each in checked.cells} == (set() if expected else {"a", "b"})


def test_every_number_lands_in_its_cell():
    checked = check_sheet(
        book(
            row("kq-01", 12, "1.250", "Lớp xã"),
            row("kp-01", 300.5, ""),
            row("cc-02", "12,5", 0),
            row("tinh", 9, 4),
            row("tong", 99, 99),
        ),
        ASKED,
    )
    assert checked.findings == ()
    assert checked.mark == 31
    assert [(each.indicator, each.purse, each.value, each.location) for each in checked.cells] == [
        ("kq-01", "KCQG", 12, "Biểu!E3"),
        ("kq-01", "KCDP", 1250, "Biểu!F3"),
        ("kp-01", "KCQG", 300_500_000, "Biểu!E4"),
        ("kp-01", "KCDP", None, "Biểu!F4"),
        ("cc-02", "KCQG", 1250, "Biểu!E5"),
        ("cc-02", "KCDP", 0, "Biểu!F5"),
        ("tinh", "KCDP", 4, "Biểu!F6"),
    ]
    assert {each.note for each in checked.cells} == {"Lớp xã", ""}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("kq-01", "ba mươi")], "Biểu!E3"),
        ([row("kq-01", 2.5)], "Biểu!E3"),
        ([row("kq-01", -1)], "Biểu!E3"),
        ([row("kq-01", "7 triệu")], "Biểu!E3"),
        ([row("kq-01", 1, "7tr")], "Biểu!F3"),
        ([row("cc-02", "2,5 tỷ đồng")], "Biểu!E3"),
        ([row("kq-01", 5, True)], "Biểu!F3"),
        ([row("kq-01", date(2026, 1, 2))], "Biểu!E3"),
        ([row("kp-01", Decimal("0.0000001").__float__())], "Biểu!E3"),
        ([row("cc-02", "12,345")], "Biểu!E3"),
        ([row("kq-99", 1)], "Biểu!A3"),
        ([row("", 1)], "Biểu!A3"),
        ([row("kq-01", 1), row("kp-01", 1), row("kq-01", 2)], "Biểu!A5"),
        ([row("kq-01", 1, 2, "x" * 301)], "Biểu!G3"),
    ],
)
def test_what_is_wrong_names_its_cell_and_takes_nothing(rows, found):
    checked = check_sheet(book(*rows), ASKED)
    assert [each.place for each in checked.findings] == [found]
    assert checked.cells == ()
    assert all(each.fix for each in checked.findings)


def test_two_wrong_cells_are_both_told():
    assert [place for _, place in told(row("kq-01", "ab", "cd"), row("kp-01", "ef"))] == [
        "Biểu!E3",
        "Biểu!F3",
        "Biểu!E4",
    ]


@pytest.mark.parametrize(
    ("sign", "code"),
    [("Dấu biểu: BCDK-8/31", "other_return"), ("Dấu biểu: BCDK-70", "other_return"), ("", "no_sign")],
)
def test_a_file_of_another_return_is_not_read_at_all(sign, code):
    assert [each for each, _ in told(row("kq-01", "x"), sign=sign)] == [code]


@pytest.mark.parametrize("mark", ["", "/", "/x", "/-1", "/" + "9" * 40])
def test_a_mark_that_is_no_number_has_seen_nothing(mark):
    assert check_sheet(book(row("kq-01", 1), sign=f"Dấu biểu: BCDK-7{mark}"), ASKED).mark == 0


def test_formulas_and_merged_cells_are_refused():
    assert [each for each, _ in told(row("kq-01", ""), errors=(((2, 4), "#REF!"),))] == ["formula_error"]
    assert [each for each, _ in told(row("kq-01", ""), uncached=frozenset({(2, 4)}))] == ["formula_uncached"]
    assert [each for each, _ in told(row("kq-01", ""), merged=(((2, 4), (3, 4)),))] == ["merged_cells"]


def test_a_formula_without_a_value_hides_no_other_wrong_cell():
    rows = (row("kq-01", "", "ba mươi"), row("kp-01", "=1+", 5), row("kq-99", 1))
    found = told(*rows, uncached=frozenset({(3, 4)}))
    assert found == [
        ("formula_uncached", "Biểu!E4"),
        ("not_a_number", "Biểu!F3"),
        ("unknown_indicator", "Biểu!A5"),
    ]
    assert check_sheet(book(*rows, uncached=frozenset({(3, 4)})), ASKED).cells == ()


def test_a_workbook_without_the_table_says_what_to_do():
    checked = check_sheet(
        Workbook(name="a", sheet_names=("A",), sheets=(Sheet(name="A", rows=[["x"]]),)), ASKED
    )
    assert [each.code for each in checked.findings] == ["headings_missing"]


@given(st.integers(0, MOST // 10**6))
def test_money_taken_away_comes_back_as_it_was(millions):
    line = LINES[1]
    checked = check_sheet(book(row("kp-01", line.show(millions * 10**6))), ASKED)
    values = [each.value for each in checked.cells if each.purse == "KCQG"]
    assert values in ([millions * 10**6], []), checked.findings
    assert values or checked.findings


def test_each_purse_has_its_own_words_and_a_form_with_one_column_for_both_is_asked_for_anew():
    checked = check_sheet(book(row("kq-01", 12, 3, "Lớp xã", "Lớp phường")), ASKED)
    assert [(each.purse, each.note) for each in checked.cells] == [("KCQG", "Lớp xã"), ("KCDP", "Lớp phường")]
    old = book(row("kq-01", 12, 3, "Lớp xã"))
    old.sheets[0].rows[1][6:] = ["Lý do, giải trình", ""]
    found = check_sheet(old, ASKED)
    assert [(each.code, each.place) for each in found.findings] == [("old_form", "Biểu!G3")]


def test_a_unit_of_money_is_read_in_a_line_of_money_and_told_by_name_elsewhere():
    checked = check_sheet(book(row("kp-01", "7 triệu", "500 tr")), ASKED)
    assert [each.value for each in checked.cells] == [7_000_000, 500_000_000]
    [found] = check_sheet(book(row("kq-01", "7 triệu")), ASKED).findings
    assert (found.code, "“triệu” là đơn vị tiền" in found.message) == ("money_unit", True)
