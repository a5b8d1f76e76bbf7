"""An industrial cluster by its rows: what it is in law, its land, how full it is, what contradicts.

Areas are whole square metres. What no row says is None and never nought; a share is an exact fraction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.findings import Finding, warning
from khuyencong.rules.money import number, percent
from khuyencong.rules.validity import in_force

HECTARE = 10_000
AN_ARE = 100
"""A hundredth of a hectare in square metres: what a return counts land by."""
LISTED, ESTABLISHED, EXPANDED, DETAILED, ENDED = "listed", "established", "expanded", "detailed", "ended"


NORTH, EAST = (8, 24), (102, 118)
"""Degrees between which the country lies, its islands included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A decision: what it does, since when, the areas it says."""

    kind: str
    on: date
    area: int | None = None
    industrial: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """A lease: to whom, how much, from when up to when, which lot."""

    key: int
    tenant: int
    area: int
    since: date
    until: date | None = None
    lot: str = ""

    def stands(self, on: date) -> bool:
        """Whether it runs on that day."""
        return in_force(self.since, self.until, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A total that somebody reported as of a day."""

    measure: str
    value: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """The land of a cluster on a day."""

    listed: int | None = None
    established: int | None = None
    expanded: int | None = None
    detailed: int | None = None
    industrial: int | None = None
    leased: int = 0

    @property
    def whole(self) -> int | None:
        """What was established, with every expansion."""
        if self.established is None:
            return None
        return self.established + (self.expanded or 0)

    @property
    def occupancy(self) -> Fraction | None:
        """Leased land as a share of industrial land; None where the latter is not known."""
        return None if not self.industrial else Fraction(self.leased, self.industrial)

    @property
    def free(self) -> int | None:
        """Industrial land that is not let; never less than nothing."""
        return None if self.industrial is None else max(self.industrial - self.leased, 0)


def hectares(area: int | None) -> str:
    """Square metres as hectares, whole: two decimals, or up to four where there are so many; a dash for what
    nobody knows. Rounded each by itself, let and free land would not add up to all of it."""
    if area is None:
        return "–"
    return number(Fraction(area, HECTARE), 2 if area % 100 == 0 else 3 if area % 10 == 0 else 4)


def ares(area: int) -> int:
    """Square metres as whole hundredths of a hectare, half up: as a return keeps them."""
    return (2 * area + AN_ARE) // (2 * AN_ARE)


def standing_on(papers: Iterable[Paper], on: date) -> str:
    """What it is in law on that day: listed, established or ended; "" where no decision says."""
    said = [each for each in papers if each.on <= on and each.kind in (LISTED, ESTABLISHED, EXPANDED, ENDED)]
    if not said:
        return ""
    last = max(said, key=lambda each: each.on)
    if last.kind == ENDED:
        return ENDED
    built = any(each.kind in (ESTABLISHED, EXPANDED) for each in said)
    return ESTABLISHED if built else LISTED


def land_on(papers: Iterable[Paper], lets: Iterable[Let], on: date) -> Land:
    """The land on that day: of most kinds of paper the last one counts, expansions add up."""
    known = sorted((each for each in papers if each.on <= on), key=lambda each: each.on)

    def last(kind: str) -> int | None:
        return next((each.area for each in reversed(known) if each.kind == kind and each.area), None)

    more = [each.area for each in known if each.kind == EXPANDED and each.area]
    return Land(
        listed=last(LISTED),
        established=last(ESTABLISHED),
        expanded=sum(more) if more else None,
        detailed=last(DETAILED),
        industrial=next((each.industrial for each in reversed(known) if each.industrial), None),
        leased=sum(each.area for each in lets if each.stands(on)),
    )


def quarrels(papers: Sequence[Paper], lets: Sequence[Let], totals: Sequence[Total], on: date) -> list[Finding]:
    """What contradicts what, with the size and who must say; nothing is put right by itself."""
    land = land_on(papers, lets, on)
    found = []
    if land.industrial is not None and land.leased > land.industrial:
        found.append(
            warning(
                "let_more_than_there_is",
                f"Các hợp đồng cộng lại {hectares(land.leased)} ha, hơn đất công nghiệp "
                f"{hectares(land.industrial)} ha là {hectares(land.leased - land.industrial)} ha.",
                "Xem lại diện tích, ngày hết thuê ở từng dòng; hoặc thiếu quyết định ghi đất công nghiệp mới.",
                "Cho thuê đất",
            )
        )
    if land.whole is not None and land.industrial is not None and land.industrial > land.whole:
        found.append(
            warning(
                "more_industrial_than_whole",
                f"Đất công nghiệp {hectares(land.industrial)} ha, hơn diện tích thành lập và mở rộng "
                f"{hectares(land.whole)} ha là {hectares(land.industrial - land.whole)} ha.",
                "Xem lại các quyết định; hoặc thiếu quyết định mở rộng.",
                "Quyết định",
            )
        )
    return [*found, *_lots_let_twice(lets, on), *_totals_apart(lets, totals, on)]


