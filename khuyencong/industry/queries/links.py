"""Clusters, and who supplies whom: the page of a cluster, names as a reader may know them, links for a plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from khuyencong.industry.models import Cluster, Establishment, SupplyLink
from khuyencong.organisations.actors import Actor
from khuyencong.rules.text import fold

OUTSIDE = "một cơ sở ngoài địa bàn"


def clusters_seen_by(actor: Actor, words: str = "") -> QuerySet[Cluster]:
    """The clusters in her scope that hold every word, with how many sites lie in each today."""
    rows = Cluster.objects.visible_to(actor).select_related("commune", "district", "province")
    for word in fold(words).split():
        rows = rows.filter(name_key__contains=word)
    inside = Q(sites__until__isnull=True) & ~Q(sites__establishment__state=Establishment.State.MERGED)
    counted = rows.annotate(inside=Count("sites", filter=inside, distinct=True))
    return counted.order_by("name_key", "pk")


def standing_on(on: date) -> Q:
    """Rows with `since` and `until` that stand on that day; a day that nobody knows does not end or begin."""
    begun = Q(since__isnull=True) | Q(since__lte=on)
    return begun & (Q(until__isnull=True) | Q(until__gt=on))


def names_for(rows: Iterable[SupplyLink], actor: Actor) -> dict[int, str]:
    """What each end of the links is called before this reader; one SELECT."""
    ends = {each.pk: each for row in rows for each in (row.establishment, row.partner)}
    seen = set(Establishment.objects.visible_to(actor).filter(pk__in=ends).values_list("pk", flat=True))
    return {key: each.name if key in seen else OUTSIDE for key, each in ends.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A standing link between two rows of the register as they are today, merges followed."""

    supplier: int
    partner: int
    kind: str
    product: str


def links_of(owners: Iterable[int], on: date) -> list[Link]:
    """The links that stand on that day and touch one of the owners or a row merged into it; one SELECT."""
    keys = set(owners)
    touch = Q()
    for end in ("establishment", "partner"):
        touch |= Q(**{f"{end}__in": keys}) | Q(**{f"{end}__merged_into__in": keys})
    rows = SupplyLink.objects.filter(standing_on(on), touch).select_related("establishment", "partner")
    found = [
        Link(
            supplier=each.establishment.kept_key,
            partner=each.partner.kept_key,
            kind=each.kind,
            product=each.product,
        )
        for each in rows
    ]
    return [each for each in found if each.supplier != each.partner]
