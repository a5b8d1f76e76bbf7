"""What became of a project after its acceptance: when it is asked, and what was got of what was promised."""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from khuyencong.rules.findings import Finding, error
from khuyencong.rules.money import number

DIGITS = 15
"""How many digits of a number both databases keep to the last one."""
FINEST = 3
"""How many digits behind the comma there is room for."""
WRITTEN = re.compile(r"([-−]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?", re.ASCII)
POINTED = re.compile(r"([-−]?\d+)\.(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that is promised and asked for; `question` is the owner's words.

    `places` says how many digits its unit takes behind the comma: people and đồng are whole.
    """

    code: str
    name: str
    question: str
    unit: str
    places: int = 0

    @property
    def most(self) -> int:
        """What is beyond belief, and beyond what is kept to the last digit."""
        return int(10 ** (DIGITS - self.places))

    @property
    def how(self) -> str:
        """How it is written, in the owner's words."""
        if not self.places:
            return "ghi số nguyên, ví dụ 12 hoặc 1.200.000"
        return f"ghi như 12 hoặc 12,5, nhiều nhất {self.places} chữ số sau dấu phẩy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """So many months after acceptance it is asked; the answer is wanted within `days`."""

    months: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One measure of one project: promised and got; None is unknown, which is never taken for nothing."""

    measure: str
    promised: Decimal | None
    got: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Many of them: sums over those of which both sides are known, and how many are not."""

    promised: Decimal = Decimal(0)
    got: Decimal = Decimal(0)
    compared: int = 0
    unpromised: int = 0
    unknown: int = 0

    @property
    def share(self) -> Fraction | None:
        """What was got of what was promised; None where nothing can be compared."""
        return Fraction(self.got) / Fraction(self.promised) if self.compared and self.promised else None


def kept_of(told: Iterable[Told]) -> Kept:
    """Those of one measure together."""
    rows = list(told)
    both = [each for each in rows if each.promised is not None and each.got is not None]
    return Kept(
        promised=sum((each.promised or Decimal(0) for each in both), Decimal(0)),
        got=sum((each.got or Decimal(0) for each in both), Decimal(0)),
        compared=len(both),
        unpromised=sum(each.promised is None and each.got is not None for each in rows),
        unknown=sum(each.got is None for each in rows),
    )


def months_after(on: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month."""
    year, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + year, month + 1
    return date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


class UnreadableError(ValueError):
    """A figure that is not written as its measure is; says what to write."""


def read_figure(text: str, measure: Measure) -> Decimal | None:
    """What was typed, to the last digit: a point groups thousands, a comma marks parts; nothing is unknown.

    A point where no thousand ends is never taken for one: "12.5" is not 125.
    """
    tight = "".join(text.split())
    if not tight:
        return None
    found = WRITTEN.fullmatch(tight)
    if found is None:
        if (pointed := POINTED.fullmatch(tight)) and measure.places:
            fix = f"{pointed[1]},{pointed[2]}"
            raise UnreadableError(f"Dấu chấm chỉ ngăn hàng nghìn; số lẻ viết bằng dấu phẩy: ghi {fix}.")
        raise UnreadableError(f"“{text.strip()}” chưa rõ là số nào: {measure.how}; không biết thì để trống.")
    sign, whole, parts = found.groups(default="")
    value = Decimal(f"{'-' if sign else ''}{whole.replace('.', '')}.{parts or 0}")
    if len(parts) <= measure.places:
        return value
    if len(parts) == FINEST:
        # "1,200" may be one and a fifth or, in another notation, twelve hundred: ask instead of rounding.
        thousands = f"{whole}.{parts}" if len(whole) <= FINEST else whole
        message = f"“{tight}” chưa rõ: hàng nghìn ngăn bằng dấu chấm ({thousands}), hoặc {measure.how}."
        raise UnreadableError(message)
    near = value.quantize(Decimal(1).scaleb(-measure.places), ROUND_HALF_UP)
    if measure.places:
        limit = f"nhiều nhất {measure.places} chữ số sau dấu phẩy"
        raise UnreadableError(f"Ghi {limit}: {tight} thì làm tròn, ghi {written(near)}.")
    raise UnreadableError(
        f"Tính bằng {measure.unit} thì ghi số nguyên: {tight} thì làm tròn, ghi {written(near)}."
    )


def written(value: Decimal | int) -> str:
    """A figure in Vietnamese notation, without zeros behind its comma: "1.200", "12,5"."""
    return number(value, _places(value))


def bare(value: Decimal | None) -> int | Decimal | None:
    """A figure as workbooks and the trail take it: whole where it is whole."""
    return value if value is None or _places(value) else int(value)


def in_wholes(*values: Decimal) -> tuple[int, ...]:
    """The same figures in the largest decimal part that makes all of them whole; whole ones stay."""
    scale = 10 ** max(_places(each) for each in values)
    return tuple(int(each * scale) for each in values)


def _places(value: Decimal | int) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def check_figures(given: Mapping[str, Decimal | None], measures: Iterable[Measure]) -> Iterator[Finding]:
    """What stands against an answer: a figure beyond belief, or nothing said at all."""
    if not any(value is not None for value in given.values()):
        message = "Chưa ghi số nào."
        yield _wrong("nothing", message, "Ghi ít nhất một số; số nào không biết thì để trống.", "Câu trả lời")
    for each in measures:
        value = given.get(each.code)
        if value is None:
            continue
        if abs(value) > each.most:
            yield _wrong("too_great", f"{written(value)} {each.unit} quá lớn.", "Xem lại số.", each.name)
        elif too_fine := _too_fine(value, each):
            yield too_fine


def check_promises(given: Mapping[str, Decimal | None], measures: Iterable[Measure]) -> Iterator[Finding]:
    """What stands against a promise: less than nothing, or beyond belief."""
    for each in measures:
        value = given.get(each.code)
        if value is None:
            continue
        if not 0 <= value <= each.most:
            message = f"{written(value)} {each.unit} không thể hứa."
            yield _wrong("not_a_promise", message, f"Ghi từ 0 đến {number(each.most)}.", each.name)
        elif too_fine := _too_fine(value, each):
            yield too_fine


def _too_fine(value: Decimal, measure: Measure) -> Finding | None:
    """What would have to be rounded to be kept."""
    if _places(value) <= measure.places:
        return None
    message = f"{written(value)} {measure.unit} lẻ quá."
    fix = measure.how
    return _wrong("too_fine", message, f"{fix[0].upper()}{fix[1:]}.", measure.name)


def _wrong(code: str, message: str, fix: str, place: str) -> Finding:
    return error(code, message, fix, f"Ô “{place}”")
