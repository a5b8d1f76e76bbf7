"""Likely doubles: rows that share an indexed key, judged by rules/duplicates; constant SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from khuyencong.industry.models import Establishment
from khuyencong.organisations.actors import Actor
from khuyencong.rules.duplicates import Card, Keys, Likeness, keys_of, likeness

MOST = 200
"""So many rows that share a key are judged; a key shared by more says nothing."""

AT_ONCE = 500


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


def doubles_of_cards(cards: Sequence[Card], actor: Actor) -> list[list[Double]]:
    """The doubles of each card, for a whole file: SELECTs for every few hundred keys, none for each row.

    Of a key that very many rows share, no more are read than are judged.
    """
    keys = [keys_of(card) for card in cards]
    near: dict[int, Establishment] = {}
    under: dict[tuple[str, str], set[int]] = {}
    for name in Keys._fields:
        values = sorted({value for each in keys if (value := getattr(each, name))})
        for start in range(0, len(values), AT_ONCE):
            rows = Establishment.objects.visible_to(actor).standing()
            place = Window(RowNumber(), partition_by=[F(name)], order_by=F("pk").asc())
            rows = rows.filter(**{f"{name}__in": values[start : start + AT_ONCE]}).order_by()
            rows = rows.annotate(place_under_key=place).filter(place_under_key__lte=MOST)
            for row in rows.prefetch_related("sites__commune", "sites__province"):
                near[row.pk] = row
                under.setdefault((name, getattr(row, name)), set()).add(row.pk)
    return [judged(card, each, near, under) for card, each in zip(cards, keys, strict=True)]


def judged(
    card: Card, keys: Keys, near: Mapping[int, Establishment], under: Mapping[tuple[str, str], set[int]]
) -> list[Double]:
    """The doubles of one card among the rows that share a key with it, the likeliest first."""
    met: set[int] = set()
    for name in Keys._fields:
        met |= under.get((name, getattr(keys, name)), set())
    found = [
        Double(establishment=near[key], likeness=likeness(card, card_of(near[key])))
        for key in sorted(met)[:MOST]
    ]
    worth = [each for each in found if each.likeness.worth_a_look]
    return sorted(worth, key=lambda each: (-each.likeness.score, each.establishment.pk))
