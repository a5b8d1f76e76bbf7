"""The terms of a running project as plain data: what a change looks at before and after, and tells in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from khuyencong.rules.money import Unit, dong, to_dong


class Course(StrEnum):
    """Whether it goes on."""

    RUNNING = "running"
    HELD = "held"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return {"running": "đang thực hiện", "held": "tạm dừng", "stopped": "ngừng"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """An establishment that benefits, at a site; `key` is any key of the pair, names are for people to read."""

    key: int
    establishment: int
    site: int
    name: str
    place: str

    @property
    def words(self) -> str:
        """Who and where."""
        return f"{self.name}, {self.place}" if self.place else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A line of the estimate, in đồng: `support` is the project's purse, `rest` the other purse and sources.

    `key` is the row's; one that a change adds has none yet and counts down from -1.
    """

    key: int
    name: str
    item: str
    unit: str
    quantity: Decimal
    unit_price: int
    year: int
    support: int
    rest: int = 0

    @property
    def total(self) -> int:
        """What it costs; NotWholeDongError when that is no whole đồng."""
        return to_dong(self.quantity * self.unit_price, Unit.DONG)

    @property
    def counterpart(self) -> int:
        """What the beneficiary pays: what nobody else does."""
        return self.total - self.support - self.rest

    @property
    def content(self) -> tuple[int, str, str, str, Decimal]:
        """What is done or bought, apart from what it costs."""
        return self.key, self.name, self.item, self.unit, self.quantity

    @property
    def words(self) -> str:
        """What, how much of it, at what price, with what support."""
        quantity = f"{self.quantity.normalize():f}".replace(".", ",")
        amount = f"{quantity} {self.unit}".strip()
        rest = f", nguồn khác {dong(self.rest)}" if self.rest else ""
        return (
            f"{amount} × {dong(self.unit_price)}, hỗ trợ {dong(self.support)}{rest}, "
            f"đối ứng {dong(self.counterpart)}"
        )


def years_of(costs: Iterable[Cost]) -> set[int]:
    """The years of which lines of an estimate ask support."""
    return {each.year for each in costs if each.support > 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything that may be changed; `ends_on` is the contract's last day, None before there is one."""

    title: str
    last_year: int
    ends_on: date | None
    partner: str
    holders: tuple[Holder, ...]
    costs: tuple[Cost, ...]
    course: Course = Course.RUNNING
    held_until: date | None = None
    violation: bool = False

    @property
    def support(self) -> int:
        """What is asked of the purse in all years, in đồng."""
        return sum(each.support for each in self.costs)

    def support_in(self, year: int) -> int:
        """The same of one year."""
        return sum(each.support for each in self.costs if each.year == year)

    @property
    def years(self) -> set[int]:
        """Those that it asks support of."""
        return years_of(self.costs)

    @property
    def support_by_content(self) -> dict[tuple[str, int], int]:
        """The same by item and year."""
        found: dict[tuple[str, int], int] = {}
        for each in self.costs:
            found[each.item, each.year] = found.get((each.item, each.year), 0) + each.support
        return found

    def counterpart_in(self, year: int) -> int:
        """What the beneficiary pays that year, in đồng."""
        return sum(each.counterpart for each in self.costs if each.year == year)

    @property
    def contents(self) -> tuple[tuple[int, str, str, str, Decimal], ...]:
        """What is done or bought, line by line."""
        return tuple(sorted(each.content for each in self.costs))

    @property
    def owners(self) -> tuple[int, ...]:
        """Who benefits."""
        return tuple(sorted(each.establishment for each in self.holders))

    @property
    def places(self) -> tuple[int, ...]:
        """Where."""
        return tuple(sorted(each.site for each in self.holders))

    def without(self, other: "Terms") -> tuple[Cost, ...]:
        """The lines of the estimate that the other does not have."""
        kept = {each.key for each in other.costs}
        return tuple(each for each in self.costs if each.key not in kept)

    def with_course(self, other: "Terms") -> "Terms":
        """The same terms on the course of the other."""
        return replace(self, course=other.course, held_until=other.held_until, violation=other.violation)

    @property
    def data(self) -> dict[str, Any]:
        """The same as it is kept in a database: only text, numbers and lists."""
        plain = asdict(self)
        plain["holders"] = [asdict(each) for each in self.holders]
        plain["costs"] = [asdict(each) | {"quantity": str(each.quantity)} for each in self.costs]
        for name in ("ends_on", "held_until"):
            day: date | None = getattr(self, name)
            plain[name] = day.isoformat() if day is not None else None
        plain["course"] = self.course.value
        return plain


def terms_from(data: Mapping[str, Any]) -> Terms:
    """What `Terms.data` gave."""
    days = {name: date.fromisoformat(data[name]) if data[name] else None for name in ("ends_on", "held_until")}
    return Terms(
        title=data["title"],
        last_year=data["last_year"],
        partner=data["partner"],
        holders=tuple(Holder(**each) for each in data["holders"]),
        costs=tuple(Cost(**(each | {"quantity": Decimal(each["quantity"])})) for each in data["costs"]),
        course=Course(data["course"]),
        violation=data["violation"],
        ends_on=days["ends_on"],
        held_until=days["held_until"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changes, in words."""

    label: str
    before: str
    after: str


def differences(before: Terms, after: Terms) -> list[Difference]:
    """Everything that changes, in words, in the order of the form."""
    rows = [
        ("Đề án", _course(before), _course(after)),
        ("Tên đề án", before.title, after.title),
        ("Năm kết thúc", str(before.last_year), str(after.last_year)),
        ("Kết thúc hợp đồng", _day(before.ends_on), _day(after.ends_on)),
        ("Đơn vị phối hợp", before.partner or "không có", after.partner or "không có"),
        *_holders(before, after),
        *_costs(before, after),
        ("Tổng hỗ trợ", dong(before.support), dong(after.support)),
    ]
    return [Difference(label=label, before=old, after=new) for label, old, new in rows if old != new]


def lines_changed(before: Terms, after: Terms, year: int) -> list[Difference]:
    """What changes in the lines of one year, in words: what the contract of that year rests on."""
    then, now = (
        replace(terms, costs=tuple(each for each in terms.costs if each.year == year))
        for terms in (before, after)
    )
    return [
        Difference(label=label, before=old, after=new) for label, old, new in _costs(then, now) if old != new
    ]


def _course(terms: Terms) -> str:
    if terms.course is Course.HELD and terms.held_until is not None:
        return f"{terms.course.label} đến {_day(terms.held_until)}"
    return f"{terms.course.label} vì sai phạm" if terms.violation else terms.course.label


def _day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on is not None else "chưa có"


def _holders(before: Terms, after: Terms) -> Iterator[tuple[str, str, str]]:
    then = {each.key: each for each in after.holders}
    for old in before.holders:
        new = then.get(old.key)
        yield "Đơn vị thụ hưởng, địa điểm", old.words, new.words if new is not None else "thôi"


def _costs(before: Terms, after: Terms) -> Iterator[tuple[str, str, str]]:
    then = {each.key: each for each in after.costs}
    for old in before.costs:
        new = then.get(old.key)
        if new is None:
            yield f"Bỏ dòng “{old.name}”, năm {old.year}", old.words, "bỏ khỏi dự toán"
            continue
        if new.name != old.name:
            yield "Nội dung chi", old.name, new.name
        yield f"“{new.name}”", old.words, new.words
    for new in after.without(before):
        yield f"Thêm dòng “{new.name}”, năm {new.year}", "chưa có trong dự toán", new.words
