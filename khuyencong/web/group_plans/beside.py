"""What other pages of a group project say about its plan: which stand, what is lacking, who may draw one up."""

from typing import Any

from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.models import Project
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.group_plans import OPEN, lacking_plan, people_of, plans_of
from khuyencong.rules.findings import Finding


def plans_beside(actor: Actor, project: Project, year: int | None = None) -> dict[str, Any]:
    """The same for a page of the project, or of its money of that year; nothing for other projects."""
    if project.kind != Project.Kind.GROUP:
        return {}
    plans = list(plans_of(actor, project))
    open_ = [each for each in plans if each.state in OPEN]
    running = project.state in RUNNING
    lacking = lacking_plan(project, year or project.year, localdate()) if running else []
    return {
        "group_plans": plans,
        "planned_people": people_of(project) if plans else [],
        "open_plan": open_[0] if open_ else None,
        "lacking_plan": lacking,
        "may_plan": running and not open_ and permissions.may_plan_places(actor, project),
    }


def warnings_of(project: Project, year: int) -> list[Finding]:
    """What a contract or a claim of that year's money should know; it stops neither."""
    return lacking_plan(project, year, localdate())
