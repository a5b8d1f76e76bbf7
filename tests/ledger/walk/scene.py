"""Approved projects of one purse: two to work on, two in the reserve that may follow a stopped one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from khuyencong.industry.actions import Place, register
from khuyencong.norms.lifecycle import LIST_CHANGE
from khuyencong.organisations.actors import Actor
from khuyencong.projects.lifecycle import PLAN_DECISION, Signed, begin_decision
from khuyencong.projects.models import Line, Project
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import TIER
from tests.norms.test_provincial_lists import said
from tests.projects.conftest import commune_of
from tests.projects.test_decisions import TODAY, move

M = 1_000_000


@dataclass(frozen=True)
class Kind:
    """What the projects of a walk are like."""

    purse: str
    years: tuple[int, ...]
    lines: int


KINDS = tuple(
    Kind(purse, years, lines)
    for lines in (1, 2)
    for purse, years in (
        ("KCQG", (2027,)),
        ("KCDP", (2027, 2028)),
        ("KCQG", (2027, 2028)),
        ("KCDP", (2027,)),
    )
)


def approved(kind: Kind, draft: Callable[..., Project], people: dict[str, Actor], now: datetime) -> None:
    """Four drafts of that kind; what is on the way is approved by the plan of 2027, the rest is in reserve."""
    officer, head = people["officer"], people["leader"]
    place = Place(unit=commune_of("Đồng Tháp", "Tân Hòa"), address="Ấp 1")
    # Whoever may take over from a beneficiary that leaves.
    register({"name": "Dệt Lan", "legal_form": "ho", "source": "thử"}, place, by=officer, at=now, other=True)
    for number in range(4):
        project = draft(support=200 * M, cost=700 * M, title=f"Đề án {number}")
        estimate(project, kind, two_years=number < 2)
        project.refresh_from_db()
        if number >= 2:
            Project.objects.filter(pk=project.pk).update(state="reserve", submitted_at="2026-06-01T00:00:00Z")
        elif kind.purse == "KCDP":
            Project.objects.filter(pk=project.pk).update(state="selected", submitted_at="2026-06-01T00:00:00Z")
        else:
            select(project, people, now)
    plan(kind.purse, people, now)
    if kind.purse == "KCDP":
        change = said(officer, now, TIER)
        LIST_CHANGE.perform("list_change.confirm", change, Act(by=head, at=now))


def estimate(project: Project, kind: Kind, *, two_years: bool) -> None:
    """The lines of its estimate: a second machine, a second year, the purse that pays."""
    line = Line.objects.get(project=project)
    if kind.lines == 2:
        line.national, line.counterpart, line.quantity, line.unit_price = 120 * M, 180 * M, 2, 150 * M
        line.save()
        line.pk, line.position, line.name = None, 2, "Máy hai"
        line.national, line.counterpart, line.quantity, line.unit_price = 80 * M, 320 * M, 2, 200 * M
        line.save(force_insert=True)
    if len(kind.years) == 2 and two_years:
        Project.objects.filter(pk=project.pk).update(last_year=2028)
        line = Line.objects.filter(project=project).earliest("position")
        line.pk, line.position, line.year = None, 3, 2028
        line.national, line.counterpart, line.quantity, line.unit_price = 80 * M, 120 * M, 1, 200 * M
        line.save(force_insert=True)
    if kind.purse == "KCDP":
        Project.objects.filter(pk=project.pk).update(purse="KCDP")
        for each in Line.objects.filter(project=project):
            Line.objects.filter(pk=each.pk).update(local=each.national, national=0)


def select(project: Project, people: dict[str, Actor], now: datetime) -> None:
    """The road of the nation's purse to the plan."""
    for name, by in (
        ("project.submit", "officer"),
        ("project.appraise", "leader"),
        ("project.register", "officer"),
        ("project.pass", "ministry leader"),
        ("project.select", "ministry officer"),
    ):
        move(name, project, people[by], now)
        project.refresh_from_db()


def plan(purse: str, people: dict[str, Actor], now: datetime) -> None:
    """The decision on the plan, which approves what was selected and opens the books."""
    above = "ministry " if purse == "KCQG" else ""
    row = begin_decision(purse=purse, year=2027, act=Act(by=people[f"{above}officer"], at=now))
    row = PLAN_DECISION.perform("plan_decision.propose", row, Act(by=people[f"{above}officer"], at=now))
    act = Act(by=people[f"{above}leader"], at=now, given=Signed(number="1/QĐ", on=TODAY))
    PLAN_DECISION.perform("plan_decision.record", row, act)
