"""How long the steps to a payment take: dated rows of our own, or measured from earlier years' trail."""

import csv
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from django.utils.timezone import localdate, make_aware

from khuyencong.projects.queries.lists import day_of
from khuyencong.rules.clock import Days, Step, Usual, measured
from khuyencong.rules.validity import in_force
from khuyencong.workflow.models import Event

DATA = Path(__file__).parent.parent / "data"
MEASURED = {
    Step.SIGNING: ("contract.propose", "contract.sign"),
    Step.CONFIRM: ("claim.submit", "claim.confirm"),
    Step.APPROVE: ("claim.confirm", "claim.approve"),
    Step.PAY: ("claim.approve", "claim.pay"),
}
"""The steps that the trail tells of: what they begin and end with. The others are conventions."""

MOST_EVENTS = 20_000
"""The latest so many are looked at, which bounds the question however long the trail is."""


@cache
def rows_of(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a dated file of the room."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def conventions_on(on: date) -> dict[Step, Days]:
    """Our own days of every step in force on that day."""
    return {
        Step(row["step"]): Days(
            quick=int(row["quick"]), usual=int(row["usual"]), slow=int(row["slow"]), source=row["source"]
        )
        for row in rows_of("clock_days")
        if in_force(date.fromisoformat(row["since"]), day_of(row["until"]), on)
    }


def limit_on(code: str, on: date) -> int:
    """A number of ours in force on that day; StopIteration where there is none."""
    rows = (row for row in rows_of("clock_limits") if row["code"] == code)
    binding = (row for row in rows if in_force(date.fromisoformat(row["since"]), day_of(row["until"]), on))
    return int(next(binding)["value"])


def usual_for(year: int, on: date) -> Usual:
    """The days of every step for a forecast of that year; one SELECT."""
    seen = seen_before(year, limit_on("years", on))
    enough = limit_on("enough", on)
    return {
        step: measured(days, seen[step], enough) if step in seen else days
        for step, days in conventions_on(on).items()
    }


def seen_before(year: int, years: int) -> dict[Step, list[int]]:
    """How many days each step took whenever it ended in those years before; one SELECT."""
    since, until = (make_aware(datetime.combine(date(each, 1, 1), time.min)) for each in (year - years, year))
    names = {name for pair in MEASURED.values() for name in pair}
    rows = Event.objects.filter(
        dossier_kind__in=("claim", "contract"), name__in=names, at__gte=since, at__lt=until
    )
    told = rows.order_by("-sequence").values_list("dossier_kind", "dossier_key", "name", "at")[:MOST_EVENTS]
    last: dict[tuple[str, str, str], date] = {}
    seen: dict[Step, list[int]] = {step: [] for step in MEASURED}
    for kind, key, name, at in reversed(told):
        day = localdate(at)
        last[kind, key, name] = day
        for step, (begins, ends) in MEASURED.items():
            if name == ends and (kind, key, begins) in last:
                seen[step].append((day - last[kind, key, begins]).days)
    return seen
