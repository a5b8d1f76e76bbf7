"""What may be paid twice and who may belong together, beside the projects it is about: notes, never refusals.

Serials and invoices of what was bought tell, and the same item for one owner, tax codes, phones, addresses,
representatives. Looks at all provinces, since a pair hides best across a border; what the reader may not see is
named by province, year and purse only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from khuyencong.industry.models import Establishment, Machine, Site
from khuyencong.industry.models import Support as Received
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Beneficiary, Project, ProjectItem, Purchase
from khuyencong.projects.queries.purchases import sharing
from khuyencong.rules.funding_flags import Flag, Support, flags
from khuyencong.rules.purchases import number_key, plain_number

NOT_YET = (Project.State.DRAFT, Project.State.WITHDRAWN, Project.State.REFUSED)
"""Projects that get nothing, or nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A flag on a project: in words, what it points to, and its key where the reader may open it."""

    kind: str
    words: str
    other: str
    project: int | None
    establishment: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A support with what its row is."""

    support: Support
    project: int | None
    establishment: int | None


def flags_of(projects: Sequence[Project], actor: Actor) -> dict[int, list[Noted]]:
    """The flags on each of the projects, surest first; a fixed number of SELECTs."""
    keys = [each.pk for each in projects]
    asked = [*supports_in(Beneficiary.objects.filter(project__in=keys)), *bought_by_nobody(keys)]
    return _noted(asked, keys, actor)


def flags_of_owners(project: Project, owners: Sequence[Beneficiary], actor: Actor) -> list[Noted]:
    """The same for those a project would be for, before they are its beneficiaries; `owners` are unsaved."""
    items = frozenset(ProjectItem.objects.filter(project=project).values_list("item__code", flat=True))
    return _noted([_asked(each, items, NOTHING) for each in owners], [project.pk], actor)[project.pk]


def _noted(asked: Sequence[_Known], keys: Sequence[int], actor: Actor) -> dict[int, list[Noted]]:
    """What there is to say about these supports of the projects of these keys, beside all others."""
    owners = {each.establishment for each in asked if each.establishment is not None}
    kin, alike = kin_of(owners), sharing(keys)
    others = Beneficiary.objects.filter(Q(establishment__in=kin) | Q(project__in=alike))
    before = others.exclude(project__state__in=NOT_YET).exclude(project__in=keys)
    known = [*supports_in(before), *bought_by_nobody(alike), *received_by(kin), *listed_machines(asked)]
    rows = {each.support.key: each for each in (*asked, *known)}
    found = flags((each.support for each in asked), (each.support for each in known))
    seen = _Seen.by(actor, rows.values())
    noted: dict[int, list[Noted]] = {key: [] for key in keys}
    for flag in found:
        for mine, other in ((flag.one, flag.other), (flag.other, flag.one)):
            here, there = rows[mine], rows[other]
            if here.project in noted and here.project != there.project:
                noted[here.project].append(seen.noted(flag, there))
    return noted


