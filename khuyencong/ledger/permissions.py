"""Who may ask for money, confirm, approve, pay, and accept what was done: predicates (actor, thing) -> bool."""

from khuyencong.ledger.models import (
    Acceptance,
    AdvanceRate,
    Claim,
    GiveBack,
    Liquidation,
    PostingCorrection,
    Reconciliation,
    StatementRemoval,
    YearClose,
    YearOpening,
)
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_or_inherits, is_server
from khuyencong.organisations.roles import Permission
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


def asks_correction(actor: Actor, row: PostingCorrection) -> bool:
    """Who asked that a posting be undone, or holds her desk now: the accountant of the agency that pays."""
    return may_pay(actor, row.project)


def decides_correction(actor: Actor, row: PostingCorrection) -> bool:
    """A head of the same agency."""
    return projects.approves(actor, row.project)


def gives_back(actor: Actor, row: GiveBack) -> bool:
    """Who writes down what a unit has paid back: the accountant of the agency that pays."""
    return may_pay(actor, row.project)


def confirms_back(actor: Actor, row: GiveBack) -> bool:
    """A head of the same agency, who also undoes it with a correction."""
    return projects.approves(actor, row.project)


def sends_back_again(actor: Actor, row: GiveBack) -> bool:
    """Who has it before her, or the accountant who saw her own mistake."""
    return confirms_back(actor, row) or gives_back(actor, row)


def lets_back_lapse(actor: Actor, row: GiveBack) -> bool:
    """Whose act left nothing to give back: accepting, stopping, correcting, or writing the last of it down."""
    return projects.decides(actor, row.project) or sends_back_again(actor, row)


def undoes_claim(actor: Actor, claim: Claim) -> bool:
    """The same head, whose decision undoes what was paid."""
    return projects.approves(actor, claim.project)


def undoes_acceptance(actor: Actor, acceptance: Acceptance) -> bool:
    """The same, of what was accepted: the money is of the agency that pays."""
    return projects.approves(actor, acceptance.project)


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


def answers_doubt(actor: Actor, liquidation: Liquidation) -> bool:
    """The head of that side, who lets recorded minutes go or stand."""
    return records_liquidation(actor, liquidation)


def may_set_rate(actor: Actor, project: Project) -> bool:
    """Who prepares for the head of the managing agency, of the national purse alone.

    Điều 16, Thông tư 36/2013/TT-BCT, names who decides and nobody who asks.
    """
    return project.purse == Project.Purse.NATIONAL and projects.selects(actor, project)


def prepares_rate(actor: Actor, rate: AdvanceRate) -> bool:
    """The same, of this one: anybody of that side, for officers change."""
    return may_set_rate(actor, rate.project)


def decides_rate(actor: Actor, rate: AdvanceRate) -> bool:
    """The head of the managing agency, who signs it."""
    leads = actor.role is not None and actor.role.leader
    return leads and projects.approves(actor, rate.project)


def has_rate_before_her(actor: Actor, rate: AdvanceRate) -> bool:
    """Whether it is her turn: hers to lay before the head, or hers to decide."""
    turn = {AdvanceRate.State.DRAFT: prepares_rate, AdvanceRate.State.PROPOSED: decides_rate}
    may = turn.get(AdvanceRate.State(rate.state))
    return may is not None and may(actor, rate)


def lets_rate_lapse(actor: Actor, rate: AdvanceRate) -> bool:
    """Who records the decision that stops its project."""
    return projects.approves(actor, rate.project)


def sends_back(actor: Actor, claim: Claim) -> bool:
    """Whoever has it before her."""
    state = Claim.State
    turn = {state.SUBMITTED: confirms, state.CONFIRMED: approves, state.APPROVED: pays}.get(
        Claim.State(claim.state)
    )
    return turn is not None and turn(actor, claim)


