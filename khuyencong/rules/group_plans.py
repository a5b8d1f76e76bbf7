"""The plan of a group project: its places against what the decision gave, to the đồng (đề án nhóm, Mẫu 11).

What is given is a year's money of one purse; places may use less, never more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khuyencong.rules.findings import Finding, error, warning
from khuyencong.rules.money import dong, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One establishment, or one class or group of people; `owner` is the establishment's key, "" for people.

    `since` and `until` are first days of the first and the last month; amounts are đồng.
    """

    name: str
    owner: str = ""
    content: str
    since: date
    until: date
    support: int
    counterpart: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """What it costs, whoever pays."""
        return self.support + self.counterpart + self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the decision gave for the year, in đồng, and for how many establishments at most; None for no limit.

    `last_year` is the year in which the project ends.
    """

    support: int
    counterpart: int
    year: int
    last_year: int
    owners: int | None = None
    limit: "Limit | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The share of its whole cost up to which support may go; an unread norm only warns."""

    rate: Fraction
    law: str
    verified: bool

    def most(self, cost: int) -> int:
        """The most for that cost, in whole đồng, rounded down."""
        return cost * self.rate.numerator // self.rate.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """The places together, in đồng."""

    support: int = 0
    counterpart: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.support + self.counterpart + self.other


def used_by(places: Iterable[Place]) -> Used:
    """The bottom line."""
    rows = list(places)
    return Used(
        support=sum(each.support for each in rows),
        counterpart=sum(each.counterpart for each in rows),
        other=sum(each.other for each in rows),
    )


def left_of(given: Given, places: Iterable[Place]) -> int:
    """What may still be given to a place, in đồng; below zero where the places use too much."""
    return given.support - used_by(places).support


