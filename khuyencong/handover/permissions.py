"""Who may give a desk away, order that, and take it: predicates (actor, hand-over) -> bool."""

from khuyencong.handover.models import Handover
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Desk
from khuyencong.organisations.roles import Permission


def holds(actor: Actor, desk: Desk) -> bool:
    """Acts for that very desk."""
    return actor.desk is not None and actor.desk.pk == desk.pk


def heads(actor: Actor, desk: Desk) -> bool:
    """May hand over in the name of an absent holder: a head of the desk's agency, for a desk not her own.

    Never the desks of who inspects or administers: a head would choose her own inspector.
    """
    own = actor.agency
    if own is None or holds(actor, desk) or desk.kind.independent or not actor.may(Permission.HANDOVER_ORDER):
        return False
    return own.pk == desk.agency_id


def may_start(actor: Actor, desk: Desk) -> bool:
    """Begin a hand-over of the desk."""
    return holds(actor, desk) or heads(actor, desk)


def gives(actor: Actor, handover: Handover) -> bool:
    """The holder who gives."""
    return holds(actor, handover.desk) and actor.person_key == str(handover.giver_id)


def orders(actor: Actor, handover: Handover) -> bool:
    """The head in the place of an absent holder."""
    return heads(actor, handover.desk) and actor.person_key != str(handover.taker_id)


def takes(actor: Actor, handover: Handover) -> bool:
    """The person to whom the desk is given, at whatever desk she sits, or at none."""
    return actor.person_key == str(handover.taker_id)


def gives_or_orders(actor: Actor, handover: Handover) -> bool:
    """Either of those who may also call it off."""
    return gives(actor, handover) or orders(actor, handover)
