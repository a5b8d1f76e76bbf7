"""Our own limits of how long a link in a letter may be used: data/limits.toml, by date."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils.timezone import localdate

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
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["limit"]
    return tuple(sorted((Limit(**row) for row in rows), key=lambda limit: limit.since))


def end_of(code: str, at: datetime) -> datetime:
    """When a link sent at that instant ends; StopIteration before there was a limit."""
    in_force = (limit for limit in reversed(limits()) if limit.code == code and limit.since <= localdate(at))
    return at + timedelta(days=next(in_force).days)
