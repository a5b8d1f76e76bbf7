"""Who may draw up, sign and let go contracts."""

from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.permissions.projects import approves, drafts, selects


def may_draw_up(actor: Actor, project: Project, kind: str) -> bool:
    """Who writes a contract on it: where the plan is made with the unit, the unit with its beneficiaries."""
    if kind == Contract.Kind.UNIT:
        return selects(actor, project)
    return drafts(actor, project)


def prepares_contract(actor: Actor, contract: Contract) -> bool:
    """Who writes it, anybody of the side that does."""
    return may_draw_up(actor, contract.project, contract.kind)


def signs_contract(actor: Actor, contract: Contract) -> bool:
    """The head of that side, who records the number and day of what both have signed."""
    if contract.kind == Contract.Kind.UNIT:
        return approves(actor, contract.project)
    return actor.role is not None and actor.role.leader and drafts(actor, contract.project)


def hands_in_copy(actor: Actor, contract: Contract) -> bool:
    """Who hands the signed paper in: the side that writes it, whoever of it holds the paper in her hands."""
    return prepares_contract(actor, contract) or signs_contract(actor, contract)


def lets_contract_lapse(actor: Actor, contract: Contract) -> bool:
    """Who records the decision that stops its project: what was never signed ends with it."""
    return approves(actor, contract.project)
