"""Likely doubles: rows that share an indexed key, judged by rules/duplicates; constant SQL."""

from dataclasses import dataclass

from django.db.models import Count, Q

from khuyencong.industry.models import Establishment
from khuyencong.organisations.actors import Actor
from khuyencong.rules.duplicates import Card, Keys, Likeness, keys_of, likeness

MOST = 200
"""So many rows that share a key are judged; a key shared by more says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """A row that may be the same establishment."""

    establishment: Establishment
    likeness: Likeness


def card_of(establishment: Establishment) -> Card:
    """What is compared of a row; its first site says where it is. Sites are best prefetched."""
    site = next(iter(establishment.sites.all()), None)
    return Card(
        name=establishment.name,
        tax_code=establishment.tax_code,
        phone=establishment.phone,
        representative=establishment.representative,
        address=site.address if site is not None else "",
        commune=str(site.commune_id or "") if site is not None else "",
    )


def doubles_of(establishment: Establishment, actor: Actor) -> list[Double]:
    """The rows she sees that may be the same as this one, the likeliest first."""
    return doubles_of_card(card_of(establishment), actor, but=establishment.pk)


def doubles_of_card(card: Card, actor: Actor, but: int | None = None) -> list[Double]:
    """The same for what somebody is about to write."""
    keys = keys_of(card)
    alike = Q(pk__in=[])
    for name in Keys._fields:
        if value := getattr(keys, name):
            alike |= Q(**{name: value})
    rows = Establishment.objects.visible_to(actor).standing().filter(alike)
    if but is not None:
        rows = rows.exclude(pk=but)
    found = [
        Double(establishment=row, likeness=likeness(card, card_of(row)))
        for row in rows.prefetch_related("sites__commune", "sites__province")[:MOST]
    ]
    return sorted(
        (each for each in found if each.likeness.worth_a_look),
        key=lambda each: (-each.likeness.score, each.establishment.pk),
    )


def shared_keys(actor: Actor) -> dict[str, list[tuple[str, int]]]:
    """Of each kind of key those that several standing rows share, with how many. One SELECT a kind."""
    rows = Establishment.objects.visible_to(actor).standing().order_by()
    return {
        name: list(
            rows.exclude(**{name: ""})
            .values_list(name)
            .annotate(rows=Count("pk"))
            .filter(rows__gt=1)
            .order_by("-rows", name)[:MOST]
        )
        for name in Keys._fields
    }
