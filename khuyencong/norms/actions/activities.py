"""Loading lists of the law from readable files."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from khuyencong.norms.models import Activity

DATA = Path(__file__).parents[1] / "data"


@transaction.atomic
def load_activities(path: Path = DATA / "activities.csv") -> int:
    """Bring the contents and report lines up to the file (parents before lines); how many it lists."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known: dict[str, Activity] = {}
    for position, row in enumerate(rows, start=1):
        activity, _ = Activity.objects.update_or_create(
            code=row["code"],
            since=date.fromisoformat(row["since"]),
            defaults={
                "parent": known[row["parent"]] if row["parent"] else None,
                "name": row["name"],
                "position": position,
                "until": date.fromisoformat(row["until"]) if row["until"] else None,
                "source": row["source"],
                "verified": row["verified"] == "true",
            },
        )
        known[row["code"]] = activity
    return len(rows)
