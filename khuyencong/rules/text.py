"""Vietnamese names as people type them: folding, a sort key, and matching that never guesses."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Generic, TypeVar

Key = TypeVar("Key")

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The Vietnamese alphabet in dictionary order, with the four borrowed letters in their usual places."""

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""The six tones in dictionary order: level, huyền, hỏi, ngã, sắc, nặng."""

PREFIXES = ("socongthuong", "ubnd", "sct", "tinh", "thanhpho", "tp")
"""Words written before a province's name that are no part of it, folded and without spaces."""

_LETTER = {letter: f"{code:02d}" for code, letter in enumerate(ALPHABET, start=11)}
_TONE = {mark: f"{code:02d}" for code, mark in enumerate(TONES)}
_NUMBER = "06"
_MARKS = "".join(TONES)


def _bare(text: str) -> str:
    """`text` lower-case and decomposed, compatibility forms and invisible characters resolved."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Cf")


def fold(text: str) -> str:
    """Lower case, no diacritics, đ as d, single spaces: "Đắk  Lắk", also in NFD, gives "dak lak"."""
    plain = "".join(char for char in _bare(text) if not unicodedata.combining(char))
    return " ".join(plain.replace("đ", "d").split())


def compact(text: str) -> str:
    """The folded letters and digits alone: "Bà Rịa – Vũng Tàu" gives "bariavungtau"."""
    return re.sub(r"[\W_]+", "", fold(text))


def spelled(text: str) -> str:
    """The lower-case letters and digits with their diacritics, composed: tells "Hoà" from "Hòa" and "Hỏa"."""
    return unicodedata.normalize("NFC", re.sub(r"[^\w\u0300-\u036f]+|_", "", _bare(text)))


def sort_key(text: str) -> str:
    """A string of digits whose plain order is the Vietnamese dictionary's, syllable by syllable.

    Digits alone sort alike under every collation, so a database needs none of its own. Within a syllable
    letters count before the tone; numbers come before letters, by their size ("Phường 2", "Phường 10").
    """
    return "".join(_syllable_key(syllable) for syllable in re.findall(r"\d+|[^\W\d_]+", spaced(text)))


def spaced(text: str) -> str:
    """`text` composed, in lower case, with a space for every character that is neither letter nor digit."""
    composed = unicodedata.normalize("NFC", _bare(text))
    return " ".join(re.sub(r"[\W_]+", " ", composed).split())


def _syllable_key(syllable: str) -> str:
    if syllable.isdecimal():
        digits = str(int(syllable))
        return f"{_NUMBER}{len(digits):02d}" + "".join(f"0{digit}" for digit in digits)
    marks = unicodedata.normalize("NFD", syllable)
    tone = next((mark for mark in marks if mark in _MARKS), "")
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _MARKS))
    return "".join(_LETTER.get(letter, "99") for letter in letters) + _TONE[tone]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Generic[Key]):
    """Something that can be meant: its `key`, its official `name`, and other ways people write it."""

    key: Key
    name: str
    aliases: tuple[str, ...] = ()


class How(StrEnum):
    """How a text was matched: by its name, by a known other way of writing it, or not at all."""

    EXACT = "exact"
    ALIAS = "alias"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Generic[Key]):
    """The one `key` that was meant, or None with the `suggestions` to ask about; nothing is guessed."""

    key: Key | None
    how: How
    suggestions: tuple[Key, ...] = ()


def match_name(
    text: str, candidates: Iterable[Candidate[Key]], prefixes: Collection[str] = PREFIXES
) -> Match[Key]:
    """Which candidate `text` names, whatever its case, spacing, dashes, Unicode form or missing diacritics.

    First as written, then without a leading "tỉnh", "thành phố", "TP."…; names before aliases. Candidates alike
    without diacritics are told apart by them, else the match is ambiguous. Near misses are only suggested.
    """
    listed = list(candidates)
    readings = _readings(compact(text), prefixes)
    for how, ways in ((How.EXACT, _by_name), (How.ALIAS, _by_alias)):
        for reading in readings:
            found = [each for each in listed if reading in ways(each)]
            if found:
                return _settled(text, found, how, prefixes)
    return Match(key=None, how=How.NONE, suggestions=_near(readings[-1], listed))


def _by_name(candidate: Candidate[Key]) -> set[str]:
    return {compact(candidate.name)} - {""}


def _by_alias(candidate: Candidate[Key]) -> set[str]:
    return {compact(alias) for alias in candidate.aliases} - {""}


def _readings(letters: str, prefixes: Collection[str]) -> list[str]:
    """`letters`, then shorter and shorter, each time without one leading prefix."""
    readings = [letters]
    while True:
        shorter = next((letters[len(each) :] for each in prefixes if letters.startswith(each)), "")
        if not shorter:
            return readings
        readings.append(shorter)
        letters = shorter


def _settled(text: str, found: list[Candidate[Key]], how: How, prefixes: Collection[str]) -> Match[Key]:
    if len(found) > 1:
        written = spelled(text)
        found = [each for each in found if written.endswith(spelled(each.name))] or found
    if len(found) == 1:
        return Match(key=found[0].key, how=how)
    return Match(key=None, how=How.AMBIGUOUS, suggestions=tuple(each.key for each in found))


def _near(letters: str, candidates: list[Candidate[Key]], most: int = 3) -> tuple[Key, ...]:
    """The keys whose name or alias is nearest to `letters`, best first, each once."""
    owners: dict[str, list[Key]] = {}
    for each in candidates:
        for way in _by_name(each) | _by_alias(each):
            owners.setdefault(way, []).append(each.key)
    near: dict[Key, None] = {}
    for way in get_close_matches(letters, sorted(owners), n=most * 2, cutoff=0.75):
        near.update(dict.fromkeys(owners[way]))
    return tuple(near)[:most]
