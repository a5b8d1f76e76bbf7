"""Selection under the ceiling of a purse: in turn, in the order of the law, with a reason at every place.

The law says that areas, then trades, are looked at in turn (xét ưu tiên lần lượt, TT 46/2012/TT-BCT Điều 6
khoản 3). So the list that is sought is the one whose inclusions, read from the first place to the last, are
lexicographically greatest: nobody below ever takes money that somebody above could have used. Who does not fit
goes to the reserve and the next is looked at. Parts of one bundle are judged, taken and left together, so that
nothing is won by splitting a project.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.money import dong, number

PER = 100_000_000
"""Value for money is told per 100 triệu đồng of support."""


class Rule(StrEnum):
    """By what places may be given; the rows handed in say in which order, and by which law."""

    MODEL = "model"
    AREA = "area"
    TRADE = "trade"
    CAPABILITY = "capability"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One step of the order, by its position; `law` "" is a convention of our own and says so."""

    rule: Rule
    position: int
    name: str
    law: str = ""
    verified: bool = False

    @property
    def told(self) -> str:
        """The step with its basis."""
        if not self.law:
            return f"{self.name} (quy ước của hệ thống, cần cơ quan thông qua)"
        return f"{self.name} ({self.law}{'' if self.verified else ', cần xác minh'})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A benefit that is counted: `weight` points for every `per` units, set against the support."""

    code: str
    name: str
    weight: Fraction
    per: int = 1
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A project to be chosen from. A rank of None comes after every rank.

    `capability` is the published score of the unit in hundredths of a point: better when higher.

    `support` is what the plan year's purse would give; `bundle` is alike for parts of one project (an owner
    and a content in common, see `parts_of_one`). `outside_order` marks what the law takes
    out of the order (cleaner production).
    """

    key: str
    title: str
    support: int
    model: bool = False
    area: int | None = None
    trade: int | None = None
    capability: int | None = None
    benefits: Mapping[str, int] = field(default_factory=dict)
    bundle: str = ""
    outside_order: bool = False


class Outcome(StrEnum):
    """What becomes of a position."""

    CHOSEN = "chosen"
    RESERVE = "reserve"

    @property
    def label(self) -> str:
        """The word an officer reads."""
        return {"chosen": "Chọn", "reserve": "Dự phòng"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in the order; `left` is the money before it was looked at, `reason` says why here and so."""

    number: int
    candidate: Candidate
    outcome: Outcome
    value: Fraction
    left: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The positions in order, under one ceiling and what is set aside for those outside the order.

    `taken` is what earlier lists of the same plan already give: the ceiling is that of the whole plan.
    """

    ceiling: int
    set_aside: int
    positions: tuple[Position, ...]
    taken: int = 0
    taken_outside: int = 0

    @property
    def chosen(self) -> tuple[Position, ...]:
        """Those that get support."""
        return tuple(each for each in self.positions if each.outcome is Outcome.CHOSEN)

    @property
    def reserve(self) -> tuple[Position, ...]:
        """Those that wait, in the order in which freed money would reach them."""
        return tuple(each for each in self.positions if each.outcome is Outcome.RESERVE)

    @property
    def spent(self) -> int:
        """What the chosen get together."""
        return sum(each.candidate.support for each in self.chosen)

    @property
    def left(self) -> int:
        """What stays under the ceiling."""
        return self.ceiling - self.taken - self.spent

    def room(self, *, outside: bool) -> int:
        """What stays of the ordered part, or of what is set aside; neither serves the other."""
        spent = sum(
            each.candidate.support
            for parts in _together(self.chosen)
            if _outside(parts) == outside
            for each in parts
        )
        if outside:
            return max(self.set_aside - self.taken_outside, 0) - spent
        return max(self.ceiling - self.set_aside - (self.taken - self.taken_outside), 0) - spent

    @property
    def lacks(self) -> dict[str, int]:
        """By the key of each that waits: what would have to come free for it and its parts, in đồng."""
        return {
            part.candidate.key: max(
                sum(each.candidate.support for each in parts) - self.room(outside=_outside(parts)), 0
            )
            for parts in _together(self.reserve)
            for part in parts
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Candidates that stand or fall together, judged as one: the least favourable of each of their claims."""

    key: str
    parts: tuple[Candidate, ...]

    @property
    def support(self) -> int:
        return sum(each.support for each in self.parts)

    @property
    def model(self) -> bool:
        return all(each.model for each in self.parts)

    @property
    def outside_order(self) -> bool:
        return all(each.outside_order for each in self.parts)

    @property
    def area(self) -> int | None:
        return _last([each.area for each in self.parts])

    @property
    def trade(self) -> int | None:
        return _last([each.trade for each in self.parts])

    @property
    def capability(self) -> int | None:
        known = [each.capability for each in self.parts if each.capability is not None]
        return min(known) if len(known) == len(self.parts) else None

    def value(self, measures: Iterable[Measure]) -> Fraction:
        """Points per 100 triệu đồng of support, all parts together; nothing asked is worth nothing."""
        if self.support <= 0:
            return Fraction(0)
        points = sum(
            each.weight * Fraction(sum(part.benefits.get(each.code, 0) for part in self.parts), each.per)
            for each in measures
        )
        return Fraction(points) * PER / self.support


