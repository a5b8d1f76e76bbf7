"""Units of training: reading one, marking a check of understanding, and what of the law changed since.

A unit is written like an answer of guidance (rules.guidance): no figure of the law is typed in it. What can be
worked out of the law, "a machine of 700 million", is a sum: its name stands in braces, {tinh:ho-tro}, and the
rule that pages use works it out by the row of the day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from khuyencong.rules.guidance import Figure, Line, Reference, UnreadableAnswerError, lines_of, references

SUMS = "tinh"
"""In the place of a list: a sum of the unit itself."""
MINUTES = 5
FEWEST_CHECKS, MOST_CHECKS = 3, 5
LETTERS = "abcdef"


class UnreadableUnitError(ValueError):
    """A unit that cannot be read; its text is a sentence that names the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to choose from. `why` says why it is wrong; of a right one, why it is right."""

    letter: str
    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question with its choices; `by` are the rows of the law its answer rests on, none for our own way."""

    number: str
    text: str
    choices: tuple[Choice, ...]
    by: tuple[Reference, ...] = ()

    @property
    def right(self) -> frozenset[str]:
        """The letters that have to be chosen, no other."""
        return frozenset(each.letter for each in self.choices if each.right)

    @property
    def several(self) -> bool:
        """Whether more than one has to be chosen."""
        return len(self.right) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Something worked out by a rule, by `kind` (norms.queries.training says how), from `given`.

    `row` is the row of the law it is worked out of; None for a rule that needs none.
    """

    name: str
    kind: str
    row: Reference | None
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where it is done: the name of an address that needs no more, and what the link says."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One version of a unit, from `since` on until a later version: `changed` says what is new in it."""

    code: str
    version: int
    since: date
    position: int
    title: str
    able: tuple[str, ...]
    roles: frozenset[str]
    text: str
    example: str
    changed: str
    sums: tuple[Sum, ...]
    questions: tuple[str, ...]
    forms: tuple[str, ...]
    pages: tuple[Page, ...]
    checks: tuple[Check, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in which a row of the law may be named."""
        said = [self.text, self.example]
        for check in self.checks:
            said.append(check.text)
            said.extend(words for each in check.choices for words in (each.text, each.why))
        return tuple(said)

    @property
    def named(self) -> frozenset[Reference]:
        """Every row of the law and every sum that it names."""
        found = {each for text in self.texts for each in references(text)}
        return frozenset(found | {each for check in self.checks for each in check.by})

    @property
    def law(self) -> frozenset[Reference]:
        """The rows of the law it rests on, those of its sums too."""
        rows = {each for each in self.named if each.list != SUMS}
        return frozenset(rows | {each.row for each in self.sums if each.row is not None})

    @property
    def lines(self) -> tuple[Line, ...]:
        """The text as its lines."""
        return lines_of(self.text)

    @property
    def words(self) -> int:
        """How many words there are to read before the check."""
        return len(f"{self.text} {self.example}".split())


def unit_of(said: Mapping[str, Any]) -> Unit:
    """A unit as its file says it; UnreadableUnitError names what cannot be."""
    try:
        unit = _unit(said)
        problems = _problems(unit)
    except (KeyError, TypeError) as error:
        raise UnreadableUnitError(f"{said.get('code', '?')}: thiếu hoặc sai {error}") from error
    except (UnreadableAnswerError, UnreadableUnitError) as error:
        raise UnreadableUnitError(f"{said.get('code', '?')}: {error}") from error
    if problems:
        raise UnreadableUnitError(f"{unit.code}: {'; '.join(problems)}")
    return unit


def _unit(said: Mapping[str, Any]) -> Unit:
    return Unit(
        code=said["code"],
        version=said["version"],
        since=said["since"],
        position=said["position"],
        title=said["title"],
        able=tuple(said["able"]),
        roles=frozenset(said["roles"]),
        text=said["text"],
        example=said["example"],
        changed=said.get("changed", ""),
        sums=tuple(_sum(each) for each in said.get("sum", [])),
        questions=tuple(said.get("questions", [])),
        forms=tuple(said.get("forms", [])),
        pages=tuple(Page(name=each["name"], label=each["label"]) for each in said["page"]),
        checks=tuple(_check(str(number), each) for number, each in enumerate(said["check"], start=1)),
    )


def _sum(said: Mapping[str, Any]) -> Sum:
    given = {name: value for name, value in said.items() if name not in ("name", "kind", "row")}
    row = named_row(said["row"]) if "row" in said else None
    return Sum(name=said["name"], kind=said["kind"], row=row, given=given)


def _check(number: str, said: Mapping[str, Any]) -> Check:
    if len(said["choice"]) > len(LETTERS):
        raise UnreadableUnitError(f"câu {number}: nhiều nhất {len(LETTERS)} lựa chọn")
    choices = tuple(
        Choice(letter=letter, text=each["text"], right=each.get("right", False), why=each["why"])
        for letter, each in zip(LETTERS[: len(said["choice"])], said["choice"], strict=True)
    )
    by = tuple(named_row(each) for each in said.get("by", []))
    return Check(number=number, text=said["text"], choices=choices, by=by)


def named_row(text: str) -> Reference:
    """A row as a file names it outside of a sentence, "tam-ung:tam-ung-may-moc"."""
    [found] = references(f"{{{text}}}")
    return found


def _problems(unit: Unit) -> list[str]:
    found = []
    if not FEWEST_CHECKS <= len(unit.checks) <= MOST_CHECKS:
        found.append(f"phải có {FEWEST_CHECKS}–{MOST_CHECKS} câu hỏi")
    if unit.version > 1 and not unit.changed:
        found.append("bản mới phải ghi đổi gì (changed)")
    known = {each.name for each in unit.sums}
    found += [
        f"không có phép tính “{each.code}”"
        for each in sorted(unit.named)
        if each.list == SUMS and each.code not in known
    ]
    for check in unit.checks:
        if not check.right or len(check.right) == len(check.choices):
            found.append(f"câu {check.number}: phải có cả lựa chọn đúng và lựa chọn sai")
        if any(not each.why for each in check.choices):
            found.append(f"câu {check.number}: mỗi lựa chọn phải có lời giải")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A check as somebody answered it."""

    check: Check
    chosen: frozenset[str]

    @property
    def right(self) -> bool:
        """Whether exactly the right ones were chosen."""
        return self.chosen == self.check.right

    @property
    def wrong(self) -> tuple[Choice, ...]:
        """What was chosen and should not have been."""
        return tuple(each for each in self.check.choices if each.letter in self.chosen and not each.right)

    @property
    def missing(self) -> bool:
        """Whether something right was left out, and nothing wrong chosen: what, she finds herself."""
        return not self.wrong and bool(self.check.right - self.chosen)


def marked(checks: Sequence[Check], answers: Mapping[str, Iterable[str]]) -> tuple[Marked, ...]:
    """Each check with what was chosen; what is not a choice of it counts as not chosen."""
    return tuple(
        Marked(
            check=each,
            chosen=frozenset(answers.get(each.number, ())) & {choice.letter for choice in each.choices},
        )
        for each in checks
    )


def passed(rows: Iterable[Marked]) -> bool:
    """Whether every check was answered right: there is no score."""
    return all(each.right for each in rows)


Law = Mapping[str, Sequence[str]]
"""What the law said, by the place that names it."""


def key_of(reference: Reference) -> str:
    """A place as a record names it, "tam-ung:tam-ung-may-moc:ho-so"."""
    return ":".join(part for part in (reference.list, reference.code, reference.part) if part)


def law_of(figures: Iterable[Figure]) -> dict[str, list[str]]:
    """What the law says in these places, to be kept with a record and compared later."""
    return {key_of(each.reference): list(each.lines) for each in figures}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place in which the law says something else than when a unit was passed."""

    key: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(then: Law, now: Law) -> tuple[Change, ...]:
    """Where the law of now differs from that of then, in the places that the unit names now; by their key.

    A place that came with a new version of the unit is not a change of the law: the version tells it.
    """
    return tuple(
        Change(key=key, before=tuple(then[key]), after=tuple(now[key]))
        for key in sorted(set(then) & set(now))
        if list(then[key]) != list(now[key])
    )


class Standing(StrEnum):
    """How a unit stands with somebody. There is no other: what was not passed is not known to anybody."""

    DONE = "done"
    LOOK = "look"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        """The words of a table."""
        return {"done": "đã đạt", "look": "đã đạt, có điểm đổi", "not_yet": "chưa"}[self.value]


def standing(unit: Unit, version: int | None, then: Law, now: Law) -> Standing:
    """Of a unit whose `version` somebody passed, or None, when the law said `then`."""
    if version is None:
        return Standing.NOT_YET
    return Standing.LOOK if version < unit.version or changes(then, now) else Standing.DONE


def in_force_on(units: Iterable[Unit], on: date) -> list[Unit]:
    """The version of each unit that holds on that day, in their order."""
    latest: dict[str, Unit] = {}
    for each in sorted(units, key=lambda unit: unit.version):
        if each.since <= on:
            latest[each.code] = each
    return sorted(latest.values(), key=lambda unit: unit.position)
