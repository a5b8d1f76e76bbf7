"""Capability scores that cannot be argued with: events → measures → points → a score, in exact fractions.

An event is one thing that happened, as a number `value` out of `of`. A criterion says which events count, back
to when, and how a measure becomes points. Fewer events than a criterion asks for earn no points and lose none:
the criterion is left out and says so; a score that rests on too little of the whole weight is not given at all.
The order in which events come never matters, and an event is part of one kind of line only.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.money import number
from khuyencong.rules.outcomes import months_after

HUNDRED = 100


class About(StrEnum):
    """Who is scored."""

    UNIT = "unit"
    DEPARTMENT = "department"

    @property
    def label(self) -> str:
        """The word an officer reads."""
        return {"unit": "Đơn vị thực hiện", "department": "Sở Công Thương"}[self.value]


class Counts(StrEnum):
    """What kind of thing is counted."""

    MONTHLY = "monthly"
    RETURNS = "returns"
    RIGHT_FIRST = "right_first"
    REQUESTS = "requests"
    DAYS_TO_SETTLE = "days_to_settle"
    DAYS_TO_JUDGE = "days_to_judge"
    STOPPED = "stopped"
    SPENT = "spent"
    OUTCOME = "outcome"
    FAULTS = "faults"
    MENDED = "mended"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return LABELS[self]


LABELS = {
    Counts.MONTHLY: "Báo cáo tiến độ tháng gửi đúng hạn",
    Counts.RETURNS: "Báo cáo định kỳ gửi đúng hạn",
    Counts.RIGHT_FIRST: "Hồ sơ đúng ngay lần đầu",
    Counts.REQUESTS: "Hồ sơ đăng ký kế hoạch được tiếp nhận ngay lần đầu, đúng hạn",
    Counts.DAYS_TO_SETTLE: "Số ngày từ nghiệm thu đến quyết toán",
    Counts.DAYS_TO_JUDGE: "Số ngày từ khi nhận đến khi kết luận thẩm định",
    Counts.STOPPED: "Đề án ngừng giữa chừng",
    Counts.SPENT: "Kinh phí được giao đã giải ngân",
    Counts.OUTCOME: "Kết quả sau 12 tháng so với đã hứa",
    Counts.FAULTS: "Việc phải khắc phục mỗi cuộc kiểm tra",
    Counts.MENDED: "Khắc phục sau kiểm tra đúng hạn",
}


class Direction(StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {"more": "Càng nhiều càng tốt", "less": "Càng ít càng tốt"}[self.value]


class Measured(StrEnum):
    """How events become one measure.

    `share` is all values over all wholes, in percent, so that a large sum weighs more than a small one; `mean`
    is the mean of each event's own percent, so that people and đồng are never added; `average` is the plain
    mean.
    """

    SHARE = "share"
    MEAN = "mean"
    AVERAGE = "average"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {
            "share": "Phần trăm của tổng",
            "mean": "Phần trăm, trung bình từng việc",
            "average": "Trung bình mỗi việc",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is scored. A measure at `full_at` earns `weight` points, one at `none_at` none."""

    code: str
    name: str
    about: About
    counts: Counts
    weight: int
    measured: Measured
    full_at: int
    none_at: int
    months: int
    least: int
    told: str = ""

    def __post_init__(self) -> None:
        if self.weight < 1 or self.least < 1 or self.months < 1 or self.full_at == self.none_at:
            raise ValueError(f"{self.code}: a criterion weighs something, between two different measures")

    def begins(self, cut: date) -> date:
        """The day after which things count, up to and with `cut`."""
        return months_after(cut, -self.months)

    @property
    def unit(self) -> str:
        """What its measure is in."""
        if self.measured is not Measured.AVERAGE:
            return "%"
        return "ngày" if self.counts in (Counts.DAYS_TO_SETTLE, Counts.DAYS_TO_JUDGE) else "việc"

    @property
    def ends(self) -> str:
        """What earns all and what earns nothing."""
        return f"đủ điểm khi {self.full_at} {self.unit}, không điểm khi {self.none_at} {self.unit}"

    def spoken(self, measure: Fraction) -> str:
        """A measure with its unit, as it is read."""
        return f"{number(measure, 2 if measure.denominator > 1 else 0)} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened on a day: `value` out of `of`, and what to say of it.

    `key` names it for ever ("progress:17:sent"), `words` say what happened. One `set_aside` is shown and not
    counted: a second person found a ground for it. What is still `running` counts only once it is worse than
    what earns all: who waits for ever shall not stand better than who came late.
    """

    key: str
    counts: Counts
    on: date
    value: int
    of: int = 1
    words: str = ""
    running: bool = False
    set_aside: str = ""

    def __post_init__(self) -> None:
        if self.of < 1 or self.value < 0:
            raise ValueError(f"{self.key}: {self.value} of {self.of} cannot be")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one criterion: its events in order, its measure and points where there are enough."""

    criterion: Criterion
    events: tuple[Event, ...]
    measure: Fraction | None
    points: Fraction | None
    words: str

    @property
    def counted(self) -> int:
        """How many events count."""
        return sum(not each.set_aside for each in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A line a criterion, and the score out of 100; None where too little of the weight could be measured."""

    lines: tuple[Line, ...]
    total: Fraction | None
    weighed: int
    weight: int
    words: str

    @property
    def hundredths(self) -> int | None:
        """The score in hundredths of a point, half up: what is published, compared and ranked by."""
        if self.total is None:
            return None
        return (self.total.numerator * 200 + self.total.denominator) // (2 * self.total.denominator)


def line_of(criterion: Criterion, events: Iterable[Event], cut: date) -> Line:
    """The line of one criterion from everything that happened; what is too old or not its own is left out."""
    begins = criterion.begins(cut)
    own = [
        each
        for each in events
        if each.counts is criterion.counts
        and begins < each.on <= cut
        and (not each.running or each.value > criterion.full_at * each.of)
    ]
    mine = tuple(sorted(own, key=lambda each: (each.on, each.key)))
    counted = [each for each in mine if not each.set_aside]
    if len(counted) < criterion.least:
        had = f"mới có {len(counted)} việc" if counted else "chưa có việc nào"
        words = f"Chưa đủ dữ liệu: {had}, cần ít nhất {criterion.least}; không tính vào điểm."
        return Line(criterion=criterion, events=mine, measure=None, points=None, words=words)
    measure = measure_of(criterion.measured, counted)
    points = points_of(criterion, measure)
    words = (
        f"{len(counted)} việc, {criterion.spoken(measure)}: {number(points, 2)} trên {criterion.weight} điểm "
        f"({criterion.ends})."
    )
    return Line(criterion=criterion, events=mine, measure=measure, points=points, words=words)


def measure_of(measured: Measured, events: Sequence[Event]) -> Fraction:
    """What some events amount to; ValueError for none."""
    if not events:
        raise ValueError("no events, no measure")
    if measured is Measured.SHARE:
        return Fraction(HUNDRED * sum(each.value for each in events), sum(each.of for each in events))
    parts = sum((Fraction(each.value, each.of) for each in events), Fraction(0))
    return parts * (HUNDRED if measured is Measured.MEAN else 1) / len(events)


def points_of(criterion: Criterion, measure: Fraction) -> Fraction:
    """In proportion between the two ends, nothing less than none and nothing more than all."""
    reached = (measure - criterion.none_at) / (criterion.full_at - criterion.none_at)
    return criterion.weight * min(max(reached, Fraction(0)), Fraction(1))


def score(criteria: Sequence[Criterion], events: Collection[Event], cut: date, *, needs: int) -> Score:
    """Everything of one body: its lines in the order of the criteria, its score out of 100.

    `needs` is the percent of the whole weight that must have been measured for a score to be given. ValueError
    where the same event is handed in twice: it would count twice.
    """
    if len({each.key for each in events}) != len(events):
        raise ValueError("an event is handed in once")
    by_kind: Mapping[Counts, list[Event]] = {each: [] for each in Counts}
    for event in events:
        by_kind[event.counts].append(event)
    lines = tuple(line_of(each, by_kind[each.counts], cut) for each in criteria)
    measured = [each for each in lines if each.points is not None]
    weight = sum(each.weight for each in criteria)
    weighed = sum(each.criterion.weight for each in measured)
    if not weighed or weighed * HUNDRED < needs * weight:
        words = (
            f"Chưa đủ dữ liệu: mới đo được {weighed} trên {weight} điểm tối đa, cần ít nhất {needs} %; "
            "không cho điểm chung."
        )
        return Score(lines=lines, total=None, weighed=weighed, weight=weight, words=words)
    total = sum((each.points for each in measured if each.points is not None), Fraction(0)) * HUNDRED / weighed
    words = f"{number(total, 2)} điểm trên 100, tính trên {weighed} trong {weight} điểm tối đa đo được."
    return Score(lines=lines, total=total, weighed=weighed, weight=weight, words=words)


def ranks(scores: Mapping[int, int | None]) -> dict[int, int]:
    """The place of each that has a score: equal scores share a place, the next one is left free."""
    known = sorted((value for value in scores.values() if value is not None), reverse=True)
    first = {value: place for place, value in reversed(list(enumerate(known, start=1)))}
    return {key: first[value] for key, value in scores.items() if value is not None}
