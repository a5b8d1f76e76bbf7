"""When a plan request is due, and by how many days it came late."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from khuyencong.rules.calendar import Calendar, next_working
from khuyencong.rules.clauses import quoted
from khuyencong.rules.validity import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyDeadline:
    """A deadline that comes every year, in force from `since` up to, but not on, `until`."""

    month: int
    day: int
    inclusive: bool
    since: date
    until: date | None = None
    law: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The last day on which something is in time, and by which law.

    `named` is the day the law names, where offices are closed on it and it was moved.
    """

    last: date
    law: str
    verified: bool
    named: date | None = None

    @property
    def told(self) -> str:
        """The law, with a warning where nobody has read the original, and why it names another day."""
        law = quoted(self.law, verified=self.verified)
        if self.named is None:
            return law
        return f"{law}; {self.named:%d/%m/%Y} là ngày nghỉ nên dời sang ngày làm việc kế tiếp"

    def moved(self, known: Calendar) -> "Due":
        """The same with its last day moved to the next working day where offices are closed on it.

        As every tray reckons it (Bộ luật Dân sự 2015, Điều 148), so that no page tells another day.
        """
        last = next_working(self.last, known)
        return self if last == self.last else replace(self, last=last, named=self.named or self.last)

    def days_late(self, sent: date) -> int:
        """By how many days it came late; 0 in time."""
        return max(0, (sent - self.last).days)


def due_for_plan(deadlines: Iterable[YearlyDeadline], plan_year: int) -> Due | None:
    """The day by which the request of a plan year is due in the year before it; None where no rule says.

    The rule that counts is the one in force on its own day: the year of a change has one deadline, not two.
    """
    found = []
    for each in deadlines:
        on = date(plan_year - 1, each.month, each.day)
        if in_force(each.since, each.until, on):
            last = on if each.inclusive else on - timedelta(days=1)
            found.append(Due(last=last, law=each.law, verified=each.verified))
    return max(found, key=lambda due: due.last, default=None)
