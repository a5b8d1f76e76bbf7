"""Who may ask for, confirm, weigh and decide a change of a running project."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_or_inherits
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.permissions.projects import appraises, approves, drafts, ends_it, selects
from khuyencong.rules import changes


def may_propose_stop(actor: Actor, project: Project) -> bool:
    """Whoever makes the plan may put a stop forward: Điều 11 khoản 3, Thông tư 36/2013/TT-BCT."""
    return selects(actor, project)


def may_ask_change(actor: Actor, project: Project) -> bool:
    """The unit that carries it out; who makes the plan, for a stop."""
    return drafts(actor, project) or may_propose_stop(actor, project)


def writes_change(actor: Actor, request: ChangeRequest) -> bool:
    """Anybody of the agency that asks, or of the one that took it over."""
    own = actor.agency
    return own is not None and is_or_inherits(own, request.agency) and may_ask_change(actor, request.project)


def sends_to_confirm(actor: Actor, request: ChangeRequest) -> bool:
    """The same, where the department confirms first."""
    return request.confirmed and writes_change(actor, request)


def sends_without(actor: Actor, request: ChangeRequest) -> bool:
    """The same, where nobody confirms."""
    return not request.confirmed and writes_change(actor, request)


def confirms_change(actor: Actor, request: ChangeRequest) -> bool:
    """The department that looks after the project: Điều 21 khoản 2 điểm b, Thông tư 36/2013/TT-BCT."""
    return appraises(actor, request.project)


def of_deciding_body(actor: Actor, request: ChangeRequest) -> bool:
    """Whether her agency decides, or lays it before who does: the ministry's department, or the province's."""
    own = actor.agency
    if own is None or not request.level:
        return False
    if request.level in (changes.Level.MINISTRY, changes.Level.MINISTER):
        return own.kind == Agency.Kind.MINISTRY
    return is_or_inherits(own, request.project.department)


def weighs_change(actor: Actor, request: ChangeRequest) -> bool:
    """An officer of that body."""
    return actor.may(Permission.PLAN_PREPARE) and of_deciding_body(actor, request)


def decides_change(actor: Actor, request: ChangeRequest) -> bool:
    """A head of it, who records the number and day of what was signed."""
    return actor.may(Permission.PLAN_DECIDE) and of_deciding_body(actor, request)


def sends_change_back(actor: Actor, request: ChangeRequest) -> bool:
    """Whoever has it before her."""
    if request.state == ChangeRequest.State.SUBMITTED:
        return confirms_change(actor, request)
    return weighs_change(actor, request)


def carries_out(actor: Actor, request: ChangeRequest) -> bool:
    """Who records the annex that a decided change waited for."""
    return approves(actor, request.project)


def lets_annex_go(actor: Actor, request: ChangeRequest) -> bool:
    """Who records what makes it needless: a later decision, the last acceptance, the settlement, a closing."""
    return ends_it(actor, request.project)


def lets_change_lapse(actor: Actor, request: ChangeRequest) -> bool:
    """Who takes a project to its end ends what was still asked of it."""
    return ends_it(actor, request.project)
