"""A workbook as read → the lines of a statement, all or nothing, with every wrong cell named."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.money import dong
from khuyencong.rules.returns.model import Sheet, Spot, Value, Workbook
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place, warning
from khuyencong.rules.sheets import Refused, text_in
from khuyencong.rules.text import compact, fold
from khuyencong.rules.treasury.balances import apart, check_balances, ends_of, in_order
from khuyencong.rules.treasury.cells import day_of, money_in
from khuyencong.rules.treasury.headings import LABELS, NAMES, Head, head_in
from khuyencong.rules.treasury.model import CheckedStatement, Row
from khuyencong.rules.treasury.rows import TOTALS, Kind, Page, RowReader, kind_of

MOST_LINES = 10_000
MONEY = ("debit", "credit", "amount", "balance", "owed")
_OPENING = re.compile(r"(?:so )?du (?:dau|mang sang)|opening balance|ton dau|so du ky truoc")
_CLOSING = re.compile(r"(?:so )?du cuoi(?! ngay)|closing balance|ton cuoi|ending balance")
_ACCOUNT = re.compile(
    r"(?:so )?(?:tai khoan|tk|account(?: no| number)?)\b[^0-9]{0,30}([0-9][0-9. -]{4,30}[0-9])"
)
_CALLED = re.compile(r"^(?:so|s)?(?:taikhoan|tk|account(?:number|no)?)(?:so)?(?=\d)")
_DAYS = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


def check_statement(workbook: Workbook, *, year: int, today: date, account: str = "") -> CheckedStatement:
    """The lines of the first sheet that has a head, or every reason why the file is refused.

    `account` is what the officer typed; a file that names another is refused.
    """
    if workbook.findings and stops(workbook.findings):
        return CheckedStatement(findings=workbook.findings)
    heads = [(sheet, head) for sheet in workbook.sheets if (head := head_in(sheet)) is not None]
    whole = [each for each in heads if each[1].whole]
    if not whole:
        return CheckedStatement(findings=(no_head(workbook, heads),))
    sheet, head = whole[0]
    found = [*(hidden_more(whole)), *columns_twice(sheet, head)]
    rows, told = rows_in(sheet, head, year, today)
    found += told
    named = account_in(sheet, head)
    found += check_account(sheet, named, account)
    if stops(found):
        return CheckedStatement(findings=tuple(found))
    ordered = in_order(rows)
    said = balance_in(sheet, head, _OPENING), balance_in(sheet, head, _CLOSING, last=True)
    opening, closing = ends_of(ordered, *said)
    found += check_balances(ordered, opening, closing, place(sheet.name))
    found += check_totals(sheet, head, ordered)
    if opening is None or closing is None:
        fix = "Nếu được, xuất lại tệp có cột số dư hoặc dòng số dư đầu, cuối kỳ."
        told_so = "Tệp không ghi số dư nên không kiểm được có thiếu dòng hay không."
        found.append(warning("no_balance", place(sheet.name), told_so, fix))
    if stops(found):
        return CheckedStatement(findings=tuple(found))
    days = [row.on for row in ordered]
    since, until = period_in(sheet, head) or (days[0], days[-1])
    return CheckedStatement(
        rows=tuple(ordered),
        findings=tuple(found),
        account=digits(named or account),
        since=min(since, days[0]),
        # Asked for until a day that has not come, it says nothing of the days after its export.
        until=max(min(until, today), days[-1]),
        opening=opening,
        closing=closing,
    )


def no_head(workbook: Workbook, heads: Sequence[tuple[Sheet, Head]]) -> Finding:
    """What is read where no sheet can be read as a statement."""
    if heads:
        sheet, head = heads[0]
        missing = [LABELS[key] for key in ("on",) if key not in head.columns]
        if "amount" not in head.columns:
            missing += [LABELS[key] for key in ("debit", "credit") if key not in head.columns]
        told = f"Thiếu cột {', '.join(f'“{each}”' for each in missing)} ở dòng tiêu đề."
        fix = "Xuất lại sao kê đủ cột ngày và cột Nợ, Có (hoặc một cột số tiền có dấu)."
        return error("column_missing", place(sheet.name, (head.last, 0)), told, fix)
    names = ", ".join(f"“{name[:31]}”" for name in workbook.sheet_names[:5])
    some = ", ".join(NAMES["on"][:2] + NAMES["debit"][:2] + NAMES["balance"][:1])
    return error(
        "headings_missing",
        place(workbook.sheet_names[0]) if workbook.sheet_names else "",
        f"Không thấy dòng tiêu đề của sao kê (các sheet: {names or 'không có'}).",
        f"Gửi tệp sao kê còn dòng tiêu đề cột, ví dụ: {some}.",
    )


def hidden_more(whole: Sequence[tuple[Sheet, Head]]) -> Iterator[Finding]:
    """A second statement in the file, which would be left unread."""
    for sheet, head in whole[1:]:
        told = f"Tệp có hai bảng sao kê: “{whole[0][0].name[:31]}” và “{sheet.name[:31]}”."
        yield error("two_statements", place(sheet.name, (head.last, 0)), told, "Tách mỗi sao kê một tệp.")


def columns_twice(sheet: Sheet, head: Head) -> Iterator[Finding]:
    """Columns of money that are there twice: which one counts would be a guess."""
    for key, column in head.twice:
        if key in MONEY:
            told = f"Cột “{LABELS.get(key, 'Số dư')}” có hai lần."
            yield error("column_twice", place(sheet.name, (head.last, column)), told, "Giữ một cột.")


def rows_in(sheet: Sheet, head: Head, year: int, today: date) -> tuple[list[Row], list[Finding]]:
    """The lines below the head as they stand, and what is wrong with any cell."""
    rows: list[Row] = []
    found: list[Finding] = []
    page = Page(sheet=sheet, head=head, year=year, today=today)
    for number in range(head.last + 1, len(sheet.rows)):
        if kind_of(sheet.rows[number], head) is not Kind.LINE:
            continue
        reader = RowReader(page, number)
        row = reader.read()
        found += reader.findings
        if row is not None:
            rows.append(row)
    if not rows and not found:
        fix = "Gửi sao kê của kỳ có giao dịch."
        found.append(error("no_rows", place(sheet.name), "Dưới dòng tiêu đề không có giao dịch nào.", fix))
    if len(rows) > MOST_LINES:
        told = f"Tệp có {len(rows)} giao dịch, mỗi lần nhập nhiều nhất {MOST_LINES}."
        found.append(error("too_many_rows", place(sheet.name), told, "Xuất sao kê từng quý hoặc từng tháng."))
    return rows, found


def texts_of(sheet: Sheet, head: Head) -> Iterator[tuple[int, int, str]]:
    """Every text outside the lines, folded, with its row and column."""
    for number, row in enumerate(sheet.rows):
        inside = number > head.last and kind_of(row, head) is Kind.LINE
        if number == head.last or inside:
            continue
        for column, value in enumerate(row):
            if isinstance(value, str) and value.strip() and len(value) < 300:
                yield number, column, fold(value)


def balance_in(sheet: Sheet, head: Head, words: re.Pattern[str], *, last: bool = False) -> int | None:
    """A balance that stands beside its words, the first or the last of them: None where none does."""
    found = [
        amount
        for number, column, text in texts_of(sheet, head)
        if (said := words.search(text))
        and (amount := beside(sheet, head, (number, column), text[said.end() :])) is not None
    ]
    return found[-1 if last else 0] if found else None


def beside(sheet: Sheet, head: Head, spot: Spot, after: str) -> int | None:
    """The amount in the column of balances, else right of the words, else after them in the same cell."""
    number, column = spot
    row, wanted = sheet.rows[number], head.columns.get("balance")
    places = [wanted] if wanted is not None and number > head.last else []
    for place_in_row in (*places, *range(column + 1, len(row))):
        if place_in_row < len(row) and (amount := amount_or_none(row[place_in_row])) is not None:
            return amount
    rest = re.search(r"[-(]?\d[\d., ]*\)?", re.sub(r"\d{1,2}/\d{1,2}/\d{4}", "", after))
    return amount_or_none(rest.group().strip().rstrip(".,")) if rest else None


def amount_or_none(value: Value) -> int | None:
    """An amount, None for anything else."""
    if is_blank(value):
        return None
    try:
        return money_in(value)
    except Refused:
        return None


def check_totals(sheet: Sheet, head: Head, rows: Sequence[Row]) -> Iterator[Finding]:
    """The file's own sums of debits and credits: one of them, or those of months together, is ours."""
    for key in ("debit", "credit"):
        column = head.columns.get(key)
        if column is None:
            continue
        said = list(totals_in(sheet, head, column))
        mine = sum(getattr(each, key) for each in rows)
        amounts = [abs(amount) for _, amount in said]
        if not said or mine in amounts or mine in (sum(amounts), sum(amounts[:-1])):
            continue
        number, last = said[-1]
        told = f"{LABELS[key]}: dòng cộng ghi {dong(last)}, các dòng được {dong(mine)}, {apart(last - mine)}."
        fix = "Xuất lại sao kê: có dòng bị xóa hoặc số bị sửa."
        yield error("total_gap", place(sheet.name, (number, column)), told, fix)


