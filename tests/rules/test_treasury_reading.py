"""A statement as cells: layouts of treasury and banks, every wrong cell named, balances to the đồng."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.returns.model import Sheet, Workbook
from khuyencong.rules.sheets import Refused
from khuyencong.rules.treasury.balances import Period, check_chain, in_order, reach, swapped
from khuyencong.rules.treasury.beside import check_beside, new_in
from khuyencong.rules.treasury.cells import day_of, money_in
from khuyencong.rules.treasury.model import Row
from khuyencong.rules.treasury.reading import check_statement

TODAY = date(2028, 1, 20)
HEAD = ["Ngày", "Số CT", "Nội dung", "Nợ", "Có", "Số dư"]
TOP = [["SAO KÊ TÀI KHOẢN"], ["Số tài khoản: 3713.0.1057231"], ["Từ ngày 01/01/2027 đến ngày 31/12/2027"]]
GOOD = [
    ["05/03/2027", "UNC01", "Tạm ứng HĐ 01", "", "77.000.000", "87.000.000"],
    ["06/03/2027", "PT01", "Phí", "22.000", "", "86.978.000"],
    ["20/12/2027", "UNC09", "Chi phần còn lại", "", "33.000.000", "119.978.000"],
]


def read(rows, *, name="Sao kê", year=2027, account="", **marks):
    width = max(len(row) for row in rows)
    sheet = Sheet(name=name, rows=[[*row, *[""] * (width - len(row))] for row in rows], **marks)
    book = Workbook(name="tệp", kind="xlsx", sheet_names=(name,), sheets=(sheet,))
    return check_statement(book, year=year, today=TODAY, account=account)


def wrong(found):
    return [(each.code, each.place) for each in found.findings if each.severity == "error"]


def test_a_bank_statement_is_read_with_its_account_period_and_balances():
    found = read([*TOP, HEAD, *GOOD])
    assert wrong(found) == []
    assert (found.account, found.since, found.until) == ("371301057231", date(2027, 1, 1), date(2027, 12, 31))
    assert (found.opening, found.closing) == (10_000_000, 119_978_000)
    assert [(row.on, row.number, row.debit, row.credit) for row in found.rows] == [
        (date(2027, 3, 5), "UNC01", 0, 77_000_000),
        (date(2027, 3, 6), "PT01", 22_000, 0),
        (date(2027, 12, 20), "UNC09", 0, 33_000_000),
    ]
    assert found.rows[0].cell == "Sao kê!A5"


def test_the_treasury_has_its_head_over_two_rows_sums_and_balances_between():
    rows = [
        ["KHO BẠC NHÀ NƯỚC ĐỒNG THÁP", "", "", "", "", ""],
        ["Tài khoản:", "9523.2.1091234", "", "", "", ""],
        ["Ngày hạch toán", "Số chứng từ", "Diễn giải", "Số phát sinh", "", "Số dư"],
        ["", "", "", "Nợ", "Có", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["", "", "Số dư đầu kỳ", "", "", "1,000"],
        [datetime(2027, 3, 5), 17.0, "Công ty A chuyển", 0, 500.0, ""],
        [date(2027, 4, 5), "18", "Trả lại", 200.0, "", ""],
        ["", "", "Cộng phát sinh", "200", "500", ""],
        ["", "", "Số dư cuối kỳ", "", "", "1,300"],
        ["", "Người lập", "", "", "Kế toán trưởng", ""],
    ]
    found = read(rows)
    assert wrong(found) == []
    assert [(row.number, row.debit, row.credit) for row in found.rows] == [("17", 0, 500), ("18", 200, 0)]
    assert (found.opening, found.closing, found.account) == (1000, 1300, "952321091234")


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        (["Ngày GD", "Nội dung", "Số tiền"], [["05/03/2027", "vào", "+1.000"], ["06/03/2027", "ra", "-400"]]),
        (
            ["Ngày giao dịch", "Nội dung", "Số tiền", "Nợ/Có"],
            [["05/03/2027", "vào", "1.000", "C"], ["06/03/2027", "ra", "400", "Nợ"]],
        ),
        (
            ["Date", "Description", "Debit (VND)", "Credit (VND)"],
            [["2027-03-05 08:00:00", "in", "", "1,000.00"], ["2027-03-06", "out", "-400", ""]],
        ),
        (
            ["Ngày", "Diễn giải", "Tiền ra", "Tiền vào"],
            [["06/03/2027", "ra", 400.0, 0.0], ["05/03/2027", "vào", 0.0, 1000.0]],
        ),
    ],
)
def test_one_signed_column_two_columns_and_newest_first_say_the_same(head, lines):
    found = read([head, *lines], account="12345")
    assert wrong(found) == []
    assert [(row.on, row.net) for row in found.rows] == [(date(2027, 3, 5), 1000), (date(2027, 3, 6), -400)]
    assert [each.code for each in found.findings] == ["no_balance"]


BAD = [
    ("day", ["2027", "1", "x", "", "5", ""], [("day", "Sao kê!A5")]),
    ("required", ["", "1", "x", "", "5", ""], [("required", "Sao kê!A5")]),
    ("month_first", ["03/25/2027", "1", "x", "", "5", ""], [("month_first", "Sao kê!A5")]),
    ("other_year", ["05/03/2026", "1", "x", "", "5", ""], [("other_year", "Sao kê!A5")]),
    ("february", ["05/02/2028", "1", "x", "", "5", ""], [("future", "Sao kê!A5")]),
    ("both", ["05/03/2027", "1", "x", "4", "5", ""], [("both_sides", "Sao kê!D5")]),
    ("neither", ["05/03/2027", "1", "x", "", "", ""], [("no_money", "Sao kê!D5")]),
    ("part", ["05/03/2027", "1", "x", "", 1.5, ""], [("not_whole", "Sao kê!E5")]),
    (
        "words",
        ["05/03/2027", "1", "x", "", "năm", "1.23"],
        [("not_an_amount", "Sao kê!E5"), ("not_an_amount", "Sao kê!F5")],
    ),
    ("long", ["05/03/2027", "1" * 101, "x", "", "5", ""], [("too_long", "Sao kê!B5")]),
    ("huge", ["05/03/2027", "1", "x", "", "9" * 16, ""], [("too_much", "Sao kê!E5")]),
]


@pytest.mark.parametrize(("row", "told"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_one_wrong_cell_stops_the_whole_file_and_is_named(row, told):
    found = read([*TOP, HEAD, row, *GOOD])
    assert (wrong(found), found.rows) == (told, ())


def test_every_wrong_cell_is_told_at_once():
    found = read([*TOP, HEAD, ["hôm", "", "", "5a", "", ""], ["05/03/2027", "", "", "", "b", ""]])
    assert wrong(found) == [
        ("day", "Sao kê!A5"),
        ("not_an_amount", "Sao kê!D5"),
        ("not_an_amount", "Sao kê!E6"),
    ]


def test_a_file_that_is_no_statement_says_what_is_missing():
    assert wrong(read([["Họ tên", "Tuổi"], ["A", 3.0]])) == [("headings_missing", "Sao kê!")]
    assert wrong(read([["Ngày", "Nội dung", "Nợ"], ["05/03/2027", "x", "5"]])) == [
        ("column_missing", "Sao kê!A1")
    ]
    assert wrong(read([["Ngày", "Nội dung", "Nợ", "Có", "Có"]], account="12345")) == [
        ("column_twice", "Sao kê!E1"),
        ("no_rows", "Sao kê!"),
    ]
    assert wrong(read([HEAD, *GOOD])) == [("no_account", "Sao kê!")]
    assert wrong(read([*TOP, HEAD, *GOOD], account="999999")) == [("other_account", "Sao kê!")]


def test_merged_and_failed_cells_stop_only_where_a_line_is():
    footer = ["", "Người lập biểu", "", "", "", ""]
    assert wrong(read([*TOP, HEAD, *GOOD, footer], merged=(((7, 1), (7, 3)),))) == []
    assert wrong(read([*TOP, HEAD, *GOOD], merged=(((4, 0), (5, 0)),))) == [("merged_cells", "Sao kê!A5")] * 2
    assert wrong(read([*TOP, HEAD, *GOOD], errors=(((5, 4), "#REF!"),))) == [("formula_error", "Sao kê!E6")]
    assert wrong(read([*TOP, HEAD, *GOOD], uncached=frozenset({(4, 4)}))) == [("formula_uncached", "Sao kê!E5")]


def test_a_line_that_is_gone_is_found_by_the_balance_with_its_size():
    found = read([*TOP, HEAD, GOOD[0], GOOD[2]])
    assert wrong(found) == [("balance_gap", "Sao kê!A6")]
    assert "lệch 22.000 đồng, số trong tệp thấp hơn" in found.findings[0].message
    assert found.findings[0].fix.startswith("Có thể thiếu một hay nhiều dòng bên Nợ, cộng 22.000 đồng.")


def test_changed_digits_changed_sides_and_a_line_twice_are_named():
    plain = ["Ngày", "Số CT", "Nội dung", "Nợ", "Có"]
    ends = [["", "", "Số dư đầu kỳ: 100", "", ""], ["", "", "Số dư cuối kỳ: 1.000", "", ""]]

    def told(*lines):
        found = read([plain, ends[0], *lines, ends[1]], account="12345")
        assert wrong(found) == [("balance_gap", "Sao kê!")]
        return found.findings[0].fix

    a, b = ["05/03/2027", "1", "x", "", "540"], ["06/03/2027", "2", "y", "", "360"]
    assert wrong(read([plain, ends[0], a, b, ends[1]], account="12345")) == []
    assert "đảo hai chữ số" in told(["05/03/2027", "1", "x", "", "450"], b)
    assert "bị chép hai lần" in told(a, b, b)
    assert "nhầm cột Nợ và Có" in told(["05/03/2027", "1", "x", "540", ""], b)


def test_the_files_own_sum_must_be_the_sum_of_its_lines():
    rows = [*TOP, HEAD, *GOOD]
    assert wrong(read([*rows, ["", "", "Cộng", "22.000", "110.000.000", ""]])) == []
    assert wrong(read([*rows, ["", "", "Tổng cộng", "22.000", "110.000.001", ""]])) == [
        ("total_gap", "Sao kê!E8")
    ]
    assert wrong(read([*rows, ["", "", "Tổng số giao dịch", "1", "2", ""]])) == []


def test_statements_of_one_account_leave_nothing_out_between_them():
    first = Period(name="a", since=date(2027, 1, 1), until=date(2027, 1, 31), opening=0, closing=50)
    last = Period(name="b", since=date(2027, 3, 1), until=date(2027, 3, 31), opening=70, closing=90)
    moves = {date(2027, 1, 5): 50, date(2027, 2, 3): 20, date(2027, 3, 4): 20}
    assert list(check_chain([first, last], moves)) == []
    gap = [each.code for each in check_chain([last, first], {date(2027, 1, 5): 50, date(2027, 3, 4): 20})]
    assert gap == ["chain_gap"]
    assert list(check_chain([], moves)) == []


def test_a_statement_asked_for_until_december_ends_where_its_closing_balance_does():
    """Exported in May: the one of the summer that was asked for until September goes further."""
    first = Period(name="x", since=date(2027, 1, 1), until=date(2027, 11, 23), opening=0, closing=110)
    last = Period(name="y", since=date(2027, 6, 1), until=date(2027, 9, 30), opening=110, closing=85)
    moves = {date(2027, 5, 6): 77, date(2027, 5, 9): 33, date(2027, 6, 1): -3, date(2027, 9, 10): -22}
    assert list(check_chain([first, last], moves)) == []
    assert (reach(first, moves), reach(last, moves)) == (date(2027, 5, 9), date(2027, 9, 10))
    quiet = Period(name="q", since=date(2027, 6, 1), until=date(2027, 9, 30), opening=5, closing=5)
    assert (reach(quiet, {}), reach(quiet, {date(2027, 7, 1): 4})) == (quiet.since, quiet.since)
    # Whichever is taken first: one proves nothing after its own last line.
    mine, theirs = [line(on, moves[on]) for on in list(moves)[:2]], [line(date(2027, 9, 10), 1)]
    assert check_beside(first, mine, mine, theirs, [last]) == []


@given(st.integers(-(10**14), 10**14))
def test_an_amount_is_read_back_however_it_is_printed(amount):
    grouped = f"{amount:,}"
    spellings = [
        str(amount),
        grouped,
        grouped.replace(",", "."),
        f"{grouped}.00",
        grouped.replace(",", ".") + ",00",
    ]
    spellings += [f"{grouped.replace(',', ' ')} đ", f"({abs(amount):,})" if amount < 0 else f"+{grouped}"]
    assert [money_in(text) for text in spellings] == [amount] * len(spellings)


@pytest.mark.parametrize("text", ["12.5", "1.23.456", "--5", "(5", "1,2345", "5 5", "١٢٣", True, "1e5", "0x10"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(Refused):
        money_in(text)


@pytest.mark.parametrize(
    "text", ["31/02/2027", "05/03", "2027", "5/3/0027", "x", 46000.0, "05/03/2027 nua dem"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Refused):
        day_of(text)


@given(
    st.lists(st.integers(1, 500), min_size=2, max_size=8),
    st.booleans(),
    st.lists(st.integers(0, 2), min_size=8, max_size=8),
)
def test_whichever_way_it_runs_a_statement_is_read_from_the_oldest(amounts, backwards, days):
    rows, balance = [], 1000
    for number, (amount, day) in enumerate(zip(amounts, sorted(days), strict=False)):
        balance += amount
        on = date(2027, 5, 1 + day)
        rows.append(
            Row(on=on, number=str(number), content="", debit=0, credit=amount, balance=balance, cell="")
        )
    assert in_order(rows[::-1] if backwards else rows) == rows


def test_changed_digits_are_neighbours_and_nothing_else():
    assert swapped(54_000, 45_000)
    assert not swapped(54_000, 54_000)
    assert not swapped(54_321, 14_325)
    assert not swapped(540, -450)
    assert not swapped(54, 5400)


def test_asked_for_the_whole_year_it_says_nothing_of_the_days_after_its_export():
    rows = [*TOP, HEAD, *GOOD[:2]]
    width = max(len(row) for row in rows)
    sheet = Sheet(name="Sao kê", rows=[[*row, *[""] * (width - len(row))] for row in rows])
    book = Workbook(name="tệp", kind="xlsx", sheet_names=("Sao kê",), sheets=(sheet,))
    found = check_statement(book, year=2027, today=date(2027, 6, 30))
    assert (found.since, found.until) == (date(2027, 1, 1), date(2027, 6, 30))


def line(on, amount):
    return Row(cell="A1", on=on, number="", content="Chi", debit=0, credit=amount, balance=None)


@pytest.mark.parametrize(("on", "refused"), [(date(2027, 8, 5), []), (date(2027, 5, 7), ["against_standing"])])
def test_a_whole_statement_goes_on_where_the_last_line_of_another_was(on, refused):
    """Exported in June but asked for until December, the first one proves no more than its last line."""
    first = [line(date(2027, 5, 5), 77), line(date(2027, 5, 9), 33)]
    before = Period(name="a", since=date(2027, 1, 1), until=date(2027, 12, 31), opening=0, closing=110)
    mine = Period(name="b", since=on, until=date(2027, 12, 31), opening=110, closing=115)
    added = [line(on, 5)]
    assert [each.code for each in check_beside(mine, added, added, first, [before])][:1] == refused


@pytest.mark.parametrize(("first", "again"), [("00456", "456"), ("FT 0045", "ft0045"), ("UNC01", "UNC01")])
def test_a_number_that_a_table_has_rewritten_is_the_same_line(first, again):
    standing = [replace(line(date(2027, 5, 5), 77), number=first, balance=77)]
    assert new_in("3713", [replace(standing[0], number=again)], standing, set()) == []
    other = replace(standing[0], number="9", balance=154)
    assert [row for _, row in new_in("3713", [other], standing, set())] == [other]


def day(*amounts, opening=0, words="", number="", on=date(2027, 5, 5)):
    """Lines of one day with their running balance."""
    found, balance = [], opening
    for amount in amounts:
        balance += amount
        one = line(on, 0)
        side = {"credit": amount} if amount > 0 else {"credit": 0, "debit": -amount}
        found.append(replace(one, content=words or f"Chi {amount}", number=number, balance=balance, **side))
    return found


@given(
    st.permutations([5, 3, 3, -2]), st.sampled_from(["", "N1"]), st.lists(st.sampled_from([7, 3]), max_size=2)
)
def test_lines_of_a_day_in_another_order_are_the_same_and_only_more_of_them_are_new(order, number, more):
    standing = day(5, 3, 3, -2, number=number)
    again = day(*order, *more, number=number)
    assert new_in("3713", day(*order, number=number), standing, set()) == []
    new = [row.net for _, row in new_in("3713", again, standing, set())]
    assert sorted(new) == sorted(more)


def test_a_day_that_the_file_begins_in_its_middle_is_told_apart_by_its_balances():
    standing = day(5, 3)
    later = day(3, opening=8)
    assert [row for _, row in new_in("3713", later, standing, set())] == later
