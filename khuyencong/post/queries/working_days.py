"""The calendar of working days, from the rows of data/."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from khuyencong.rules.calendar import Calendar, Swap, calendar

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def swaps() -> tuple[Swap, ...]:
    """Every swap of a working day with a Saturday."""
    return tuple(
        Swap(
            off=date.fromisoformat(row["off"]),
            worked=date.fromisoformat(row["worked"]),
            source=row["source"],
            verified=row["verified"] == "yes",
        )
        for row in rows("swapped_days.csv")
    )


@cache
def working_days() -> Calendar:
    """What every room above counts working days with."""
    return calendar(swaps(), (int(row["year"]) for row in rows("announced_years.csv")))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file of this room."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