def totals_in(sheet: Sheet, head: Head, column: int) -> Iterator[tuple[int, int]]:
    """The rows that call themselves sums, with what they say in a column; none that count transactions."""
    for number in range(head.last + 1, len(sheet.rows)):
        row = sheet.rows[number]
        if kind_of(row, head) is not Kind.TOTAL or column >= len(row):
            continue
        texts = [fold(value) for value in row if isinstance(value, str)]
        sums = any(TOTALS.fullmatch(text) for text in texts)
        counts = any(re.search(r"giao dich|but toan|so luong|so mon|luy ke", text) for text in texts)
        if sums and not counts and (amount := amount_or_none(row[column])) is not None:
            yield number, amount


def account_in(sheet: Sheet, head: Head) -> str:
    """The number of the account as the file's top names it; "" where it does not."""
    for number, column, text in texts_of(sheet, head):
        if number > head.last:
            return ""
        if said := _ACCOUNT.search(text):
            return said.group(1)
        if re.fullmatch(r"(?:so )?(?:tai khoan|tk|account(?: no| number)?)\.?:?", text):
            for value in sheet.rows[number][column + 1 :]:
                named = text_or_none(value)
                if len(digits(named)) >= 5:
                    return named
    return ""


def text_or_none(value: Value) -> str:
    """The cell as text; "" for what cannot be."""
    try:
        return text_in(value, longest=60)
    except Refused:
        return ""


