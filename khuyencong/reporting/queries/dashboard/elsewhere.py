"""What her agency sent on and now waits for: at whose desk, since how many days."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from khuyencong.ledger.models import Claim
from khuyencong.ledger.queries.claims import IN_HAND
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.queries import inherited
from khuyencong.post.queries.tray import Away, away
from khuyencong.projects.models import ChangeRequest, Obstacle, Project
from khuyencong.projects.models.states import ENDED, OUT

FIRST = 5
CHANGED = (ChangeRequest.State.SUBMITTED, ChangeRequest.State.CONFIRMED, ChangeRequest.State.PROPOSED)


def sent_on(actor: Actor, today: date) -> tuple[list[Away], int]:
    """Of the projects of her agency what lies with others, what hurts most first, and how many; nine SELECTs.

    The ministry sends nothing on: what lies with others is theirs to do. A sheet of appraisal is not named
    beside its project, which waits at the same agency.
    """
    if actor.agency is None or is_ministry(actor):
        return [], 0
    own = inherited(actor.agency)
    projects = Project.objects.filter(agency__in=own).exclude(state__in=(Project.State.DRAFT, *ENDED, *OUT))
    keys = {
        "project": pks(projects),
        "obstacle": pks(Obstacle.objects.filter(agency__in=own, state=Obstacle.State.OPEN)),
        "change": pks(ChangeRequest.objects.filter(project__in=projects, state__in=CHANGED)),
        "claim": pks(Claim.objects.filter(project__in=projects, state__in=IN_HAND)),
    }
    codes = list(Agency.objects.filter(pk__in=own).values_list("code", flat=True))
    return away(keys, codes, today, FIRST)


def pks(rows: QuerySet[Any]) -> list[int]:
    """The keys of some rows."""
    return list(rows.values_list("pk", flat=True))