def _lots_let_twice(lets: Sequence[Let], on: date) -> list[Finding]:
    by_lot: dict[str, set[int]] = {}
    for each in lets:
        if each.lot and each.stands(on):
            by_lot.setdefault(each.lot.casefold(), set()).add(each.key)
    shown = {each.lot.casefold(): each.lot for each in lets}
    return [
        warning(
            "lot_let_twice",
            f"Lô {shown[lot]} có {len(keys)} dòng cho thuê cùng lúc.",
            "Ghi ngày hết thuê của dòng cũ, hoặc sửa tên lô.",
            "Cho thuê đất",
        )
        for lot, keys in sorted(by_lot.items())
        if len(keys) > 1
    ]


def _totals_apart(lets: Sequence[Let], totals: Sequence[Total], on: date) -> list[Finding]:
    """The latest total of each kind that rows can answer for, held to the rows of its own day."""
    found = []
    for measure, named in (("leased", "Đất đã cho thuê"), ("projects", "Dự án đầu tư")):
        told = [each for each in totals if each.measure == measure and each.on <= on]
        if not told:
            continue
        last = max(told, key=lambda each: each.on)
        running = [each for each in lets if each.stands(last.on)]
        if measure == "leased":
            ours = sum(each.area for each in running)
            words = f"được báo {hectares(last.value)} ha, các dòng cộng lại {hectares(ours)} ha"
            gap = f"{hectares(abs(last.value - ours))} ha"
        else:
            ours = len({each.tenant for each in running})
            words = f"được báo {number(last.value)}, sổ có {number(ours)} bên thuê"
            gap = number(abs(last.value - ours))
        if ours == last.value:
            continue
        less = ours < last.value
        found.append(
            warning(
                f"{measure}_apart",
                f"{named} đến {last.on:%d/%m/%Y}: {words}; lệch {gap}.",
                "Sổ còn thiếu bên thuê: ghi thêm; hoặc hỏi lại người báo số."
                if less
                else "Số được báo có thể đã cũ: ghi số mới, hoặc ghi ngày hết thuê.",
                "Số tổng được báo",
            )
        )
    return found


class Verdict(StrEnum):
    """How a condition stands."""

    ENOUGH = "enough"
    SHORT = "short"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {"enough": "Đạt", "short": "Chưa đạt", "unknown": "Chưa biết"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A condition of the law: `bound` is "" where something has only to be there."""

    code: str
    name: str
    asks: str
    bound: str = ""
    value: Fraction | None = None
    measure: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A condition with what the rows say of it."""

    mark: Mark
    verdict: Verdict
    said: str


NEW = ("listed", "land", "investor", "area", "occupancy_before", "unleased_before")
STANDING = ("area", "occupancy_to_expand")


def judged(
    marks: Iterable[Mark], seen: Mapping[str, Fraction | bool | None], asked: Sequence[str]
) -> list[Judged]:
    """Each condition of these kinds by what is known; hectares for land, a share of one for a rate."""
    found = [_judged(mark, seen.get(mark.asks)) for mark in marks if mark.asks in asked]
    return sorted(found, key=lambda each: asked.index(each.mark.asks))


def _judged(mark: Mark, known: Fraction | bool | None) -> Judged:
    if known is None:
        return Judged(mark=mark, verdict=Verdict.UNKNOWN, said="Sổ chưa ghi đủ để biết")
    if isinstance(known, bool):
        return Judged(
            mark=mark,
            verdict=Verdict.ENOUGH if known else Verdict.SHORT,
            said="Có trong sổ" if known else "Sổ chưa ghi",
        )
    rate = mark.measure == "percent"
    said = percent(known) if rate else f"{number(known, 2)} ha"
    value = mark.value if mark.value is not None else Fraction(0)
    held = known * 100 if rate else known
    holds = {"more": held > value, "least": held >= value, "most": held <= value}[mark.bound]
    return Judged(mark=mark, verdict=Verdict.ENOUGH if holds else Verdict.SHORT, said=said)
