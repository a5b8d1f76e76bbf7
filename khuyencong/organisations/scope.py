"""Which rows an actor may see: written once, inherited by every queryset that has an owner."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry, reads

Row = TypeVar("Row", bound=models.Model)

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


class ScopedQuerySet(models.QuerySet[Row]):
    """A queryset whose heirs name only their path to an agency and, where there is one, to the public."""

    agency_path: ClassVar[str] = "agency"
    public_when: ClassVar[Q] = Q(pk__in=[])

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees all; an agency its own, those below, its heritage; everybody the public rows."""
        if is_ministry(actor):
            return self
        if not reads(actor) or actor.agency is None:
            return self.filter(self.public_when)
        own: dict[str, Any] = {f"{self.agency_path}__in": below(actor.agency)}
        return self.filter(self.public_when | Q(**own))
