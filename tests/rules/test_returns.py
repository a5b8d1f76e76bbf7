"""The check of a return, on sheets made in memory."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.findings import Severity
from khuyencong.rules.money import Unit
from khuyencong.rules.returns import ActivityLine, ResolvedProvince, ReturnRow, Sheet, Workbook, check_return
from khuyencong.rules.returns.activities import ActivityIndex
from khuyencong.rules.returns.labels import choose_sheets, is_footer, legacy_font, role_of
from khuyencong.rules.returns.places import address

FORM = [
    ActivityLine(code="1", name="Đào tạo nghề"),
    ActivityLine(code="K01", name="Nghề mới", parent_code="1"),
    ActivityLine(code="K02", name="Nâng cao tay nghề", parent_code="1"),
    ActivityLine(code="2", name="Hợp tác quốc tế"),
    ActivityLine(code="K03", name="Nội dung khác"),
]
TREE = {"1": ["K01", "K02"], "2": [], "K03": []}
HEAD = ["Mã", "Nội dung", "KCQG", "KCĐP"]


def resolve(text, on):
    return ResolvedProvince(code="87", name=text)


def information(**changes):
    fields = {"Tỉnh": "Đồng Tháp", "Năm": 2018.0, "Đến ngày": date(2018, 7, 31), "ĐVT": "triệu đồng"} | changes
    return Sheet(name="Thông tin", rows=[[label, value] for label, value in fields.items()])


def rows_of(amounts, total=None):
    rows = [[line.code, line.name, *amounts.get(line.code, ("", ""))] for line in FORM]
    return [HEAD, *rows, *([["", "Tổng cộng", *total]] if total else [])]


def workbook(plan, done, info=None, **options):
    sheets = (
        info or information(),
        Sheet(name="Kế hoạch", rows=plan, **options),
        Sheet(name="Thực hiện", rows=done),
    )
    return Workbook(name="a.xlsx", kind="xlsx", sheet_names=tuple(each.name for each in sheets), sheets=sheets)


def check(plan, done=None, info=None, **options):
    done = rows_of({"2": (0, 0)}) if done is None else done
    return check_return(
        workbook(plan, done, info, **options),
        activities=FORM,
        resolve_province=resolve,
        today=date(2018, 8, 23),
    )


def loud(result):
    return sorted((each.code, each.place) for each in result.findings if each.severity is not Severity.NOTE)


def test_a_row_keeps_what_was_printed_and_where():
    result = check(rows_of({"K01": ("1.234,5", 12.25)}))
    assert [row for row in result.rows if row.stage == "plan"] == [
        ReturnRow(
            stage="plan",
            fund="KCQG",
            activity="K01",
            printed="1.234,5",
            unit=Unit.TRIEU,
            decimals=1,
            amount=1_234_500_000,
            sheet="Kế hoạch",
            cell="C3",
        ),
        ReturnRow(
            stage="plan",
            fund="KCDP",
            activity="K01",
            printed="12,25",
            unit=Unit.TRIEU,
            decimals=2,
            amount=12_250_000,
            sheet="Kế hoạch",
            cell="D3",
        ),
    ]


@pytest.mark.parametrize(
    ("amounts", "counted"),
    [
        ({"1": (5, "")}, {"1": 5}),
        ({"1": (5, ""), "K01": (2, ""), "K02": (3, "")}, {"K01": 2, "K02": 3}),
        ({"K01": (2, ""), "K02": (3, "")}, {"K01": 2, "K02": 3}),
        ({"1": (2, ""), "K01": (2, ""), "K02": ("", "")}, {"K01": 2}),
        ({"1": (0, ""), "2": (0, ""), "K03": (0, "")}, {"2": 0, "K03": 0}),
    ],
    ids=["content alone", "content and lines", "lines alone", "one line", "computed zeros say nothing"],
)
def test_a_content_counts_itself_only_when_it_has_no_lines(amounts, counted):
    result = check(rows_of(amounts))
    found = {row.activity: row.amount for row in result.rows if row.stage == "plan"}
    assert found == {code: value * 10**6 for code, value in counted.items()}


def test_one_purse_may_be_given_by_lines_and_the_other_by_content():
    result = check(rows_of({"1": (5, 7), "K01": (5, "")}))
    assert [(row.fund, row.activity) for row in result.rows if row.stage == "plan"] == [
        ("KCQG", "K01"),
        ("KCDP", "1"),
    ]


AMOUNT = st.none() | st.integers(0, 10**12)


@st.composite
def purses(draw):
    """The amounts of one purse in đồng by code, lines first, contents as their sums (or on their own)."""
    amounts = {}
    for content, lines in TREE.items():
        given_lines = {line: value for line in lines if (value := draw(AMOUNT)) is not None}
        amounts |= given_lines
        own = sum(given_lines.values()) if given_lines else draw(AMOUNT)
        if own is not None and (not given_lines or draw(st.booleans())):
            amounts[content] = own
    return amounts


@given(national=purses(), local=purses(), unit=st.sampled_from([Unit.TRIEU, Unit.DONG]))
@settings(max_examples=60, deadline=None)
def test_the_rows_add_up_to_the_total_row_and_nothing_counts_twice(national, local, unit):
    def cell(amounts, code):
        return "" if code not in amounts else float(Decimal(amounts[code]) / unit.scale)

    def total(amounts):
        lines = {line for group in TREE.values() for line in group}
        return sum(
            amounts.get(code, 0) if not any(line in amounts for line in TREE[code]) else 0 for code in TREE
        ) + sum(amounts.get(line, 0) for line in lines)

    plan = [HEAD, *([line.code, line.name, cell(national, line.code), cell(local, line.code)] for line in FORM)]
    sums = [float(Decimal(total(each)) / unit.scale) for each in (national, local)]
    plan.append(["", "Tổng cộng", *sums])
    result = check(plan, info=information(ĐVT=unit.label))
    found = Counter()
    for row in result.rows:
        if row.stage == "plan":
            found[row.fund] += row.amount
    assert [each for each in loud(result) if each[0] != "no_figures"] == []
    assert {fund: amount for fund, amount in found.items() if amount} == {
        fund: amount for fund, amount in (("KCQG", total(national)), ("KCDP", total(local))) if amount
    }
    counted = {(row.fund, row.activity) for row in result.rows if row.stage == "plan"}
    assert [each for each in counted if any((each[0], line) in counted for line in TREE.get(each[1], []))] == []


@given(dong=st.integers(1, 10**9), wrong=st.integers(1, 10**6))
@settings(max_examples=30, deadline=None)
def test_a_total_that_is_off_by_any_amount_of_dong_is_an_error(dong, wrong):
    result = check(rows_of({"2": (dong, "")}, total=(dong + wrong, "")), info=information(ĐVT="đồng"))
    assert loud(result) == [("total_mismatch", "Kế hoạch!C7")]


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (5.0, []),
        (5.1, ["sum_rounded"]),
        (5.2, ["sum_mismatch"]),
        (6.0, ["sum_mismatch"]),
        (4.9, ["sum_rounded"]),
    ],
)
def test_one_unit_of_the_last_decimal_is_rounding_and_more_is_not(content, finding):
    result = check(rows_of({"1": (content, ""), "K01": (2.5, ""), "K02": (2.5, "")}))
    assert [code for code, _ in loud(result)] == finding


def test_whole_numbers_must_add_up_exactly():
    result = check(rows_of({"1": (6, ""), "K01": (2, ""), "K02": (3, "")}))
    assert loud(result) == [("sum_mismatch", "Kế hoạch!C2")]


def test_an_ambiguous_number_follows_its_own_column_first():
    plan = rows_of({"K01": ("1.234", ""), "K02": ("2,5", "9.5")})
    done = rows_of({"K01": ("1.234", ""), "K02": ("2.5", "")})
    result = check(plan, done)
    assert [row.amount for row in result.rows if row.activity == "K01"] == [1_234_000_000, 1_234_000]


def test_an_ambiguous_number_is_an_error_when_the_file_writes_both_ways():
    result = check(rows_of({"K01": ("1.234", ""), "K02": ("", "9.5")}), rows_of({"K01": ("", "2,5")}))
    assert ("ambiguous_number", "Kế hoạch!C3") in loud(result)


@pytest.mark.parametrize(
    ("field", "value", "finding"),
    [
        ("Năm", 18, "bad_year"),
        ("Năm", 2018.5, "bad_year"),
        ("Năm", True, "bad_year"),
        ("Năm", "2017", "year_mismatch"),
        ("Đến ngày", "31/02/2018", "bad_cut"),
        ("Đến ngày", "31/7/18", "bad_cut"),
        ("Đến ngày", 12.5, "bad_cut"),
        ("Đến ngày", "24/08/2018", "future_cut"),
        ("ĐVT", "12", "unknown_unit"),
        ("ĐVT", "", "missing_unit"),
        ("Tỉnh", " ", "missing_province"),
        ("Tỉnh", "A" * 300, "text_too_long"),
    ],
)
def test_a_wrong_field_of_the_information_sheet_is_named(field, value, finding):
    result = check(rows_of({"2": (5, "")}), info=information(**{field: value}))
    row = list({"Tỉnh": 0, "Năm": 0, "Đến ngày": 0, "ĐVT": 0}).index(
        "Đến ngày" if finding == "year_mismatch" else field
    )
    assert (loud(result), result.rows) == ([(finding, f"Thông tin!B{row + 1}")], ())


@pytest.mark.parametrize(
    "value",
    [
        date(2018, 7, 31),
        datetime(2018, 7, 31, 0, 0),
        43312,
        43312.0,
        "31/07/2018",
        "31-7-2018",
        "31.07.2018",
        "2018-07-31",
        "ngày 31 tháng 7 năm 2018",
        " 31/7/2018\u00a0",
    ],
)
def test_a_day_is_read_in_every_usual_form(value):
    assert check(rows_of({"2": (5, "")}), info=information(**{"Đến ngày": value})).cut == date(2018, 7, 31)


def test_the_day_of_the_check_is_not_yet_the_future():
    assert loud(check(rows_of({"2": (5, "")}), info=information(**{"Đến ngày": date(2018, 8, 23)}))) == []


def test_a_hidden_fund_row_is_read_and_said():
    result = check(rows_of({"2": (5, "")}), hidden_rows=frozenset([4]))
    assert (loud(result), [row.amount for row in result.rows][:1]) == (
        [("hidden_row", "Kế hoạch!C5")],
        [5_000_000],
    )


def test_an_unknown_row_makes_only_its_own_content_and_the_total_uncertain():
    plan = rows_of({"1": (9, ""), "K01": (2, ""), "2": (4, "")}, total=(99, ""))
    plan[3] = ["", "Dạy bay", 7, ""]
    assert loud(check(plan)) == [("unknown_activity", "Kế hoạch!B4")]


def test_everything_wrong_is_said_at_once_and_each_thing_once():
    plan = rows_of({"1": (9, ""), "K01": ("hai", ""), "2": (-1, True)}, total=(1, 1))
    result = check(plan, rows_of({"K03": (0, "")}), info=information(Năm="", ĐVT="bao"))
    assert loud(result) == [
        ("missing_year", "Thông tin!B2"),
        ("negative", "Kế hoạch!C5"),
        ("not_a_number", "Kế hoạch!C3"),
        ("not_a_number", "Kế hoạch!D5"),
        ("unknown_unit", "Thông tin!B4"),
    ]


def test_a_file_that_could_not_be_read_keeps_only_its_reason():
    broken = check(rows_of({"K01": ("x y z", "")})).findings[:1]
    result = check_return(
        Workbook(name="a", findings=tuple(broken)),
        activities=FORM,
        resolve_province=resolve,
        today=date(2018, 8, 23),
    )
    assert (result.rows, result.findings) == ((), tuple(broken))


@pytest.mark.parametrize(
    ("code", "name", "line"),
    [
        ("K01", "Nghề mới", "K01"),
        ("k1", "", "K01"),
        (1.0, "", "1"),
        ("1.", "Đào tạo nghề", "1"),
        ("", "- Nâng cao tay nghề", "K02"),
        ("", "1.2. NÂNG CAO TAY NGHỀ", "K02"),
        ("7", "Hợp tác quốc tế", "2"),
        ("K03", "Nội dung khác (nếu có)", "K03"),
        ("", "K02", "K02"),
        ("K01", "Nâng cao tay nghề", None),
        ("1", "Nghiên cứu biển", None),
        ("", "Nâng cao tay nghê1", None),
    ],
)
def test_a_line_is_known_by_its_code_and_name_together(code, name, line):
    matched = ActivityIndex.of(FORM).match(code, name).line
    assert (matched.code if matched else None) == line


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Thông tin", "info"),
        ("KE HOACH", "plan"),
        ("Kế hoạch 2018", "plan"),
        ("2. Thực hiện", "done"),
        ("Kế hoạch thực hiện", None),
        ("Sheet1", None),
    ],
)
def test_a_sheet_is_known_by_its_name(name, role):
    assert role_of(name) == role


def test_the_exact_name_wins_over_a_copy():
    choice = choose_sheets(["Kế hoạch (2)", "Kế hoạch"])
    assert (choice.chosen, choice.doubled, choice.extra) == ({"plan": "Kế hoạch"}, {}, ("Kế hoạch (2)",))


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("KÕ ho¹ch", "TCVN3 (.VnTime)"),
        ("TØnh/thµnh phè", "TCVN3 (.VnTime)"),
        ("Keá hoaïch", "VNI (VNI-Times)"),
        ("Thöïc hieän", "VNI (VNI-Times)"),
        ("Kế hoạch", ""),
        ("Thông tin", ""),
        ("Nội dung đã làm", ""),
        ("Ke hoach", ""),
    ],
)
def test_text_typed_in_an_old_font_is_recognised(text, font):
    assert legacy_font(text) == font


@pytest.mark.parametrize(
    "text", ["Người lập biểu", "Đồng Tháp, ngày … tháng … năm 2018", "KT. GIÁM ĐỐC", "(Ký, ghi rõ họ tên)"]
)
def test_signatures_are_no_rows(text):
    assert is_footer(text)


@pytest.mark.parametrize(
    ("spot", "name"), [((0, 0), "A1"), ((6, 25), "Z7"), ((0, 26), "AA1"), ((1048575, 16383), "XFD1048576")]
)
def test_a_cell_has_the_address_excel_gives_it(spot, name):
    assert address(spot) == name


def test_sums_without_a_stored_result_are_computed_from_their_lines():
    plan = rows_of({"1": ("", ""), "K01": (5.0, ""), "K02": (2.5, "")}, total=("", ""))
    sums = frozenset({(1, 2), (1, 3), (6, 2), (6, 3)})
    checked = check(plan, uncached=sums)
    assert [(row.activity, row.amount) for row in checked.rows if row.stage == "plan"] == [
        ("K01", 5_000_000),
        ("K02", 2_500_000),
    ]
    assert [each.severity for each in checked.findings if each.code == "sums_recomputed"] == [Severity.NOTE]


def test_a_line_without_a_stored_result_is_still_refused():
    checked = check(rows_of({"K01": ("", "")}), uncached=frozenset({(2, 2)}))
    assert "formula_without_value" in [each.code for each in checked.findings]
    assert checked.rows == ()


def test_a_sum_of_excel_that_passed_over_text_is_a_warning_that_names_the_cells():
    plan = rows_of({"1": (5.0, ""), "K01": (5.0, ""), "K02": ("1.234,5", "")}, total=(5.0, ""))
    checked = check(plan)
    found = [each for each in checked.findings if each.code == "sum_ignores_text"]
    assert {each.severity for each in found} == {Severity.WARNING}
    assert all("Kế hoạch!C4" in each.message for each in found)
    assert sum(row.amount for row in checked.rows if row.stage == "plan") == 1_239_500_000
