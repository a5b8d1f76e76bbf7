"""Who may propose and confirm what the register says of a norm: predicates (actor, thing) -> bool."""

from khuyencong.norms.models import ListChange, Norm, NormChange
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry, is_or_inherits, is_province, may_for
from khuyencong.organisations.roles import Permission
from khuyencong.places.models import Unit


def may_propose(actor: Actor) -> bool:
    """Propose at all; about which norms is asked for each."""
    return actor.may(Permission.NORM_PROPOSE)


def may_propose_for(actor: Actor, purse: str, province: Unit | None) -> bool:
    """The ministry for every norm; a department for those of its province and of provinces it took over."""
    if not may_propose(actor):
        return False
    if is_ministry(actor):
        return True
    own = actor.agency
    if purse != Norm.Purse.LOCAL or province is None or own is None or not is_province(actor):
        return False
    offices = Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, unit=province)
    return any(is_or_inherits(own, each) for each in offices)


def writes(actor: Actor, change: NormChange) -> bool:
    """Sits at the desk that wrote it, and may still propose for that norm."""
    at_desk = actor.desk is not None and actor.desk.pk == change.desk_id
    return at_desk and may_propose_for(actor, change.purse, change.province)


def confirms(actor: Actor, change: NormChange) -> bool:
    """A leader of the agency that wrote it, or of the one that took that over."""
    return may_for(actor, Permission.NORM_CONFIRM, change.agency)


def may_propose_lines(actor: Actor, placed: bool) -> bool:
    """Propose lines of a list: the ministry, since a list binds every province.

    A province too where the list takes rows of provinces (`placed`): of its own ones alone, as the lines show.
    """
    return may_propose(actor) and (is_ministry(actor) or (placed and is_province(actor)))


def writes_list(actor: Actor, change: ListChange) -> bool:
    """Sits at the desk that wrote it, and may still propose."""
    at_desk = actor.desk is not None and actor.desk.pk == change.desk_id
    return at_desk and may_propose_lines(actor, change.placed)


def confirms_list(actor: Actor, change: ListChange) -> bool:
    """A leader of the agency that wrote it, or of the one that took that over."""
    return may_for(actor, Permission.NORM_CONFIRM, change.agency)


def may_see_learning(actor: Actor) -> bool:
    """Read who at her own agency has passed which unit of training: its head."""
    return actor.may(Permission.OVERVIEW_SEE) and actor.agency is not None


def may_count_learning(actor: Actor) -> bool:
    """Read how many at each agency have: the ministry, without a name of anybody."""
    return is_ministry(actor)
