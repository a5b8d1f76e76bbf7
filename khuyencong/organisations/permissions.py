"""At which level an actor works. Predicates for the rooms above."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency


def is_ministry(actor: Actor) -> bool:
    """Whether her desk is at the ministry's own department and reads: she sees every province."""
    return reads(actor) and actor.agency is not None and actor.agency.kind == Agency.Kind.MINISTRY


def is_province(actor: Actor) -> bool:
    """Whether her desk is at a province's department and reads."""
    return reads(actor) and actor.agency is not None and actor.agency.kind == Agency.Kind.DEPARTMENT


def reads(actor: Actor) -> bool:
    """Whether her role sees unpublished rows at all."""
    return actor.role is not None and actor.role.reads_scope
