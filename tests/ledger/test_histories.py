"""Random histories of money, written as people and programs write them; every promise after every step.

200 in every run; `make endurance` asks for 10,000 by KHUYENCONG_HISTORIES. The seed is printed with a failure.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial, reduce

import pytest
from django.db import connection

from khuyencong.ledger.actions import Said, open_book, post, reverse
from khuyencong.ledger.actions.posting import moves_of
from khuyencong.ledger.models import Book, Posting
from khuyencong.ledger.queries import (
    Question,
    broken_promises,
    groups,
    position,
    rebuilt_summary,
    summary,
    untold,
)
from khuyencong.organisations.actors import Actor
from khuyencong.rules.closing import MOVABLE, Case, Choice, planned
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import FORWARD, Kind, Move, Position, Stage, after

HISTORIES = int(os.environ.get("KHUYENCONG_HISTORIES", "200"))
SEED = int(os.environ.get("KHUYENCONG_SEED", "20270101"))
TOGETHER = 500
"""Histories of a transaction: until it ends PostgreSQL walks every version of the head of the trail."""
BATCHES = range(-(-HISTORIES // TOGETHER))
STEPS = 8
BOOKS = 90
"""Of one project, a plan year each: histories enough to share what a project costs to make."""
DAY = date(2027, 3, 1)
pytestmark = pytest.mark.django_db


def least(pots: dict[Stage, int]) -> int:
    """What stands in the emptiest stage."""
    return min((amount for stage, amount in pots.items() if stage is not Stage.SOURCE), default=0)


@dataclass
class Lived:
    """One book as it should stand: every move with the day it counts from, kept beside the ledger by hand."""

    book: Book
    chance: random.Random
    moves: list[tuple[date, Move]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    @property
    def pots(self) -> dict[Stage, int]:
        """What stands now."""
        return self.until(date.max)

    def until(self, day: date) -> dict[Stage, int]:
        """What stood at the end of a day."""
        pots: dict[Stage, int] = {}
        for on, move in self.moves:
            if on <= day:
                pots[move.out_of] = pots.get(move.out_of, 0) - move.amount
                pots[move.into] = pots.get(move.into, 0) + move.amount
        return pots

    @property
    def advanced(self) -> int:
        """What was advanced and not given back, as a ceiling counts it."""
        pairs = {(Stage.COMMITTED, Stage.ADVANCED): 1, (Stage.ADVANCED, Stage.COMMITTED): -1}
        return sum(pairs.get((move.out_of, move.into), 0) * move.amount for _, move in self.moves)

    def first_day(self, moves: list[Move], wanted: date) -> date:
        """The first day from then on which no later evening is left with a stage below zero."""
        for day in sorted({wanted, *(on for on, _ in self.moves if on > wanted)}):
            trial = replace(self, moves=[*self.moves, *((day, each) for each in moves)])
            evenings = {day, *(on for on, _ in self.moves if on > day)}
            below = (
                amount for on in evenings for stage, amount in trial.until(on).items() if stage != "source"
            )
            if all(amount >= 0 for amount in below):
                return day
        raise AssertionError("what stands today stands on the last of its days")

    def refused(self, said: Said, move: Move) -> str:
        """Why it must be refused; nothing where it must be written."""
        try:
            after(self.pots, [move])
        except BlockedError:
            return "not_enough"
        if said.by_hand and self.first_day([move], said.effective_on) != said.effective_on:
            return "too_early"
        advances = (move.out_of, move.into) == (Stage.COMMITTED, Stage.ADVANCED)
        if advances and said.ceiling is not None and self.advanced + move.amount > said.ceiling:
            return "above_ceiling"
        return ""


def acts(lived: Lived, key: str) -> Iterator[tuple[Said, Move]]:
    """What somebody tries, sensible or not, on days in no order, some of it twice."""
    chance, start = lived.chance, Said(kind=Kind.ALLOCATE, key=key, effective_on=DAY, document="Thử")
    yield start, Move(book=lived.book.pk, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=900)
    for step in range(STEPS):
        kind = chance.choice([each for each in Kind if each not in (Kind.REVERSE, Kind.SUBSTITUTE)])
        out_of, into = chance.choice(sorted(FORWARD[kind]))
        said = Said(
            kind=kind,
            key=f"{key}-{step}",
            effective_on=DAY + timedelta(days=chance.randint(-5, 20)),
            document="Thử",
            ceiling=chance.randint(0, 1000) if kind is Kind.ADVANCE else None,
            ceiling_law="Thử",
            by_hand=chance.random() < 0.3,
        )
        most = chance.choice([1, 300, 10**12])
        move = Move(book=lived.book.pk, out_of=out_of, into=into, amount=chance.randint(1, most))
        yield said, move
        if chance.random() < 0.2:
            yield said, chance.choice([move, replace(move, amount=move.amount + 1)])


def tried(lived: Lived, said: Said, move: Move, by: Actor, at: datetime) -> tuple[int, str]:
    """One act: how many postings it must have written, and why it was refused."""
    expected = lived.refused(said, move)
    again = said.key in lived.keys
    try:
        posting = post(said, [move], by=by, at=at)
    except BlockedError as blocked:
        code = blocked.findings[0].code
        assert code == ("key_taken" if again else expected), (SEED, said, move)
        return 0, code
    if again:
        return 0, ""
    assert expected == "", (SEED, said, move)
    assert posting.effective_on == lived.first_day([move], said.effective_on), (SEED, said, move)
    lived.keys.add(said.key)
    lived.moves.append((posting.effective_on, move))
    return 1, ""


def plan_anew() -> None:
    """Let PostgreSQL know how much stands there: in one long transaction nothing else tells its planner."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE ledger_book, ledger_posting, ledger_transfer, ledger_balance, workflow_event"
            )


