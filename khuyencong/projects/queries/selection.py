"""Candidates of a plan as the rules look at them, a kept list, how scattered it is, what may be paid twice."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.db.models import F, QuerySet

from khuyencong.norms.models import Condition
from khuyencong.norms.queries import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.projects.models import (
    Beneficiary,
    Project,
    RegisteredProject,
    SelectionList,
    SelectionPosition,
)
from khuyencong.projects.queries.decisions import Decided, planned_by, told
from khuyencong.projects.queries.lists import day_of, rows_of
from khuyencong.rules.scatter import Item, Part, Scale
from khuyencong.rules.selection import Candidate, Measure, OrderRow, Rule
from khuyencong.rules.validity import in_force

OUTSIDE_ORDER = "sxsh-ngoai-thu-tu"
"""The code of the condition that takes some items (cleaner production) out of the order of priorities."""


def passed(agency: Agency, purse: str, year: int) -> list[Decided]:
    """The projects of the plan that passed their appraisal, reserve included, with their money."""
    rows = planned_by(agency, purse, year).filter(state__in=(Project.State.PASSED, Project.State.RESERVE))
    related = ("agency", "province", "sector", "area", "trade")
    return told(list(rows.select_related(*related).order_by("pk")), purse)


def candidates_of(rows: Sequence[Decided], on: date) -> list[Candidate]:
    """The same as the rules of selection know them, by the law of that day; three SELECTs."""
    keys = [each.project.pk for each in rows]
    owners: dict[int, list[int]] = {}
    for project, owner in Beneficiary.objects.filter(project__in=keys).values_list("project", "establishment"):
        owners.setdefault(project, []).append(owner)
    items: dict[int, set[str]] = {}
    asked = Project.objects.filter(pk__in=keys).values_list("pk", "items__item__code")
    for project, item in asked:
        items.setdefault(project, set()).add(item or "")
    unordered = set(rows_on(Condition, on).filter(code=OUTSIDE_ORDER).values_list("items__code", flat=True))
    return [
        candidate(each, sorted(owners.get(each.project.pk, [])), items[each.project.pk], unordered)
        for each in rows
    ]


def candidate(row: Decided, owners: Sequence[int], items: set[str], unordered: set[str]) -> Candidate:
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
        outside_order=bool(items) and items <= unordered,
    )


def order_on(on: date, purse: str) -> list[OrderRow]:
    """The steps of the order in force on that day for that purse."""
    return [
        OrderRow(
            rule=Rule(row["rule"]),
            position=int(row["position"]),
            name=row["name"],
            law=row["law"],
            verified=row["verified"] == "true",
        )
        for row in binding("selection_order", on)
        if row["purse"] == purse
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


def binding(name: str, on: date) -> list[dict[str, str]]:
    """The rows of a dated file that bind on that day."""
    return [
        row for row in rows_of(name) if in_force(date.fromisoformat(row["since"]), day_of(row["until"]), on)
    ]


def scale_on(on: date) -> Scale:
    """By what scatter is measured on that day: sizes in đồng and weights, conventions of our own."""
    weights, sizes = binding("scatter_scale", on), binding("scatter_sizes", on)
    amounts = {row["code"]: int(row["amount"]) for row in sizes}
    return Scale(
        small=amounts["small"],
        large=amounts["large"],
        weights={Part(row["part"]): int(row["weight"]) for row in weights},
        source=sizes[0]["source"],
        verified=all(row["verified"] == "true" for row in (*weights, *sizes)),
    )


def items_of(positions: Sequence[SelectionPosition]) -> list[Item]:
    """The chosen projects as the scatter index looks at them; two SELECTs more.

    Declared is what stands in a sector on which the locality said in its request that it concentrates, and what
    has a place in the priorities of the law.
    """
    chosen = [each for each in positions if each.outcome == SelectionPosition.Outcome.CHOSEN]
    keys = [each.project_id for each in chosen]
    owners = dict(
        Beneficiary.objects.filter(project__in=keys)
        .order_by("-pk")
        .values_list("project", "establishment__name")
    )
    declared = set(
        RegisteredProject.objects.filter(
            project__in=keys, dossier__priorities__sector__code=F("project__sector__code")
        ).values_list("project", flat=True)
    )
    return [
        Item(
            key=str(each.project_id),
            support=each.support,
            owner=owners.get(each.project_id, f"#{each.project_id}"),
            product=each.project.sector.name if each.project.sector is not None else "",
            place=each.project.province.name,
            declared=each.project.priority or each.project_id in declared,
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