def may_close(actor: Actor, purse: str) -> bool:
    """Prepare the closing of a year of that purse: accountant or officer of an agency that pays out of it."""
    own = actor.agency
    if own is None or not (actor.may(Permission.MONEY_PAY) or actor.may(Permission.PLAN_PREPARE)):
        return False
    wanted = Agency.Kind.MINISTRY if purse == Project.Purse.NATIONAL else Agency.Kind.DEPARTMENT
    return own.kind == wanted


def purses_closed_by(actor: Actor) -> list[Project.Purse]:
    """The purses whose years she may prepare to close."""
    return [each for each in Project.Purse if may_close(actor, each)]


def prepares_close(actor: Actor, close: YearClose) -> bool:
    """The same, of this closing; who prepared it does not check it."""
    return may_close(actor, close.purse) and of_the_payer(actor, close)


def lets_claim_lapse(actor: Actor, claim: Claim) -> bool:
    """Who records the decision that stops its project."""
    return projects.approves(actor, claim.project)


def decides_close(actor: Actor, close: YearClose) -> bool:
    """A head of the agency that pays."""
    return actor.may(Permission.PLAN_DECIDE) and of_the_payer(actor, close)


def sends_close_back(actor: Actor, close: YearClose) -> bool:
    """Whoever has it before her."""
    if close.state == YearClose.State.PREPARED:
        return prepares_close(actor, close) or decides_close(actor, close)
    return decides_close(actor, close)


def runs_close(actor: Actor, close: YearClose) -> bool:
    """The server, which writes what was decided."""
    return is_server(actor)


def may_open(actor: Actor, purse: str) -> bool:
    """Prepare the opening of a year: who prepares the plan of that purse."""
    return projects.may_prepare_plan(actor, purse)


def prepares_opening(actor: Actor, opening: YearOpening) -> bool:
    """The same, of this opening."""
    return may_open(actor, opening.purse) and of_the_payer(actor, opening)


def decides_opening(actor: Actor, opening: YearOpening) -> bool:
    """A head of the agency that makes the plan, who records the signed decision."""
    return actor.may(Permission.PLAN_DECIDE) and of_the_payer(actor, opening)


def runs_opening(actor: Actor, opening: YearOpening) -> bool:
    """The server, which writes what was decided."""
    return is_server(actor)


def of_the_payer(actor: Actor, close: YearClose | YearOpening) -> bool:
    """Whether her agency is the one that pays, or took it over."""
    return actor.agency is not None and is_or_inherits(actor.agency, close.agency)


def may_reconcile(actor: Actor, unit: Agency, purse: str) -> bool:
    """Set a unit's money beside a statement: the accountant of the unit, of those above it, or of who pays."""
    own = actor.agency
    if own is None or not actor.may(Permission.MONEY_PAY):
        return False
    if own.kind == Agency.Kind.MINISTRY:
        return purse == Project.Purse.NATIONAL or own.pk == unit.pk
    return is_or_inherits(own, unit) or (unit.parent is not None and is_or_inherits(own, unit.parent))


def reconciles(actor: Actor, row: Reconciliation) -> bool:
    """The same, of this one: by the agency that draws it up."""
    return may_reconcile(actor, row.unit, row.purse) and at_its_agency(actor, row)


def confirms_reconciliation(actor: Actor, row: Reconciliation) -> bool:
    """A leader or another accountant of the agency that draws it up."""
    leads = actor.role is not None and actor.role.leader
    return at_its_agency(actor, row) and (leads or actor.may(Permission.MONEY_PAY))


def asks_removal(actor: Actor, row: StatementRemoval) -> bool:
    """Who may draw the reconciliation up: a statement of it was the wrong one."""
    return reconciles(actor, row.reconciliation)


def decides_removal(actor: Actor, row: StatementRemoval) -> bool:
    """A leader of the agency that draws the reconciliation up."""
    return actor.role is not None and actor.role.leader and at_its_agency(actor, row.reconciliation)


def at_its_agency(actor: Actor, row: Reconciliation) -> bool:
    """Whether she works where it is drawn up, or where that went."""
    return actor.agency is not None and is_or_inherits(actor.agency, row.agency)