def undone(lived: Lived, by: Actor, at: datetime) -> int:
    """The latest posting reversed on the first day that bears it; nothing where the money has moved on."""
    rows = Posting.objects.filter(reverses=None, reversed_by=None, transfers__book=lived.book)
    if (latest := rows.order_by("-pk").first()) is None:
        return 0
    moves = [each.mirrored for each in reversed(moves_of(latest))]
    undo = partial(reverse, latest, key=f"r-{latest.pk}", reason="Thử", by=by, at=at)
    try:
        after(lived.pots, moves)
    except BlockedError:
        with pytest.raises(BlockedError):
            undo()
        return 0
    day = lived.first_day(moves, max(latest.effective_on, at.date()))
    assert undo().effective_on == day
    lived.moves += [(day, each) for each in moves]
    return 1


@pytest.mark.parametrize("batch", BATCHES)
def test_every_promise_holds_after_every_step_of_every_history(batch, book, dong_thap_officer, now):
    chance, by = random.Random(SEED + 1000 * batch), dong_thap_officer
    written, refusals, project = 0, Counter(), None
    for history in range(min(TOGETHER, HISTORIES - TOGETHER * batch)):
        if history % BOOKS == 0:
            project = book(title=f"Máy {history}").project
            plan_anew()
        year = 2005 + history % BOOKS
        lived = Lived(book=open_book(project, purse=project.purse, year=year), chance=chance)
        for said, move in acts(lived, f"{SEED}-{history}"):
            more, code = tried(lived, said, move, by, now)
            written, refusals = written + more, refusals + Counter([code])
            if chance.random() < 0.1:
                written += undone(lived, by, now)
            standing = {stage: amount for stage, amount in lived.book.pots.items() if amount}
            expected = {stage: amount for stage, amount in lived.pots.items() if amount and stage != "source"}
            assert standing == expected, (SEED, said, move)
            assert list(broken_promises({lived.book.pk})) == [], (SEED, said, move)
        if history % BOOKS == BOOKS - 1:
            question = Question(actor=by, project=project.pk)
            whole = reduce(Position.plus, (each.position for each in groups(question, "book")))
            assert position(question) == whole
    assert (Posting.objects.count(), summary()) == (written, rebuilt_summary())
    assert [*broken_promises(), *untold()] == []
    connection.check_constraints()
    # An advance above its ceiling is rarely tried: the first of the batches is known to.
    tried_of = {"not_enough", "too_early"} | ({"above_ceiling"} if batch == 0 else set())
    assert tried_of <= set(refusals), "nothing of that was tried"


