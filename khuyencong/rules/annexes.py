"""Whether the contracts with a unit say what was decided, or an annex has to follow; the money until then.

One rule: where contract and decision differ the lower of the two holds, and what a decided cut has not taken
off yet is the project's no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from khuyencong.rules import contracts
from khuyencong.rules.change_terms import Terms
from khuyencong.rules.ledger import Pots, Stage, position_of
from khuyencong.rules.money import dong
from khuyencong.rules.stopping import freed_of

OUT = (Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID, Stage.SETTLED)
"""The stages of money that went out, or is owed for work done: no contract follows below it."""


DONE = (Stage.ACCEPTED, Stage.PAID, Stage.SETTLED)
"""Those of them that accepted work stands for."""
UNDER_WAY = (Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID)
"""The stages of money that waits for work, payment or settlement."""


def is_under_way(pots: Pots) -> bool:
    """Whether some of a year's money waits for work, payment or settlement."""
    return any(pots.get(each, 0) for each in UNDER_WAY)


def is_settled(years: Iterable[Pots]) -> bool:
    """Whether some money of these years was settled and none of any of them is under way."""
    kept = list(years)
    return any(each.get(Stage.SETTLED, 0) for each in kept) and not any(is_under_way(each) for each in kept)


def takes_all(pots: Pots, support: int) -> bool:
    """Whether all of that support was accepted: no last acceptance could follow, for nothing is left."""
    return 0 < support == sum(pots.get(each, 0) for each in DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A plan year of a project, in đồng: what was decided of it last, what its contract says, what books hold.

    `said` is 0 before a contract. `number` is the decision that it does not say, for a sentence.
    """

    decided: int
    said: int = 0
    pots: Pots = field(default_factory=dict)
    number: str = ""

    @property
    def out(self) -> int:
        """What went out, or is owed for accepted work."""
        return sum(self.pots.get(each, 0) for each in OUT)

    @property
    def most(self) -> int:
        """What its contract may give in all: the lower of contract and decision."""
        return min(self.said, self.decided)

    @property
    def left(self) -> int:
        """What may still leave the commitment, as an advance or for work, so that no cut finds it gone."""
        return max(min(self.pots.get(Stage.COMMITTED, 0), self.most - self.out), 0)

    @property
    def payable(self) -> int:
        """What may be paid of what was accepted: less where more was accepted than by now is decided."""
        return max(self.pots.get(Stage.ACCEPTED, 0) - max(self.out - self.most, 0), 0)

    @property
    def untaken(self) -> int:
        """What decided cuts have not taken off yet: it stands under the contract until an annex frees it."""
        return max(position_of(self.pots).given - self.decided, 0)

    @property
    def takes(self) -> int:
        """What of it goes back to the purse now."""
        return min(self.untaken, self.pots.get(Stage.ALLOCATED, 0))

    @property
    def frees(self) -> int:
        """What a stop would free for others: what is untaken was decided to go back to the purse."""
        return max(freed_of(self.pots) - self.untaken, 0)

    def gives(self, after: int) -> int:
        """What a rise from what is decided to `after` gives: what a former cut left there is there."""
        return max(after - self.decided - self.untaken, 0)

    def waits(self, *, raised: bool) -> bool:
        """Whether an annex comes first: its contract promises more than was decided, or a rise lies free.

        What a closing took from under it is promised no more, so that no annex could take it off.
        """
        free = self.pots.get(Stage.ALLOCATED, 0)
        return min(self.said, position_of(self.pots).committed) > self.decided or (
            raised and self.said < self.decided and free > 0
        )

    @property
    def given_up(self) -> bool:
        """Whether all was taken that no work stands for: its contract is as good as accepted to its end.

        By a closing, or by a decision that left the year nothing.
        """
        open_ = self.pots.get(Stage.COMMITTED, 0) + self.pots.get(Stage.ADVANCED, 0)
        return not open_ and self.out < self.said

    @property
    def dropped(self) -> bool:
        """Whether a decision left nothing of what its contract promises: the contract ended with it."""
        return self.said > 0 == self.decided

    @property
    def by(self) -> str:
        """The decision that its contract does not say, as it begins a sentence."""
        return f"Quyết định {self.number}" if self.number else "Quyết định điều chỉnh"

    @property
    def told(self) -> str:
        """Why the lower of the two holds, in words; "" where that is the contract."""
        if self.said <= self.decided:
            return ""
        if self.dropped:
            return f"{self.by} thôi hỗ trợ của năm này, hợp đồng hết theo"
        return f"{self.by} để lại {dong(self.decided)}, phụ lục hợp đồng chưa ký"


def binds(before: Terms, after: Terms, years: Iterable[int]) -> bool:
    """Whether it changes what contracts of these years say: their money or the last day."""
    return before.ends_on != after.ends_on or any(
        before.support_in(year) != after.support_in(year)
        or before.counterpart_in(year) != after.counterpart_in(year)
        for year in years
    )


def follows(
    papers: Mapping[int, contracts.Terms], before: Terms, after: Terms, *, now: Terms, ends_on: date | None
) -> bool:
    """Whether the papers in force, by year, went as far as this change wanted them to.

    A later decision has the last word: the estimate is read as it stands `now`, and `ends_on` is the last day
    that any waiting decision named. What the change itself left alone is not asked of the papers.
    """
    if before.ends_on != after.ends_on and all(paper.ends_on != ends_on for paper in papers.values()):
        return False
    return all(
        _as_far(paper.support, before.support_in(year), after.support_in(year), now.support_in(year))
        and _as_far(
            paper.counterpart, before.counterpart_in(year), after.counterpart_in(year), now.counterpart_in(year)
        )
        for year, paper in papers.items()
    )


def _as_far(said: int, before: int, after: int, now: int) -> bool:
    if after == before:
        return True
    return said >= now if after > before else said <= now
