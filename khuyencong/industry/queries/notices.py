"""Clusters as the public reads them: notices that stand, narrowed, summed by province; whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from khuyencong.industry.models import ClusterNotice, ClusterWork
from khuyencong.organisations.models import Agency, AgencyContact
from khuyencong.organisations.queries import contacts_of
from khuyencong.rules.clusters import HECTARE
from khuyencong.rules.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province with how many clusters are public there and how much land is free in them."""

    pk: int
    code: str
    name: str
    count: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An agency and how the public reaches it."""

    agency: str
    told: AgencyContact | None


def notices(
    *,
    words: str = "",
    province: int | None = None,
    commune: str = "",
    least: int | None = None,
    ready: Sequence[str] = (),
) -> QuerySet[ClusterNotice]:
    """The notices that stand and hold every word; `least` in hectares, `ready` kinds of finished works."""
    rows = ClusterNotice.objects.public().select_related("province")
    for word in fold(words).split():
        rows = rows.filter(name_key__contains=word)
    if province is not None:
        rows = rows.filter(province=province)
    if commune:
        rows = rows.filter(commune=commune)
    if least:
        rows = rows.filter(free__gte=least * HECTARE)
    for kind in ready:
        if kind in ClusterWork.Kind.values:
            # SQLite knows no containment in JSON; a kind is a word of our own that stands in quotes.
            rows = rows.filter(ready__icontains=f'"{kind}"')
    return rows.order_by("name_key", "pk")


def sums_of(rows: QuerySet[ClusterNotice]) -> dict[str, int]:
    """How many and how much; one SELECT."""
    found = rows.order_by().aggregate(count=Count("pk"), free=Sum("free"), industrial=Sum("industrial"))
    return {name: int(value or 0) for name, value in found.items()}


def provinces_of(rows: QuerySet[ClusterNotice]) -> list[Province]:
    """By province, most free land first; one SELECT."""
    grouped = (
        rows.order_by()
        .values("province", "province__code", "province__name")
        .annotate(count=Count("pk"), total=Sum("free"))
    )
    found = [
        Province(
            pk=each["province"],
            code=each["province__code"],
            name=each["province__name"],
            count=each["count"],
            free=int(each["total"] or 0),
        )
        for each in grouped
    ]
    return sorted(found, key=lambda each: (-each.free, each.name))


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed by: only what stands in it; one SELECT."""
    rows = ClusterNotice.objects.public().order_by()
    named = list(rows.values_list("province", "province__name", "province__sort_key", "commune").distinct())
    provinces = sorted({(sort, str(pk), name) for pk, name, sort, _ in named})
    communes = sorted({commune for _, _, _, commune in named if commune})
    return {
        "province": [(pk, name) for _, pk, name in provinces],
        "commune": [(each, each) for each in communes],
    }


def contact_for(notice: ClusterNotice, on: date) -> Contact | None:
    """The department of the province, else the agency that proposed it: whichever told how to reach it."""
    alive = Q(until__isnull=True) | Q(until__gt=on)
    here = Agency.objects.filter(alive, unit=notice.province_id, kind=Agency.Kind.DEPARTMENT)
    agencies = [*here, notice.agency]
    told = contacts_of(agencies)
    found = next((each for each in agencies if each.pk in told), agencies[0])
    return Contact(agency=found.name_on(on), told=told.get(found.pk))
