"""What moves money when a dossier of a room below moves: the plan's decision gives each project its money."""

from collections.abc import Mapping

from django.db.models import Sum

from khuyencong.ledger.actions import Said, open_book, post
from khuyencong.projects.models import Line, PlanDecision, Project
from khuyencong.projects.queries.decisions import projects_of
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.workflow.lifecycle import Act, follow


def follow_all() -> None:
    """Called once, when the rooms are set up."""
    follow("plan_decision.record", allocate_plan)


def allocate_plan(decision: PlanDecision, act: Act) -> Mapping[str, object]:
    """Give each project of a recorded decision what its estimate asks of the purse for the year of the plan.

    The years after it are given when they are opened. One posting a project, from the day of the decision.
    """
    assert decision.signed_on is not None
    projects = [each.project for each in projects_of(decision)]
    asked = asked_in_year(projects, decision.purse, decision.year)
    given = 0
    for project in projects:
        amount = asked.get(project.pk, 0)
        if not amount:
            continue
        book = open_book(project, purse=decision.purse, year=decision.year)
        said = Said(
            kind=Kind.ALLOCATE,
            key=f"decision-{decision.pk}-project-{project.pk}",
            effective_on=decision.signed_on,
            document=f"Quyết định {decision.number}",
            made_up=decision.made_up or project.made_up,
        )
        move = Move(book=book.pk, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=amount)
        post(said, [move], by=act.by, at=act.at)
        given += amount
    return {"allocated": given}


def asked_in_year(projects: list[Project], purse: str, year: int) -> dict[int, int]:
    """What each asks of the purse for that year, in đồng; one SELECT."""
    rows = Line.objects.filter(project__in=[each.pk for each in projects], year=year).order_by()
    return dict(rows.values_list("project").annotate(asked=Sum(asked_column(purse))))
