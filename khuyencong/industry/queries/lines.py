"""What a list shows of each establishment, read for a whole page at once; where she may write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from khuyencong.industry.models import Establishment, Site, Support, YearFigures
from khuyencong.industry.models.establishments import units_of
from khuyencong.industry.queries.register import Sums, size_in
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import is_ministry
from khuyencong.places.models import Lineage, Unit
from khuyencong.rules.size import Size

FIGURES = ("year", "labour", "capital", "revenue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An establishment as a list shows it: first site, how many more, latest figures, support ever received."""

    row: Establishment
    site: Site | None
    more_sites: int
    figures: YearFigures | None
    size: Size | None
    sums: Sums


def lines_of(rows: Sequence[Establishment]) -> list[Line]:
    """The same rows with what a list shows of them. Two SELECTs, however many rows."""
    keys = [row.pk for row in rows]
    sites: dict[int, list[Site]] = {}
    for site in (
        Site.objects.filter(establishment__in=keys)
        .select_related("commune", "province", "cluster")
        .order_by("pk")
    ):
        sites.setdefault(site.establishment_id, []).append(site)
    told = reckoned(keys)
    return [line(row, sites.get(row.pk, []), told[row.pk]) for row in rows]


def line(row: Establishment, sites: list[Site], told: Establishment) -> Line:
    """One of them; `told` carries what `reckoned` read."""
    read = {name: getattr(told, f"latest_{name}") for name in FIGURES}
    figures = YearFigures(establishment=row, **read) if read["year"] is not None else None
    return Line(
        row=row,
        site=sites[0] if sites else None,
        more_sites=max(0, len(sites) - 1),
        figures=figures,
        size=size_in(figures) if figures is not None else None,
        sums=Sums(national=int(getattr(told, "national", 0)), local=int(getattr(told, "local", 0))),
    )


def reckoned(keys: Sequence[int]) -> dict[int, Establishment]:
    """Each row with its latest figures and the support it and what was merged into it had. One SELECT."""
    latest = YearFigures.objects.filter(establishment=OuterRef("pk")).order_by("-year")
    asked: dict[str, Any] = {f"latest_{name}": Subquery(latest.values(name)[:1]) for name in FIGURES}
    merged = Establishment.objects.filter(merged_into=OuterRef(OuterRef("pk"))).order_by().values("pk")
    for name, purse in (("national", Support.Purse.NATIONAL), ("local", Support.Purse.LOCAL)):
        # Apart and added: "its own or of what was merged into it" in one makes SQLite walk the whole register.
        asked[name] = had(purse, establishment=OuterRef("pk")) + had(purse, establishment__in=merged)
    rows = Establishment.objects.filter(pk__in=keys).order_by().annotate(**asked)
    return {row.pk: row for row in rows}


def had(purse: str, **whose: Any) -> Coalesce:
    """What a purse ever gave, in đồng, to those that the row of an outer query names."""
    rows = Support.objects.filter(purse=purse, **whose).order_by().values("purse")
    total = rows.annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total), 0, output_field=BigIntegerField())


def provinces_of(actor: Actor) -> list[tuple[int, str]]:
    """(key, name) of the provinces of every date in which she may write, those of today first."""
    units = Unit.objects.filter(level=Unit.Level.PROVINCE)
    if not is_ministry(actor):
        places = units_of(actor)
        before = Lineage.objects.filter(descendant__in=places).values("ancestor")
        inside = Q(pk__in=places) | Q(children__in=places) | Q(children__children__in=places)
        units = units.filter(inside | Q(pk__in=before)).distinct()
    listed = list(units.order_by("-since", "sort_key"))
    now = [(each.pk, each.name) for each in listed if each.until is None]
    then = [
        (each.pk, f"{each.name} (trước {each.until:%d/%m/%Y})") for each in listed if each.until is not None
    ]
    return now + then


def day_of(province: Unit, today: date) -> date:
    """A day on which the province was there: today, or its last one."""
    return today if province.until is None else province.until - timedelta(days=1)
