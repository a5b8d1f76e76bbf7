"""Made years of projects, lived day by day from a seed: what the clock is tried on. No real project is in them.

Every project draws its own days from skewed shapes with tails, its unit and its year are quicker or slower than
others, some stall, some are stopped, reports are missing: nothing here is taken from the clock's own table.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from khuyencong.rules.advances import Part, Tier
from khuyencong.rules.clock import Accepting, Agreed, Asked, Facts, Step, Work

YEAR = 2026
NEVER = date(YEAR + 3, 1, 1)
MACHINES = Tier(code="may", percent=70, done=70, papers=(), law="", verified=False)
CLUSTER = Tier(code="ccn", percent=30, done=50, papers=(), law="", verified=False)
TRAINING = Tier(code="dao-tao", percent=70, done=None, papers=(), law="", verified=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claim as it went: the day it was begun, sent, confirmed, approved, paid; papers missing until sent."""

    amount: int
    begun: date
    sent: date
    confirmed: date
    approved: date
    paid: date
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """One project's year, whole."""

    support: int
    tier: Tier
    given_on: date
    drawn_up: date
    signed: date
    ends_on: date
    begins: date
    finished: date
    accepted: date
    share: int
    stopped: date
    advance: Claimed | None
    rest: Claimed | None
    reports: tuple[tuple[date, int], ...]

    def disbursed(self, on: date) -> int:
        """What had gone out by then, in đồng."""
        return sum(each.amount for each in (self.advance, self.rest) if each is not None and each.paid <= on)

    def known(self, on: date) -> Facts:
        """What the dossiers said that day."""
        out, signed, over = self.disbursed(on), self.signed <= on, self.stopped <= on
        advanced = self.advance.amount if self.advance is not None and self.advance.paid <= on else 0
        final = self.accepted <= on
        worth = self.support * self.share // 100
        seen = [each for each in self.reports if each[0] <= on]
        return Facts(
            year=YEAR,
            given=self.support,
            committed=(max(worth, out) if final else self.support) if signed else 0,
            disbursed=out,
            given_on=self.given_on,
            owed=max(worth - out, 0) if final else 0,
            owed_since=self.accepted if final else None,
            advanced=advanced,
            contract=self.agreed(on),
            work=Work(done=seen[-1][1], on=seen[-1][0]) if seen else Work(),
            accepting=Accepting(since=self.finished, final=True) if self.finished <= on and not final else None,
            claim=self.on_its_way(on),
            parts=(Part(name="phần", amount=self.support, tier=self.tier),),
            final=final,
            over=over,
        )

    def agreed(self, on: date) -> Agreed | None:
        """The contract, or where it lay."""
        if on < self.drawn_up:
            return None
        signed = self.signed <= on
        return Agreed(
            begins_on=self.begins,
            ends_on=self.ends_on,
            since=self.signed if signed else self.drawn_up,
            step=None if signed else Step.SIGNING,
        )

    def on_its_way(self, on: date) -> Asked | None:
        """The claim of that day, and where it lay."""
        for each in (self.advance, self.rest):
            if each is None or not each.begun <= on < each.paid:
                continue
            steps = (
                (Step.PAY, each.approved),
                (Step.APPROVE, each.confirmed),
                (Step.CONFIRM, each.sent),
                (Step.CLAIM, each.begun),
            )
            step, since = next(pair for pair in steps if pair[1] <= on)
            missing = each.missing if step is Step.CLAIM else 0
            return Asked(
                advance=each is self.advance, amount=each.amount, step=step, since=since, missing=missing
            )
        return None


