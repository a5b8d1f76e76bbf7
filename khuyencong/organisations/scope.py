"""Which rows an officer may see: written once, inherited by every queryset that has an owner."""

from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import User
from khuyencong.organisations.permissions import is_ministry

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """A queryset whose heirs name only their path to an agency and, where there is one, to the public."""

    agency_path: ClassVar[str] = "agency"
    public_when: ClassVar[Q] = Q(pk__in=[])

    def visible_to(self, actor: User | AnonymousUser) -> Self:
        """The ministry sees all; an agency its own, its children's, its heritage; everybody the public rows."""
        if is_ministry(actor):
            return self
        if not isinstance(actor, User) or actor.agency_id is None:
            return self.filter(self.public_when)
        own: dict[str, Any] = {self.agency_path: actor.agency_id}
        below: dict[str, Any] = {f"{self.agency_path}__parent": actor.agency_id}
        inherited: dict[str, Any] = {f"{self.agency_path}__successor": actor.agency_id}
        return self.filter(self.public_when | Q(**own) | Q(**below) | Q(**inherited))
