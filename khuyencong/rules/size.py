"""The size class of an establishment by its figures of a year; the limits are dated rows handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.validity import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLimit:
    """The most that a class allows: labour, and revenue or capital, in people and đồng."""

    code: str
    name: str
    labour: int
    revenue: int
    capital: int
    since: date
    until: date | None
    source: str
    verified: bool

    def holds(self, labour: int, revenue: int | None, capital: int | None) -> bool:
        """Whether the figures stay within the class."""
        money = (revenue is not None and revenue <= self.revenue) or (
            capital is not None and capital <= self.capital
        )
        return labour <= self.labour and money


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A class and the row by which it was found; `limit` None is above all classes."""

    name: str
    limit: SizeLimit | None

    @property
    def words(self) -> str:
        """The class, with a word of doubt where nobody has read its limits in the original."""
        doubtful = self.limit is not None and not self.limit.verified
        return f"{self.name} (cần xác minh)" if doubtful else self.name


def size_of(
    limits: Sequence[SizeLimit], on: date, *, labour: int | None, revenue: int | None, capital: int | None
) -> Size | None:
    """The smallest class of that day that holds the figures; None where figures or a rule are missing."""
    rows = [each for each in limits if in_force(each.since, each.until, on)]
    if labour is None or (revenue is None and capital is None) or not rows:
        return None
    for each in sorted(rows, key=lambda row: row.labour):
        if each.holds(labour, revenue, capital):
            return Size(name=each.name, limit=each)
    return Size(name="Lớn hơn doanh nghiệp vừa", limit=None)
