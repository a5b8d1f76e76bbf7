"""Who may see, draft, send, appraise and decide a project itself; what the other files here look at."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_or_inherits, is_server, may_for
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import Project


def may_see_projects(actor: Actor) -> bool:
    """Whether the place of projects is hers at all: she sits at a desk that reads."""
    return actor.role is not None and actor.role.reads_scope


def may_draft(actor: Actor) -> bool:
    """Begin a project of her agency."""
    return actor.may(Permission.PROJECT_DRAFT) and actor.agency is not None


def of_her_agency(actor: Actor, project: Project) -> bool:
    """Whether the agency that drafts it is hers, or one hers took over."""
    return actor.agency is not None and is_or_inherits(actor.agency, project.agency)


def drafts(actor: Actor, project: Project) -> bool:
    """Anybody of the agency with the permission, not its author alone: officers change, projects stay."""
    return may_draft(actor) and of_her_agency(actor, project)


def goes_straight(project: Project) -> bool:
    """Whether the ministry alone appraises it: a national project of a region's centre or its like.

    Điều 8 khoản 1 điểm b, Thông tư 36/2013/TT-BCT. A province's own units go through its department even when
    they work in several provinces (điểm a).
    """
    national = project.purse == Project.Purse.NATIONAL
    return national and project.department.kind == Agency.Kind.MINISTRY


def sends(actor: Actor, project: Project) -> bool:
    """Sends it to the department that appraises it at the base."""
    return not goes_straight(project) and drafts(actor, project)


def sends_straight(actor: Actor, project: Project) -> bool:
    """Sends it to the ministry without an appraisal at the base."""
    return goes_straight(project) and drafts(actor, project)


def writes(actor: Actor, project: Project) -> bool:
    """The same, while it is being drafted or supplemented."""
    return project.state in (Project.State.DRAFT, Project.State.RETURNED) and drafts(actor, project)


def appraises(actor: Actor, project: Project) -> bool:
    """An officer or a leader of the department that looks after it, or of the one that took that over."""
    return may_for(actor, Permission.PROJECT_APPRAISE, project.department)


def decides(actor: Actor, project: Project) -> bool:
    """A leader of that department."""
    return may_for(actor, Permission.PROJECT_DECIDE, project.department)


def plan_agency(actor: Actor, project: Project) -> bool:
    """Whether her agency makes the plan: the ministry of the national purse, a department of the local."""
    own = actor.agency
    if own is None:
        return False
    if project.purse == Project.Purse.NATIONAL:
        return own.kind == Agency.Kind.MINISTRY
    return is_or_inherits(own, project.department)


def passes(actor: Actor, project: Project) -> bool:
    """Who says that a registered project is good enough to be chosen from."""
    return actor.may(Permission.PROJECT_DECIDE) and plan_agency(actor, project)


def asks_above(actor: Actor, project: Project) -> bool:
    """Who appraises where the plan is made."""
    return actor.may(Permission.PROJECT_APPRAISE) and plan_agency(actor, project)


def selects(actor: Actor, project: Project) -> bool:
    """Who prepares the list of those to be approved."""
    return actor.may(Permission.PLAN_PREPARE) and plan_agency(actor, project)


def approves(actor: Actor, project: Project) -> bool:
    """Who records the decision of the minister or of the chairman of the province."""
    return actor.may(Permission.PLAN_DECIDE) and plan_agency(actor, project)


def keeps_books(actor: Actor, project: Project) -> bool:
    """The accountant of the agency whose purse pays."""
    return actor.may(Permission.MONEY_PAY) and plan_agency(actor, project)


def ends_it(actor: Actor, project: Project) -> bool:
    """Who does the last thing that was left of it, and takes it to its end with that.

    The last acceptance, a settlement, a decided change that leaves nothing more to do, or, as the server, a
    closing that gives up the rest.
    """
    named = approves(actor, project) or keeps_books(actor, project) or decides(actor, project)
    return named or is_server(actor)


def winds_up(actor: Actor, project: Project) -> bool:
    """Who recorded the stop, writes down the last of its money, or finds that nothing more of it was done.

    Or the server, that closes a year.
    """
    named = approves(actor, project) or keeps_books(actor, project) or appraises(actor, project)
    return named or is_server(actor)
