"""What hurts first among the things that wait: order them, and say why in one sentence each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.calendar import Calendar, next_working, unannounced, working_days_between

OWN_LIMIT = "quy định của hệ thống"
"""What a limit without an article of law is called: our own, and marked as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits: since when, until when by which article ("" is our own limit).

    `stake` is how many đồng hang on it.
    """

    key: str
    since: date
    due: date | None = None
    due_source: str = ""
    stake: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """How a waiting thing stands today. `overdue` and `left` are working days, `waited` days of the calendar.

    `ends` is the deadline, moved to the next working day if offices are closed (Bộ luật Dân sự 2015, Điều 148).
    `left` is None without a deadline, else the working days that remain, less than 0 when it has passed. On a
    Saturday after it, `overdue` is still 0 while `left` is -1: late, but no working day has gone by.
    `estimated` says that a year is involved whose holidays were not announced.
    """

    item: Waiting
    ends: date | None
    overdue: int
    left: int | None
    waited: int
    why: str
    estimated: bool

    @property
    def is_late(self) -> bool:
        """Whether its last day has gone by."""
        return self.left is not None and self.left < 0

    @property
    def level(self) -> str:
        """The word it is shown by: late, today, soon (within three working days), later or none."""
        match self.left:
            case None:
                return "none"
            case left if left < 0:
                return "late"
            case 0:
                return "today"
            case left:
                return "soon" if left <= SOON else "later"


SOON = 3
"""Working days ahead that count as soon; a way of showing, not a norm."""


def by_what_hurts(items: Iterable[Waiting], today: date, known: Calendar) -> list[Urgency]:
    """What hurts first comes first: most overdue, then due soonest, then most money, then waiting longest.

    What has no deadline comes after what has one. Ties are settled by the key, so that a page never jumps.
    """
    return sorted((weighed(item, today, known) for item in items), key=_rank)


def weighed(item: Waiting, today: date, known: Calendar) -> Urgency:
    """How one waiting thing stands on that day."""
    ends = next_working(item.due, known) if item.due is not None else None
    overdue = max(0, working_days_between(ends, today, known)) if ends is not None else 0
    left = _left(ends, today, known)
    waited = max(0, (today - item.since).days)
    doubtful = ends is not None and unannounced(min(today, ends), max(today, ends), known) != []
    return Urgency(
        item=item,
        ends=ends,
        overdue=overdue,
        left=left,
        waited=waited,
        why=_why(item, ends=ends, overdue=overdue, left=left, waited=waited),
        estimated=doubtful,
    )


def _left(ends: date | None, today: date, known: Calendar) -> int | None:
    """Working days until `ends`; -1 already on the free day after it."""
    if ends is None:
        return None
    if ends < today:
        return min(-1, -working_days_between(ends, today, known))
    return working_days_between(today, ends, known)


def _rank(urgency: Urgency) -> tuple[int, int, date, int, int, str]:
    item = urgency.item
    if urgency.ends is None:
        return (1, 0, date.max, -item.stake, -urgency.waited, item.key)
    return (0, -urgency.overdue, urgency.ends, -item.stake, -urgency.waited, item.key)


def _why(item: Waiting, *, ends: date | None, overdue: int, left: int | None, waited: int) -> str:
    """The sentence an officer reads."""
    if ends is None or left is None:
        return f"{_for_how_long(waited)}, chưa có hạn theo luật"
    by = f"theo {item.due_source or OWN_LIMIT}"
    if overdue:
        return f"Quá hạn {overdue} ngày làm việc {by}"
    if left < 0:
        return f"Đã hết hạn ngày {ends:%d/%m/%Y}, sang ngày làm việc tới là quá hạn, {by}"
    if left == 0:
        return f"Ngày cuối của hạn là {ends:%d/%m/%Y} {by}"
    return f"Còn {left} ngày làm việc, hạn {ends:%d/%m/%Y} {by}"


def _for_how_long(waited: int) -> str:
    return f"Chờ {waited} ngày" if waited else "Mới đến hôm nay"
