"""The plan of the made year: drafted, appraised, registered, chosen, decided, day by day."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from khuyencong.console.demo_days import Days
from khuyencong.console.demo_lived_steps import Hands
from khuyencong.console.demo_plans import LOCAL, NATIONAL, Made, drafted, passed, sent
from khuyencong.industry.actions import Place
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.projects.lifecycle import (
    PLAN_DECISION,
    PROJECT,
    REGISTRATION,
    SELECTION,
    Signed,
    begin_decision,
    begin_list,
)
from khuyencong.projects.models import Project
from khuyencong.workflow.lifecycle import Act

CEILINGS = {NATIONAL: 3_000_000_000, LOCAL: 500_000_000}
"""đồng of a whole year, with what earlier lists of the same year took."""
DRAFTED, BASE, REQUESTED, RECEIVED, APPRAISED, CHOSEN, DECIDED = 0, 3, 4, 5, 8, 9, 12
"""On which part of the way each step was taken (Days.part)."""


def national_plan(rows: Sequence[tuple[Hands, Made]], days: Days) -> Iterable[tuple[str, int]]:
    """Every province asks; the ministry appraises, chooses and decides once for all."""
    keys = [(hands, registered(hands, made, number, days)) for number, (hands, made) in enumerate(rows)]
    asked = {_own(hands).pk: hands for hands, _ in keys}
    for hands in asked.values():
        request = sent(NATIONAL, days.year, hands.colleague, days.part(REQUESTED))
        REGISTRATION.perform("registration.receive", request, Act(by=hands.officer, at=days.part(RECEIVED)))
    one = keys[0][0]
    return planned(NATIONAL, [key for _, key in keys], one, days)


def local_plan(hands: Hands, rows: Sequence[Made], days: Days) -> Iterable[tuple[str, int]]:
    """The department plans for itself."""
    keys = [registered(hands, made, number + 5, days) for number, made in enumerate(rows)]
    request = sent(LOCAL, days.year, hands.colleague, days.part(REQUESTED))
    REGISTRATION.perform("registration.receive", request, Act(by=hands.head, at=days.part(RECEIVED)))
    return planned(LOCAL, keys, hands, days)


def registered(hands: Hands, made: Made, number: int, days: Days) -> int:
    """Its key, once it was drafted, sent and appraised at the base by one who did not draft it."""
    at = days.part(DRAFTED)
    place = Place(unit=commune_of(_own(hands), number), address=f"Ấp {number % 7 + 1}")
    project = drafted(made, place, hands.author, at, year=days.year)
    PROJECT.perform("project.submit", project, Act(by=hands.author, at=at))
    passed(project, hands.colleague, hands.head, days.part(BASE))
    return int(project.pk)


def planned(purse: str, keys: Sequence[int], hands: Hands, days: Days) -> Iterable[tuple[str, int]]:
    """Appraised where the plan is made, chosen, decided: (title, key) of each."""
    rows = Project.objects.filter(pk__in=keys).select_related("agency", "department", "province")
    for project in rows.order_by("pk"):
        passed(project, hands.officer, hands.leader, days.part(APPRAISED))
    officer, leader = (Act(by=each, at=days.part(CHOSEN)) for each in (hands.officer, hands.leader))
    found = begin_list(purse=purse, year=days.year, ceiling=CEILINGS[Project.Purse(purse)], act=officer)
    SELECTION.perform("selection.propose", found, officer)
    SELECTION.perform("selection.adopt", found, leader)
    decided(purse, hands, days.year, days.part(DECIDED))
    return [(each.title, each.pk) for each in rows]


def decided(purse: str, hands: Hands, year: int, at: datetime) -> None:
    """The decision that gives the money, recorded on the day it was signed."""
    officer = Act(by=hands.officer, at=at)
    decision = begin_decision(purse=purse, year=year, act=officer)
    PLAN_DECISION.perform("plan_decision.propose", decision, officer)
    signer = "BCT" if purse == NATIONAL else "UBND"
    given = Signed(number=f"000{3 if purse == NATIONAL else 4}/QĐ-{signer} (minh họa)", on=officer.on)
    PLAN_DECISION.perform("plan_decision.record", decision, Act(by=hands.leader, at=at, given=given))


def commune_of(agency: Agency, number: int) -> Unit:
    """One of its province's communes of today, another for each of its projects."""
    rows = Unit.objects.filter(parent=agency.unit, kind="xã", until__isnull=True).order_by("code")
    return list(rows[10:18])[number % 8]


def _own(hands: Hands) -> Agency:
    """The department of the province."""
    agency = hands.colleague.agency
    assert agency is not None
    return agency
