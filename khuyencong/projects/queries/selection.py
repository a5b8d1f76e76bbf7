"""Candidates of a plan as the rules look at them, a kept list, how scattered it is, what may be paid twice."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.projects.models import Beneficiary, Project, SelectionList, SelectionPosition
from khuyencong.projects.queries.decisions import Decided, planned_by, told
from khuyencong.projects.queries.lists import binds_on, day_of, rows_of
from khuyencong.rules.scatter import Item, Part, Scale
from khuyencong.rules.selection import Candidate, Measure, OrderRow, Rule

SMALL, LARGE = 100_000_000, 300_000_000
"""đồng: what counts as a small and as a large project when nobody has said otherwise; our own convention."""
CLEANER = frozenset({"sxsh-thi-diem", "sxsh-danh-gia"})
"""Items of cleaner production, which TT 46/2012 Điều 6 khoản 3 takes out of the order."""


def passed(agency: Agency, purse: str, year: int) -> list[Decided]:
    """The projects of the plan that passed their appraisal, reserve included, with their money."""
    rows = planned_by(agency, purse, year).filter(state__in=(Project.State.PASSED, Project.State.RESERVE))
    related = ("agency", "province", "sector", "area", "trade")
    return told(list(rows.select_related(*related).order_by("pk")), purse)


def candidates_of(rows: Sequence[Decided]) -> list[Candidate]:
    """The same as the rules of selection know them; two SELECTs."""
    keys = [each.project.pk for each in rows]
    owners: dict[int, list[int]] = {}
    for project, owner in Beneficiary.objects.filter(project__in=keys).values_list("project", "establishment"):
        owners.setdefault(project, []).append(owner)
    items: dict[int, set[str]] = {}
    asked = Project.objects.filter(pk__in=keys).values_list("pk", "items__item__code")
    for project, item in asked:
        items.setdefault(project, set()).add(item or "")
    return [candidate(each, sorted(owners.get(each.project.pk, [])), items[each.project.pk]) for each in rows]


def candidate(row: Decided, owners: Sequence[int], items: set[str]) -> Candidate:
    """One project; parts for the same owners and things are one bundle, so that splitting wins nothing."""
    project = row.project
    named = ",".join(map(str, owners))
    return Candidate(
        key=str(project.pk),
        title=project.title,
        support=row.support,
        model=project.kind == Project.Kind.MODEL,
        area=project.area.rank if project.area is not None and project.priority_basis else None,
        trade=project.trade.rank if project.trade is not None and project.priority_basis else None,
        benefits={"counterpart": row.money.counterpart},
        bundle=f"{named}:{','.join(sorted(items))}" if named else "",
        outside_order=bool(items) and items <= CLEANER,
    )


def order_on(on: date) -> list[OrderRow]:
    """The steps of the order in force on that day."""
    return [
        OrderRow(
            rule=Rule(row["rule"]),
            position=int(row["position"]),
            name=row["name"],
            law=row["law"],
            verified=row["verified"] == "true",
        )
        for row in rows_of("selection_order")
        if binds_on(date.fromisoformat(row["since"]), day_of(row["until"]), on)
    ]


def measures() -> list[Measure]:
    """What counts as value for money."""
    return [
        Measure(
            code=row["code"],
            name=row["name"],
            weight=Fraction(row["weight"]),
            per=int(row["per"]),
            source=row["source"],
            verified=row["verified"] == "true",
        )
        for row in rows_of("selection_measures")
    ]


def scale() -> Scale:
    """By what scatter is measured."""
    rows = rows_of("scatter_scale")
    weights = {Part(row["part"]): int(row["weight"]) for row in rows}
    return Scale(small=SMALL, large=LARGE, weights=weights, source=rows[0]["source"], verified=False)


def items_of(positions: Sequence[SelectionPosition]) -> list[Item]:
    """The chosen projects as the scatter index looks at them; one SELECT more."""
    chosen = [each for each in positions if each.outcome == SelectionPosition.Outcome.CHOSEN]
    keys = [each.project_id for each in chosen]
    owners = dict(
        Beneficiary.objects.filter(project__in=keys)
        .order_by("-pk")
        .values_list("project", "establishment__name")
    )
    return [
        Item(
            key=str(each.project_id),
            support=each.support,
            owner=owners.get(each.project_id, f"#{each.project_id}"),
            product=each.project.sector.name if each.project.sector is not None else "",
            place=each.project.province.name,
            declared=each.project.priority,
        )
        for each in chosen
    ]


def lists_seen_by(actor: Actor) -> QuerySet[SelectionList]:
    """The lists in her scope with all a page shows."""
    return SelectionList.objects.visible_to(actor).select_related("agency", "desk", "author")


def positions_of(found: SelectionList) -> list[SelectionPosition]:
    """A list's places in their order; one SELECT."""
    related = ("project__province", "project__sector", "project__agency")
    return list(found.positions.select_related(*related))
