"""Showing amounts on other borders: from the places of then to those of now, and back.

Forward, a place that became part of one other passes its amount on whole: exact. Backward, an amount is
apportioned over the places it came from, by declared weights and largest remainders: an estimate, marked so.
Either way the total stays the same to the đồng.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

Place = TypeVar("Place", bound=Hashable)

ESTIMATED = (
    "Ước tính: số liệu của đơn vị hành chính mới được chia về các đơn vị cũ theo tỷ lệ số đơn vị hành chính "
    "cấp xã của mỗi đơn vị cũ, không phải số liệu báo cáo."
)
"""What an officer reads beside apportioned amounts."""


class LineageError(ValueError):
    """A lineage that is no lineage: a place with two successors, a loop, or a weight below one."""


class OutsideTargetError(ValueError):
    """A place that cannot be shown on the target borders without losing part of its amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Became(Generic[Place]):
    """`ancestor` became, wholly, part of `descendant`; `weight` (≥ 1) is its share when amounts go back."""

    ancestor: Place
    descendant: Place
    weight: int


class Lineage(Generic[Place]):
    """Which place became part of which. A place has at most one successor; order of `links` does not matter.

    Raises LineageError for two successors, a loop or a weight below one.
    """

    def __init__(self, links: Iterable[Became[Place]]) -> None:
        self._next: dict[Place, Place] = {}
        self._parts: dict[Place, list[Became[Place]]] = defaultdict(list)
        for link in links:
            if link.ancestor in self._next or link.weight < 1:
                raise LineageError(f"{link.ancestor!r}: hai nơi kế thừa, hoặc trọng số dưới 1")
            self._next[link.ancestor] = link.descendant
            self._parts[link.descendant].append(link)
        for place in self._next:
            self._check_ends(place)

    def _check_ends(self, place: Place) -> None:
        seen = {place}
        while place in self._next:
            place = self._next[place]
            if place in seen:
                raise LineageError(f"{place!r}: vòng lặp")
            seen.add(place)

    def holder(self, place: Place, target: Collection[Place]) -> Place | None:
        """The place of `target` that is, or wholly holds, `place`; None if there is none."""
        here: Place | None = place
        while here is not None and here not in target:
            here = self._next.get(here)
        return here

    def alone(self, place: Place, target: Collection[Place]) -> Place | None:
        """The place of `target` that is `place`, was made of it and of no other, or was it before; or None."""
        here: Place | None = place
        while here is not None and here not in target:
            after = self._next.get(here)
            here = after if after is not None and len(self._parts[after]) == 1 else None
        if here is not None:
            return here
        before = self.parts(place, target) or ()
        return before[0] if len(before) == 1 else None

    def parts(self, place: Place, target: Collection[Place]) -> tuple[Place, ...] | None:
        """The places of `target` that together make up `place`; None if they do not cover it."""
        if place in target:
            return (place,)
        found: list[Place] = []
        for link in self._parts.get(place, ()):
            below = self.parts(link.ancestor, target)
            if below is None:
                return None
            found.extend(below)
        return tuple(found) or None

    def shown_at(self, place: Place, target: Collection[Place]) -> tuple[Place, ...]:
        """The places of the target in which a place's figures are shown: its holder, or those it is made of."""
        holder = self.holder(place, target)
        return (holder,) if holder is not None else self.parts(place, target) or ()

    def origins(self, place: Place) -> tuple[Became[Place], ...]:
        """What became part of `place` in the last step before it."""
        return tuple(self._parts.get(place, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebased(Generic[Place]):
    """Amounts in đồng on the target borders; `estimated` names the places whose amount was apportioned."""

    amounts: Mapping[Place, int]
    estimated: frozenset[Place]

    @property
    def is_estimated(self) -> bool:
        """True if any amount is an estimate rather than a sum of given amounts."""
        return bool(self.estimated)

    @property
    def reason(self) -> str:
        """The sentence to print beside estimates; empty where there are none."""
        return ESTIMATED if self.estimated else ""


def rebase(amounts: Mapping[Place, int], lineage: Lineage[Place], target: Collection[Place]) -> Rebased[Place]:
    """`amounts` in đồng, shown on the borders of `target`; the total never changes.

    A place of the target keeps its amount; one that became part of a target place is added to it; one made up
    of target places is apportioned over them. A target place that receives nothing is absent, not zero.
    Raises OutsideTargetError for a place that none of this fits.
    """
    shown: dict[Place, int] = defaultdict(int)
    estimated: set[Place] = set()
    wanted = frozenset(target)
    for place, amount in amounts.items():
        holder = lineage.holder(place, wanted)
        if holder is not None:
            shown[holder] += amount
            continue
        shares = _apportion(place, amount, lineage, wanted)
        if len(shares) > 1:
            estimated.update(shares)
        for part, share in shares.items():
            shown[part] += share
    return Rebased(amounts=MappingProxyType(dict(shown)), estimated=frozenset(estimated))


def rebase_rate(
    values: Mapping[Place, int], lineage: Lineage[Place], target: Collection[Place]
) -> Mapping[Place, int]:
    """Rates on the borders of `target`: each where its place stands alone, and nowhere else.

    A rate of several places is neither their sum nor told by one of them, and none of its parts has its rate.
    """
    wanted = frozenset(target)
    homes = {place: lineage.alone(place, wanted) for place in values}
    return {home: values[place] for place, home in homes.items() if home is not None}


def _apportion(
    place: Place, amount: int, lineage: Lineage[Place], target: frozenset[Place]
) -> dict[Place, int]:
    """`amount` of `place` over the target places it is made of, step by step back through the lineage."""
    if place in target:
        return {place: amount}
    if lineage.parts(place, target) is None:
        raise OutsideTargetError(f"{place!r}: không có đơn vị nào trên địa giới được chọn")
    origins = lineage.origins(place)
    weights = {link.ancestor: link.weight for link in origins}
    shares: dict[Place, int] = {}
    for ancestor, share in apportion(amount, weights).items():
        shares.update(_apportion(ancestor, share, lineage, target))
    return shares


def apportion(amount: int, weights: Mapping[Place, int]) -> dict[Place, int]:
    """`amount` đồng split by `weights` (each ≥ 1) into whole đồng that sum to it, by largest remainder.

    Equal remainders go to the larger weight, then to the place whose name sorts first, so that the order in
    which places are given is of no account. A negative amount is split like its opposite.
    """
    if not weights:
        raise LineageError("không có đơn vị nào để chia")
    whole = sum(weights.values())
    size, sign = abs(amount), -1 if amount < 0 else 1
    shares = {place: size * weight // whole for place, weight in weights.items()}
    rank = sorted(weights, key=lambda place: (-(size * weights[place] % whole), -weights[place], _name(place)))
    for place in rank[: size - sum(shares.values())]:
        shares[place] += 1
    return {place: sign * share for place, share in shares.items()}


def _name(place: Hashable) -> tuple[int, str]:
    """Numbers by size, anything else by its text: an order that does not depend on the run."""
    text = str(place)
    return len(text) if isinstance(place, int) else 0, text
