"""Who may ask for money, confirm, approve, pay, and accept what was done: predicates (actor, thing) -> bool."""

from khuyencong.ledger.models import Acceptance, Claim, Liquidation
from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions as projects
from khuyencong.projects.models import Contract, Project


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
    return may_pay(actor, claim.project)


def may_pay(actor: Actor, project: Project) -> bool:
    """The same, of a project's money: also what comes back is hers to write down."""
    return projects.keeps_books(actor, project)


def may_accept(actor: Actor, project: Project) -> bool:
    """The department organises the acceptance at the base: Điều 21 khoản 1, Thông tư 36/2013/TT-BCT."""
    return projects.appraises(actor, project)


def accepts(actor: Actor, acceptance: Acceptance) -> bool:
    """The same, of this acceptance."""
    return may_accept(actor, acceptance.project)


def records(actor: Actor, acceptance: Acceptance) -> bool:
    """A head of that department."""
    return projects.decides(actor, acceptance.project)


def may_liquidate(actor: Actor, contract: Contract) -> bool:
    """Who draws contracts with the unit up closes them: the side that gives the money."""
    return projects.prepares_contract(actor, contract.first)


def liquidates(actor: Actor, liquidation: Liquidation) -> bool:
    """The same, of this one."""
    return may_liquidate(actor, liquidation.contract)


def records_liquidation(actor: Actor, liquidation: Liquidation) -> bool:
    """The head of that side."""
    return projects.signs_contract(actor, liquidation.contract)


def sends_back(actor: Actor, claim: Claim) -> bool:
    """Whoever has it before her."""
    state = Claim.State
    turn = {state.SUBMITTED: confirms, state.CONFIRMED: approves, state.APPROVED: pays}.get(
        Claim.State(claim.state)
    )
    return turn is not None and turn(actor, claim)
