"""The disbursement clock of the books somebody sees: forecast, pace needed, what holds most money back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from khuyencong.ledger.models import Book
from khuyencong.ledger.queries.known import Known, known_of
from khuyencong.ledger.queries.positions import Group, Question, books, groups
from khuyencong.ledger.queries.usual import usual_for
from khuyencong.projects.models import Project
from khuyencong.projects.models.states import OUT
from khuyencong.rules.clock import (
    Cause,
    Facts,
    Forecast,
    Held,
    Needed,
    Usual,
    Work,
    forecast,
    held_back,
    needed,
    reason,
    total_of,
)
from khuyencong.rules.ledger import Position, Stage, position_of

WOUND_UP = (Project.State.SETTLED, Project.State.CLOSED, *OUT)
"""Projects whose books nothing more is expected of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticking:
    """One book with what is forecast of it, in words, and what holds it back, the heaviest first."""

    book: Book
    position: Position
    forecast: Forecast
    reason: str
    held: Sequence[Held]

    @property
    def weight(self) -> int:
        """Money × days."""
        return sum(each.weight for each in self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBy:
    """What one cause holds back of all of them."""

    cause: Cause
    amount: int
    projects: int
    longest: int
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTicking:
    """What is forecast for one province, agency or purse."""

    key: Any
    position: Position
    forecast: Forecast
    needed: Needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Every book of a question with one year, and their sums."""

    year: int
    on: date
    usual: Usual
    rows: Sequence[Ticking]
    position: Position
    forecast: Forecast
    needed: Needed
    causes: Sequence[HeldBy]

    def by(self, name: str) -> list[GroupTicking]:
        """The same by province, agency or purse; the group with most money still to go out first."""
        parts: dict[Any, list[Ticking]] = defaultdict(list)
        for each in self.rows:
            parts[KEYS[name](each.book)].append(each)
        found = [self.group(key, rows) for key, rows in parts.items()]
        return sorted(found, key=lambda each: (-each.position.waiting, str(each.key)))

    def group(self, key: Any, rows: Sequence[Ticking]) -> GroupTicking:
        """Some of its books together."""
        position = summed(each.position for each in rows)
        return GroupTicking(
            key=key,
            position=position,
            forecast=total_of(each.forecast for each in rows),
            needed=needed(position.waiting, self.on, self.year),
        )


KEYS = {
    "province": lambda book: book.project.province_id,
    "agency": lambda book: book.project.agency_id,
    "purse": lambda book: book.purse,
}
"""What the clock may be broken down by."""


def years_of(asked: Question) -> list[Group]:
    """What stands for each year, whichever is asked for, in their order."""
    return sorted(groups(replace(asked, year=None), "year"), key=lambda each: each.key)


def year_asked(years: Sequence[Group], on: date) -> int:
    """The year whose clock is shown where nobody asked for one: this one while money waits in it.

    Else the oldest that is over and still holds some, else the next one; where none waits, the nearest.
    """
    waiting = [each.key for each in years if each.position.waiting]
    if waiting:
        return int(min(waiting, key=lambda year: (year != on.year, year > on.year, year)))
    return int(
        min((each.key for each in years), key=lambda year: (abs(year - on.year), -year), default=on.year)
    )


def clock_of(asked: Question, on: date) -> Clock:
    """The clock of one year; as many SELECTs for a thousand books as for one."""
    assert asked.year is not None
    rows = books(asked)
    kept = list(rows.prefetch_related("balances"))
    known, usual = known_of(rows, on), usual_for(asked.year, on)
    told = sorted(
        (ticking(book, facts_of(book, known), on, usual) for book in kept),
        key=lambda each: (-each.weight, each.book.pk),
    )
    position = summed(each.position for each in told)
    return Clock(
        year=asked.year,
        on=on,
        usual=usual,
        rows=told,
        position=position,
        forecast=total_of(each.forecast for each in told),
        needed=needed(position.waiting, on, asked.year),
        causes=causes_of(told),
    )


def ticking(book: Book, facts: Facts, on: date, usual: Usual) -> Ticking:
    """One book by the rules."""
    found = forecast(facts, on, usual)
    held = sorted(held_back(facts, on), key=lambda each: -each.weight)
    said = reason(facts, found, on)
    return Ticking(book=book, position=book.position, forecast=found, reason=said, held=held)


def facts_of(book: Book, known: Known) -> Facts:
    """What the rules ask of a book."""
    key, pots, position = (book.project_id, book.plan_year), book.pots, book.position
    given_on = known.given_on.get(book.pk, date(book.year, 1, 1))
    # Contracts and claims are about the project's own purse.
    own = book.purse == book.project.purse
    plan = book.project_id, book.purse, book.plan_year
    whole, contract = position_of(known.pots.get(plan, {})), known.agreed.get(key) if own else None
    signed = contract is not None and contract.step is None
    return Facts(
        year=book.year,
        given=position.given,
        committed=position.committed,
        disbursed=position.disbursed,
        given_on=given_on,
        owed=pots.get(Stage.ACCEPTED, 0),
        owed_since=known.owed_since.get(book.pk),
        advanced=known.advanced.get(plan, 0),
        support=whole.committed if signed else whole.given,
        contract=contract,
        work=known.work.get(book.project_id, Work()),
        accepting=known.accepting.get(key) if own else None,
        claim=known.claims.get(key) if own else None,
        parts=known.parts.get(key, ()) if own else (),
        cap=known.caps.get(book.project_id),
        decided=known.rates.get((book.project_id, book.plan_year)),
        later=known.laters.get(book.project_id) if book.plan_year > book.project.year else None,
        final=key in known.final and own,
        over=book.project.state in WOUND_UP,
        held=book.project.state == Project.State.HELD,
        desk=known.desks.get(book.project_id, ""),
    )


def summed(positions: Iterable[Position]) -> Position:
    """Positions together."""
    total = Position()
    for each in positions:
        total = total.plus(each)
    return total


def causes_of(rows: Sequence[Ticking]) -> list[HeldBy]:
    """What each cause holds back, the heaviest first."""
    parts: Mapping[Cause, list[Held]] = defaultdict(list)
    for each in rows:
        for held in each.held:
            parts[held.cause].append(held)
    found = [
        HeldBy(
            cause=cause,
            amount=sum(each.amount for each in held),
            projects=len(held),
            longest=max(each.days for each in held),
            weight=sum(each.weight for each in held),
        )
        for cause, held in parts.items()
    ]
    return sorted(found, key=lambda each: (-each.weight, each.cause))
