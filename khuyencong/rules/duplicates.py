"""Whether two rows of a register are one establishment: keys that bring pairs together, a score, reasons.

Everything is compared folded, so that diacritics, case, spacing and dashes never hide a pair. Nothing is
decided here: a score is a reason for a person to look.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from khuyencong.rules.text import compact, fold

LOOK = 40
"""From this score on a pair is shown; our own convention."""
MOST = 100
ALIKE = 0.7
"""How much of their pairs of letters two names share before they count as alike; our own convention."""
PHONE_DIGITS = 9
FORMS = (
    *("cong ty trach nhiem huu han mot thanh vien", "cong ty trach nhiem huu han", "cong ty tnhh mtv"),
    *("cong ty tnhh mot thanh vien", "cong ty tnhh", "cong ty co phan", "cong ty cp", "cty tnhh", "cty cp"),
    *("doanh nghiep tu nhan", "dntn", "hop tac xa", "htx", "to hop tac", "ho kinh doanh", "hkd"),
    *("ho kd", "ctcp", "to san xuat", "to sx", "xuong san xuat", "xuong sx", "xuong"),
    *("co so san xuat", "cssx", "co so", "cong ty", "cty"),
)
"""Words of a legal form before a name, folded; the longer of two that begin alike comes first."""


class Keys(NamedTuple):
    """What two rows of one establishment have in common; "" where nothing can be said."""

    tax_key: str
    phone_key: str
    name_key: str
    person_key: str
    place_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is compared of an establishment; `commune` is any code that two sites of one commune share."""

    name: str
    tax_code: str = ""
    phone: str = ""
    representative: str = ""
    address: str = ""
    commune: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How likely two are one, from 0 to 100, and why, in words."""

    score: int
    reasons: tuple[str, ...]

    @property
    def worth_a_look(self) -> bool:
        """Whether a person should look at the pair."""
        return self.score >= LOOK


def tax_digits(code: str) -> str:
    """The ten digits of the enterprise, without the three of a branch."""
    return re.sub(r"\D", "", code)[:10]


def phone_digits(number: str) -> str:
    """The last nine digits, which +84, 84 and 0 have in common; "" where there are fewer."""
    digits = re.sub(r"\D", "", number)
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else ""


def name_words(name: str) -> list[str]:
    """The folded words that make the name, without the legal form; all where nothing else is left."""
    words = " ".join(re.sub(r"[\W_]+", " ", fold(name)).split())
    rest = next((words.removeprefix(form) for form in FORMS if words.startswith(f"{form} ")), words)
    return rest.split()


def keys_of(card: Card) -> Keys:
    """The keys under which it meets its likely doubles; each is an indexed column of the register."""
    person, address = compact(card.representative), compact(card.address)
    return Keys(
        tax_key=tax_digits(card.tax_code),
        phone_key=phone_digits(card.phone),
        name_key="".join(sorted(name_words(card.name)))[:120],
        person_key=f"{person[:100]}@{card.commune}" if person and card.commune else "",
        place_key=f"{address[:140]}@{card.commune}" if address and card.commune else "",
    )


def likeness(one: Card, other: Card) -> Likeness:
    """How likely the two are one; the same whichever comes first."""
    mine, theirs = keys_of(one), keys_of(other)
    told = [
        (60, "cùng mã số thuế", _same(mine.tax_key, theirs.tax_key)),
        (40, "cùng số điện thoại", _same(mine.phone_key, theirs.phone_key)),
        (25, "cùng người đại diện trong một xã, phường", _same(mine.person_key, theirs.person_key)),
        (25, "cùng địa chỉ", _same(mine.place_key, theirs.place_key)),
        _names(one, other, mine, theirs),
    ]
    score = min(MOST, sum(points for points, _, holds in told if holds))
    reasons = [words for _, words, holds in told if holds]
    if mine.tax_key and theirs.tax_key and mine.tax_key != theirs.tax_key and reasons:
        score, reasons = min(score, LOOK), [*reasons, "nhưng hai mã số thuế khác nhau"]
    return Likeness(score=score, reasons=tuple(reasons))


def _names(one: Card, other: Card, mine: Keys, theirs: Keys) -> tuple[int, str, bool]:
    if _same(mine.name_key, theirs.name_key):
        near = 40 if one.commune and one.commune == other.commune else 30
        return near, "tên giống nhau khi bỏ dấu", True
    shared = _shared("".join(name_words(one.name)), "".join(name_words(other.name)))
    return 15, "tên gần giống", shared >= ALIKE


def _shared(one: str, other: str) -> float:
    """Which part of their pairs of neighbouring letters two words share (Dice), from 0 to 1; symmetrical."""
    mine, theirs = _pairs(one), _pairs(other)
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _pairs(word: str) -> set[str]:
    return {word[place : place + 2] for place in range(len(word) - 1)}


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other
