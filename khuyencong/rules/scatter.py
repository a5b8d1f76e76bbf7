"""How scattered a list of projects is (dàn trải, phân tán), so that two lists can be compared before deciding.

Every measure of the index is told by money, not by number: each đồng is asked how large its project is, which
product, place, priority and chain it serves. Splitting a project in two can then never make a list look better;
a plain median or a share by number could be bettered just so. The plain ones are shown, but do not count.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.money import dong, number, percent


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """That one who benefits stands in a chain or cluster: `key` is alike for all who stand in it."""

    owner: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What counts of a project: its support, for whom, what, where, in which chains and clusters.

    `ties` are those of everybody who benefits; `toward` says that one of them supplies or works for a product
    that the locality declared.
    """

    key: str
    support: int
    owner: str
    product: str = ""
    place: str = ""
    ties: frozenset[Tie] = frozenset()
    toward: bool = False
    declared: bool = False


class Part(StrEnum):
    """What the index is made of; each from 0 (gathered) to 1 (scattered)."""

    SMALL = "small"
    SIZE = "size"
    PRODUCT = "product"
    PLACE = "place"
    PRIORITY = "priority"
    LINKS = "links"

    @property
    def label(self) -> str:
        """What it is called."""
        return {
            "small": "Phần kinh phí nằm trong đề án nhỏ",
            "size": "Quy mô nhỏ so với mức tham chiếu",
            "product": "Phân tán theo sản phẩm, ngành nghề",
            "place": "Phân tán theo địa bàn",
            "priority": "Phần kinh phí ngoài ưu tiên đã đăng ký",
            "links": "Phần kinh phí không gắn chuỗi, cụm",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """By what is measured, all conventions of the agency: small below `small`, large enough from `large`."""

    small: int
    large: int
    weights: dict[Part, int]
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One part of the index: from 0 to 1, its weight, and the sentence that says how it came about."""

    part: Part
    share: Fraction
    weight: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """A list measured: `index` from 0 (gathered) to 100 (scattered); `median` is for the eye only."""

    count: int
    total: int
    median: int
    typical: int
    small_count: int
    parts: tuple[Told, ...]

    @property
    def index(self) -> Fraction:
        """The weighted mean of the parts, times 100; 0 for nothing."""
        weight = sum(each.weight for each in self.parts)
        if not weight or not self.total:
            return Fraction(0)
        return 100 * sum((each.weight * each.share for each in self.parts), Fraction(0)) / weight

    @property
    def words(self) -> str:
        """The index as one reads it."""
        return number(self.index, 1)

    @property
    def meaning(self) -> str:
        """What the two ends of the index mean, and what a list of one can say at all."""
        ends = (
            "0 là kinh phí gom vào ít đề án lớn, ít ngành, ít nơi, đúng ưu tiên đã đăng ký, "
            "gắn chuỗi hoặc cụm; 100 là ngược lại."
        )
        if self.count != 1:
            return ends
        return (
            "Danh sách mới có một đề án nên chưa nói được là tập trung hay dàn trải: ngành và nơi không thể "
            "phân tán, số trên chỉ do quy mô, ưu tiên và liên kết của riêng đề án ấy. " + ends
        )


def measure(items: Iterable[Item], scale: Scale) -> Scatter:
    """The list measured; one without money has nothing to scatter."""
    listed = [each for each in items if each.support > 0]
    makers: dict[Part, Callable[[Sequence[Item], Scale], tuple[Fraction, str]]] = {
        Part.SMALL: _small,
        Part.SIZE: _size,
        Part.PRODUCT: lambda rows, _: _spread(rows, lambda each: each.product, "sản phẩm, ngành nghề"),
        Part.PLACE: lambda rows, _: _spread(rows, lambda each: each.place, "địa bàn"),
        Part.PRIORITY: _priority,
        Part.LINKS: _links,
    }
    parts = []
    for part, make in makers.items():
        share, words = make(listed, scale) if listed else (Fraction(0), "Chưa có đề án nào có kinh phí.")
        if not scale.weights.get(part, 0):
            share, words = Fraction(0), "Không tính vào chỉ số theo quy ước của ngày lập danh sách."
        parts.append(Told(part=part, share=share, weight=scale.weights.get(part, 0), words=words))
    return Scatter(
        count=len(listed),
        total=sum(each.support for each in listed),
        median=_median([each.support for each in listed]),
        typical=typical_size(listed),
        small_count=sum(each.support < scale.small for each in listed),
        parts=tuple(parts),
    )


def _median(sizes: Sequence[int]) -> int:
    """The middle by number, rounded down between the two middle ones; 0 of none."""
    ordered = sorted(sizes)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) // 2 if ordered else 0


def typical_size(items: Sequence[Item]) -> int:
    """The size of the project in which the middle đồng lies, counted from the smallest; 0 of none."""
    half, seen = Fraction(sum(each.support for each in items), 2), 0
    for size in sorted(each.support for each in items):
        seen += size
        if seen >= half:
            return size
    return 0


def _share(items: Iterable[Item], listed: Sequence[Item]) -> Fraction:
    return Fraction(sum(each.support for each in items), sum(each.support for each in listed))


def _small(items: Sequence[Item], scale: Scale) -> tuple[Fraction, str]:
    small = [each for each in items if each.support < scale.small]
    share = _share(small, items)
    told = f"{len(small)} trong {len(items)} đề án dưới {dong(scale.small)}, giữ {percent(share, 1)} kinh phí."
    return share, told


def _size(items: Sequence[Item], scale: Scale) -> tuple[Fraction, str]:
    typical = typical_size(items)
    share = 1 - min(Fraction(1), Fraction(typical, scale.large)) if scale.large > 0 else Fraction(0)
    return share, f"Đồng kinh phí ở giữa nằm trong đề án {dong(typical)}; mức tham chiếu {dong(scale.large)}."


def concentration(items: Sequence[Item], of: Callable[[Item], str]) -> Fraction:
    """Herfindahl by money: 1 when all goes to one; what names nothing counts each for itself, by its owner."""
    sums: dict[tuple[bool, str], int] = {}
    for each in items:
        named = of(each)
        key = (bool(named), named or each.owner)
        sums[key] = sums.get(key, 0) + each.support
    total = sum(sums.values())
    return Fraction(sum(each * each for each in sums.values()), total * total) if total else Fraction(0)


def _spread(items: Sequence[Item], of: Callable[[Item], str], what: str) -> tuple[Fraction, str]:
    gathered = concentration(items, of)
    kinds = len({of(each) for each in items if of(each)})
    told = f"{kinds} {what}; kinh phí tập trung như chia đều cho {number(1 / gathered, 1)}"
    return 1 - gathered, f"{told} (chỉ số Herfindahl {number(gathered, 2)})."


def _priority(items: Sequence[Item], _: Scale) -> tuple[Fraction, str]:
    outside = [each for each in items if not each.declared]
    share = _share(outside, items)
    return (
        share,
        f"{len(outside)} đề án ngoài ngành nghề, sản phẩm ưu tiên đã đăng ký, {percent(share, 1)} kinh phí.",
    )


def shared(items: Iterable[Item]) -> frozenset[str]:
    """The chains and clusters in which more than one owner of the list stands."""
    owners: dict[str, set[str]] = {}
    for tie in {tie for each in items for tie in each.ties}:
        owners.setdefault(tie.key, set()).add(tie.owner)
    return frozenset(key for key, those in owners.items() if len(those) > 1)


def linked(items: Sequence[Item]) -> list[Item]:
    """Those that share a chain or a cluster with another owner, or lead to a declared product.

    Owners of one project count for each other: a group split in two must not gain by it. Two projects of one
    owner do not, so that halves of one are no chain.
    """
    keys = shared(items)
    return [each for each in items if each.toward or any(tie.key in keys for tie in each.ties)]


def _links(items: Sequence[Item], _: Scale) -> tuple[Fraction, str]:
    joined = linked(items)
    share = _share(joined, items)
    told = (
        f"{percent(1 - share, 1)} kinh phí; {len(joined)} đề án cùng chuỗi hay cùng cụm với cơ sở khác trong "
        f"danh sách, hoặc làm cho sản phẩm ưu tiên đã đăng ký, giữ {percent(share, 1)}."
    )
    return 1 - share, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One measure of two lists; `better` is 1 or 2 for the less scattered, 0 when alike."""

    label: str
    first: str
    second: str
    better: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two lists side by side: measures, and which projects only one of them holds."""

    first: Scatter
    second: Scatter
    differences: tuple[Difference, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def words(self) -> str:
        """The comparison in a sentence."""
        if self.first.index == self.second.index:
            return f"Hai danh sách tập trung như nhau (chỉ số phân tán {self.first.words})."
        first = self.first.index < self.second.index
        less, more = (self.first, self.second) if first else (self.second, self.first)
        name = "thứ nhất" if first else "thứ hai"
        return f"Danh sách {name} tập trung hơn: chỉ số phân tán {less.words}, danh sách kia {more.words}."


def compare(first: Iterable[Item], second: Iterable[Item], scale: Scale) -> Comparison:
    """Two candidate lists measured by the same scale."""
    one, two = list(first), list(second)
    left, right = measure(one, scale), measure(two, scale)
    mine, theirs = {each.key for each in one}, {each.key for each in two}
    rows = [_row("Chỉ số phân tán", left.index, right.index, left.words, right.words)]
    for a, b in ((a, b) for a, b in zip(left.parts, right.parts, strict=True) if a.weight):
        rows.append(_row(a.part.label, a.share, b.share, percent(a.share, 1), percent(b.share, 1)))
    rows.append(
        _row("Quy mô của đồng ở giữa", -left.typical, -right.typical, dong(left.typical), dong(right.typical))
    )
    return Comparison(
        first=left,
        second=right,
        differences=tuple(rows),
        only_first=tuple(sorted(mine - theirs)),
        only_second=tuple(sorted(theirs - mine)),
    )


def _row(label: str, one: Fraction | int, two: Fraction | int, first: str, second: str) -> Difference:
    better = 0 if one == two else 1 if one < two else 2
    return Difference(label=label, first=first, second=second, better=better)