class Dice:
    """Draws days: skewed, with a tail, stretched by how slow the unit and the year are, shorter in December."""

    def __init__(self, rng: Random, slow: float) -> None:
        self.rng, self.slow = rng, slow

    def after(self, day: date, usual: float, spread: float = 0.7) -> date:
        """A day some time after."""
        hurry = 0.6 if (day.month, day.day) >= (11, 20) else 1.0
        days = usual * self.slow * hurry * math.exp(self.rng.gauss(0, spread))
        return day + timedelta(days=max(int(days), 0))

    def claim(self, amount: int, ready: date) -> Claimed:
        """A claim begun some time after it could be."""
        missing = self.rng.choice((0, 0, 1, 2, 3))
        begun = self.after(ready, 7)
        sent = self.after(begun, 5 + 3 * missing)
        confirmed = self.after(sent, 6)
        approved = self.after(confirmed, 5)
        paid = self.after(approved, 5)
        return Claimed(
            amount=amount,
            begun=begun,
            sent=sent,
            confirmed=confirmed,
            approved=approved,
            paid=paid,
            missing=missing,
        )


def made_year(seed: int, projects: int = 120) -> list[Lived]:
    """A year of that many projects; the same seed gives the same year."""
    rng = Random(seed)
    year = math.exp(rng.gauss(0, 0.2))
    units = [math.exp(rng.gauss(0, 0.35)) for _ in range(12)]
    return [lived(Dice(rng, year * rng.choice(units))) for _ in range(projects)]


def lived(dice: Dice) -> Lived:
    """One project through the year."""
    rng = dice.rng
    support = rng.randrange(40, 400) * 10**6
    tier = rng.choices((MACHINES, TRAINING, CLUSTER), (60, 28, 12))[0]
    late = rng.random() < 0.12
    given_on = date(YEAR, 6 if late else 1, 10) + timedelta(days=rng.randrange(60))
    drawn_up = dice.after(given_on, 25)
    signed = dice.after(drawn_up, 7)
    length = rng.randrange(50, 220)
    ends_on = max(min(signed + timedelta(days=length), date(YEAR, 12, 10)), signed + timedelta(days=20))
    planned = (ends_on - signed).days
    stalls = rng.random() < 0.06
    needs = planned * math.exp(rng.gauss(0.05, 0.3))
    finished = NEVER if stalls else signed + timedelta(days=int(needs))
    stopped = signed + timedelta(days=rng.randrange(200)) if rng.random() < 0.04 else NEVER
    accepted, share = dice.after(finished, 12), rng.choice((100, 100, 100, 97, 92, 85))
    reports = tuple(reported(rng, signed, finished if not stalls else signed + timedelta(days=4 * planned)))
    advance = advanced(dice, tier, support, signed, reports) if rng.random() < 0.65 else None
    if advance is not None and advance.paid > min(accepted, stopped):
        advance = None
    left = support * share // 100 - (advance.amount if advance is not None else 0)
    rest = dice.claim(left, accepted) if left > 0 and accepted < stopped else None
    return Lived(
        support=support,
        tier=tier,
        given_on=given_on,
        drawn_up=drawn_up,
        signed=signed,
        ends_on=ends_on,
        begins=signed,
        finished=finished if finished < stopped else NEVER,
        accepted=accepted if accepted < stopped else NEVER,
        share=share,
        stopped=stopped,
        advance=advance,
        rest=rest,
        reports=reports,
    )


def reported(rng: Random, signed: date, finished: date):
    """Each month's report of how far the work is: not straight, and one in seven is missing."""
    bend = rng.uniform(0.7, 1.8)
    for month in range(1, 13):
        day = date(YEAR, month, 24)
        if day > signed and rng.random() > 0.15:
            gone = min((day - signed).days / max((finished - signed).days, 1), 1.0)
            yield day, int(100 * gone**bend)


def advanced(dice: Dice, tier: Tier, support: int, signed: date, reports) -> Claimed | None:
    """The advance, asked after the report that opens its tier."""
    opens = signed
    if tier.done is not None:
        opened = [day for day, done in reports if done > tier.done]
        if not opened:
            return None
        opens = opened[0]
    return dice.claim(support * tier.percent // 100, opens)
