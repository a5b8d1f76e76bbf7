"""Who may prepare and decide a year's request, list and plan decision."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_or_inherits, may_for
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import (
    PlanDecision,
    Project,
    RegisteredProject,
    RegistrationDossier,
    SelectionList,
)
from khuyencong.projects.permissions.projects import decides


def in_sent_request(project: Project) -> bool:
    """Whether it stands in a request that was sent and did not come back: nothing would send it again."""
    sent = (RegistrationDossier.State.SENT, RegistrationDossier.State.RECEIVED)
    return RegisteredProject.objects.filter(project=project.pk, dossier__state__in=sent).exists()


def passes_at_base(actor: Actor, project: Project) -> bool:
    """A leader of the department, of a project that a request will still register."""
    return decides(actor, project) and not in_sent_request(project)


def passes_again(actor: Actor, project: Project) -> bool:
    """The same, of one that came back from where the plan is made and stands registered by its request."""
    return decides(actor, project) and in_sent_request(project)


def registers(actor: Actor, project: Project) -> bool:
    """Who sends the department's yearly plan request."""
    return may_for(actor, Permission.PLAN_PREPARE, project.department)


def may_prepare_plan(actor: Actor, purse: str) -> bool:
    """Whether she prepares the plan of that purse: the ministry the national, a department its local one."""
    own = actor.agency
    if own is None or not actor.may(Permission.PLAN_PREPARE):
        return False
    wanted = Agency.Kind.MINISTRY if purse == Project.Purse.NATIONAL else Agency.Kind.DEPARTMENT
    return own.kind == wanted


def purses_planned_by(actor: Actor) -> list[Project.Purse]:
    """The purses whose plans she prepares."""
    return [each for each in Project.Purse if may_prepare_plan(actor, each)]


def may_register(actor: Actor) -> bool:
    """Whether her agency makes a province's yearly request, and she prepares it."""
    own = actor.agency
    return own is not None and own.kind == Agency.Kind.DEPARTMENT and actor.may(Permission.PLAN_PREPARE)


def prepares_request(actor: Actor, dossier: RegistrationDossier) -> bool:
    """Who writes and sends it: the department it is of, or the one that took that over."""
    return may_register(actor) and actor.agency is not None and is_or_inherits(actor.agency, dossier.agency)


def receives_request(actor: Actor, dossier: RegistrationDossier) -> bool:
    """Who takes it in: an appraiser of the ministry for the national purse, else the department's head."""
    own = actor.agency
    if own is None:
        return False
    if dossier.purse == Project.Purse.NATIONAL:
        return own.kind == Agency.Kind.MINISTRY and actor.may(Permission.PROJECT_APPRAISE)
    return actor.may(Permission.PROJECT_DECIDE) and is_or_inherits(own, dossier.agency)


def prepares_list(actor: Actor, found: SelectionList) -> bool:
    """An officer of the agency that makes the plan, or of the one that took it over."""
    return may_for(actor, Permission.PLAN_PREPARE, found.agency)


def adopts_list(actor: Actor, found: SelectionList) -> bool:
    """A leader of the same."""
    return may_for(actor, Permission.PLAN_DECIDE, found.agency)


def prepares_decision(actor: Actor, decision: PlanDecision) -> bool:
    """An officer of the agency that makes the plan, or of the one that took it over."""
    return may_for(actor, Permission.PLAN_PREPARE, decision.agency)


def records_decision(actor: Actor, decision: PlanDecision) -> bool:
    """A leader of the same."""
    return may_for(actor, Permission.PLAN_DECIDE, decision.agency)


def keeps_copy(actor: Actor, decision: PlanDecision) -> bool:
    """Who hands in its signed PDF: who prepares or records it, once it lies with the leader."""
    if decision.state not in (PlanDecision.State.PROPOSED, PlanDecision.State.RECORDED):
        return False
    return prepares_decision(actor, decision) or records_decision(actor, decision)
