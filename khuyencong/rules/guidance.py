"""Questions and answers about the law: where an answer takes a figure from, and which question was meant.

An answer never says a norm, a rate or a day itself. It names the row of the law that does,
"{dinh-muc:may-moc}", and the row of the day that is asked about is put in its place: a change of the law
changes the answer.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from khuyencong.rules.clauses import quoted
from khuyencong.rules.text import fold

Key = TypeVar("Key")

ALL = "*"
"""In the place of a code: every row of the list on that day."""
PAPERS, DONE = "ho-so", "khoi-luong"
PARTS = ("", PAPERS, DONE)
"""What of a row: what it says in short, its papers, the share of work that must be done first."""
_NAMED = re.compile(r"\{([^{}]*)\}")
_REFERENCE = re.compile(r"([a-z-]+):([a-z0-9-]+|\*)(?::([a-z-]+))?")


class UnreadableAnswerError(ValueError):
    """Braces that name no row; its text is a part of a sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A row of the law named in an answer: of which list, by its code, and what of it."""

    list: str
    code: str
    part: str = ""

    @property
    def many(self) -> bool:
        """Whether it may be several lines, so that it stands in a line of its own."""
        return self.code == ALL or self.part == PAPERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What the law says there on a day: in words, by which clause, since when; `lines` is empty for no row."""

    reference: Reference
    lines: tuple[str, ...] = ()
    law: str = ""
    since: date | None = None
    verified: bool = False

    @property
    def words(self) -> str:
        """In one line, or that there is none."""
        return "; ".join(self.lines) if self.lines else "chưa có dòng nào của ngày ấy"

    @property
    def told(self) -> str:
        """The clause as it is quoted."""
        return quoted(self.law, verified=self.verified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an answer: words and rows of the law in their order; `item` says that it is one of a list."""

    pieces: tuple[str | Reference, ...]
    item: bool = False


def lines_of(answer: str) -> tuple[Line, ...]:
    """The lines of an answer; UnreadableAnswerError where braces name nothing."""
    return tuple(_line(each.strip()) for each in answer.splitlines() if each.strip())


def references(answer: str) -> frozenset[Reference]:
    """Every row of the law that it names."""
    return frozenset(each for line in lines_of(answer) for each in line.pieces if isinstance(each, Reference))


def _line(text: str) -> Line:
    item = text.startswith("- ")
    words = text.removeprefix("- ") if item else text
    pieces: list[str | Reference] = []
    # Split by a group: what stands between braces is every second one.
    for number, part in enumerate(_NAMED.split(words)):
        if number % 2:
            pieces.append(_reference(part))
        elif part:
            if "{" in part or "}" in part:
                raise UnreadableAnswerError(f"dấu ngoặc nhọn không đóng: “{part.strip()}”")
            pieces.append(part)
    several = [each for each in pieces if isinstance(each, Reference) and each.many]
    if several and (len(pieces) > 1 or item):
        raise UnreadableAnswerError(f"“{{{several[0].list}:{several[0].code}}}” phải đứng riêng một dòng")
    return Line(pieces=tuple(pieces), item=item)


def _reference(text: str) -> Reference:
    read = _REFERENCE.fullmatch(text)
    part = (read[3] or "") if read is not None else ""
    if read is None or part not in PARTS:
        raise UnreadableAnswerError(f"không đọc được “{{{text}}}”; viết như {{dinh-muc:may-moc}}")
    return Reference(read[1], read[2], part)


def to_look_at(figures: Iterable[Figure], looked: date) -> tuple[Figure, ...]:
    """Those for which somebody must look again: their law is gone, or younger than the last look."""
    return tuple(each for each in figures if each.since is None or each.since > looked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[Key]):
    """Something that is looked for: by its question, by other words people use, and by the rest of its text."""

    key: Key
    name: str
    also: str
    text: str


WEIGHTS = (5.0, 4.0, 1.0)
"""A word of the question itself, of the words people use, of the answer."""
LEAST = 0.4
"""Which part of what was asked has to be found, each word by how rare it is; else it answers another one."""


def meant(words: str, entries: Sequence[Entry[Key]]) -> list[Key]:
    """The entries that answer to these plain words, the best first; with diacritics or without.

    A word, or two that stand together, counts the more the fewer entries hold it: "tôi muốn hỏi" weighs next to
    nothing. What no entry knows is left out: who writes "tau muon mua may" asks about the machine.
    """
    fields = {each.key: _fields(each) for each in entries}
    asked = list(dict.fromkeys(_words(words)))
    held = {word: sum(word in set().union(*each) for each in fields.values()) for word in asked}
    rarity = {word: math.log(1 + len(entries) / count) for word, count in held.items() if count}
    whole = sum(rarity.values())
    scored = []
    for place, (key, each) in enumerate(fields.items()):
        found = sum(rarity[word] for word in rarity if any(word in field for field in each))
        if found and found >= LEAST * whole:
            scored.append((-_score(rarity, each), place, key))
    scored.sort(key=lambda each: each[:2])
    return [key for _, _, key in scored]


def _score(rarity: Mapping[str, float], fields: tuple[Collection[str], ...]) -> float:
    return sum(
        weight * max((at for at, field in zip(WEIGHTS, fields, strict=True) if word in field), default=0.0)
        for word, weight in rarity.items()
    )


def _fields(entry: Entry[Key]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(_words(text)) for text in (entry.name, entry.also, _NAMED.sub(" ", entry.text)))


def _words(text: str) -> list[str]:
    """The words, and every two that stand together: most Vietnamese words are two syllables."""
    single = re.findall(r"[a-z0-9]+", fold(text))
    return [*single, *(f"{one} {other}" for one, other in pairwise(single))]
