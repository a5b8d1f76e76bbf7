"""What a chart shows: rows of parts, told in words and numbers; how it is drawn is a matter of paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a part of a row means, the same on every chart; paper gives each one colour and one pattern."""

    GOOD = "good"
    """Done, or in time."""
    PART = "part"
    """Under way, or here too late."""
    NONE = "none"
    """Not begun, and nobody waits for it yet."""
    BAD = "bad"
    """Overdue, or held up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row: its name, a value for each series in their order (none below 0), what it says at its end."""

    name: str
    values: tuple[int, ...]
    told: str = ""

    @property
    def whole(self) -> int:
        """The length of the row."""
        return sum(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of stacked rows. `code` names it in addresses; values are whole numbers of `unit`."""

    code: str
    title: str
    unit: str
    series: tuple[str, ...]
    tones: tuple[Tone, ...]
    bars: tuple[Bar, ...]
    made: bool = False
    """Whether any of its numbers is made up."""
    note: str = ""

    @property
    def longest(self) -> int:
        """The length of the longest row."""
        return max((each.whole for each in self.bars), default=0)


def longest_first(bars: Sequence[Bar], most: int, rest: str) -> tuple[Bar, ...]:
    """So many rows at most, the longest first, the others together as the last; the sum stays the same."""
    ordered = sorted(bars, key=lambda each: (-each.whole, each.name))
    if len(ordered) <= most:
        return tuple(ordered)
    kept, others = ordered[: most - 1], ordered[most - 1 :]
    sums = tuple(sum(part) for part in zip(*(each.values for each in others), strict=True))
    return (*kept, Bar(name=f"{rest} ({len(others)})", values=sums))
