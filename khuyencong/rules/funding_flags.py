"""Whether one cost may have been paid twice, and whether owners belong together: flags, never refusals.

Supports of all years, purses and provinces are compared by what they have in common: the serial of a machine,
an invoice, tax code, address, representative, phone. A flag is a reason for a person to look, never a decision.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from khuyencong.rules.duplicates import phone_digits, tax_digits
from khuyencong.rules.purchases import number_key
from khuyencong.rules.text import compact

LOOK = 40
"""From this score on a pair is shown; our own convention."""
MOST = 100
LONG = 10
"""Letters of "number/year" from which an invoice is compared without its seller between strangers; our own."""
NEAR_YEARS = 5
"""Supports further apart than this count half for the same item; our own convention."""


class Kind(StrEnum):
    """What a flag is about."""

    SAME_COST = "same_cost"
    FAMILY = "family"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {
            "same_cost": "Có thể hỗ trợ trùng một khoản chi",
            "family": "Các cơ sở có thể cùng một chủ",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What one establishment got or asks in one project; `commune` any code that sites of one commune share.

    An invoice is known by its number within its seller and year: what rules.purchases.invoice_key says.
    """

    key: str
    title: str
    owner: str
    owner_name: str
    year: int
    purse: str
    province: str
    items: frozenset[str] = frozenset()
    tax_code: str = ""
    address: str = ""
    commune: str = ""
    representative: str = ""
    phone: str = ""
    serials: frozenset[str] = frozenset()
    invoices: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    """Invoices by number and year alone, "45/2026": all that the register of establishments knows."""
    bought: int = 0
    """The year of the first purchase; 0 where nothing was bought."""
    kept: bool = False
    """A machine as the register lists it: no support, and none that makes kin of owners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Two supports that a person should look at: how sure, from 40 to 100, and why."""

    kind: Kind
    score: int
    reasons: tuple[str, ...]
    one: str
    other: str

    @property
    def words(self) -> str:
        """The flag in a sentence."""
        return f"{self.kind.label} ({self.score}/100): {'; '.join(self.reasons)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """What a support is found by; sets, since a machine may be several."""

    owner: frozenset[str]
    tax: frozenset[str]
    phone: frozenset[str]
    address: frozenset[str]
    person: frozenset[str]
    name: frozenset[str]
    serials: frozenset[str]
    invoices: frozenset[str]
    numbers: frozenset[str]

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """All under which it meets others; a name alone is no reason to compare."""
        for side in ("owner", "tax", "phone", "address", "person", "serials", "invoices", "numbers"):
            yield from ((side, each) for each in getattr(self, side))


def _some(*texts: str) -> frozenset[str]:
    return frozenset(each for each in texts if each)


def _signs(of: Support) -> _Signs:
    person, address = compact(of.representative), compact(of.address)
    return _Signs(
        owner=_some(of.owner),
        tax=_some(tax_digits(of.tax_code)),
        phone=_some(phone_digits(of.phone)),
        address=_some(f"{address}@{of.commune}" if address and of.commune else ""),
        person=_some(f"{person}@{of.commune}" if person and of.commune else ""),
        name=_some(person),
        serials=_some(*(number_key(each) for each in of.serials)),
        invoices=_some(*(number_key(each) for each in of.invoices)),
        numbers=of.numbers,
    )


def flags(asked: Iterable[Support], known: Iterable[Support] = (), most_alike: int = 200) -> list[Flag]:
    """What must be looked at among those asked for, and between them and what was given before; surest first.

    Pairs meet by a sign they share, so a hundred thousand supports need no comparison of all with all; a sign
    that more than `most_alike` share (a placeholder number) tells nothing and is left aside.
    """
    mine = list(asked)
    keys = {each.key for each in mine}
    listed = [*mine, *(each for each in known if each.key not in keys)]
    signs = [_signs(each) for each in listed]
    met: dict[tuple[str, str], list[int]] = {}
    for place, sign in enumerate(signs):
        for key in sign.all_keys():
            met.setdefault(key, []).append(place)
    pairs = {
        pair
        for places in met.values()
        if len(places) <= most_alike
        for pair in combinations(places, 2)
        if pair[0] < len(mine)
    }
    found = [
        flag
        for a, b in sorted(pairs)
        for flag in _judge(listed[a], listed[b], signs[a], signs[b])
        if flag.score >= LOOK
    ]
    return sorted(found, key=lambda each: (-each.score, each.kind, each.one, each.other))


def _judge(one: Support, other: Support, mine: _Signs, theirs: _Signs) -> Iterator[Flag]:
    family = _family(one, other, mine, theirs)
    same = bool(mine.owner & theirs.owner or mine.tax & theirs.tax)
    kept = one.kept or other.kept
    if not same and family and not kept:
        yield _flag(Kind.FAMILY, family, one, other)
    costs = _same_cost(one, other, mine, theirs, owner=same, family=bool(family))
    if costs:
        yield _flag(Kind.SAME_COST, [*costs, *_across(one, other)], one, other)


def _flag(kind: Kind, told: Sequence[tuple[int, str]], one: Support, other: Support) -> Flag:
    first, second = sorted((one.key, other.key))
    score = min(MOST, sum(points for points, _ in told))
    return Flag(kind=kind, score=score, reasons=tuple(words for _, words in told), one=first, other=second)


def _family(one: Support, other: Support, mine: _Signs, theirs: _Signs) -> list[tuple[int, str]]:
    """Signs that two owners are one, or kin; a representative's name alone is no sign."""
    told = [
        (45, "cùng số điện thoại", mine.phone & theirs.phone),
        (40, "cùng địa chỉ", mine.address & theirs.address),
    ]
    found = [(points, words) for points, words, shared in told if shared]
    if mine.person & theirs.person:
        found.append((40, "cùng người đại diện trong một xã, phường"))
    elif mine.name & theirs.name and found:
        found.append((15, "người đại diện cùng tên"))
    return found


