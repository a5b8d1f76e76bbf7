"""Our own limits, of how long a link in a letter may be used and who is new: data/limits.toml, by date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils.timezone import localdate

from khuyencong.organisations.dated import in_force, read

FILE = Path(__file__).parent / "data" / "limits.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of days, in force from a day, and by whose word."""

    code: str
    days: int
    since: date
    source: str
    meaning: str


@cache
def limits() -> tuple[Limit, ...]:
    """Every limit of every date, oldest first."""
    return read(FILE, "limit", Limit)


def end_of(code: str, at: datetime) -> datetime:
    """When a link sent at that instant ends; StopIteration before there was a limit."""
    return at + timedelta(days=in_force(limits(), code, localdate(at)).days)
