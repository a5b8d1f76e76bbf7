"""Rounds and their entries as pages show them; where an establishment has to make things to take part."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from khuyencong.industry.models import (
    Certificate,
    Establishment,
    ProductComplaint,
    ProductEntry,
    ProductMember,
    ProductRound,
    Site,
)
from khuyencong.norms.models import ProductLevel
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.scope import below
from khuyencong.places.models import Lineage, Region, valid_on

Life = ProductEntry.State


def rounds_seen_by(actor: Actor) -> QuerySet[ProductRound]:
    """The rounds in her scope, the latest first, with how many entries she sees counted in each."""
    rows = ProductRound.objects.visible_to(actor).select_related("agency", "desk__agency", "author", "region")
    sent = ~Q(entries__state__in=(Life.DRAFT, Life.DROPPED))
    return rows.annotate(
        entered=Count("entries", filter=sent),
        recognised=Count("entries", filter=Q(entries__state=Life.RECOGNISED)),
    ).order_by("-year", "-pk")


def entries_seen_by(actor: Actor) -> QuerySet[ProductEntry]:
    """The entries she sees with all a page shows."""
    related = (
        *("round__agency", "round__desk__agency", "round__region", "agency", "desk__agency", "author"),
        *("establishment", "lower", "certificate"),
    )
    return ProductEntry.objects.visible_to(actor).select_related(*related)


def entries_of(
    actor: Actor, found: ProductRound, *, state: str = "", group: str = ""
) -> QuerySet[ProductEntry]:
    """Those of a round that she sees: by rank once there is one, else as they came."""
    rows = entries_seen_by(actor).filter(round=found)
    if state in Life.values:
        rows = rows.filter(state=state)
    if group:
        rows = rows.filter(group=group)
    return rows.order_by("rank", "pk")


def accepted_in(found: ProductRound) -> list[ProductEntry]:
    """What lies before the jury, in the order of coming; one SELECT."""
    rows = ProductEntry.objects.filter(round=found, state=Life.ACCEPTED)
    return list(rows.select_related("round__agency", "agency", "establishment").order_by("pk"))


def members_of(found: ProductRound) -> list[ProductMember]:
    """Its council and jury; one SELECT."""
    return list(found.members.select_related("user"))


def may_be_seated(found: ProductRound) -> QuerySet[User]:
    """Who may judge: whoever holds a desk at the agency of the round or below it, and is not on it yet."""
    held = User.objects.filter(seats__until__isnull=True, seats__desk__agency__in=below(found.agency))
    taken = found.members.filter(user__isnull=False).values("user")
    return held.exclude(pk__in=taken).exclude(username="he-thong").distinct().order_by("last_name", "username")


def last_round(level: str, *, agency: int | None = None, region: int | None = None, but: int = 0) -> int | None:
    """The latest year in which a round of that level was held; None for the first."""
    rows = ProductRound.objects.filter(level=level).exclude(state=ProductRound.State.DROPPED).exclude(pk=but)
    if agency is not None:
        rows = rows.filter(agency=agency)
    if region is not None:
        rows = rows.filter(region__code=Region.objects.filter(pk=region).values("code")[:1])
    return rows.order_by("-year").values_list("year", flat=True).first()


def regions_to_choose(on: date) -> list[Region]:
    """The regions of that day, the whole country left out."""
    rows = Region.objects.filter(valid_on(on)).exclude(code=Region.Code.NATION)
    return list(rows.order_by("pk"))


def sites_in(found: ProductRound) -> Q:
    """Sites whose owner may take part: in the place of the round, or in what became part of it."""
    if found.level == ProductLevel.Level.NATION:
        return Q()
    if found.region is not None:
        units = list(found.region.memberships.values_list("unit", flat=True))
    else:
        units = [found.agency.unit_id] if found.agency.unit_id is not None else []
    before = list(Lineage.objects.filter(descendant__in=units).values_list("ancestor", flat=True))
    inside = [*units, *before]
    if found.level in (ProductLevel.Level.PROVINCE, ProductLevel.Level.REGION):
        return Q(province__in=inside)
    return Q(commune__in=inside) | Q(district__in=inside)


def makes_there(found: ProductRound, establishment: Establishment) -> bool:
    """Whether it makes things in the place of the round; its merged rows count for it."""
    mine = Q(establishment=establishment) | Q(establishment__merged_into=establishment)
    return Site.objects.filter(mine).filter(sites_in(found)).exists()


def owners_to_enter(actor: Actor, found: ProductRound) -> QuerySet[Establishment]:
    """The establishments of the register that she may register products of, in their order."""
    sites = Site.objects.filter(sites_in(found)).values("establishment")
    return Establishment.objects.visible_to(actor).standing().filter(pk__in=sites)


def lower_certificates(entry: ProductEntry) -> list[Certificate]:
    """The certificates of the level below in the register of that establishment, the latest first."""
    family = Q(establishment=entry.establishment_id) | Q(establishment__merged_into=entry.establishment_id)
    rows = Certificate.objects.filter(family, level=entry.round.below, withdrawn_on__isnull=True)
    return list(rows.order_by("-year", "pk"))


def complaints_seen_by(actor: Actor) -> QuerySet[ProductComplaint]:
    """The complaints she sees with all a page shows."""
    related = ("entry__round__agency", "entry__establishment", "agency", "desk__agency", "author")
    return ProductComplaint.objects.visible_to(actor).select_related(*related)
