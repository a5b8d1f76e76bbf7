"""The dashboard as frozen dataclasses; a sentence names the page it leads to, the door makes its address."""

from dataclasses import dataclass

from khuyencong.post.queries.tray import Away, TrayItem
from khuyencong.rules.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that holds today, and which page opens it: the name of an address and its query."""

    title: str
    words: str
    page: str
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Where something lies: a desk or a cause, how much, since how many days."""

    where: str
    count: int
    late: int
    longest: int
    page: str
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Everything, in the order in which it is read."""

    role: str
    year: int
    items: tuple[TrayItem, ...]
    waiting: int
    late: tuple[Said, ...]
    stuck: tuple[Stuck, ...]
    desks_more: int
    """So many desks more where something is late."""
    sent_on: tuple[Away, ...]
    away: int
    good: tuple[Said, ...]
    short: tuple[Said, ...]
    """What was looked at and is not good enough to be told as good, with what it was measured by."""
    charts: tuple[Chart, ...]
    made: bool
    """Whether any of it is made up."""

    @property
    def calm(self) -> bool:
        """Whether nothing is late and nothing lies anywhere."""
        return not self.late and not self.stuck and not self.away
