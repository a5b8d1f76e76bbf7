"""Taking a project to its end: one question, asked wherever the last thing that stood in its way may go.

That is a settlement, a decided change, a closing, money given back: none of them knows by itself whether
nothing else is left. Stopped projects have their own end (`changing.close_when_done`).
"""

from collections.abc import Mapping
from datetime import date

from khuyencong.ledger.models import Acceptance, Book
from khuyencong.ledger.queries.acceptances import all_ended, ended_years
from khuyencong.ledger.queries.chains import pots_by_plan
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import Project
from khuyencong.rules.annexes import is_settled, is_under_way
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act

Pots = Mapping[int, Mapping[Stage, int]]


def end_what_is_over(project: Project, act: Act, *, settles: bool = False) -> bool:
    """Accept and settle it as far as nothing more of it waits for anybody; whether that moved it.

    `settles`: with a settlement it is accepted too where only other years' settlements are still to come.
    """
    row = Project.objects.select_for_update().get(pk=project.pk)
    before, pots = row.state, pots_by_plan(Book.objects.filter(project=row, purse=row.purse))
    if row.state == Project.State.CONTRACTED and (day := worked_out_on(row, pots, settles=settles)):
        row = PROJECT.perform("project.accept", row, Act(by=act.by, at=act.at, given=day))
    if row.state == Project.State.ACCEPTED and is_settled(pots.values()):
        row = PROJECT.perform("project.settle", row, Act(by=act.by, at=act.at, reason=act.reason))
    return bool(row.state != before)


def worked_out_on(project: Project, pots: Pots, *, settles: bool) -> date | None:
    """The day of its last acceptance, where no year waits for work any more; None before, and without any work.

    Of a contract whose rest was given up the settlement ends the work: till then a correction may lead it back.
    """
    given_up = pots.keys() - ended_years(project)
    waits = not settles and any(is_under_way(pots[year]) for year in given_up)
    if waits or not all_ended(project):
        return None
    recorded = Acceptance.objects.filter(project=project, state=Acceptance.State.RECORDED)
    return recorded.order_by("-held_on").values_list("held_on", flat=True).first()
