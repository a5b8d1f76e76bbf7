"""Random histories of money, written as people and programs write them; every promise after every step.

200 in every run; `make endurance` asks for 10,000 by KHUYENCONG_HISTORIES. The seed is printed with a failure.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from khuyencong.ledger.actions import Said, open_book, post, reverse
from khuyencong.ledger.actions.posting import moves_of
from khuyencong.ledger.models import Book, Posting
from khuyencong.ledger.queries import broken_promises, rebuilt_summary, summary
from khuyencong.rules.closing import MOVABLE, Case, Choice, planned
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import FORWARD, Kind, Move, Stage, after

HISTORIES = int(os.environ.get("KHUYENCONG_HISTORIES", "200"))
SEED = int(os.environ.get("KHUYENCONG_SEED", "20270101"))
STEPS = 8
DAY = date(2027, 3, 1)
pytestmark = pytest.mark.django_db


def acts(chance: random.Random, key: str) -> Iterator[tuple[Said, Stage, Stage, int]]:
    """What somebody tries, sensible or not, some of it twice."""
    for step in range(STEPS):
        kind = chance.choice([each for each in Kind if each not in (Kind.REVERSE, Kind.SUBSTITUTE)])
        out_of, into = chance.choice(sorted(FORWARD[kind]))
        amount = chance.choice([1, chance.randint(1, 1000), chance.randint(1, 10**12)])
        ceiling = chance.randint(0, 1000) if kind is Kind.ADVANCE else None
        said = Said(
            kind=kind, key=f"{key}-{step}", effective_on=DAY, document="Thử", ceiling=ceiling, ceiling_law="Thử"
        )
        yield said, out_of, into, amount
        if chance.random() < 0.2:
            yield said, out_of, into, amount


def undone(posting, pots, written, by, at):
    """The pots after the posting was reversed; as they were where the money has moved on."""
    [*moves] = [each.mirrored for each in reversed(moves_of(posting))]
    try:
        expected = after(pots, moves)
    except BlockedError:
        with pytest.raises(BlockedError):
            reverse(posting, key=f"r-{posting.pk}", reason="Thử", by=by, at=at)
        return written, pots
    reverse(posting, key=f"r-{posting.pk}", reason="Thử", by=by, at=at)
    return written + 1, expected


def test_every_promise_holds_after_every_step_of_every_history(book, dong_thap_officer, now):
    chance, one = random.Random(SEED), book()
    given = Said(kind=Kind.ALLOCATE, key="start", effective_on=DAY, document="Thử")
    first = Move(book=one.pk, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=900)
    post(given, [first], by=dong_thap_officer, at=now)
    pots, written, refused = dict(one.pots) | {Stage.SOURCE: -900}, 1, 0
    keys: set[str] = set()
    for history in range(HISTORIES):
        for said, out_of, into, amount in acts(chance, f"{SEED}-{history}"):
            move = Move(book=one.pk, out_of=out_of, into=into, amount=amount)
            try:
                expected = after(pots, [move])
            except BlockedError:
                expected = None
            again = said.key in keys
            try:
                post(said, [move], by=dong_thap_officer, at=now)
            except BlockedError as blocked:
                code = blocked.findings[0].code
                assert code == ("above_ceiling" if expected is not None else "not_enough"), (SEED, said)
                refused += 1
                continue
            keys.add(said.key)
            if not again:
                assert expected is not None, (SEED, said)
                pots, written = expected, written + 1
        if history % 10 == 0:
            latest = Posting.objects.filter(reverses=None, reversed_by=None).order_by("-pk").first()
            written, pots = undone(latest, pots, written, dong_thap_officer, now)
        standing = {stage: amount for stage, amount in one.pots.items() if amount}
        assert standing == {each: pots[each] for each in pots if pots[each] and each is not Stage.SOURCE}
    assert (Posting.objects.count(), summary()) == (written, rebuilt_summary())
    assert list(broken_promises()) == []
    assert refused > HISTORIES // 2, "histories that are never refused try nothing"
    connection.check_constraints()


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

    def tried(key, kind, moves):
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
            written += tried(f"{SEED}-two-{history}-{step}", kind, moves)
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
                closed += tried(f"{SEED}-close-{history}-{key}{part.part}", part.kind, moves)
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
