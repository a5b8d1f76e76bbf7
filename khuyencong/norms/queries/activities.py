"""Questions about the programme's lists."""

import csv
from datetime import date
from pathlib import Path

from khuyencong.norms.models import Activity

DATA = Path(__file__).parents[1] / "data"


def activities_on(day: date) -> list[tuple[str, str, str | None]]:
    """(code, name, parent's code) of every content and report line of that day, in the order of the form."""
    return list(Activity.objects.on(day).values_list("code", "name", "parent__code"))


def contents() -> list[tuple[str, str]]:
    """(code, code and name) of every content of any day, as last worded, report lines left out; one SELECT."""
    rows = Activity.objects.filter(parent__isnull=True).order_by("since", "position")
    return sorted({each.code: str(each) for each in rows if each.code.isdecimal()}.items())


def missing_activities(day: date) -> list[str]:
    """The codes that data/activities.csv lists for that day and the database does not hold, in their order."""
    with (DATA / "activities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text, known = day.isoformat(), {code for code, _, _ in activities_on(day)}
    listed = [row["code"] for row in rows if row["since"] <= text and (not row["until"] or text < row["until"])]
    return [code for code in listed if code not in known]
