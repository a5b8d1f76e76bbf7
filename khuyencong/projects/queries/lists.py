"""Lists of the room that are dated files: wishes, sections of the text, papers, ground rules. No SQL."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from khuyencong.rules.clauses import quoted
from khuyencong.rules.drafting import Wanted
from khuyencong.rules.eligibility import Ground
from khuyencong.rules.validity import in_force

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an owner says she wants, in her words, and the support items that may fit."""

    code: str
    name: str
    example: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the text: its rule in a line, a good and a refused example (made ones)."""

    code: str
    purse: str
    name: str
    rule: str
    words: int
    good: str
    refused: str
    since: date
    until: date | None
    law: str
    verified: bool

    @property
    def wanted(self) -> Wanted:
        """The same as the rules ask for it."""
        return Wanted(code=self.code, name=self.name, law=self.law, verified=self.verified, words=self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A paper that goes with a project; `items` () is for every item, `named` only where beneficiaries are."""

    code: str
    purse: str
    name: str
    rule: str
    items: frozenset[str]
    named: bool
    since: date
    until: date | None
    law: str
    verified: bool

    @property
    def wanted(self) -> Wanted:
        """The same as the rules ask for it."""
        return Wanted(code=self.code, name=self.name, law=self.law, verified=self.verified)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of the room, as they stand."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def law_of(row: dict[str, str]) -> str:
    told = f"{row['clause']}, {row['document']}"
    return quoted(told, verified=row["verified"] == "true")


@cache
def wishes() -> tuple[Wish, ...]:
    """What owners want, in the order in which it is most often said."""
    return tuple(
        Wish(code=row["code"], name=row["name"], example=row["example"], items=tuple(row["items"].split()))
        for row in rows_of("wishes")
    )


def wish_named(code: str) -> Wish | None:
    """The wish of that code; None for none."""
    return next((each for each in wishes() if each.code == code), None)


@cache
def all_sections() -> tuple[Section, ...]:
    """Every section of every date."""
    return tuple(
        Section(
            code=row["code"],
            purse=row["purse"],
            name=row["name"],
            rule=row["rule"],
            words=int(row["words"]),
            good=row["good"],
            refused=row["refused"],
            since=date.fromisoformat(row["since"]),
            until=day_of(row["until"]),
            law=law_of(row),
            verified=row["verified"] == "true",
        )
        for row in rows_of("sections")
    )


def sections_on(on: date, purse: str) -> list[Section]:
    """The sections a project of that purse must have on that day."""
    return [each for each in all_sections() if each.purse == purse and in_force(each.since, each.until, on)]


@cache
def all_papers() -> tuple[PaperKind, ...]:
    """Every kind of paper of every date."""
    return tuple(
        PaperKind(
            code=row["code"],
            purse=row["purse"],
            name=row["name"],
            rule=row["rule"],
            items=frozenset(row["items"].split()),
            named=row["who"] == "named",
            since=date.fromisoformat(row["since"]),
            until=day_of(row["until"]),
            law=law_of(row),
            verified=row["verified"] == "true",
        )
        for row in rows_of("papers")
    )


def papers_for(items: Iterable[str], *, purse: str, group: bool, on: date) -> list[PaperKind]:
    """The papers that these items need of that purse on that day; a group project names nobody yet."""
    asked = set(items)
    return [
        each
        for each in all_papers()
        if each.purse == purse
        and in_force(each.since, each.until, on)
        and (not each.items or each.items & asked)
        and not (group and each.named)
    ]


@cache
def _grounds() -> tuple[tuple[date, date | None, Ground], ...]:
    return tuple(
        (
            date.fromisoformat(row["since"]),
            day_of(row["until"]),
            Ground(
                words=row["words"],
                law=row["law"],
                verified=row["verified"] == "true",
                by_city=row["by_city"] == "true",
            ),
        )
        for row in rows_of("areas")
    )


def ground_on(on: date) -> Ground | None:
    """The rule on which places belong, of that day; None before the first."""
    return next((ground for since, until, ground in _grounds() if in_force(since, until, on)), None)


def request_parts_on(on: date, purse: str) -> list[Wanted]:
    """What the report of a yearly request must say besides its list of projects, for that purse on that day."""
    return [
        Wanted(code=row["code"], name=row["name"], law=law_of(row), verified=row["verified"] == "true")
        for row in rows_of("request_parts")
        if row["purse"] == purse and in_force(date.fromisoformat(row["since"]), day_of(row["until"]), on)
    ]
