"""Where a book will stand on 31 December, from where its dossiers stand today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from khuyencong.rules.clock.facts import Asked, Facts
from khuyencong.rules.clock.usual import Pace, Step, Usual

TO_PAYMENT = (Step.CLAIM, Step.CONFIRM, Step.APPROVE, Step.PAY)
"""The steps of a claim in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What will have gone out by 31 December, in đồng: at slow, usual and quick pace."""

    low: int = 0
    middle: int = 0
    high: int = 0

    def plus(self, other: "Forecast") -> "Forecast":
        """Two forecasts together."""
        return Forecast(
            low=self.low + other.low, middle=self.middle + other.middle, high=self.high + other.high
        )


def total_of(forecasts: Iterable[Forecast]) -> Forecast:
    """All together: the same number whichever way the books are grouped."""
    total = Forecast()
    for each in forecasts:
        total = total.plus(each)
    return total


def forecast(facts: Facts, on: date, usual: Usual) -> Forecast:
    """The range; never below what has gone out, never above what was given."""
    low, middle, high = (
        Road(facts, on, usual, pace).gone_out() for pace in (Pace.SLOW, Pace.USUAL, Pace.QUICK)
    )
    middle = max(low, middle)
    return Forecast(low=low, middle=middle, high=max(middle, high))


class Road:
    """The way of one book from a day on, at one pace."""

    def __init__(self, facts: Facts, on: date, usual: Usual, pace: Pace) -> None:
        self.facts, self.on, self.usual, self.pace = facts, on, usual, pace

    def gone_out(self) -> int:
        """What will have gone out by the end of the year, in đồng."""
        facts = self.facts
        still = not facts.held or self.pace is Pace.QUICK
        if facts.over or not still or self.on > facts.end:
            return facts.disbursed
        out = facts.disbursed + sum(amount for day, amount in self.claims() if day <= facts.end)
        if not facts.final and self.paid(self.accepted()) <= facts.end:
            out = max(out, facts.within * self.days(Step.VOLUME) // 100)
        return max(min(out, facts.within), facts.disbursed)

    def days(self, step: Step) -> int:
        """The days of a step, at this pace."""
        return self.usual[step].at(self.pace)

    def after(self, since: date, step: Step, more: int = 0) -> date:
        """When a step is over that began on `since`; one that is late takes at least half its time again."""
        days = self.days(step) + more
        done = since + timedelta(days=days)
        return done if since > self.on else max(done, self.on + timedelta(days=days // 2))

    def paid(self, ready: date, steps: Iterable[Step] = TO_PAYMENT) -> date:
        """When money is paid that may be asked for from `ready` on."""
        first, *others = steps
        day = self.after(ready, first)
        return day + timedelta(days=sum(self.days(each) for each in others))

    def signed(self) -> date:
        """When both sides have signed."""
        contract = self.facts.contract
        if contract is None:
            drawn_up = self.after(self.facts.given_on, Step.CONTRACT)
            return drawn_up + timedelta(days=self.days(Step.SIGNING))
        if contract.step is None:
            return contract.since
        lying = self.after(contract.since, contract.step)
        return lying if contract.step is Step.SIGNING else lying + timedelta(days=self.days(Step.SIGNING))

    def terms(self) -> tuple[date, date]:
        """From when to when the work goes by its contract; from signing on where none says it."""
        contract, signed = self.facts.contract, self.signed()
        if contract is None:
            return signed, signed + timedelta(days=self.days(Step.WORK))
        begins = max(contract.begins_on, signed) if contract.step is not None else contract.begins_on
        return begins, max(contract.ends_on, begins)

    def finished(self) -> date:
        """When the work is done: by the contract's days and by how far it has come."""
        work, (begins, ends) = self.facts.work, self.terms()
        if work.done >= 100 and work.on is not None:
            return work.on
        planned, rest = (ends - begins).days, 100 - work.done
        # Reported before the work may begin, what is left still takes its days from the beginning.
        known = max(begins, work.on if work.on is not None else self.on)
        at_plan = known + timedelta(days=planned * rest // 100)
        if self.pace is Pace.QUICK:
            return max(self.on, min(ends, at_plan))
        own = (known - begins).days * rest // work.done if work.done else planned
        slowly = known + timedelta(days=max(own, planned * rest // 100))
        day = max(self.on, ends, slowly if self.pace is Pace.SLOW else at_plan)
        return day + timedelta(days=self.days(Step.SLIP))

    def reached(self, done: int) -> date:
        """When that much of the work is done."""
        work, finish = self.facts.work, self.finished()
        if done <= work.done:
            # Known to be done since the report that says so; work nobody asked about, since signing.
            return max(work.on or self.signed(), self.signed())
        start = max(self.on, self.terms()[0])
        share = (done - work.done) * max((finish - start).days, 0) // (100 - work.done)
        return start + timedelta(days=share)

    def accepted(self) -> date:
        """When it is accepted for the last time."""
        accepting = self.facts.accepting
        if accepting is not None and accepting.final:
            return self.after(accepting.since, Step.ACCEPT)
        return self.after(self.finished(), Step.ACCEPT)

    def claims(self) -> Iterator[tuple[date, int]]:
        """What can be paid before the last acceptance, and when: the claim on its way, advances, the owed."""
        facts, claim = self.facts, self.facts.claim
        steps = list(self.openings())
        if claim is not None:
            yield self.claimed(claim, steps), claim.amount
        asked = claim.amount if claim is not None and claim.advance else 0
        for day, amount in steps:
            covered = min(amount, asked)
            asked -= covered
            if amount > covered and not self.given_up(day):
                yield self.paid(day), amount - covered
        owed = facts.owed - (claim.amount if claim is not None and not claim.advance else 0)
        if owed > 0:
            yield self.paid(facts.owed_since or facts.given_on), owed

    def openings(self) -> Iterator[tuple[date, int]]:
        """When how much more may be advanced."""
        facts, so_far = self.facts, self.facts.advanced
        if facts.final:
            return
        for done in facts.thresholds:
            if (most := facts.ceiling(done)) > so_far:
                yield self.reached(done), most - so_far
                so_far = most

    def given_up(self, opened: date) -> bool:
        """Whether an advance may be asked for so long that, seen soberly, nobody will ask before acceptance."""
        slowest = timedelta(days=self.usual[Step.CLAIM].slow)
        return self.pace is not Pace.QUICK and self.on > opened + slowest

    def claimed(self, claim: Asked, openings: list[tuple[date, int]]) -> date:
        """When the claim on its way is paid."""
        more = claim.missing * self.days(Step.PAPER) if claim.step is Step.CLAIM else 0
        left = TO_PAYMENT[TO_PAYMENT.index(claim.step) + 1 :]
        day = self.after(claim.since, claim.step, more)
        if claim.advance and claim.step is Step.CLAIM:
            day = max(day, self.opened(claim.amount, openings))
        return day + timedelta(days=sum(self.days(each) for each in left))

    @staticmethod
    def opened(amount: int, openings: list[tuple[date, int]]) -> date:
        """When the law lets that much be advanced; with the last opening where it never does."""
        so_far, opens = 0, date.min
        for day, more in openings:
            if so_far < amount:
                opens = day
            so_far += more
        return opens
