"""Whether what is owed came, and in time: one word and one letter a return, rates out of what is owed.

A rate is out of returns that are owed, so that it never exceeds 100 %; one that is neither due nor here yet
counts on neither side. Received is what the level above holds: one it sent back is owed again, and told apart,
until it comes back. When it came first is still what its punctuality is judged by.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Standing(StrEnum):
    """Where one owed return stands; its value is the sign that stands for it without any colour."""

    AHEAD = "·"
    ON_TIME = "Đ"
    LATE = "M"
    OVERDUE = "Q"
    RETURNED = "T"
    MISSING = "N"
    RESTATED = "S"
    DROPPED = "–"

    @property
    def label(self) -> str:
        """What the sign means."""
        return LABELS[self]

    @property
    def code(self) -> str:
        """The same in plain letters, for names of colours and columns."""
        return self.name.lower()


LABELS: Mapping[Standing, str] = {
    Standing.AHEAD: "Chưa đến hạn",
    Standing.ON_TIME: "Nộp đúng hạn",
    Standing.LATE: "Nộp muộn",
    Standing.OVERDUE: "Quá hạn, chưa nộp",
    Standing.RETURNED: "Bị trả lại, chưa nộp lại",
    Standing.MISSING: "Đã ghi nhận nợ",
    Standing.RESTATED: "Đã nộp, sau đó mở lại để sửa số",
    Standing.DROPPED: "Không phải nộp",
}
LACKING = (Standing.OVERDUE, Standing.RETURNED, Standing.MISSING)
"""Where the level above still waits for something that should be here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is known of one owed return; `sent_on` is when it was first sent, `revision` grows when reopened.

    One that was put down as missing is not here, though it was sent once.
    """

    due_on: date | None
    sent_on: date | None
    returned: bool = False
    missing: bool = False
    dropped: bool = False
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Where it stands, and by how many days it first came or is late; None where no day was named."""

    standing: Standing
    late: int | None
    received: bool

    @property
    def counts(self) -> bool:
        """Whether it is owed by now: due already, or here already."""
        return self.standing not in (Standing.AHEAD, Standing.DROPPED)

    @property
    def in_time(self) -> bool:
        """Whether it was first sent by its day."""
        return self.received and self.late == 0

    @property
    def words(self) -> str:
        """What an officer reads of it."""
        days = f" {self.late} ngày" if self.late else ""
        match self.standing:
            case Standing.LATE:
                return f"Nộp muộn{days}"
            case Standing.OVERDUE:
                return f"Quá hạn{days}, chưa nộp"
            case Standing.RESTATED | Standing.RETURNED | Standing.MISSING if days:
                return f"{self.standing.label}; {self._how_late}{days}"
            case _:
                return self.standing.label

    @property
    def _how_late(self) -> str:
        if self.standing is Standing.RETURNED:
            return "lần đầu nộp muộn"
        return "nộp muộn" if self.received else "quá hạn"

    @property
    def sign(self) -> str:
        """The letter, with the days where they are what matters: M3, Q12."""
        if self.standing in (Standing.LATE, Standing.OVERDUE):
            return f"{self.standing.value}{self.late}"
        return self.standing.value


def days_late(due_on: date | None, came: date) -> int | None:
    """By how many days of the calendar something came, or still is, late; None where no day was named."""
    return None if due_on is None else max((came - due_on).days, 0)


def timed(owed: Owed, on: date) -> Timed:
    """Where a return stands on that day: what is not owed first, then missing, sent back, restated."""
    came = owed.sent_on is not None and not owed.missing
    reached = owed.sent_on if owed.sent_on is not None and came else on
    late = days_late(owed.due_on, reached)
    return Timed(standing=_standing(owed, came, late), late=late, received=came and not owed.returned)


def _standing(owed: Owed, came: bool, late: int | None) -> Standing:
    if owed.dropped:
        return Standing.DROPPED
    if owed.missing:
        return Standing.MISSING
    if owed.returned and came:
        return Standing.RETURNED
    if not came:
        return Standing.OVERDUE if late else Standing.AHEAD
    if owed.revision > 1:
        return Standing.RESTATED
    return Standing.LATE if late else Standing.ON_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How many of those owed by now came, and in time; `counts` says how many stand where."""

    owed: int
    received: int
    in_time: int
    counts: Mapping[Standing, int]

    @property
    def again(self) -> int:
        """How many were sent back and have to come once more: owed, and not received."""
        return self.counts.get(Standing.RETURNED, 0)

    @property
    def received_share(self) -> Fraction | None:
        """Received out of owed; None where nothing is owed yet."""
        return Fraction(self.received, self.owed) if self.owed else None

    @property
    def in_time_share(self) -> Fraction | None:
        """In time out of owed; None where nothing is owed yet."""
        return Fraction(self.in_time, self.owed) if self.owed else None


def rates(found: Iterable[Timed]) -> Rates:
    """The rates of some returns together."""
    listed = list(found)
    owed = [each for each in listed if each.counts]
    return Rates(
        owed=len(owed),
        received=sum(each.received for each in owed),
        in_time=sum(each.in_time for each in owed),
        counts=Counter(each.standing for each in listed),
    )
