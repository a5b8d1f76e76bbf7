"""Who may do what with figures and reports: predicates (actor, thing) -> bool."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry, is_province
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.models import Figure, Source


def may_import(actor: Actor) -> bool:
    """Hand in returns at all."""
    return actor.may(Permission.RETURN_IMPORT)


def may_import_for(actor: Actor, agency: Agency) -> bool:
    """Hand in a return of that agency: itself, its heir, or the ministry."""
    return may_import(actor) and (is_ministry(actor) or answers_for(actor, agency))


def answers_for(actor: Actor, agency: Agency) -> bool:
    """An officer of that province's department, or of the one that inherited it."""
    own = actor.agency
    return is_province(actor) and own is not None and own.pk in {agency.pk, agency.successor_id}


def may_correct(actor: Actor, figure: Figure) -> bool:
    """Correct a figure: its own agency, that agency's heir, or the ministry; the public never."""
    if not actor.may(Permission.FIGURE_CORRECT):
        return False
    agency = figure.source.agency
    return is_ministry(actor) or (agency is not None and answers_for(actor, agency))


def may_issue(actor: Actor) -> bool:
    """Issue a regional report that has no open error: officers and leaders of the ministry's department."""
    return is_ministry(actor) and actor.may(Permission.REPORT_PREPARE)


def may_waive(actor: Actor) -> bool:
    """Issue a report although errors stand open, with a written reason: the department's leaders."""
    return is_ministry(actor) and actor.may(Permission.REPORT_WAIVE)


def may_open_file(actor: Actor, source: Source) -> bool:
    """Open the file a source came in as: its agency, that agency's heir, or the ministry; the public never."""
    if is_ministry(actor):
        return True
    return source.agency is not None and answers_for(actor, source.agency)
