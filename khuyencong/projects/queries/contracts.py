"""The contracts of a project: which paper is in force, and what a new one is held to."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum

from khuyencong.norms.models import Authority
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.contracts import Bounds, Terms
from khuyencong.workflow.queries import events_of

EXTENSION = "dieu-chinh-lon"
"""The authority under which a project may go on into the next year."""


def contracts_seen_by(actor: Actor) -> QuerySet[Contract]:
    """The contracts in her scope with all a page shows."""
    return Contract.objects.visible_to(actor).select_related(
        "project__agency", "project__department", "project__desk__agency", "agency", "desk", "amends", "author"
    )


def papers_of(project: Project) -> list[Contract]:
    """Its contracts and annexes that were not dropped, in the order they were begun; one SELECT."""
    rows = project.contracts.exclude(state=Contract.State.DROPPED)
    return list(rows.select_related("amends", "agency", "beneficiary__establishment").order_by("pk"))


def in_force(papers: Iterable[Contract], kind: str, year: int | None = None) -> Contract | None:
    """The paper of that kind, of that year or of the latest, that was signed last; None before the first."""
    signed = [each for each in papers if each.kind == kind and each.state == Contract.State.SIGNED]
    of_year = [each for each in signed if year is None or each.year == year]
    return max(of_year, key=lambda each: (each.year, each.pk), default=None)


def in_force_by_year(papers: Iterable[Contract], kind: str) -> dict[int, Contract]:
    """The same of every year that has one, the earliest year first."""
    kept = list(papers)
    found = {year: in_force(kept, kind, year) for year in sorted({each.year for each in kept})}
    return {year: paper for year, paper in found.items() if paper is not None}


def in_force_of(first: Contract) -> Contract | None:
    """The paper of this contract that was signed last, itself or an annex, as the database has it now."""
    chain = Contract.objects.filter(Q(pk=first.pk) | Q(amends=first.pk), state=Contract.State.SIGNED)
    return chain.order_by("-pk").first()


def bounds_of(project: Project, *, kind: str, year: int, on: date, besides: Contract | None = None) -> Bounds:
    """What terms are held to: the estimate of that year, or for a beneficiary the contract with the unit.

    `besides` is the contract whose own papers do not count against it.
    """
    lines = project.lines.filter(year=year).aggregate(
        support=Sum(asked_column(project.purse), default=0), counterpart=Sum("counterpart", default=0)
    )
    papers, own = papers_of(project), kind == Contract.Kind.UNIT
    unit = in_force(papers, Contract.Kind.UNIT, year)
    return Bounds(
        support=int(lines["support"]) if own else (unit.support if unit is not None else 0),
        counterpart=int(lines["counterpart"]) if own else 0,
        year=year,
        last_year=project.last_year,
        promised=0 if own else promised_to_others(papers, year, besides),
        least=promised_to_others(papers, year, None) if own else 0,
        extension=extension_on(on, project),
    )


def promised_to_others(papers: list[Contract], year: int, besides: Contract | None) -> int:
    """What the signed contracts with beneficiaries promise for that year, all but `besides`, in đồng."""
    own = besides.pk if besides is not None else None
    standing: dict[int, Terms] = {}
    for each in papers:
        first = each.amends_id or each.pk
        if (
            each.kind == Contract.Kind.BENEFICIARY
            and each.state == Contract.State.SIGNED
            and each.year == year
            and first != own
            and (each.beneficiary is None or each.beneficiary.left_on is None)
        ):
            standing[first] = each.terms
    return sum(each.support for each in standing.values())


def extension_on(on: date, project: Project) -> str:
    """The clause that says who may let it go on into the next year; "" where no row says it."""
    rows = rows_on(Authority, on, purse=project.purse, province=project.province_id).filter(code=EXTENSION)
    row = rows.first()
    if row is None:
        return ""
    assert isinstance(row, Authority)
    return f"{row.decided_by}; {row.told}"


def has_signed_copy(contract: Contract) -> bool:
    """Whether what both sides signed was handed in after its terms were last written; one SELECT of the trail.

    A scan handed in before may be of other terms: of the ten million that became nine.
    """
    told = events_of("contract", str(contract.pk)).filter(name__in=("contract.copy", "contract.rewrite"))
    return told.order_by("-sequence").values_list("name", flat=True).first() == "contract.copy"