def _same_cost(
    one: Support, other: Support, mine: _Signs, theirs: _Signs, *, owner: bool, family: bool
) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if one.kept or other.kept:
        if owner and not _had_before(one, other):
            return found  # the register lists what this very project bought
        numbers = {each for each in mine.numbers & theirs.numbers if owner or family or len(each) >= LONG}
        if numbers:
            found.append((45, f"cùng số hóa đơn {', '.join(sorted(numbers))} (sổ cơ sở không ghi bên bán)"))
    if serials := mine.serials & theirs.serials:
        found.append((80, f"cùng số máy {_named(one.serials, serials)}"))
    if invoices := mine.invoices & theirs.invoices:
        found.append((60, f"cùng hóa đơn {_named(one.invoices, invoices)}"))
    if one.items & other.items and (owner or family):
        near = abs(one.year - other.year) <= NEAR_YEARS
        who = "cùng một cơ sở" if owner else "hai cơ sở có liên hệ"
        found.append(((50 if owner else 30) // (1 if near else 2), f"{who}, cùng khoản hỗ trợ"))
    return found


def _had_before(one: Support, other: Support) -> bool:
    """Whether the register says the machine was there before the project bought anything."""
    kept, project = (one, other) if one.kept else (other, one)
    return bool(kept.year) and kept.year < (project.bought or project.year)


def _named(written: Iterable[str], shared: frozenset[str]) -> str:
    return ", ".join(sorted(each for each in written if number_key(each) in shared))


def _across(one: Support, other: Support) -> list[tuple[int, str]]:
    """Where the two stand apart: nobody who looks at one year, purse or province alone sees the pair."""
    early, late = sorted((one.year, other.year))
    told = [
        (10, f"hai nguồn {one.purse} và {other.purse}", _apart(one.purse, other.purse)),
        (5, f"hai năm {early} và {late}", _apart(one.year, other.year)),
        (5, "hai tỉnh khác nhau", _apart(one.province, other.province)),
    ]
    return [(points, words) for points, words, apart in told if apart]


def _apart(one: object, other: object) -> bool:
    """Whether both are known and differ."""
    return bool(one) and bool(other) and one != other
