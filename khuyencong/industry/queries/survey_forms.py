"""What a form of a round offers to choose from, and what of an answer that comes back is known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from khuyencong.industry import permissions
from khuyencong.industry.models import Establishment, Site, SurveyRound, SurveyTarget
from khuyencong.industry.models.surveys import asked_places_of, communes_in
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit

MOST_ESTABLISHMENTS = 5_000
"""More choices than this make a phone wait; the others are entered by name and linked later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Communes, establishments as (key, name, commune's code), contents as (code, name)."""

    communes: Sequence[Unit]
    establishments: Sequence[tuple[int, str, str]]
    left_out: int
    activities: Sequence[tuple[str, str]]

    def name_of(self, unit: Unit) -> str:
        """The commune, with its province where the form asks in several."""
        several = len({each.parent_id for each in self.communes}) > 1
        return f"{unit.full_name}, {unit.parent}" if several else str(unit.full_name)


def offered_to(actor: Actor, survey: SurveyRound, on: date) -> Offered:
    """What she may ask in this round on that day: four SELECTs, however much there is."""
    targets = SurveyTarget.objects.visible_to(actor).filter(round=survey)
    units = Unit.objects.filter(pk__in=targets.values("commune"))
    if not permissions.prepares(actor, survey):
        units = units.filter(communes_in(asked_places_of(actor), path="pk"))
    communes = list(units.select_related("parent").order_by("sort_key", "pk"))
    standing = Establishment.objects.visible_to(actor).standing().exclude(state=Establishment.State.CLOSED)
    rows = Site.objects.filter(commune__in=communes, establishment__in=standing.values("pk"))
    rows = rows.order_by("commune__sort_key", "establishment__name", "establishment")
    found = dict.fromkeys(rows.values_list("establishment", "establishment__name", "commune__code"))
    by_key = {key: (key, name, commune) for key, name, commune in reversed(found)}
    listed = sorted(by_key.values(), key=lambda row: (row[2], row[1], row[0]))
    return Offered(
        communes=communes,
        establishments=listed[:MOST_ESTABLISHMENTS],
        left_out=max(0, len(listed) - MOST_ESTABLISHMENTS),
        activities=[(row.code, row.name) for row in Activity.objects.on(on)],
    )


def communes_to_import(actor: Actor, survey: SurveyRound) -> list[Unit]:
    """The communes whose answers she may bring in: those of which she may want some. One SELECT.

    Those of the round's last day, and those that are asked: an older commune often had the same code and name.
    """
    asked = SurveyTarget.objects.filter(round=survey).values("commune")
    of_that_day = Unit.objects.on(survey.until).values("pk")
    units = Unit.objects.filter(permissions.targets_at(actor, survey))
    return list(units.filter(Q(pk__in=asked) | Q(pk__in=of_that_day)).select_related("parent"))


def establishments_seen(actor: Actor, keys: Collection[int]) -> dict[int, str]:
    """The names of those rows of the register that she sees, by key."""
    found: dict[int, str] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        rows = Establishment.objects.visible_to(actor).filter(pk__in=wanted[start : start + 500])
        found |= dict(rows.values_list("pk", "name"))
    return found