def _last(ranks: Sequence[int | None]) -> int | None:
    known = [each for each in ranks if each is not None]
    return max(known) if len(known) == len(ranks) else None


def bundles(candidates: Iterable[Candidate]) -> list[Bundle]:
    """Candidates put together by their bundle; one without a bundle stands alone."""
    found: dict[tuple[bool, str], list[Candidate]] = {}
    for each in candidates:
        found.setdefault((bool(each.bundle), each.bundle or each.key), []).append(each)
    return [
        Bundle(key=min(part.key for part in parts), parts=tuple(sorted(parts, key=lambda part: part.key)))
        for parts in found.values()
    ]


def parts_of_one(claims: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, str]:
    """The bundle of each project by its key: projects that want one content for one owner belong together.

    Belonging is handed on: who shares with a part shares with the whole. One that shares with none has "".
    """
    first: dict[tuple[str, str], str] = {}
    root = {key: key for key in claims}

    def top(key: str) -> str:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for key, wanted in claims.items():
        for claim in wanted:
            root[top(key)] = top(first.setdefault(claim, key))
    tops = {key: top(key) for key in claims}
    sizes = Counter(tops.values())
    return {key: at if sizes[at] > 1 else "" for key, at in tops.items()}


def ranking(bundle: Bundle, order: Sequence[OrderRow], measures: Sequence[Measure]) -> tuple[object, ...]:
    """What places a bundle: smaller stands first. Outside the order only value counts; then the key."""
    steps = [_step(bundle, row.rule, measures) for row in _rows(bundle, order)]
    return (bundle.outside_order, *steps, bundle.key)


def _rows(bundle: Bundle, order: Iterable[OrderRow]) -> list[OrderRow]:
    """The steps that place it, in their order; only value for those outside the order."""
    rows = sorted(order, key=lambda each: each.position)
    return [each for each in rows if not bundle.outside_order or each.rule is Rule.VALUE]


def _step(bundle: Bundle, rule: Rule, measures: Sequence[Measure]) -> tuple[int, Fraction]:
    if rule is Rule.MODEL:
        return (0, Fraction(not bundle.model))
    if rule is Rule.VALUE:
        return (0, -bundle.value(measures))
    rank = {Rule.AREA: bundle.area, Rule.TRADE: bundle.trade, Rule.CAPABILITY: bundle.capability}[rule]
    if rank is None:
        return (1, Fraction(0))
    return (0, Fraction(-rank if rule is Rule.CAPABILITY else rank))


def select(
    candidates: Iterable[Candidate],
    *,
    ceiling: int,
    order: Sequence[OrderRow],
    measures: Sequence[Measure] = (),
    set_aside: int = 0,
    taken: Iterable[Candidate] = (),
) -> Selection:
    """Look at each in turn and take it if it fits. `set_aside` is for those outside the order alone.

    `taken` are those that earlier lists of the plan chose: their money stands under the same ceiling.
    ValueError for a ceiling, a share set aside or a support that cannot be.
    """
    listed, before = list(candidates), list(taken)
    if not 0 <= set_aside <= ceiling or any(each.support < 0 for each in [*listed, *before]):
        raise ValueError("ceiling, set_aside and support must be amounts, set_aside within the ceiling")
    ranked = sorted(bundles(listed), key=lambda each: ranking(each, order, measures))
    empty = Selection(
        ceiling=ceiling,
        set_aside=set_aside,
        positions=(),
        taken=sum(each.support for each in before),
        taken_outside=sum(each.support for each in bundles(before) if each.outside_order),
    )
    purses = {outside: empty.room(outside=outside) for outside in (False, True)}
    positions: list[Position] = []
    above: Bundle | None = None
    for bundle in ranked:
        left = purses[bundle.outside_order]
        place = _why_here(bundle, above, order, measures)
        positions += _placed(bundle, len(positions), left, bundle.value(measures), place)
        if bundle.support <= left:
            purses[bundle.outside_order] -= bundle.support
        above = bundle
    return replace(empty, positions=tuple(positions))