def steps_of_two(chance: random.Random, one: int, other: int) -> Iterator[tuple[Kind, list[Move]]]:
    """What happens to two projects in a year: moves in each, and money put from one to the other."""
    for _ in range(STEPS):
        if chance.random() < 0.3:
            amount, (gives, takes) = chance.randint(1, 300), chance.sample((one, other), 2)
            yield (
                Kind.SUBSTITUTE,
                [
                    Move(book=gives, out_of=Stage.ALLOCATED, into=Stage.SOURCE, amount=amount),
                    Move(book=takes, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=amount),
                ],
            )
            continue
        kind = chance.choice([each for each in Kind if each not in (Kind.REVERSE, Kind.SUBSTITUTE, Kind.CARRY)])
        out_of, into = chance.choice(sorted(FORWARD[kind]))
        book = chance.choice((one, other))
        yield kind, [Move(book=book, out_of=out_of, into=into, amount=chance.randint(1, 300))]


def test_substitutes_and_closings_keep_every_promise_and_the_total_of_the_purse(book, dong_thap_officer, now):
    chance, (first, second) = random.Random(SEED + 1), (book(), book(title="Máy dệt"))
    years = {first.pk: first, second.pk: second}
    pots: dict[int, dict[Stage, int]] = {key: {} for key in years}

    def written_by_rules(key, kind, moves):
        """Posted where the rules say that it can be; the model of the pots goes along."""
        said = Said(kind=kind, key=key, effective_on=DAY, document="Thử", ceiling=10**15, ceiling_law="Thử")
        involved = {move.book for move in moves}
        try:
            expected = {one: after(pots[one], [m for m in moves if m.book == one]) for one in involved}
        except BlockedError:
            with pytest.raises(BlockedError):
                post(said, moves, by=dong_thap_officer, at=now)
            return 0
        post(said, moves, by=dong_thap_officer, at=now)
        pots.update(expected)
        return 1

    written = closed = 0
    for history in range(max(HISTORIES // 20, 5)):
        for step, (kind, moves) in enumerate(steps_of_two(chance, first.pk, second.pk)):
            written += written_by_rules(f"{SEED}-two-{history}-{step}", kind, moves)
        for key in (first.pk, second.pk):
            choice = chance.choice(list(Choice))
            case = Case(book=key, title="x", pots=pots[key], choice=choice)
            if choice is Choice.GIVE_UP and pots[key].get(Stage.ADVANCED, 0):
                continue
            for part in planned(case):
                one = years[key]
                following = open_book(one.project, purse=one.purse, year=one.year + 1, plan_year=one.plan_year)
                pots.setdefault(following.pk, {})
                moves = [replace(each, book=each.book or following.pk) for each in part.moves]
                closed += written_by_rules(f"{SEED}-close-{history}-{key}{part.part}", part.kind, moves)
            assert not any(pots[key].get(stage, 0) for stage in MOVABLE)
    for key, model in pots.items():
        standing = {stage: amount for stage, amount in Book.objects.get(pk=key).pots.items() if amount}
        assert standing == {
            stage: amount for stage, amount in model.items() if amount and stage is not Stage.SOURCE
        }
    assert sum(sum(model.values()) for model in pots.values()) == 0
    assert (Posting.objects.count(), summary()) == (written + closed, rebuilt_summary())
    assert list(broken_promises()) == []
    assert closed >= 2, "histories that never close a year try nothing"
    connection.check_constraints()
