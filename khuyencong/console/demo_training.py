"""Made units of training that made people passed: some of them, so that tables show both what is done and not.

Everything is made up and says so.
"""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from khuyencong.handover.models import LearnedUnit
from khuyencong.norms.actions.training import answer
from khuyencong.norms.queries.training import units_for
from khuyencong.organisations.actions import add_officer
from khuyencong.organisations.queries import department_of, person_named, seated
from khuyencong.places.queries import find_province

PASSED = {"canbo": 6, "dongthap": 9, "lanhdaodongthap": 2, "tayninh": 4, "trungtamtayninh": 3, "vinhlong": 1}
"""How many of the first units of the desk, by account; who is not named has passed none."""
NEWCOMER, NEW_FOR = "moivinhlong", 20
"""Sits at her desk since so many days, so that her page offers the first unit; others since long."""


def load_training(at: datetime, *, password: str) -> int:
    """Seat the newcomer, let the others pass; how many units. What somebody has passed is not passed again."""
    made, on = 0, localdate(at)
    seat_newcomer(on, password)
    for account, count in PASSED.items():
        person = person_named(account)
        actor = seated(person, on) if person is not None else None
        if actor is None or actor.desk is None:
            continue
        known = set(LearnedUnit.objects.filter(user=actor.account).values_list("unit", flat=True))
        for unit in units_for(actor.desk.role, on)[:count]:
            if unit.code in known:
                continue
            right = {each.number: sorted(each.right) for each in unit.checks}
            answer(unit, right, by=actor, at=at, on=on, made_up=True)
            made += 1
    return made


def seat_newcomer(on: date, password: str) -> None:
    """One officer who came to her desk a short time ago, with the password of all made accounts."""
    match = find_province("Vĩnh Long", on)
    department = department_of(match.place.id, on) if match.place is not None else None
    if department is not None:
        add_officer(
            username=NEWCOMER,
            full_name="Cán bộ mới nhận việc Sở Vĩnh Long (minh họa)",
            agency=department,
            role="department_officer",
            since=on - timedelta(days=NEW_FOR),
            password=password,
            email=f"{NEWCOMER}@khuyencong.example",
        )
