"""What the rows of clusters say on a day, as far as was known at an instant; where they lie today."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q, QuerySet

from khuyencong.industry.models import (
    Cluster,
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterWork,
    Establishment,
)
from khuyencong.industry.queries.links import standing_on
from khuyencong.norms.models import ClusterMark
from khuyencong.norms.queries.lists import rows_on
from khuyencong.places.models import Lineage, Unit
from khuyencong.rules import clusters as rules
from khuyencong.rules.clusters import HECTARE, Judged, Land, Let, Mark, Paper, Total
from khuyencong.rules.findings import Finding, warning
from khuyencong.rules.validity import in_force

WORKS = ClusterWork.Kind


@dataclass(slots=True, kw_only=True)
class Facts:
    """The standing rows of one cluster as of a day."""

    on: date
    decisions: list[ClusterDecision] = field(default_factory=list)
    investors: list[ClusterInvestor] = field(default_factory=list)
    works: list[ClusterWork] = field(default_factory=list)
    leases: list[ClusterLease] = field(default_factory=list)
    counts: list[ClusterCount] = field(default_factory=list)

    @property
    def papers(self) -> list[Paper]:
        """The decisions, as rules take them."""
        return [
            Paper(kind=each.kind, on=each.signed_on, area=each.area, industrial=each.industrial)
            for each in self.decisions
        ]

    @property
    def lets(self) -> list[Let]:
        """The leases, as rules take them; a merged tenant counts as the row that was kept."""
        return [
            Let(
                key=each.pk,
                tenant=each.establishment.kept_key,
                area=each.area,
                since=each.since,
                until=each.until,
                lot=each.lot,
            )
            for each in self.leases
        ]

    @property
    def totals(self) -> list[Total]:
        """The typed totals, as rules take them."""
        return [Total(measure=each.measure, value=each.value, on=each.on) for each in self.counts]

    @property
    def land(self) -> Land:
        """Its land on that day."""
        return rules.land_on(self.papers, self.lets, self.on)

    @property
    def standing(self) -> str:
        """What it is in law on that day."""
        return rules.standing_on(self.papers, self.on)

    @property
    def running(self) -> list[ClusterLease]:
        """The leases of that day, the largest first."""
        rows = [each for each in self.leases if in_force(each.since, each.until, self.on)]
        return sorted(rows, key=lambda each: (-each.area, each.pk))

    @property
    def tenants(self) -> set[int]:
        """Who has a lease on that day."""
        return {each.establishment.kept_key for each in self.running}

    @property
    def investor(self) -> ClusterInvestor | None:
        """Who builds its infrastructure on that day, written down last."""
        rows = [each for each in self.investors if in_force(each.since or date.min, each.until, self.on)]
        return rows[-1] if rows else None

    @property
    def works_now(self) -> list[ClusterWork]:
        """The last row of each kind of infrastructure, in the order of the list."""
        last = {each.kind: each for each in self.works}
        return [last[kind] for kind in WORKS.values if kind in last]

    @property
    def ready(self) -> list[str]:
        """The kinds of infrastructure that are finished."""
        return [each.kind for each in self.works_now if each.state == ClusterWork.State.READY]

    def count(self, measure: str) -> ClusterCount | None:
        """The latest total of that kind by that day."""
        rows = [each for each in self.counts if each.measure == measure and each.on <= self.on]
        return rows[-1] if rows else None

    @property
    def quarrels(self) -> list[Finding]:
        """What contradicts what."""
        return rules.quarrels(self.papers, self.lets, self.totals, self.on)


def facts_of(clusters: Collection[int], on: date, known: datetime | None = None) -> dict[int, Facts]:
    """The standing rows of each; five SELECTs however many there are. Decisions of later days are left out."""
    found = {key: Facts(on=on) for key in clusters}
    for paper in ClusterDecision.objects.standing(known).filter(cluster__in=found, signed_on__lte=on):
        found[paper.cluster_id].decisions.append(paper)
    for investor in ClusterInvestor.objects.standing(known).filter(cluster__in=found):
        found[investor.cluster_id].investors.append(investor)
    for work in ClusterWork.objects.standing(known).filter(cluster__in=found):
        found[work.cluster_id].works.append(work)
    leases = ClusterLease.objects.standing(known).filter(cluster__in=found).select_related("establishment")
    for lease in leases:
        found[lease.cluster_id].leases.append(lease)
    for count in ClusterCount.objects.standing(known).filter(cluster__in=found):
        found[count.cluster_id].counts.append(count)
    return found


def standing_clusters(provinces: Iterable[int], on: date) -> QuerySet[Cluster]:
    """Those that stand on that day in these provinces, or in what became them."""
    keys = set(provinces)
    before = Lineage.objects.filter(descendant__in=keys).values("ancestor")
    return Cluster.objects.filter(Q(province__in=keys) | Q(province__in=before)).filter(standing_on(on))


def marks_on(on: date) -> list[Mark]:
    """The conditions of that day, with where they stand and whether anybody has read it; one SELECT."""
    return [
        Mark(
            code=row.code,
            name=row.name,
            asks=row.asks,
            bound=row.bound,
            value=None if row.value is None else Fraction(row.value),
            measure=row.measure,
            law=row.told,
        )
        for row in rows_on(ClusterMark, on)
    ]


def judged(facts: Facts, others: Mapping[int, Facts]) -> list[Judged]:
    """What the law asks of it today: to be established or, where it is, to be as large and to be expanded.

    `others` are the clusters of the province that were established before: what a new one is held to.
    """
    land = facts.land
    new = facts.standing not in (rules.ESTABLISHED, rules.ENDED)
    area = land.whole if not new else land.listed
    seen: dict[str, Fraction | bool | None] = {
        "listed": any(each.kind == rules.LISTED for each in facts.decisions),
        "land": None,
        "investor": facts.investor is not None,
        "area": None if area is None else Fraction(area, HECTARE),
        "occupancy_to_expand": land.occupancy,
        **_before(others.values()),
    }
    return rules.judged(marks_on(facts.on), seen, rules.NEW if new else rules.STANDING)


def _before(others: Iterable[Facts]) -> dict[str, Fraction | None]:
    """How full those that stand are together; None where the industrial land of one is not known."""
    lands = [each.land for each in others if each.standing == rules.ESTABLISHED]
    if not lands or any(each.industrial is None for each in lands):
        return {"occupancy_before": None, "unleased_before": None}
    whole, leased = sum(each.industrial or 0 for each in lands), sum(each.leased for each in lands)
    free = sum(each.free or 0 for each in lands)
    return {"occupancy_before": Fraction(leased, whole), "unleased_before": Fraction(free, HECTARE)}


def decision_apart(cluster: Cluster, facts: Facts) -> list[Finding]:
    """That the line of the register names another founding decision than the rows do."""
    rows = [each for each in facts.decisions if each.kind == rules.ESTABLISHED]
    if not rows or not cluster.since or cluster.since == rows[-1].signed_on:
        return []
    message = (
        f"Dòng trong sổ ghi thành lập ngày {cluster.since:%d/%m/%Y}, quyết định ghi ngày "
        f"{rows[-1].signed_on:%d/%m/%Y}."
    )
    return [warning("founded_twice", message, "Sửa dòng trong sổ, hoặc sửa dòng quyết định.", "Quyết định")]


def today_of(units: Iterable[Unit | None], on: date) -> dict[int, Unit]:
    """What each unit is today: itself, or the main part of what it became; two SELECTs at most."""
    listed = {each.pk: each for each in units if each is not None}
    ended = [key for key, each in listed.items() if each.until is not None and each.until <= on]
    found = dict(listed)
    if ended:
        rows = Lineage.objects.filter(ancestor__in=ended, main=True).select_related("descendant__parent")
        found |= {row.ancestor_id: row.descendant for row in rows}
    return found


def place_today(cluster: Cluster, today: Mapping[int, Unit]) -> tuple[Unit | None, Unit]:
    """Commune and province as they are called today; no commune where the register knows none."""
    commune = today[cluster.commune_id] if cluster.commune_id is not None else None
    return commune, today[cluster.province_id]


def places_today(clusters: Sequence[Cluster], on: date) -> dict[int, tuple[Unit | None, Unit]]:
    """The same of many; two SELECTs at most."""
    units = [unit for each in clusters for unit in (each.commune, each.province)]
    today = today_of(units, on)
    return {each.pk: place_today(each, today) for each in clusters}


def inside(cluster: Cluster, facts: Facts) -> set[int]:
    """The establishments in it: with a lease on that day, or with a site there; one SELECT."""
    sites = cluster.sites.filter(standing_on(facts.on)).select_related("establishment")
    kept = {each.establishment.kept_key for each in sites}
    return facts.tenants | kept


def names_of(keys: Iterable[int]) -> dict[int, Establishment]:
    """The rows of the register by key; one SELECT."""
    return Establishment.objects.in_bulk(list(keys))
