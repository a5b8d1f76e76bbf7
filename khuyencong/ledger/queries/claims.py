"""What a claim for an advance is judged by, and the claims of a project."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet, Sum

from khuyencong.ledger.models import Book, Claim, Transfer
from khuyencong.norms.models import AdvanceTier
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import in_force_of
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.advances import Part, Standing, Tier
from khuyencong.rules.ledger import Stage


def claims_seen_by(actor: Actor) -> QuerySet[Claim]:
    """The claims in her scope with all a page shows."""
    return Claim.objects.visible_to(actor).select_related(
        "project__agency", "project__department", "project__province", "contract", "desk", "agency", "author"
    )


def claims_of(actor: Actor, project: Project) -> QuerySet[Claim]:
    """Those of a project, the latest first, dropped ones left out."""
    rows = claims_seen_by(actor).filter(project=project).exclude(state=Claim.State.DROPPED)
    return rows.order_by("-pk")


def standing_on(contract: Contract, done: int, on: date) -> Standing:
    """What a claim on this contract is judged by with that much work done, by the law of that day."""
    project = contract.project
    by_item, cap = tiers_on(on, project.purse)
    force = in_force_of(contract)
    return Standing(
        support=force.support if force is not None else 0,
        advanced=advanced_in(project, contract.year),
        done=done,
        parts=parts_of(project, contract.year, by_item),
        cap=cap,
    )


def parts_of(project: Project, year: int, by_item: Mapping[str, Tier]) -> list[Part]:
    """What the estimate asks of the purse that year by kind of support, each with its tier; one SELECT."""
    rows = project.lines.filter(year=year).order_by("item__position")
    summed = rows.values_list("item__code", "item__name").annotate(asked=Sum(asked_column(project.purse)))
    return [
        Part(name=name or "Chi khác trong dự toán", amount=int(asked), tier=by_item.get(code))
        for code, name, asked in summed
        if asked
    ]


def tiers_on(on: date, purse: str) -> tuple[dict[str, Tier], Tier | None]:
    """The tier of each kind of support on that day, and the cap on all of them; two SELECTs."""
    by_item: dict[str, Tier] = {}
    cap: Tier | None = None
    for row in rows_on(AdvanceTier, on, purse=purse).prefetch_related("items"):
        tier = tier_of(row)
        items = list(row.items.all())
        if not items:
            cap = tier if cap is None or tier.percent < cap.percent else cap
        for item in items:
            by_item[item.code] = tier
    return by_item, cap


def tier_of(row: AdvanceTier) -> Tier:
    """A row of the law as the rules reckon with it."""
    law = ", ".join(part for part in (row.clause, row.document.number if row.document else "") if part)
    papers = tuple(line.strip() for line in row.papers.splitlines() if line.strip())
    return Tier(
        code=row.code,
        percent=row.percent,
        done=row.done,
        papers=papers,
        law=law or row.source,
        verified=row.verified,
    )


def advanced_in(project: Project, year: int) -> int:
    """What was advanced of the project's purse that year less what was given back, in đồng; two SELECTs."""
    book = Book.objects.filter(project=project, purse=project.purse, year=year)
    moves = Transfer.objects.filter(book__in=book.values("pk")).order_by()
    pair = Stage.COMMITTED.value, Stage.ADVANCED.value
    out = moves.filter(out_of=pair[0], into=pair[1]).aggregate(total=Sum("amount", default=0))["total"]
    back = moves.filter(out_of=pair[1], into=pair[0]).aggregate(total=Sum("amount", default=0))["total"]
    return int(out) - int(back)
