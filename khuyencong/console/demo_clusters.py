"""Made clusters: their decisions, investor, works, tenants and reported totals; two made public, one waiting.

Everything is made up and says so; areas and places mean nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from khuyencong.industry.actions import save_cluster, write_cluster_row
from khuyencong.industry.lifecycle import CLUSTER_NOTICE, propose_notice
from khuyencong.industry.models import (
    Cluster,
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterWork,
    Establishment,
)
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.places.models import Unit
from khuyencong.rules.clusters import HECTARE
from khuyencong.workflow.lifecycle import Act

SOURCE = "số liệu minh họa"
Kind, Work = ClusterDecision.Kind, ClusterWork.Kind
State = ClusterWork.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One cluster to be made: its land in hectares, the leases in square metres, how far its works are."""

    name: str
    province: str
    accounts: tuple[str, str]
    degrees: tuple[str, str] | None
    whole: int
    industrial: int | None
    leases: tuple[int, ...]
    works: tuple[tuple[str, str], ...]
    reported: int | None = None
    consent: str = ""
    public: bool = False


SOUTH, EAST = ("dongthap", "lanhdaodongthap"), ("tayninh", "lanhdaotayninh")
READY = ((Work.ROAD, State.READY), (Work.POWER, State.READY), (Work.WATER, State.READY))
MADE = (
    Made(
        name="Cụm công nghiệp Ánh Sao (minh họa)",
        province="Đồng Tháp",
        accounts=SOUTH,
        degrees=("10.45", "105.63"),
        whole=48,
        industrial=32,
        leases=(84_000, 61_500, 27_250),
        works=(*READY, (Work.WASTEWATER, State.BUILDING)),
        reported=180_000,
        consent="Công văn 00/CV-ĐT (minh họa)",
        public=True,
    ),
    Made(
        name="Cụm công nghiệp Bình Minh (minh họa)",
        province="Đồng Tháp",
        accounts=SOUTH,
        degrees=("10.31", "105.93"),
        whole=25,
        industrial=18,
        leases=(76_000, 44_000),
        works=(*READY, (Work.WASTEWATER, State.READY)),
    ),
    Made(
        name="Cụm công nghiệp Cầu Vồng (minh họa)",
        province="Tây Ninh",
        accounts=EAST,
        degrees=("11.32", "106.10"),
        whole=70,
        industrial=50,
        leases=(120_000,),
        works=((Work.ROAD, State.PARTLY), (Work.POWER, State.READY)),
        public=True,
    ),
    Made(
        name="Cụm công nghiệp Đất Lành (minh họa)",
        province="Tây Ninh",
        accounts=EAST,
        degrees=None,
        whole=40,
        industrial=None,
        leases=(),
        works=(),
    ),
)


def load_clusters(at: datetime) -> int:
    """How many clusters were given rows; a second run gives none."""
    if ClusterDecision.objects.filter(cluster__made_up=True).exists():
        return 0
    return sum(entered(each, at) for each in MADE)


def entered(made: Made, at: datetime) -> int:
    """The cluster with what belongs to it; nothing where its accounts or its tenants are not there."""
    people = [person_named(each) for each in made.accounts]
    commune = Unit.objects.filter(
        parent__name=made.province, parent__until__isnull=True, until__isnull=True, level=Unit.Level.COMMUNE
    ).first()
    if commune is None or None in people:
        return 0
    officer, head = (seated(each, localdate(at)) for each in people if each is not None)
    latitude, longitude = made.degrees or (None, None)
    said = {"name": made.name, "source": SOURCE, "latitude": latitude, "longitude": longitude}
    before = Cluster.objects.filter(name=made.name).first()
    cluster = save_cluster(said, commune, by=officer, at=at, cluster=before, made_up=True)
    rows_of(made, cluster, by=officer, at=at)
    if made.public:
        notice = propose_notice(cluster, act=Act(by=officer, at=at))
        CLUSTER_NOTICE.perform("cluster_notice.publish", notice, Act(by=head, at=at))
    elif made.industrial is not None:
        propose_notice(cluster, act=Act(by=officer, at=at))
    return 1


def rows_of(made: Made, cluster: Cluster, *, by: Actor, at: datetime) -> None:
    """Decisions, investor, works, leases and a total."""
    first = localdate(at).year - 6

    def write(model: Any, /, **said: Any) -> None:
        write_cluster_row(model, cluster, said | {"source": SOURCE}, by=by, at=at)

    listed = {"area": made.whole * HECTARE, "decided_by": "UBND tỉnh (minh họa)"}
    write(ClusterDecision, kind=Kind.LISTED, number="00/NQ (minh họa)", signed_on=date(first, 3, 1), **listed)
    if made.industrial is None:
        return
    for offset, kind, number in ((0, Kind.ESTABLISHED, "01"), (1, Kind.DETAILED, "02")):
        land = {"industrial": made.industrial * HECTARE} if kind == Kind.DETAILED else {}
        paper = f"{number}/QĐ-UBND (minh họa)"
        write(ClusterDecision, kind=kind, number=paper, signed_on=date(first + offset, 9, 1), **listed, **land)
    agreed = {"consent": made.consent, "consent_on": localdate(at)} if made.consent else {}
    name = f"Công ty Hạ tầng {made.name.split()[3]} (minh họa)"
    write(ClusterInvestor, name=name, phone="0000 000 000", since=date(first, 9, 1), **agreed)
    for work, state in made.works:
        write(ClusterWork, kind=work, state=state, year=first + 2)
    for lot, (tenant, area) in enumerate(zip(tenants(by), made.leases, strict=False), start=1):
        lease = {"establishment": tenant, "area": area, "since": date(first + 2, 6, 1)}
        write(ClusterLease, lot=f"A{lot}", contract=f"HĐ 0{lot} (minh họa)", **lease)
    write(ClusterCount, measure="jobs", value=40 * len(made.leases), on=date(first + 5, 6, 14))
    if made.reported is not None:
        write(ClusterCount, measure="leased", value=made.reported, on=date(first + 5, 6, 14))


def tenants(by: Actor) -> Sequence[Establishment]:
    """Made establishments she sees."""
    return list(Establishment.objects.visible_to(by).standing().filter(made_up=True).order_by("pk")[:6])
