"""What became of a project after its acceptance: when it is asked, and what was got of what was promised."""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khuyencong.rules.findings import Finding, error
from khuyencong.rules.money import number

MOST = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that is promised and asked for in whole units; `question` is the owner's words."""

    code: str
    name: str
    question: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """So many months after acceptance it is asked; the answer is wanted within `days`."""

    months: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One measure of one project: promised and got; None is unknown, which is never taken for nothing."""

    measure: str
    promised: int | None
    got: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Many of them: sums over those of which both sides are known, and how many are not."""

    promised: int = 0
    got: int = 0
    compared: int = 0
    unpromised: int = 0
    unknown: int = 0

    @property
    def share(self) -> Fraction | None:
        """What was got of what was promised; None where nothing can be compared."""
        return Fraction(self.got, self.promised) if self.compared and self.promised else None


def kept_of(told: Iterable[Told]) -> Kept:
    """Those of one measure together."""
    rows = list(told)
    both = [each for each in rows if each.promised is not None and each.got is not None]
    return Kept(
        promised=sum(each.promised or 0 for each in both),
        got=sum(each.got or 0 for each in both),
        compared=len(both),
        unpromised=sum(each.promised is None and each.got is not None for each in rows),
        unknown=sum(each.got is None for each in rows),
    )


def months_after(on: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month."""
    year, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + year, month + 1
    return date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


def check_figures(given: Mapping[str, int | None], measures: Iterable[Measure]) -> Iterator[Finding]:
    """What stands against an answer: a figure beyond belief, or nothing said at all."""
    if not any(value is not None for value in given.values()):
        message = "Chưa ghi số nào."
        yield _wrong("nothing", message, "Ghi ít nhất một số; số nào không biết thì để trống.", "Câu trả lời")
    for each in measures:
        value = given.get(each.code)
        if value is not None and abs(value) > MOST:
            yield _wrong("too_great", f"{number(value)} {each.unit} quá lớn.", "Xem lại số.", each.name)


def check_promises(given: Mapping[str, int | None], measures: Iterable[Measure]) -> Iterator[Finding]:
    """What stands against a promise: less than nothing, or beyond belief."""
    for each in measures:
        value = given.get(each.code)
        if value is not None and not 0 <= value <= MOST:
            yield _wrong("not_a_promise", f"{number(value)} {each.unit} không thể hứa.", "Ghi từ 0.", each.name)


def _wrong(code: str, message: str, fix: str, place: str) -> Finding:
    return error(code, message, fix, f"Ô “{place}”")
