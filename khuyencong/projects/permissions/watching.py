"""Who may report, raise and answer obstacles, record purchases and inspect."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_or_inherits, is_server, may_for, reads
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import Fault, FollowUp, Inspection, Obstacle, ProgressReport, Project
from khuyencong.projects.permissions.projects import appraises, approves, drafts, ends_it


def reports_progress(actor: Actor, report: ProgressReport) -> bool:
    """Who writes and sends a month's report: the unit that carries the project out."""
    return drafts(actor, report.project)


def sees_progress(actor: Actor, report: ProgressReport) -> bool:
    """Who looks at it, or says that none is wanted: the department that looks after the project."""
    return appraises(actor, report.project)


def lets_report_go(actor: Actor, report: ProgressReport) -> bool:
    """Who says that no report is wanted; a hold or stop says so too."""
    return sees_progress(actor, report) or approves(actor, report.project)


def may_raise(actor: Actor, project: Project) -> bool:
    """Who says that something stands in a project's way: the unit that carries it out."""
    return drafts(actor, project)


def raises(actor: Actor, obstacle: Obstacle) -> bool:
    """The same, of this obstacle: anybody of the unit, since officers change."""
    return may_raise(actor, obstacle.project)


def lets_obstacle_go(actor: Actor, obstacle: Obstacle) -> bool:
    """Who ends the project ends what stood in its way: whoever records its stop or takes it to its end."""
    return ends_it(actor, obstacle.project)


def reminds(actor: Actor, obstacle: Obstacle) -> bool:
    """Who reminds a body outside of it: the department that looks after the project."""
    return obstacle.addressee_id is None and appraises(actor, obstacle.project)


def answers_obstacle(actor: Actor, obstacle: Obstacle) -> bool:
    """Anybody who works where it was asked, but never who raised it; for a body outside the department."""
    role, own = actor.role, actor.agency
    if own is None or role is None or role.independent or not reads(actor):
        return False
    if actor.user is not None and actor.user.pk == obstacle.author_id:
        return False
    if obstacle.addressee is None:
        return appraises(actor, obstacle.project)
    return is_or_inherits(own, obstacle.addressee)


def may_buy(actor: Actor, project: Project) -> bool:
    """Who writes down what was bought: the unit that carries the project out."""
    return drafts(actor, project)


def may_inspect(actor: Actor, project: Project) -> bool:
    """Who inspects on site: officers and heads of the department or the ministry, never who drafted it.

    Inspectors read everything and write nothing; who may go with them is named in the minutes.
    """
    own = actor.agency
    if own is None or (actor.user is not None and actor.user.pk == project.author_id):
        return False
    ministry = own.kind == Agency.Kind.MINISTRY and actor.may(Permission.PROJECT_APPRAISE)
    return ministry or appraises(actor, project)


def inspects(actor: Actor, inspection: Inspection) -> bool:
    """Who writes its minutes: anybody of the agency that planned it who may inspect."""
    own = actor.agency
    return own is not None and is_or_inherits(own, inspection.agency) and may_inspect(actor, inspection.project)


def records_inspection(actor: Actor, inspection: Inspection) -> bool:
    """A head of that agency."""
    return may_for(actor, Permission.PROJECT_DECIDE, inspection.agency)


def mends(actor: Actor, fault: Fault) -> bool:
    """Anybody who works where it has to be put right."""
    role, own = actor.role, actor.agency
    if own is None or role is None or role.independent or not reads(actor):
        return False
    return is_or_inherits(own, fault.agency)


def looks_again(actor: Actor, fault: Fault) -> bool:
    """Who says that it was put right: who inspects."""
    return inspects(actor, fault.inspection)


def follows_up(actor: Actor, follow_up: FollowUp) -> bool:
    """Who asks an owner after acceptance: the unit that carried the project out."""
    return drafts(actor, follow_up.project)


def takes_answer(actor: Actor, follow_up: FollowUp) -> bool:
    """The same, or the server in the name of whoever holds the link."""
    return follows_up(actor, follow_up) or is_server(actor)
