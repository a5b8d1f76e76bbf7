"""A printed figure that knows its exact value, and a sentence that knows its figures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.money import Unit, half_up, number
from khuyencong.rules.reconcile import Claim, Kind
from khuyencong.rules.reconcile.checking import is_thing

MONEY = Unit.TRIEU
DECIMALS = {Kind.AMOUNT: 1, Kind.SHARE: 2, Kind.GROWTH: 2, Kind.POINTS: 2}
CHANGES = (Kind.GROWTH, Kind.POINTS)


class Counter(StrEnum):
    """Things that are counted, as they stand behind a number."""

    PLACES = "địa phương"
    CONTENTS = "nội dung"
    PROJECTS = "đề án"
    RETURNS = "lượt báo cáo"
    ERRORS = "mâu thuẫn"
    DAYS = "ngày"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Which rows a figure is the sum of; `how` says from where, "derived" that it is worked out from others."""

    how: str = "derived"
    year: int = 0
    cut: date = date.min
    fund: str = ""
    stage: str = ""
    place: str = ""
    activity: str = ""


DERIVED = Trace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One figure. `value` is exact: đồng, a count, a share of 1, or a difference of two shares.

    `of` are the figures it is worked out from, in the order of a claim; `parts` those it is the sum of.
    """

    name: str
    label: str
    kind: Kind
    value: Fraction
    counts: str = ""
    digits: int = 0
    """How many digits after the comma what is counted has."""
    of: tuple["Told", ...] = ()
    parts: tuple["Told", ...] = ()
    plain: bool = False
    """A difference that is a distance: nothing rises or falls."""
    trace: Trace = DERIVED
    among: tuple[str, ...] = ()
    """The names of what was counted; an issued report does not keep them."""

    @property
    def decimals(self) -> int:
        """How many are printed: of what is counted those it has."""
        return self.digits if self.counts else DECIMALS[self.kind]

    @property
    def in_print(self) -> Fraction:
        """The value in the unit it is printed in, with its sign."""
        if self.kind == Kind.AMOUNT:
            return self.value / (1 if self.counts else MONEY.scale)
        return self.value * 100

    @property
    def figure(self) -> str:
        """The number alone, as in a table: "57.615,3", "84,12", "-1,64"."""
        return number(self.in_print, self.decimals)

    @property
    def cell(self) -> str:
        """As a cell of a table says it: rates with their sign of per cent, for no heading says so."""
        return f"{self.figure} %" if self.kind in (Kind.SHARE, Kind.GROWTH) else self.figure

    @property
    def unit(self) -> str:
        """What stands behind the number in a sentence."""
        if self.kind == Kind.AMOUNT:
            return self.counts or MONEY.label
        return "điểm phần trăm" if self.kind == Kind.POINTS else "%"

    @property
    def text(self) -> str:
        """The figure in a sentence: "57.615,3 triệu đồng", "26,59 %", "tăng 7,72 %", "18 địa phương"."""
        if self.kind not in CHANGES or self.plain:
            return f"{self.figure} {self.unit}"
        return f"{moved(self.in_print, self.decimals)}{self.unit}"

    def claim(self, value: str) -> Claim:
        """The figure as the reconciliation engine reads it, printed as `value`; "" where nobody printed it."""
        counted = thing(self.counts) if self.counts else MONEY.value
        unit = {Kind.AMOUNT: counted, Kind.POINTS: "pp"}.get(self.kind, "%")
        names = tuple(each.name for each in self.of)
        return Claim(id=self.name, label=self.label, kind=self.kind, value=value, unit=unit, of=names)


def thing(counts: str) -> str:
    """What is counted, where the engine would take its name for money or for nothing."""
    return counts if is_thing(counts) else f"{counts} (đếm)"


def moved(change: Fraction, decimals: int) -> str:
    """The words of a change in front of its unit: "tăng 7,72 ", "giảm 1,64 "."""
    shown = number(abs(change), decimals)
    if half_up(change, decimals) == 0:
        return f"gần như không đổi, {shown} "
    return f"{'tăng' if change > 0 else 'giảm'} {shown} "


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Words and figures in turn; its text is what is printed."""

    parts: tuple[str | Told, ...]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def told(self) -> tuple[Told, ...]:
        """Its figures in their order."""
        return tuple(part for part in self.parts if isinstance(part, Told))


def phrase(*parts: str | Told | Sentence) -> Sentence:
    """A part of a sentence, of words, figures and other phrases."""
    flat: list[str | Told] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Sentence) else [part])
    return Sentence(parts=tuple(flat))


def say(*parts: str | Told | Sentence) -> Sentence:
    """A whole sentence: its first letter is a capital."""
    flat = list(phrase(*parts).parts)
    if flat and isinstance(flat[0], str):
        flat[0] = flat[0][:1].upper() + flat[0][1:]
    return Sentence(parts=tuple(flat))


def listed(each: Iterable[Sentence | str], *, between: str = ", ", last: str = " và ") -> Sentence:
    """ "a, b và c" of words with their figures, without the capital of a sentence."""
    given = [one.parts if isinstance(one, Sentence) else (one,) for one in each]
    flat: list[str | Told] = []
    for place, parts in enumerate(given):
        if place:
            flat.append(last if place == len(given) - 1 else between)
        flat.extend(parts)
    return Sentence(parts=tuple(flat))


def amount(
    name: str, label: str, value: Fraction | int, *, parts: Iterable[Told] = (), trace: Trace = DERIVED
) -> Told:
    """An amount of money in đồng."""
    return Told(
        name=name, label=label, kind=Kind.AMOUNT, value=Fraction(value), parts=tuple(parts), trace=trace
    )


def count(
    name: str, label: str, value: Fraction | int, counts: str, trace: Trace = DERIVED, *, digits: int = 0
) -> Told:
    """A number of things."""
    return Told(
        name=name,
        label=label,
        kind=Kind.AMOUNT,
        value=Fraction(value),
        counts=counts,
        digits=digits,
        trace=trace,
    )


def places(name: str, label: str, among: Iterable[str]) -> Told:
    """How many provinces they are, and which."""
    names = tuple(among)
    return replace(count(name, label, len(names), Counter.PLACES), among=names)


def share(name: str, label: str, part: Told, whole: Told) -> Told:
    """One amount as a share of another, which is not zero."""
    value = part.value / whole.value
    return Told(name=name, label=label, kind=Kind.SHARE, value=value, of=(part, whole))


def growth(name: str, label: str, new: Told, old: Told) -> Told:
    """The relative change of an amount from an old one that is not zero."""
    value = (new.value - old.value) / old.value
    return Told(name=name, label=label, kind=Kind.GROWTH, value=value, of=(new, old))


def points(name: str, label: str, new: Told, old: Told) -> Told:
    """The difference of two shares in percentage points."""
    return Told(name=name, label=label, kind=Kind.POINTS, value=new.value - old.value, of=(new, old))
