"""Until when a certificate of an outstanding product stands: to the end of a year counted from its grant.

Only the year of the grant is known. Where the term changed within that year, the shorter one is sure and both
are named; where no rule of the whole year was read, nothing is known and a person must look.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One granted from `since` up to `until` stands to the end of its `years`th year, its own the 1st."""

    years: int
    since: date
    until: date | None
    law: str
    verified: bool

    def last_day(self, year: int) -> date:
        """The last day of a certificate of that year."""
        return date(year + self.years - 1, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """The last day on which a certificate surely stands, and on which it may; None for what nobody read."""

    last: date | None
    latest: date | None
    law: str = ""
    verified: bool = False

    def stands(self, on: date) -> bool:
        """Whether it surely stands on that day."""
        return self.last is not None and on <= self.last

    def ended(self, on: date) -> bool:
        """Whether it surely stands no more."""
        return self.latest is not None and on > self.latest

    def words(self, on: date) -> str:
        """The same for who reads the register."""
        if self.last is None or self.latest is None:
            return "Chưa rõ thời hạn: quy định của năm cấp chưa được đọc, cần xác minh"
        doubt = "" if self.verified else ", cần xác minh"
        days = f"{self.last:%d/%m/%Y}"
        if self.latest != self.last:
            days += f" hoặc {self.latest:%d/%m/%Y}, tùy ngày cấp"
        told = "Đã hết giá trị, chỉ đến hết" if self.ended(on) else "Còn giá trị đến hết"
        if not self.stands(on) and not self.ended(on):
            told = "Có thể đã hết giá trị: đến hết"
        return f"{told} {days} ({self.law}{doubt})"


def validity_of(year: int, terms: Iterable[Term]) -> Validity:
    """Until when a certificate granted in that year stands, by the terms that bound in it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    bound = sorted((each for each in terms if each.since <= last), key=lambda each: each.since)
    bound = [each for each in bound if each.until is None or each.until > first]
    if not bound or bound[0].since > first:
        return Validity(last=None, latest=None)
    days = [each.last_day(year) for each in bound]
    return Validity(
        last=min(days),
        latest=max(days),
        law="; ".join(dict.fromkeys(each.law for each in bound)),
        verified=all(each.verified for each in bound),
    )
