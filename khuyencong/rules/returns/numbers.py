"""Amounts as officers type them: number cells, and texts in either notation, without ever guessing."""

import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite

from khuyencong.rules.money import Unit
from khuyencong.rules.returns.model import Value
from khuyencong.rules.returns.units import unit_of

LARGEST_AMOUNT = 10**13
"""In đồng. Ten thousand tỷ for one line of one province is a mistaken unit, whatever else it is."""

LONGEST_NUMBER = 40

BLANKS = frozenset(["", "-", "–", "—", "−", "…", "...", "....", ".....", "x"])
"""Texts that stand for "nothing here"."""

_CLEAN = str.maketrans(
    "０１２３４５６７８９．，－−\u00a0\u202f\u2009\u2007\t",
    "0123456789.,--     ",
    "\u200b\ufeff\u2060",
)
_SHAPE = re.compile(r"([-(]?\s*\d[\d., ]*?)\s*(\)?)\s*([^\d]*)")
_NOTATIONS = {
    "vi": re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII),
    "en": re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII),
}
_SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,](?!\d{3}$)\d+)?", re.ASCII)
_SCIENTIFIC = re.compile(r"[-+]?\d+([.,]\d+)?\s*[eE]\s*[-+]?\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell is no amount: the finding's code, what is wrong, and what to do."""

    code: str
    reason: str
    fix: str


@dataclass(slots=True)
class Reading:
    """A cell that is an amount: its exact `value`s in the file's unit by notation ("" when both agree)."""

    printed: str
    values: dict[str, Decimal] = field(default_factory=dict)

    @property
    def notation(self) -> str:
        """The one notation that fits; "" when the text is the same in both, "?" when it is not and both fit."""
        return next(iter(self.values)) if len(self.values) == 1 else "?"


def is_blank(value: Value) -> bool:
    """Whether a cell says nothing: empty, spaces, a dash."""
    return isinstance(value, str) and (not value or value.translate(_CLEAN).strip().lower() in BLANKS)


def read_amount(value: Value, unit: Unit | None) -> Reading | Refusal:
    """What a cell that is not blank says, or why it is refused; without a unit only its form is checked."""
    if isinstance(value, str):
        return _read_text(value, unit)
    if isinstance(value, bool):
        return Refusal(
            "not_a_number", f"ô chứa giá trị logic {str(value).upper()}, không phải số tiền", _TYPE_AMOUNT
        )
    if isinstance(value, date | time | timedelta):
        shown = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
        return Refusal(
            "date_as_amount",
            f"ô chứa ngày giờ ({shown}), không phải số tiền; thường do Excel tự đổi số có dấu chấm thành ngày",
            "Định dạng lại ô là Number rồi gõ lại số tiền.",
        )
    return _read_number(value, unit)


def settle(value: Decimal, unit: Unit) -> int | Refusal:
    """`value` in `unit` as whole đồng, or why it cannot be."""
    amount = value * unit.scale
    if amount < 0:
        return _negative(value)
    whole = int(amount)
    if whole != amount:
        return Refusal(
            "not_whole_dong",
            f"{_comma(value)} {unit.label} không phải số đồng chẵn",
            "Làm tròn đến đồng (hàm ROUND), hoặc sửa lại đơn vị tính.",
        )
    if whole > LARGEST_AMOUNT:
        return Refusal(
            "amount_too_large",
            f"{_comma(value)} {unit.label} lớn bất thường (trên 10.000 tỷ đồng)",
            "Xem lại đơn vị tính ở sheet “Thông tin”: có thể số đang ghi bằng đồng.",
        )
    return whole


def decimals_of(value: Decimal) -> int:
    """How many digits `value` has after the mark."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


_TYPE_AMOUNT = "Gõ lại số tiền bằng chữ số, ví dụ 1234,5; để trống nếu không có."


def _comma(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _negative(value: Decimal) -> Refusal:
    return Refusal(
        "negative",
        f"số tiền âm ({_comma(value)})",
        "Ghi số không âm; nếu là điều chỉnh giảm, ghi số sau điều chỉnh.",
    )


def _read_number(value: int | float, unit: Unit | None) -> Reading | Refusal:
    if not isfinite(value):
        return Refusal("not_a_number", "ô không chứa một số hữu hạn", _TYPE_AMOUNT)
    if value == int(value):
        exact = Decimal(int(value))
        return Reading(str(exact), {"": exact}) if exact >= 0 else _negative(exact)
    exact = _without_noise(float(value), unit.scale if unit else 10**9)
    return Reading(_comma(exact), {"": exact}) if exact >= 0 else _negative(exact)


def _without_noise(value: float, scale: int) -> Decimal:
    """The shortest decimal behind a binary number; 15 digits, as in Excel, where only that is whole đồng."""
    shortest = Decimal(repr(value))
    if shortest * scale % 1 == 0:
        return shortest
    shown = Decimal(f"{value:.15g}").normalize()
    return shown if shown * scale % 1 == 0 else shortest


def _read_text(text: str, unit: Unit | None) -> Reading | Refusal:
    if refusal := refuse_text(text, LONGEST_NUMBER * 4, dangerous="=@+"):
        return refusal
    clean = text.translate(_CLEAN).strip()
    shown = clean[:LONGEST_NUMBER]
    if "%" in clean:
        return Refusal("percent", f"“{shown}” là tỷ lệ phần trăm, không phải số tiền", _TYPE_AMOUNT)
    if _SCIENTIFIC.fullmatch(clean):
        return Refusal(
            "scientific",
            f"“{shown}” viết theo dạng mũ, có thể đã mất chữ số",
            "Gõ lại đầy đủ các chữ số, ví dụ 1.000.000.000.",
        )
    shape = _SHAPE.fullmatch(clean)
    suffix = shape[3].strip() if shape else ""
    stated = unit_of(suffix) if suffix else None
    if not shape or len(clean) > LONGEST_NUMBER or (suffix and stated is None):
        return Refusal("not_a_number", f"“{shown}” không phải số tiền", _TYPE_AMOUNT)
    if stated and unit and stated is not unit:
        return Refusal(
            "unit_contradiction",
            f"“{shown}” ghi {stated.label} trong khi cả tệp tính bằng {unit.label}",
            f"Đổi số này ra {unit.label} và bỏ chữ chỉ đơn vị.",
        )
    digits, closing = shape[1].strip(), shape[2]
    if digits[0] in "-(" or closing:
        return Refusal(
            "negative",
            f"“{shown}” là số âm",
            "Ghi số không âm; nếu là điều chỉnh giảm, ghi số sau điều chỉnh.",
        )
    return _readings(text.strip(), digits, shown, unit)


def refuse_text(text: str, longest: int, dangerous: str = "=@") -> Refusal | None:
    """Why a text may not even be looked at: control characters, formulas typed as text, endless length.

    `dangerous` lists the first characters that make a spreadsheet run a text as a formula.
    """
    if len(text) > longest:
        return Refusal(
            "text_too_long", f"nội dung dài {len(text)} ký tự", f"Rút gọn còn không quá {longest} ký tự."
        )
    if not text.isprintable() and any(char < " " and char not in "\t\r\n" for char in text):
        return Refusal("bad_character", "có ký tự điều khiển không in được", "Xóa ô rồi gõ lại nội dung.")
    start = text.lstrip()[:1]
    if start and start in dangerous:
        return Refusal(
            "formula_text",
            f"“{text.strip()[:30]}” là công thức ở dạng chữ, không được nhận",
            "Xóa ô rồi gõ lại nội dung bằng chữ số hoặc chữ thường.",
        )
    return None


def _readings(printed: str, digits: str, shown: str, unit: Unit | None) -> Reading | Refusal:
    if " " in digits:
        if not _SPACED.fullmatch(digits):
            return Refusal("not_a_number", f"“{shown}” không phải số tiền viết đúng", _TYPE_AMOUNT)
        digits = digits.replace(" ", "")
    values = {}
    for notation, pattern in _NOTATIONS.items():
        if pattern.fullmatch(digits):
            group, mark = (".", ",") if notation == "vi" else (",", ".")
            values[notation] = Decimal(digits.replace(group, "").replace(mark, "."))
    if not values:
        return Refusal("not_a_number", f"“{shown}” không phải số tiền viết đúng", _TYPE_AMOUNT)
    if len(set(values.values())) == 1 and len(values) == 2:
        return Reading(printed, {"": values["vi"]})
    if len(values) == 2 and unit:
        possible = {each: value for each, value in values.items() if value * unit.scale % 1 == 0}
        values = possible or values
    return Reading(printed, values)
