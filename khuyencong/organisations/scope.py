"""Which rows an actor may see: written once, inherited by every queryset that has an owner."""

from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Seat, User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.roles import Permission
from khuyencong.workflow.models import Event

Row = TypeVar("Row", bound=models.Model)

KEY_ACCOUNTS = "khoa-api-"
"""How the account of a program's key begins: nobody signs in with it or looks after it as a person."""

BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT CAST(%s AS bigint)
    UNION
    SELECT agency.id FROM organisations_agency agency
    JOIN below ON agency.parent_id = below.id OR agency.successor_id = below.id
)
SELECT id FROM below
"""
"""An agency with all below it and all it inherited, however many mergers ago; UNION ends a circle by itself."""


def below(agency: Agency) -> RawSQL:
    """The keys of the agency, of those below it and of those it inherited, as a subquery."""
    return RawSQL(BELOW, [agency.pk])  # noqa: S611 - a constant text with one bound number


def above(agency: Agency) -> list[int]:
    """The keys of the agencies it belongs to, nearest first."""
    found: list[int] = []
    at = agency.parent
    while at is not None and at.pk not in found:
        found.append(at.pk)
        at = at.parent
    return found


def people_visible_to(actor: Actor, on: date) -> models.QuerySet[User]:
    """The accounts she may look after: at the ministry all, elsewhere who sits in her agency or below it only.

    Who also sits elsewhere is the ministry's; who sits nowhere any more stays with the agencies where she sat.
    """
    if actor.agency is None:
        return User.objects.none()
    people = User.objects.exclude(username="he-thong").exclude(username__startswith=KEY_ACCOUNTS)
    if actor.agency.kind == Agency.Kind.MINISTRY:
        return people
    mine, now = Q(desk__agency__in=below(actor.agency)), Seat.objects.exclude(until__lte=on)
    here = Q(pk__in=now.filter(mine).values("user")) & ~Q(pk__in=now.exclude(mine).values("user"))
    last_here = Q(pk__in=Seat.objects.filter(mine).values("user")) & ~Q(pk__in=now.values("user"))
    return people.filter(here | last_here)


class ScopedQuerySet(models.QuerySet[Row]):
    """A queryset whose heirs name only their path to an agency and, where there is one, to the public."""

    agency_path: ClassVar[str] = "agency"
    public_when: ClassVar[Q] = Q(pk__in=[])

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees all; an agency its own, those below, its inherited; everybody the public rows."""
        if is_ministry(actor):
            return self
        if not reads(actor) or actor.agency is None:
            return self.filter(self.public_when)
        own: dict[str, Any] = {f"{self.agency_path}__in": below(actor.agency)}
        return self.filter(self.public_when | Q(**own))


def trail_visible_to(actor: Actor) -> models.QuerySet[Event]:
    """The ministry's readers of the trail see all of it, other readers what concerns their agency and those
    below, everybody what was done at her own desk; written here, since events carry codes and no keys."""
    if actor.desk is None or actor.agency is None:
        return Event.objects.none()
    if actor.may(Permission.TRAIL_READ) and is_ministry(actor):
        return Event.objects.all()
    own = Q(desk=actor.desk.code)
    if actor.may(Permission.TRAIL_READ) and reads(actor):
        codes = Agency.objects.filter(pk__in=below(actor.agency)).values_list("code", flat=True)
        # Read first: as a subquery a planner walks a million rows to find those of three agencies.
        own |= Q(agency__in=list(codes))
    return Event.objects.filter(own)
