"""By when a project that was accepted for the last time must hand in what its settlement needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from khuyencong.rules.registration import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A deadline as the law of the day says it: so many days after acceptance, or a day of the next year."""

    law: str
    verified: bool
    days: int | None = None
    month: int | None = None
    day: int | None = None
    inclusive: bool = True

    def last(self, accepted_on: date, year: int) -> date | None:
        """Its last day for money of that budget year; None where it says neither."""
        if self.days is not None:
            return accepted_on + timedelta(days=self.days)
        if self.month is None or self.day is None:
            return None
        on = date(year + 1, self.month, self.day)
        return on if self.inclusive else on - timedelta(days=1)


def settle_by(limits: Iterable[Limit], accepted_on: date, year: int) -> Due | None:
    """The earliest of them; None where no rule says (the local purse: the province's own)."""
    found = [
        Due(last=last, law=each.law, verified=each.verified)
        for each in limits
        if (last := each.last(accepted_on, year)) is not None
    ]
    return min(found, key=lambda due: due.last, default=None)
