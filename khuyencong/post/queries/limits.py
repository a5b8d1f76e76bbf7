"""Our own limits of waiting, by date: rows with a source that says they are ours, not the law's."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from khuyencong.post.queries.working_days import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of working days, in force from `since` up to, but not on, `until`, and by whose word."""

    code: str
    working_days: int
    since: date
    until: date | None
    source: str
    meaning: str


@cache
def limits() -> tuple[Limit, ...]:
    """Every limit of every date."""
    return tuple(
        Limit(
            code=row["code"],
            working_days=int(row["working_days"]),
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            source=row["source"],
            meaning=row["meaning"],
        )
        for row in rows("limits.csv")
    )


def limit_on(code: str, on: date) -> Limit | None:
    """The limit of that code in force on that day; None before there was one."""
    found = (each for each in limits() if each.code == code and each.since <= on)
    return next((each for each in found if each.until is None or on < each.until), None)
