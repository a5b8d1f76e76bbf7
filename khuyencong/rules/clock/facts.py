"""What is known of one book on the day of asking: one project's money of one purse and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.advances import Part, Standing, Tier, ceiling_of
from khuyencong.rules.clock.usual import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The contract with the unit: `step` is where it lies since when, None once both sides signed."""

    begins_on: date
    ends_on: date
    since: date
    step: Step | None = None
    desk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How much of the work is done in percent, by the report or claim of that day; None where nobody said."""

    done: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A claim on its way: for an advance or the rest, at which step and desk since when, papers missing."""

    advance: bool
    amount: int
    step: Step
    since: date
    missing: int = 0
    desk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """An acceptance being written down, since when, at which desk, and whether it is the last."""

    since: date
    final: bool
    desk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A book, amounts in đồng; `advanced` is what was advanced in all, `owed` accepted and not yet paid.

    `support` is what the contract promises, also where a part of it stands in an earlier year's book: ceilings
    are of the whole. None where all of it is in this one. `later` is the tier of a second or later year,
    `decided` the rate of its contract alone.
    `over` says that nothing more will happen, `held` that somebody stopped it for now. `desk` is where the
    project itself waits for its contract.
    """

    year: int
    given: int
    committed: int
    disbursed: int
    given_on: date
    owed: int = 0
    owed_since: date | None = None
    advanced: int = 0
    contract: Agreed | None = None
    work: Work = Work()
    accepting: Accepting | None = None
    claim: Asked | None = None
    parts: Sequence[Part] = ()
    cap: Tier | None = None
    support: int | None = None
    later: Tier | None = None
    decided: Tier | None = None
    final: bool = False
    held: bool = False
    over: bool = False
    desk: str = ""

    @property
    def end(self) -> date:
        """The last day of its year."""
        return date(self.year, 12, 31)

    @property
    def signed(self) -> bool:
        """Whether there is a contract that both sides signed."""
        return self.contract is not None and self.contract.step is None

    @property
    def within(self) -> int:
        """What can go out at most: what the contract commits, or all that was given while there is none."""
        return self.committed if self.signed else self.given

    @property
    def waiting(self) -> int:
        """What was given and has not gone out."""
        return self.given - self.disbursed

    def ceiling(self, done: int) -> int:
        """The most that may have been advanced with that much of the work done."""
        return ceiling_of(
            Standing(
                support=self.within if self.support is None else self.support,
                advanced=self.advanced,
                done=done,
                parts=self.parts,
                cap=self.cap,
                later=self.later,
                decided=self.decided,
            )
        )

    @property
    def thresholds(self) -> list[int]:
        """The percentages of work from which on more may be advanced, the present one first.

        In later years money follows the work at any percentage; that it is asked for at half and at all of what
        may be advanced is a convention of ours.
        """
        if self.decided is not None:
            return [self.work.done]
        if self.later is not None:
            most = self.later.percent
            return [self.work.done, *(each for each in (most // 2, most) if each > self.work.done)]
        asked = {
            each.tier.done + 1 for each in self.parts if each.tier is not None and each.tier.done is not None
        }
        return [self.work.done, *sorted(each for each in asked if each > self.work.done)]
