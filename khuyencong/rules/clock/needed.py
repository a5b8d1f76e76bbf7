"""How fast money must go out from now to 31 December."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What is left in đồng, in how many days, and the whole đồng a week that would do; None once it is over."""

    left: int
    days: int
    a_week: int | None


def needed(left: int, on: date, year: int) -> Needed:
    """The pace from the day after `on`, rounded up so that it suffices."""
    days = max((date(year, 12, 31) - on).days, 0)
    return Needed(left=left, days=days, a_week=-(-left * 7 // max(days, 7)) if days else None)