def excess_of(given: Given, places: Iterable[Place]) -> int:
    """By how much the places use too much, in đồng."""
    return max(-left_of(given, places), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line that another version has otherwise, in words."""

    name: str
    words: str


def differences(before: Iterable[Place], after: Iterable[Place]) -> list[Difference]:
    """What a new version does otherwise than the one in force: who came, what changed, who left."""
    old = {_who(each): each for each in before}
    found = []
    for each in after:
        was = old.pop(_who(each), None)
        if was is None:
            found.append(Difference(name=each.name, words=f"thêm mới, hỗ trợ {dong(each.support)}"))
        elif words := "; ".join(_changed(was, each)):
            found.append(Difference(name=each.name, words=words))
    gone = (
        Difference(name=each.name, words=f"bỏ ra, trước hỗ trợ {dong(each.support)}") for each in old.values()
    )
    return [*found, *gone]


def _who(place: Place) -> tuple[str, str, str]:
    return (place.owner, "", "") if place.owner else ("", place.name, place.content)


def _changed(was: Place, now: Place) -> Iterator[str]:
    if was.content != now.content:
        yield f"nội dung “{was.content}” thành “{now.content}”"
    if (was.since, was.until) != (now.since, now.until):
        yield f"thời gian {was.since:%m/%Y}–{was.until:%m/%Y} thành {now.since:%m/%Y}–{now.until:%m/%Y}"
    sums = (("hỗ trợ", "support"), ("đối ứng", "counterpart"), ("nguồn khác", "other"))
    for label, name in sums:
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield f"{label} {dong(before)} thành {dong(after)}"


def check_plan(places: Sequence[Place], given: Given) -> list[Finding]:
    """What is wrong with the plan; errors stop it, warnings are shown."""
    if not places:
        fix = "Thêm từng cơ sở, lớp hay nhóm được hưởng."
        return [error("no_places", "Kế hoạch chưa có địa điểm nào.", fix, "Địa điểm")]
    return [*_check_each(places, given), *_check_money(places, given), *_check_owners(places, given)]


def _check_each(places: Sequence[Place], given: Given) -> Iterator[Finding]:
    for each in places:
        where = f"“{each.name}”"
        if each.support < 0 or each.counterpart < 0 or each.other < 0 or not each.total:
            message = "Địa điểm chưa có kinh phí, hoặc có số âm."
            yield error("no_money", message, "Ghi số đồng từ 0 trở lên, ít nhất một nguồn có tiền.", where)
        if each.until < each.since:
            message = f"Kết thúc {each.until:%m/%Y} trước khi bắt đầu {each.since:%m/%Y}."
            yield error("ends_first", message, "Sửa một trong hai tháng.", where)
        elif each.since.year < given.year or each.until.year > given.last_year:
            years = f"{given.year}" if given.year == given.last_year else f"{given.year}–{given.last_year}"
            message = f"Thời gian {each.since:%m/%Y}–{each.until:%m/%Y} ngoài năm {years} của đề án."
            yield error("outside_years", message, "Chọn tháng trong thời gian của đề án.", where)


def _check_money(places: Sequence[Place], given: Given) -> Iterator[Finding]:
    used, left = used_by(places), left_of(given, places)
    if left < 0:
        message = (
            f"Các địa điểm cộng lại xin hỗ trợ {dong(used.support)}, vượt {dong(-left)} so với "
            f"{dong(given.support)} quyết định đã giao cho năm {given.year}."
        )
        yield error("above_given", message, f"Giảm {dong(-left)} ở các địa điểm.", "Kinh phí")
    elif left:
        message = f"Còn {dong(left)} của {dong(given.support)} chưa phân cho địa điểm nào."
        fix = "Thêm địa điểm, hoặc để lại; sau này thêm bằng một lần điều chỉnh kế hoạch."
        yield warning("not_all_given", message, fix, "Kinh phí")
    if given.limit is not None and used.support > (most := given.limit.most(used.total)):
        over = dong(used.support - most)
        message = (
            f"Hỗ trợ {dong(used.support)} vượt {over} so với {percent(given.limit.rate)} của tổng chi phí "
            f"{dong(used.total)} các địa điểm theo {given.limit.law}."
        )
        make = error if given.limit.verified else warning
        yield make("above_norm", message, "Ghi đủ đối ứng, nguồn khác, hoặc giảm hỗ trợ.", "Kinh phí")
    # The counterpart shrinks with the support, never faster: compared crosswise, so that nothing is rounded.
    if given.support and used.counterpart * given.support < given.counterpart * used.support:
        least = -(-given.counterpart * used.support // given.support)
        message = (
            f"Đối ứng {dong(used.counterpart)} thấp hơn phần tương ứng với dự toán đã duyệt ({dong(least)})."
        )
        yield warning(
            "less_counterpart", message, "Nâng đối ứng, hoặc nói rõ lý do trong kế hoạch.", "Kinh phí"
        )


def _check_owners(places: Sequence[Place], given: Given) -> Iterator[Finding]:
    seen: set[str] = set()
    for each in places:
        if each.owner and each.owner in seen:
            message = "Cơ sở này, hoặc cơ sở đã gộp vào nó, có ở một dòng khác của kế hoạch."
            yield error("named_twice", message, "Gộp hai dòng làm một.", f"“{each.name}”")
        seen.add(each.owner)
    lines: set[tuple[str, str, date, date]] = set()
    for each in places:
        same = (each.name.casefold(), each.content.casefold(), each.since, each.until)
        if not each.owner and same in lines:
            message = "Lớp, nhóm này đã có ở một dòng khác, cùng nội dung và thời gian."
            fix = "Bỏ một dòng, hoặc ghi rõ khác nhau ở đâu (khóa mấy, xã nào)."
            yield warning("same_line", message, fix, f"“{each.name}”")
        lines.add(same)
    owners = len(seen - {""})
    if given.owners is not None and owners > given.owners:
        message = f"Kế hoạch nêu {owners} cơ sở, dự toán được duyệt cho {given.owners}."
        fix = "Xem lại số cơ sở; nhiều hơn số đã duyệt thì mức hỗ trợ mỗi cơ sở nhỏ đi."
        yield warning("more_owners", message, fix, "Địa điểm")
