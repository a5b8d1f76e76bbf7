"""Who may do what with figures and reports: predicates (actor, thing) -> bool."""

from django.contrib.auth.models import AnonymousUser

from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.permissions import is_ministry, is_ministry_leader, is_province
from khuyencong.reporting.models import Figure, Source

Actor = User | AnonymousUser


def may_import(actor: Actor) -> bool:
    """Hand in returns at all: officers of the ministry and of provinces, and the operator of the system."""
    return is_ministry(actor) or is_province(actor) or is_operator(actor)


def may_import_for(actor: Actor, agency: Agency) -> bool:
    """Hand in a return of that agency: itself, its heir, the ministry, and the operator of the system."""
    return is_ministry(actor) or is_operator(actor) or answers_for(actor, agency)


def answers_for(actor: Actor, agency: Agency) -> bool:
    """An officer of that province's department, or of the one that inherited it."""
    return (
        is_province(actor) and isinstance(actor, User) and actor.agency_id in {agency.pk, agency.successor_id}
    )


def is_operator(actor: Actor) -> bool:
    """The technical account that runs commands on the server itself."""
    return isinstance(actor, User) and actor.role == User.Role.OPERATOR


def may_correct(actor: Actor, figure: Figure) -> bool:
    """Correct a figure: its own agency, or the ministry; the public never."""
    if is_ministry(actor):
        return True
    own = figure.source.agency_id
    return is_province(actor) and isinstance(actor, User) and own is not None and own == actor.agency_id


def may_issue(actor: Actor) -> bool:
    """Issue a regional report that has no open error: officers and leaders of the ministry's department."""
    return is_ministry(actor)


def may_waive(actor: Actor) -> bool:
    """Issue a report although errors stand open, with a written reason: the department's leaders."""
    return is_ministry_leader(actor)


def may_open_file(actor: Actor, source: Source) -> bool:
    """Open the file a source came in as: its agency, that agency's heir, or the ministry; the public never."""
    if is_ministry(actor):
        return True
    return source.agency is not None and answers_for(actor, source.agency)
