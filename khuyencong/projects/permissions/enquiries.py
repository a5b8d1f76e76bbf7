"""Who may ask for help with a project, and who takes it up."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import may_for
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import Enquiry


def may_enquire(actor: Actor) -> bool:
    """Somebody with an account and no desk: the owner of a workshop."""
    return actor.user is not None and actor.desk is None


def sent_enquiry(actor: Actor, enquiry: Enquiry) -> bool:
    """Who sent it."""
    return may_enquire(actor) and actor.account.pk == enquiry.author_id


def takes_enquiry(actor: Actor, enquiry: Enquiry) -> bool:
    """Who drafts at the agency where it lies or at one above it, should nobody there take it up."""
    at: Agency | None = enquiry.agency
    while at is not None:
        if may_for(actor, Permission.PROJECT_DRAFT, at):
            return True
        at = at.parent
    return False
