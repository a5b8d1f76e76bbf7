"""What the programme gave to a cluster and to those in it: projects with where their money stands."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, Sum

from khuyencong.industry.models import Cluster, Support
from khuyencong.ledger.models import Balance
from khuyencong.ledger.queries.positions import Question, once
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Beneficiary, Line, Project
from khuyencong.rules.ledger import Position, Stage, position_of

OF_THE_CLUSTER = ("K21", "K22")
"""Lines of the report form about a cluster itself: its detailed plan, its infrastructure."""


@dataclass(slots=True, kw_only=True)
class Given:
    """A project of somebody in the cluster, and its money."""

    project: Project
    names: list[str] = field(default_factory=list)
    here: bool = False
    of_the_cluster: bool = False
    position: Position = field(default_factory=Position)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCluster:
    """Every such project that the reader sees, their sum, and what the register of establishments tells."""

    rows: list[Given]
    total: Position
    registered: dict[str, int]


def support_to(cluster: Cluster, inside: Collection[int], actor: Actor) -> ToCluster:
    """Projects at a site of the cluster or of an establishment in it; four SELECTs however many there are."""
    owners = Q(establishment__in=inside) | Q(establishment__merged_into__in=inside)
    rows: dict[int, Given] = {}
    seen = Project.objects.visible_to(actor).filter(submitted_at__isnull=False).values("pk")
    named = Beneficiary.objects.filter(Q(site__cluster=cluster) | owners, project__in=seen)
    for each in named.select_related("project__agency", "establishment", "site").order_by("project", "pk"):
        row = rows.setdefault(each.project_id, Given(project=each.project))
        row.names.append(each.establishment.name)
        row.here = row.here or each.site.cluster_id == cluster.pk
    for key in Line.objects.filter(project__in=rows, item__activity__code__in=OF_THE_CLUSTER).values_list(
        "project", flat=True
    ):
        rows[key].of_the_cluster = True
    pots: dict[int, dict[Stage, int]] = {}
    moved = once(Balance.objects.filter(book__project__in=rows).order_by(), "stage", Question(actor=actor))
    for key, stage, amount in moved.values_list("book__project", "stage").annotate(total=Sum("amount")):
        pots.setdefault(key, {})[Stage(stage)] = int(amount)
    total = Position()
    for key, pot in pots.items():
        rows[key].position = position_of(pot)
        total = total.plus(rows[key].position)
    return ToCluster(
        rows=sorted(rows.values(), key=lambda each: (-each.position.given, each.project.pk)),
        total=total,
        registered=registered_with(inside, actor),
    )


def registered_with(inside: Collection[int], actor: Actor) -> dict[str, int]:
    """Support that the register of establishments says they had, by purse; one SELECT."""
    owners = Q(establishment__in=inside) | Q(establishment__merged_into__in=inside)
    rows = Support.objects.visible_to(actor).filter(owners).order_by()
    return {purse: int(total) for purse, total in rows.values_list("purse").annotate(total=Sum("amount"))}
