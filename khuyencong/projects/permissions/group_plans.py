"""Who may plan the places of a group project, appraise and approve that plan."""

from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import GroupPlan, Project
from khuyencong.projects.permissions.projects import appraises, approves, decides, drafts


def may_plan_places(actor: Actor, project: Project) -> bool:
    """Who draws the plan of a group project up: its unit, Điều 23 khoản 3, Thông tư 36/2013/TT-BCT."""
    return project.kind == Project.Kind.GROUP and drafts(actor, project)


def writes_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """The same, of this plan: anybody of the unit, since officers change."""
    return may_plan_places(actor, plan.project)


def appraises_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """Who appraises it: an officer or a head of the department that looks after the project."""
    return appraises(actor, plan.project)


def approves_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """A head of that department."""
    return decides(actor, plan.project)


def ends_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """Who recorded the decision that stopped its project."""
    return approves(actor, plan.project)
