"""Which row of the form a label means: by its code, by its name, or by both when they agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Self

from khuyencong.rules.returns.labels import letters
from khuyencong.rules.returns.model import ActivityLine, Value

ALIKE = 0.6
"""From this share of common letters on, a name reworded by an officer still fits the code beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What a label means: the `line`; or none, and what its name (`other`) or its code (`coded`) would say."""

    line: ActivityLine | None = None
    other: ActivityLine | None = None
    coded: ActivityLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityIndex:
    """The lines of the form, by the folded letters of their codes and names, or `verbatim` as printed."""

    lines: tuple[ActivityLine, ...]
    by_code: dict[str, ActivityLine]
    by_name: dict[str, ActivityLine]
    verbatim: dict[tuple[Value, Value], ActivityLine]

    @classmethod
    def of(cls, activities: Sequence[ActivityLine]) -> Self:
        """Index `activities`; names that two lines share identify neither."""
        by_code: dict[str, ActivityLine] = {}
        by_name: dict[str, ActivityLine] = {}
        shared: set[str] = set()
        for line in activities:
            code, name = letters(line.code), letters(line.name)
            by_code[code] = line
            if name in by_name:
                shared.add(name)
            by_name[name] = line
        for line in activities:
            head = letters(line.code).rstrip("0123456789")
            by_code.setdefault(head + letters(line.code)[len(head) :].lstrip("0"), line)
        for name in shared:
            del by_name[name]
        verbatim: dict[tuple[Value, Value], ActivityLine] = {
            (line.code, line.name): line for line in activities
        }
        return cls(lines=tuple(activities), by_code=by_code, by_name=by_name, verbatim=verbatim)

    def match(self, code: Value, name: str) -> Matched:
        """The line that `code` and `name` mean together; either may be blank.

        A name written as in the form decides; a bare number beside it may be a running number, so only a code
        with a letter can contradict it. A code decides when the name is blank or much like the form's.
        """
        by_code = self.by_code.get(code_letters(code))
        found = letters(name)
        by_name = self.by_name.get(found) or self.by_name.get(_unnumbered(found))
        if by_name is None and by_code is None and code == "":
            by_name = self.by_code.get(found)
        if by_name is not None:
            contradicts = by_code not in (None, by_name) and not code_letters(code).isdigit()
            return Matched(line=None, other=by_name) if contradicts else Matched(line=by_name)
        if by_code is not None and (not found or _alike(found, letters(by_code.name))):
            return Matched(line=by_code)
        return Matched(coded=by_code)

    def content_of(self, line: ActivityLine) -> ActivityLine:
        """The content a line belongs to; a content belongs to itself."""
        return self.by_code.get(letters(line.parent_code), line) if line.parent_code else line

    def near(self, name: str, coded: ActivityLine | None) -> tuple[ActivityLine, ...]:
        """The lines a name that is none of them may have meant; failing that, what the code beside it says."""
        found = _unnumbered(letters(name))
        near = [self.by_name[each] for each in get_close_matches(found, self.by_name, n=2, cutoff=ALIKE)]
        return tuple(near) or ((coded,) if coded else ())


@lru_cache(maxsize=16)
def index_of(activities: tuple[ActivityLine, ...]) -> ActivityIndex:
    """The index of a form; many files are read against the same one."""
    return ActivityIndex.of(activities)


def code_letters(code: Value) -> str:
    """A code cell as folded letters; Excel hands the code 1 over as the number 1.0."""
    if isinstance(code, float) and code.is_integer():
        return str(int(code))
    return letters(str(code)) if isinstance(code, str | int) and len(str(code)) <= 20 else ""


def _unnumbered(found: str) -> str:
    """`found` without a leading number or code ("1daotaonghe", "k01daotaonghe")."""
    bare = found.lstrip("0123456789")
    return bare[1:].lstrip("0123456789") if bare[:1] == "k" and bare[1:2].isdigit() else bare


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, _unnumbered(one), other, autojunk=False).ratio() >= ALIKE