def supports_in(beneficiaries: QuerySet[Beneficiary]) -> list[_Known]:
    """What beneficiaries ask and what was bought for them, with the items of the project; four SELECTs."""
    related = ("project__province", "establishment", "site__commune", "site__province")
    rows = list(beneficiaries.select_related(*related))
    items: dict[int, set[str]] = {}
    asked = ProjectItem.objects.filter(project__in={each.project_id for each in rows})
    for project, item in asked.values_list("project", "item__code"):
        items.setdefault(project, set()).add(item)
    bought = signs_of(Purchase.objects.filter(beneficiary__in=[each.pk for each in rows]), "beneficiary_id")
    return [
        _asked(each, frozenset(items.get(each.project_id, ())), bought.get(each.pk, NOTHING)) for each in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """By what purchases are known again."""

    serials: frozenset[str] = frozenset()
    invoices: frozenset[str] = frozenset()
    bought: int = 0

    @property
    def told(self) -> dict[str, Any]:
        """As a support tells them: invoices also without their sellers."""
        parts = [each.split("/") for each in self.invoices]
        numbers = frozenset(f"{plain_number(each[1])}/{each[2]}" for each in parts if len(each) == 3)
        return {
            "serials": self.serials,
            "invoices": self.invoices,
            "numbers": numbers,
            "bought": self.bought,
        }


NOTHING = Signs()


def signs_of(purchases: QuerySet[Purchase], by: str) -> dict[int, Signs]:
    """The serials and invoices of standing purchases by that key; two SELECTs."""
    rows = purchases.filter(struck_at__isnull=True).defer("content").prefetch_related("serials")
    found: dict[int, Signs] = {}
    for each in rows:
        before = found.get(getattr(each, by), NOTHING)
        found[getattr(each, by)] = Signs(
            serials=before.serials | {one.serial for one in each.serials.all()},
            invoices=before.invoices | {each.invoice_key},
            bought=min(before.bought or each.on.year, each.on.year),
        )
    return found


def bought_by_nobody(projects: Iterable[int]) -> list[_Known]:
    """What projects bought for no one beneficiary (a class, a fair), by serial and invoice; three SELECTs."""
    rows = Purchase.objects.filter(project__in=set(projects), beneficiary__isnull=True)
    signs = signs_of(rows, "project_id")
    named = Project.objects.filter(pk__in=signs).select_related("province", "agency")
    return [
        _Known(
            support=Support(
                key=f"p{each.pk}-0",
                title=each.title,
                owner="",
                owner_name="đơn vị thực hiện",
                year=each.year,
                purse=each.purse,
                province=each.province.name,
                **signs[each.pk].told,
            ),
            project=each.pk,
            establishment=None,
        )
        for each in named
    ]


def _asked(row: Beneficiary, items: frozenset[str], bought: Signs) -> _Known:
    project, place = row.project, row.site.commune or row.site.province
    support = _support(
        row.establishment,
        key=f"p{row.project_id}-{row.establishment_id}",
        title=project.title,
        year=project.year,
        purse=project.purse,
        province=project.province.name,
        items=items,
        address=row.site.address,
        commune=place.code,
        **bought.told,
    )
    return _Known(support=support, project=row.project_id, establishment=row.establishment_id)


def received_by(kin: Iterable[int]) -> list[_Known]:
    """What those establishments had before, as the register says: words and no items; one SELECT."""
    first_site = Site.objects.filter(establishment=OuterRef("establishment")).order_by("pk")
    home = Subquery(first_site.values("province__name")[:1])
    rows = Received.objects.filter(establishment__in=kin).select_related("establishment").annotate(home=home)
    return [
        _Known(
            support=_support(
                each.establishment,
                key=f"s{each.pk}",
                title=each.content,
                year=each.year,
                purse=each.purse,
                province=getattr(each, "home", None) or "",
            ),
            project=None,
            establishment=each.establishment_id,
        )
        for each in rows
    ]


def listed_machines(asked: Iterable[_Known]) -> list[_Known]:
    """Machines anywhere in the register with a serial or an invoice of what was bought; one SELECT."""
    bought = [each.support for each in asked if each.support.bought]
    serials = {number_key(one)[:60] for each in bought for one in each.serials} - {""}
    numbers = {one.partition("/")[0][:60] for each in bought for one in each.numbers} - {""}
    first_site = Site.objects.filter(establishment=OuterRef("establishment")).order_by("pk")
    home = Subquery(first_site.values("province__name")[:1])
    same = Q(serial_key__in=serials) | Q(invoice_key__in=numbers)
    rows = Machine.objects.filter(same).select_related("establishment").annotate(home=home)
    return [
        _Known(
            support=_support(
                each.establishment,
                key=f"m{each.pk}",
                title=each.name,
                year=each.year or 0,
                purse="",
                province=getattr(each, "home", None) or "",
                serials=frozenset({each.serial} - {""}),
                numbers=numbers_of(each),
                kept=True,
            ),
            project=None,
            establishment=each.establishment_id,
        )
        for each in rows
    ]


def numbers_of(machine: Machine) -> frozenset[str]:
    """The invoice it was bought by, of its year; none where either is not known."""
    known = machine.invoice_key and machine.year
    return frozenset({f"{machine.invoice_key}/{machine.year}"} if known else ())


def _support(of: Establishment, **more: Any) -> Support:
    told: dict[str, Any] = {
        "owner": f"e{of.kept_key}",
        "owner_name": of.name,
        "tax_code": of.tax_code,
        "representative": of.representative,
        "phone": of.phone,
    }
    return Support(**(told | more))


def kin_of(owners: Iterable[int]) -> set[int]:
    """They, their merged rows, and all that share tax code, phone, address or person with one; two SELECTs."""
    names = ("tax_key", "phone_key", "place_key", "person_key")
    wanted: dict[str, set[str]] = {name: set() for name in names}
    heads = set()
    for row in Establishment.objects.filter(pk__in=set(owners)).values("pk", "merged_into", *names):
        heads.add(row["merged_into"] or row["pk"])
        for name in names:
            wanted[name].add(row[name])
    alike = Q(pk__in=heads) | Q(merged_into__in=heads)
    for name in names:
        alike |= Q(**{f"{name}__in": wanted[name] - {""}})
    return set(Establishment.objects.filter(alike).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What of the rows the reader may open."""

    projects: frozenset[int]
    establishments: frozenset[int]

    @classmethod
    def by(cls, actor: Actor, rows: Iterable[_Known]) -> "_Seen":
        """Two SELECTs."""
        listed = list(rows)
        projects = Project.objects.visible_to(actor).filter(
            pk__in={each.project for each in listed if each.project is not None}
        )
        owners = Establishment.objects.visible_to(actor).filter(
            pk__in={each.establishment for each in listed if each.establishment is not None}
        )
        return cls(
            projects=frozenset(projects.values_list("pk", flat=True)),
            establishments=frozenset(owners.values_list("pk", flat=True)),
        )

    def noted(self, flag: Flag, there: _Known) -> Noted:
        """The flag as this reader may know it."""
        told = there.support
        may_open = there.project in self.projects
        named = there.establishment in self.establishments
        where = f", {told.province}" if told.province else ""
        hidden = f"một khoản hỗ trợ {told.purse} năm {told.year}{where}"
        name = f"“{told.title}” của {told.owner_name}, {told.purse} {told.year}"
        if told.kept:
            when = f" mua năm {told.year}" if told.year else ""
            hidden = f"một máy trong sổ cơ sở{when}{where}"
            name = f"“{told.title}” của {told.owner_name} trong sổ cơ sở{',' if when else ''}{when}"
        return Noted(
            kind=flag.kind.label,
            words=flag.words,
            other=name if may_open or (there.project is None and named) else hidden,
            project=there.project if may_open else None,
            establishment=there.establishment if named else None,
        )
