"""Who may ask for money, confirm, approve and pay: predicates (actor, claim) -> bool."""

from khuyencong.ledger.models import Claim
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.projects import permissions as projects
from khuyencong.projects.models import Project


def may_claim(actor: Actor, project: Project) -> bool:
    """Anybody of the implementing unit who drafts."""
    return projects.drafts(actor, project)


def claims(actor: Actor, claim: Claim) -> bool:
    """The same, of this claim."""
    return may_claim(actor, claim.project)


def confirms(actor: Actor, claim: Claim) -> bool:
    """The department that looks after the project: Điều 21 khoản 4, Thông tư 36/2013/TT-BCT."""
    return projects.appraises(actor, claim.project)


def approves(actor: Actor, claim: Claim) -> bool:
    """A head of the agency whose purse pays."""
    return projects.approves(actor, claim.project)


def pays(actor: Actor, claim: Claim) -> bool:
    """The accountant of the same."""
    return actor.may(Permission.MONEY_PAY) and projects.plan_agency(actor, claim.project)


def sends_back(actor: Actor, claim: Claim) -> bool:
    """Whoever has it before her."""
    state = Claim.State
    turn = {state.SUBMITTED: confirms, state.CONFIRMED: approves, state.APPROVED: pays}.get(
        Claim.State(claim.state)
    )
    return turn is not None and turn(actor, claim)
