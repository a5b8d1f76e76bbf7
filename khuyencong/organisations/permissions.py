"""At which level an actor works. Predicates for the rooms above."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.roles import MACHINE, Permission


def is_ministry(actor: Actor) -> bool:
    """Whether her desk is at the ministry's own department and reads: she sees every province."""
    return reads(actor) and actor.agency is not None and actor.agency.kind == Agency.Kind.MINISTRY


def is_province(actor: Actor) -> bool:
    """Whether her desk is at a province's department and reads."""
    return reads(actor) and actor.agency is not None and actor.agency.kind == Agency.Kind.DEPARTMENT


def is_server(actor: Actor) -> bool:
    """Whether the server itself acts, at its own desk, as commands and night jobs do."""
    return actor.role is not None and actor.role.code == MACHINE


def is_or_inherits(own: Agency, agency: Agency) -> bool:
    """Whether an agency is the other, or took it over, however many mergers ago; one SELECT a merger."""
    return any(heir.pk == own.pk for heir in agency.heirs())


def may_for(actor: Actor, permission: Permission, agency: Agency) -> bool:
    """Whether she may do that at that agency, or at the one that took it over."""
    own = actor.agency
    return own is not None and actor.may(permission) and is_or_inherits(own, agency)


def reads(actor: Actor) -> bool:
    """Whether her role sees unpublished rows at all."""
    return actor.role is not None and actor.role.reads_scope
