"""Open calls: until when a project can be registered for the plan of a year, by purse and province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q

from khuyencong.norms.models import Deadline
from khuyencong.places.models import Unit, valid_on
from khuyencong.post.queries.working_days import working_days
from khuyencong.projects.queries.dossiers import DUE, LOCAL_DUE, yearly
from khuyencong.rules.norms import Purse
from khuyencong.rules.registration import Due, due_for_plan

AHEAD = 2
"""Plan years after this one that are told: the one whose window has closed or is open, and the next."""


class Window(StrEnum):
    """How a call stands on a day."""

    CLOSED = "closed"
    OPEN = "open"
    FORECASTED = "forecasted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The registration of one plan year: whose money, until when by which law, since when that says so."""

    purse: Purse
    year: int
    province: Unit | None
    due: Due
    since: date
    window: Window


def calls_on(on: date) -> list[Call]:
    """Those of that day: the nation's, then each province that has set a day of its own. One SELECT."""
    named = Deadline.objects.filter(month__isnull=False, day__isnull=False)
    rows: Any = named.filter(code__in=(DUE, LOCAL_DUE))
    standing = rows.filter(valid_on(on, "province__") | Q(province__isnull=True))
    of: dict[int | None, list[Deadline]] = {}
    told = standing.select_related("document", "province").order_by("province__sort_key", "since", "pk")
    for row in told:
        if (row.code == DUE) == (row.province_id is None):
            of.setdefault(row.province_id, []).append(row)
    return [call for key in sorted(of, key=lambda key: key is not None) for call in calls_of(of[key], on)]


def calls_of(rows: Sequence[Deadline], on: date) -> list[Call]:
    """The calls of one purse; the first that is not over is open, later ones are to come."""
    found: list[Call] = []
    province = rows[0].province
    for year in range(on.year + 1, on.year + 1 + AHEAD):
        due = due_for_plan([yearly(each) for each in rows], year)
        if due is None:
            continue
        due = due.moved(working_days())
        begun = any(each.window is Window.OPEN for each in found)
        window = Window.CLOSED if due.last < on else Window.FORECASTED if begun else Window.OPEN
        found.append(
            Call(
                purse=Purse.NATIONAL if province is None else Purse.LOCAL,
                year=year,
                province=province,
                due=due,
                since=max(each.since for each in rows if each.since <= due.last),
                window=window,
            )
        )
    return found