def digits(text: str) -> str:
    """The letters and digits of an account number, without the words "TK", "Số tài khoản" before them."""
    return _CALLED.sub("", compact(text)).upper()[:40]


def check_account(sheet: Sheet, named: str, typed: str) -> Iterator[Finding]:
    """The account is known, and the file's is the one that was typed."""
    if not named and not digits(typed):
        fix = "Ghi số tài khoản ở ô “Số tài khoản”."
        yield error("no_account", place(sheet.name), "Tệp không ghi số tài khoản.", fix)
    elif named and digits(typed) and digits(named) != digits(typed):
        told = f"Tệp là sao kê của tài khoản {named}, ô “Số tài khoản” ghi {typed}."
        yield error("other_account", place(sheet.name), told, "Chọn đúng tệp, hoặc để trống ô số tài khoản.")


def period_in(sheet: Sheet, head: Head) -> tuple[date, date] | None:
    """From when until when the top says the statement is; None where it names no two days."""
    for number in range(head.last + 1):
        text = " ".join(str(value) for value in sheet.rows[number] if isinstance(value, str))
        days = _DAYS.findall(text) if re.search(r"\b(?:tu|from|den|to)\b", fold(text)) else []
        if len(days) == 2:
            try:
                since, until = (day_of(day) for day in days)
            except Refused:
                continue
            if since <= until:
                return since, until
    return None
