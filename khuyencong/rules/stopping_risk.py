"""How likely a project is to stop: reasons in words with weights of our own, nothing hidden in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyencong.rules.money import dong


class Level(StrEnum):
    """What the weights add up to."""

    LOW = "low"
    WATCH = "watch"
    HIGH = "high"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return {"low": "Thấp", "watch": "Để ý", "high": "Cao"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What counts as a sign: its weight, and the limit from which on it counts."""

    weight: int
    limit: int


Signs = Mapping[str, Sign]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a project: of its owners before it began, and of how it goes. None is unknown.

    `counterpart` and `revenue` in đồng, `months_old` of its youngest owner, `done` and `elapsed` in percent.
    """

    counterpart: int = 0
    owners: int = 0
    revenue: int | None = None
    months_old: int | None = None
    withdrawn: int = 0
    running: int = 0
    done: int = 0
    elapsed: int | None = None
    late_reports: int = 0
    signed: bool = False
    advanced: int = 0
    year: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sign that was seen, in words, with its weight."""

    code: str
    weight: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """All the reasons, and what they come to."""

    level: Level
    weight: int
    reasons: Sequence[Reason]


def risk_of(seen: Seen, signs: Signs, on: date) -> Risk:
    """The reasons, the heaviest first; a sign without a row of that day does not count."""
    found = [
        Reason(code=code, weight=signs[code].weight, words=words)
        for code, words in (*_before(seen, signs), *_since(seen, signs, on))
    ]
    found.sort(key=lambda each: -each.weight)
    weight = sum(each.weight for each in found)
    level = Level.LOW
    for each in (Level.WATCH, Level.HIGH):
        if each in signs and weight >= signs[each].limit:
            level = each
    return Risk(level=level, weight=weight, reasons=found)


def _before(seen: Seen, signs: Signs) -> Iterator[tuple[str, str]]:
    """What was known of the owners at registration."""
    yield from _money(seen, signs)
    if "young" in signs and seen.months_old is not None and seen.months_old < signs["young"].limit:
        yield "young", f"Cơ sở mới thành lập {seen.months_old} tháng."
    if "withdrawn" in signs and seen.withdrawn >= signs["withdrawn"].limit:
        yield "withdrawn", f"Cơ sở đã từng rút hoặc dừng {seen.withdrawn} đề án."
    if "running" in signs and seen.running >= signs["running"].limit:
        yield "running", f"Cơ sở đang có {seen.running} đề án khác cùng lúc."


def _money(seen: Seen, signs: Signs) -> Iterator[tuple[str, str]]:
    """Whether the owner can carry the counterpart."""
    if "counterpart" in signs and seen.revenue:
        share = 100 * seen.counterpart // seen.revenue
        if share >= signs["counterpart"].limit:
            told = f"Vốn đối ứng {dong(seen.counterpart)} bằng {share} % doanh thu một năm của cơ sở."
            yield "counterpart", told
    if "no_revenue" in signs and seen.owners and seen.revenue is None and seen.counterpart:
        yield "no_revenue", "Chưa biết doanh thu của cơ sở, nên chưa biết có kham nổi vốn đối ứng không."


def _since(seen: Seen, signs: Signs, on: date) -> Iterator[tuple[str, str]]:
    """What lateness tells."""
    if not seen.signed:
        return
    if "behind" in signs and seen.elapsed is not None:
        behind = min(seen.elapsed, 100) - seen.done
        if behind >= signs["behind"].limit:
            told = f"Thời gian hợp đồng đã qua {min(seen.elapsed, 100)} %, khối lượng mới {seen.done} %."
            yield "behind", told
    if "late_reports" in signs and seen.late_reports >= signs["late_reports"].limit:
        yield "late_reports", f"{seen.late_reports} báo cáo tháng gửi muộn hoặc chưa gửi."
    if "no_advance" in signs and not seen.advanced and on >= date(seen.year, signs["no_advance"].limit, 1):
        when = f"sang tháng {on.month}" if on.year == seen.year else "hết năm ngân sách"
        yield "no_advance", f"Đã {when} mà chưa giải ngân đồng nào."
