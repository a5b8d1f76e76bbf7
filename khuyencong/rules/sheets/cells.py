"""One cell of a table, read as text, day, whole number, triệu đồng or đồng."""

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from khuyencong.rules.money import Unit
from khuyencong.rules.returns.model import Value
from khuyencong.rules.returns.numbers import Reading, Refusal, is_blank, read_amount, refuse_text

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing: a name of them would turn the trail's line round, for ever."""
MOST_PEOPLE = 1_000_000
MOST_DONG = 10**15


class Refused(Exception):  # noqa: N818  it is what a cell is, not an error of ours
    """A cell that is not taken: the finding's code, what is wrong, what to do."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix


def text_in(value: Value, *, longest: int) -> str:
    """A cell as one line of text; numbers as they are typed, formulas typed as text refused."""
    if isinstance(value, str):
        if is_blank(value):
            return ""
        text = unicodedata.normalize("NFC", " ".join(value.split()))
        if any(char in TURNING for char in text):
            told = "có dấu đổi chiều chữ không nhìn thấy được."
            raise Refused("bad_character", told, "Xóa ô rồi gõ lại nội dung.")
    elif isinstance(value, bool | time | timedelta):
        raise Refused("not_a_text", f"ô chứa “{value}”, không phải chữ.", "Định dạng ô là Văn bản rồi gõ lại.")
    elif isinstance(value, date):
        text = f"{value:%d/%m/%Y}"
    else:
        text = str(int(value)) if float(value).is_integer() else str(value)
    if refused := refuse_text(text, longest, dangerous="=@+"):
        if refused.code == "formula_text" and text.startswith("+") and text[1:].replace(" ", "").isdecimal():
            return text
        raise Refused(refused.code, f"{refused.reason}.", refused.fix)
    return text


def day_in(value: Value) -> date:
    """A day, as a date cell or dd/mm/yyyy."""
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        try:
            found = datetime.strptime(str(value).strip(), "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone
        except ValueError as error:
            fix = "Ghi ngày/tháng/năm, ví dụ 15/03/2016."
            raise Refused("day", f"“{str(value)[:30]}” không phải ngày.", fix) from error
    if not 1900 <= found.year <= 2100:
        raise Refused("day", f"{found:%d/%m/%Y} không thể đúng: năm phải từ 1900 đến 2100.", "Xem lại năm.")
    return found


def amount_in(value: Value, unit: Unit | None) -> Decimal:
    """A number that is not negative, as people and Excel write it; "1.500" is read as the form says."""
    read = read_amount(value, unit)
    if isinstance(read, Refusal):
        raise Refused(read.code, f"{read.reason}.", read.fix)
    if not isinstance(read, Reading) or len(set(read.values.values())) != 1:
        vietnamese = read.values.get("vi") if isinstance(read, Reading) else None
        if vietnamese is None:
            raise Refused("ambiguous", f"không rõ “{value}” là bao nhiêu.", "Viết 1.500 hoặc 2,5.")
        return vietnamese
    return next(iter(read.values.values()))


def whole_in(value: Value) -> int:
    """A whole number of people or a year."""
    number = amount_in(value, None)
    if number != int(number) or number > MOST_PEOPLE:
        raise Refused("whole", f"“{value}” không phải số nguyên hợp lý.", "Ghi một số nguyên, ví dụ 12.")
    return int(number)


def million_in(value: Value) -> int:
    """Triệu đồng as whole đồng."""
    dong = amount_in(value, Unit.TRIEU) * Unit.TRIEU.scale
    if dong != int(dong):
        raise Refused("whole_dong", f"“{value}” triệu đồng không ra đồng chẵn.", "Làm tròn đến đồng.")
    if dong > MOST_DONG:
        raise Refused("too_much", f"“{value}” triệu đồng lớn quá: xem lại đơn vị.", "Ghi bằng triệu đồng.")
    return int(dong)