def _placed(bundle: Bundle, before: int, left: int, value: Fraction, place: str) -> list[Position]:
    fits = bundle.support <= left
    reason = f"{_why_so(bundle, left, fits=fits)} {place}"
    return [
        Position(
            number=place_number,
            candidate=part,
            outcome=Outcome.CHOSEN if fits else Outcome.RESERVE,
            value=value,
            left=left,
            reason=reason,
        )
        for place_number, part in enumerate(bundle.parts, start=before + 1)
    ]


def _why_here(
    bundle: Bundle, above: Bundle | None, order: Sequence[OrderRow], measures: Sequence[Measure]
) -> str:
    rows = _rows(bundle, order)
    facts = "; ".join(_fact(bundle, each.rule, measures) for each in rows)
    told = f"{facts[:1].upper()}{facts[1:]}."
    if bundle.outside_order:
        told = f"Không xếp theo địa bàn, ngành nghề mà theo hiệu quả, sự cấp thiết. {told}"
    if above is None or above.outside_order != bundle.outside_order:
        return told
    parting = next(
        (row for row in rows if _step(bundle, row.rule, measures) != _step(above, row.rule, measures)), None
    )
    if parting is None:
        return f"{told} Ngang đề án đứng trước về mọi tiêu chí; xếp theo mã đề án."
    return f"{told} Đứng sau đề án trước do: {parting.told}."


def _fact(bundle: Bundle, rule: Rule, measures: Sequence[Measure]) -> str:
    if rule is Rule.MODEL:
        return "đề án điểm" if bundle.model else "không phải đề án điểm"
    if rule is Rule.VALUE:
        return f"hiệu quả {number(bundle.value(measures), 2)} điểm trên 100 triệu đồng hỗ trợ"
    name, rank = {
        Rule.AREA: ("địa bàn ưu tiên", bundle.area),
        Rule.TRADE: ("ngành nghề ưu tiên", bundle.trade),
        Rule.CAPABILITY: ("năng lực đơn vị thực hiện", bundle.capability),
    }[rule]
    if rank is None:
        return f"{name} chưa đánh giá" if rule is Rule.CAPABILITY else f"không thuộc {name}"
    if rule is Rule.CAPABILITY:
        return f"{name} {number(Fraction(rank, 100), 2)} điểm"
    return f"{name} thứ {rank}"


def _why_so(bundle: Bundle, left: int, *, fits: bool) -> str:
    """What became of it and the money, first: this is what is asked before why it stands where it stands."""
    what = "xin" if len(bundle.parts) == 1 else f"cùng {len(bundle.parts)} phần của một đề án xin"
    if fits:
        return f"Chọn: {what} {dong(bundle.support)}, khi còn {dong(left)}."
    lack = dong(bundle.support - left)
    return f"Dự phòng: {what} {dong(bundle.support)}, chỉ còn {dong(left)}, thiếu {lack}; xét tiếp đề án sau."


def next_in_reserve(selection: Selection, freed: int) -> tuple[Position, ...]:
    """Who of the reserve would be taken in turn if so much came free, on top of what is left of the ceiling.

    What is left of one part of the purse never serves the other; `freed` is money of the ordered part.
    """
    room = selection.room(outside=False) + freed
    found: list[Position] = []
    for parts in _together(selection.reserve):
        if _outside(parts):
            continue
        asked = sum(each.candidate.support for each in parts)
        if asked <= room:
            room -= asked
            found += parts
    return tuple(found)


def _outside(parts: Sequence[Position]) -> bool:
    return all(each.candidate.outside_order for each in parts)


def _together(positions: Iterable[Position]) -> list[list[Position]]:
    found: dict[tuple[bool, str], list[Position]] = {}
    for each in positions:
        one = each.candidate
        found.setdefault((bool(one.bundle), one.bundle or one.key), []).append(each)
    return list(found.values())
