"""In which chains and clusters the projects of a list stand: for the scatter index, and in words for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from khuyencong.industry.models import Cluster, Establishment, Product
from khuyencong.industry.queries.links import OUTSIDE, Link, links_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Beneficiary, LocalPriority, RegisteredProject
from khuyencong.rules.scatter import Item, Tie, linked, shared
from khuyencong.rules.text import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who benefits from a project as the register knows them today, in what chains and clusters."""

    owner: str
    ties: frozenset[Tie]
    toward: bool


def owner_key(pk: int) -> str:
    """An owner, and the chain round it."""
    return f"e{pk}"


def cluster_key(pk: int) -> str:
    """A cluster."""
    return f"c{pk}"


def standing_of(projects: Sequence[int], on: date) -> dict[int, Standing]:
    """By project; four SELECTs. Rows that were merged count as the row that was kept.

    A chain is told by who stands in its middle: an owner has the key of everybody it supplies or works for or
    is supplied by, and its own. So two meet when one works for the other, or both meet a third.
    """
    named = list(
        Beneficiary.objects.filter(project__in=projects)
        .select_related("establishment", "site__cluster")
        .order_by("pk")
    )
    owners = {each.pk: each.establishment.kept_key for each in named}
    links = links_of(owners.values(), on)
    chains = chains_in(links)
    wanted = declared_products(projects)
    made = made_along(links) if wanted else {}
    rows: dict[int, list[Beneficiary]] = {key: [] for key in projects}
    for each in named:
        rows[each.project_id].append(each)
    found = {}
    for project, those in rows.items():
        mine = {owners[each.pk] for each in those}
        ties = {Tie(owner_key(one), owner_key(key)) for one in mine for key in chains.get(one, ())}
        ties |= {
            Tie(owner_key(owners[each.pk]), cluster_key(each.site.cluster.pk))
            for each in those
            if each.site.cluster is not None and stands(each.site.cluster, on)
        }
        first = owner_key(owners[those[0].pk]) if those else f"#{project}"
        along: set[str] = set().union(*(made.get(one, set()) for one in mine))
        toward = bool(along & wanted.get(project, set()))
        found[project] = Standing(owner=first, ties=frozenset(ties), toward=toward)
    return found


def stands(cluster: Cluster, on: date) -> bool:
    """Whether it is a cluster on that day, as far as anybody knows."""
    begun = cluster.since is None or cluster.since <= on
    return begun and (cluster.until is None or on < cluster.until)


def chains_in(links: Iterable[Link]) -> dict[int, set[int]]:
    """Everybody with those they meet, themselves included."""
    found: dict[int, set[int]] = {}
    for link in links:
        pair = {link.supplier, link.partner}
        for one in pair:
            found.setdefault(one, set()).update(pair)
    return found


def made_along(links: Sequence[Link]) -> dict[int, set[str]]:
    """By owner: what is handed over along its links, and what those it meets make; one SELECT."""
    chains = chains_in(links)
    named: dict[int, set[str]] = {}
    rows = Product.objects.filter(Q(establishment__in=chains) | Q(establishment__merged_into__in=chains))
    for owner, kept, name in rows.values_list("establishment", "establishment__merged_into", "name"):
        named.setdefault(kept or owner, set()).add(compact(name))
    found: dict[int, set[str]] = {}
    for link in links:
        for one, other in ((link.supplier, link.partner), (link.partner, link.supplier)):
            found.setdefault(one, set()).update({compact(link.product)} | named.get(other, set()))
    return found


def declared_products(projects: Sequence[int]) -> dict[int, set[str]]:
    """The products on which the request of each project says that the locality concentrates; one SELECT."""
    named: dict[int, set[str]] = {}
    rows = RegisteredProject.objects.filter(
        project__in=projects, dossier__priorities__kind=LocalPriority.Kind.PRODUCT
    )
    for project, name in rows.values_list("project", "dossier__priorities__name"):
        named.setdefault(project, set()).add(compact(name))
    return named


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One chain or cluster in which projects of a list meet: in words, which projects, and where it opens."""

    words: str
    projects: tuple[int, ...]
    establishment: int | None = None
    cluster: int | None = None


def joints_of(items: Sequence[Item], actor: Actor) -> list[Joint]:
    """The chains and clusters that count in the index, those with most projects first; two SELECTs."""
    keys = shared(items)
    where: dict[str, list[int]] = {key: [] for key in keys}
    for each in items:
        for key in sorted({tie.key for tie in each.ties} & keys):
            where[key].append(int(each.key))
    clusters = Cluster.objects.visible_to(actor).in_bulk([int(key[1:]) for key in keys if key[0] == "c"])
    middles = Q(pk__in=[int(key[1:]) for key in keys if key[0] == "e"])
    owners = {each.pk: each for each in Establishment.objects.visible_to(actor).filter(middles)}
    found: dict[tuple[str, tuple[int, ...]], Joint] = {}
    for key, listed in sorted(where.items()):
        pk, projects = int(key[1:]), tuple(listed)
        if key[0] == "c":
            name = f"“{clusters[pk].name}”" if pk in clusters else "ngoài địa bàn"
            opens = pk if pk in clusters else None
            found[key, projects] = Joint(words=f"Cùng cụm công nghiệp {name}", projects=projects, cluster=opens)
            continue
        # Two who meet directly meet at either end: told once.
        name = f"“{owners[pk].name}”" if pk in owners else OUTSIDE
        opens = pk if pk in owners else None
        joint = Joint(words=f"Cùng chuỗi với {name}", projects=projects, establishment=opens)
        before = found.get(("e", projects))
        if before is None or (before.establishment is None and opens is not None):
            found["e", projects] = joint  # of two, one whom she may see
    joints = list(found.values())
    toward = tuple(int(each.key) for each in linked(items) if each.toward)
    if toward:
        joints.append(Joint(words="Làm cho sản phẩm ưu tiên địa phương đã đăng ký", projects=toward))
    return sorted(joints, key=lambda each: (-len(each.projects), each.words))
