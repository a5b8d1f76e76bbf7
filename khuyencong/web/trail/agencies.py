"""The agencies by which a reader of the trail may narrow it."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, AgencyName
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.roles import Permission
from khuyencong.organisations.scope import below

LEVELS = (Agency.Level.MINISTRY, Agency.Level.PROVINCE)
"""Thousands of communes would make no list; theirs are reached from a row."""


def agencies_for(actor: Actor) -> list[tuple[str, str]]:
    """(code, its latest name) of the agencies in her scope, ended ones too; one SELECT."""
    if not actor.may(Permission.TRAIL_READ) or actor.agency is None:
        return []
    names = AgencyName.objects.filter(agency__level__in=LEVELS)
    if not is_ministry(actor):
        names = names.filter(agency__in=below(actor.agency))
    found = dict(names.order_by("agency__level", "agency__code", "since").values_list("agency__code", "name"))
    return list(found.items())


def names_of(codes: set[str]) -> dict[str, str]:
    """What the agencies of those codes are called, each by its latest name; one SELECT."""
    names = AgencyName.objects.filter(agency__code__in=codes).order_by("since")
    return dict(names.values_list("agency__code", "name"))
