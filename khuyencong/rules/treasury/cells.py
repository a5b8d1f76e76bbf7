"""Cells of a statement: đồng as treasury and banks print them, and days. Nothing is guessed.

A đồng has no part, so that a point or a comma before three digits can only group them.
"""

import re
from datetime import date, datetime

from khuyencong.rules.returns.model import Value
from khuyencong.rules.sheets import Refused

MOST = 10**15
_DIGITS = re.compile(r"\d+|\d{1,3}(?:([., '])\d{3})(?:\1\d{3})*", re.ASCII)
_SIGNED = re.compile(r"(\()?\s*([+-])?\s*([^()+-]+?)\s*(-)?\s*(\))?")
_ZEROS = re.compile(r"[.,]0{1,2}$")
_DAY = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?")
_CURRENCY = re.compile(r"(?:vnđ|vnd|đồng|đ|dong)\.?$", re.IGNORECASE)


def money_in(value: Value) -> int:
    """Whole đồng, with its sign: 1.234.567, 1,234,567.00, (1.234.567), -1234567, 1 234 567 đ."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _no_amount(value)
    if not isinstance(value, str):
        return _bounded(_whole(value), value)
    text = re.sub(r"[\u00a0\u202f\u2009]", " ", value).strip().replace("\u2212", "-").replace("\u2013", "-")
    read = _SIGNED.fullmatch(_CURRENCY.sub("", text).strip())
    if read is None or (read[1] is None) != (read[5] is None):
        raise _no_amount(value)
    digits = read[3]
    if not _DIGITS.fullmatch(digits):
        # Only now, or "1.000" would lose its thousands to the two zeros of "1000,00".
        digits = _ZEROS.sub("", digits)
    if not _DIGITS.fullmatch(digits):
        raise _no_amount(value)
    amount = int(re.sub(r"\D", "", digits))
    return _bounded(-amount if read[1] or read[4] or read[2] == "-" else amount, value)


def _whole(value: int | float) -> int:
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):
        fix = "Sao kê ghi bằng đồng chẵn; xem lại ô, hoặc đơn vị tính của tệp."
        raise Refused("not_whole", f"“{value}” không phải số đồng chẵn.", fix)
    return int(value)


def _bounded(amount: int, value: Value) -> int:
    if abs(amount) >= MOST:
        raise Refused("too_much", f"“{str(value)[:40]}” lớn quá, không thể là số tiền.", "Xem lại ô.")
    return amount


def _no_amount(value: Value) -> Refused:
    fix = "Ghi đồng chẵn, ví dụ 1.234.567."
    return Refused("not_an_amount", f"“{str(value)[:40]}” không phải số tiền bằng đồng.", fix)


def day_of(value: Value) -> date:
    """A day: a date cell, ngày/tháng/năm, or năm-tháng-ngày; an hour after it is let go."""
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    read = _DAY.fullmatch(str(value).strip()) if isinstance(value, str) else None
    if read is None:
        raise _no_day(value)
    first, _, month, last = read.groups()
    year, day = (first, last) if len(first) == 4 else (last, first)
    if len(year) == 2:
        year = f"20{year}"
    if len(year) != 4 or len(day) > 2:
        raise _no_day(value)
    if int(month) > 12 >= int(day):
        message = f"“{str(value)[:30]}” ghi tháng trước ngày."
        raise Refused("month_first", message, "Xuất lại tệp với ngày theo kiểu ngày/tháng/năm.")
    try:
        return _plausible(date(int(year), int(month), int(day)))
    except ValueError as error:
        raise _no_day(value) from error


def _plausible(found: date) -> date:
    if not 2000 <= found.year <= 2100:
        raise Refused("day", f"{found:%d/%m/%Y} không thể là ngày giao dịch.", "Xem lại năm.")
    return found


def _no_day(value: Value) -> Refused:
    return Refused("day", f"“{str(value)[:30]}” không phải ngày.", "Ghi ngày/tháng/năm, ví dụ 15/03/2027.")
