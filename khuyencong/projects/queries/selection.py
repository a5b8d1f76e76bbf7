"""Candidates of a plan as the rules look at them, a kept list, how scattered it is, what may be paid twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from khuyencong.norms.models import Condition, SupportItem
from khuyencong.norms.queries import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.models import (
    Beneficiary,
    Project,
    ProjectItem,
    RegisteredProject,
    SelectionList,
    SelectionPosition,
)
from khuyencong.projects.models.states import TAKEN
from khuyencong.projects.queries.capability import scores_on
from khuyencong.projects.queries.decisions import Decided, planned_by, planned_for, told
from khuyencong.projects.queries.drafts import content_of
from khuyencong.projects.queries.links import standing_of
from khuyencong.projects.queries.lists import day_of, rows_of
from khuyencong.rules.scatter import Item, Part, Scale
from khuyencong.rules.selection import (
    Candidate,
    Measure,
    OrderRow,
    Outcome,
    Position,
    Rule,
    Selection,
    parts_of_one,
)
from khuyencong.rules.validity import in_force

OUTSIDE_ORDER = "sxsh-ngoai-thu-tu"
"""The code of the condition that takes some items (cleaner production) out of the order of priorities."""


def passed(agency: Agency, purse: str, year: int) -> list[Decided]:
    """The projects of the plan that passed their appraisal, reserve included, with their money."""
    return _of_plan(agency, purse, year, (Project.State.PASSED, Project.State.RESERVE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many projects of a plan wait to be chosen, and how many wait in its reserve."""

    year: int
    passed: int
    reserve: int


def waiting_in(agency: Agency, purse: str) -> list[Waiting]:
    """The plans of the purse for which projects wait, the earliest year first."""
    states = (Project.State.PASSED, Project.State.RESERVE)
    rows = planned_for(agency, purse).filter(state__in=states).order_by("year").values("year")
    counted = rows.annotate(
        passed=Count("pk", filter=Q(state=states[0])), reserve=Count("pk", filter=Q(state=states[1]))
    )
    return [Waiting(**each) for each in counted]


def taken(agency: Agency, purse: str, year: int) -> list[Decided]:
    """The projects that earlier lists of the plan chose, with their money: it stands under the same ceiling."""
    return _of_plan(agency, purse, year, TAKEN)


def _of_plan(agency: Agency, purse: str, year: int, states: Iterable[str]) -> list[Decided]:
    rows = planned_by(agency, purse, year).filter(state__in=states)
    related = ("agency", "province", "sector", "area", "trade")
    return told(list(rows.select_related(*related).order_by("pk")), purse, year)


def candidates_of(rows: Sequence[Decided], on: date) -> list[Candidate]:
    """The same as the rules of selection know them, by the law of that day; five SELECTs.

    Projects that want one content for one owner, as the register knows her today, are one bundle, so that
    splitting wins nothing. That goes for group projects too, as far as they name who benefits.
    """
    keys = [each.project.pk for each in rows]
    asked: dict[int, set[SupportItem]] = {key: set() for key in keys}
    items = ProjectItem.objects.filter(project__in=keys).select_related("item__activity__parent")
    for each in items:
        asked[each.project_id].add(each.item)
    claims: dict[str, list[tuple[str, str]]] = {str(key): [] for key in keys}
    owners = Beneficiary.objects.filter(project__in=keys)
    for project, owner, kept in owners.values_list("project", "establishment", "establishment__merged_into"):
        contents = {content_of(item) for item in asked[project]}
        claims[str(project)] += [(str(kept or owner), content) for content in sorted(contents)]
    bundles = parts_of_one(claims)
    unordered = set(rows_on(Condition, on).filter(code=OUTSIDE_ORDER).values_list("items__code", flat=True))
    scores = published_scores(rows, on)
    return [
        candidate(
            each,
            bundles[str(each.project.pk)],
            {item.code for item in asked[each.project.pk]},
            unordered,
            scores.get(each.project.pk),
        )
        for each in rows
    ]


def published_scores(rows: Sequence[Decided], on: date) -> dict[int, int]:
    """By project, the capability of its unit as the maker of its plan published it; two SELECTs.

    A national plan looks at what the ministry published, a province's at its own department's.
    """
    ministry = ministry_department().pk
    national = Project.Purse.NATIONAL
    planners = {
        each.project.pk: ministry if each.project.purse == national else each.project.department_id
        for each in rows
    }
    found = scores_on({each.project.agency_id for each in rows}, set(planners.values()), on)
    told = {each.project.pk: found.get((each.project.agency_id, planners[each.project.pk])) for each in rows}
    return {key: score for key, score in told.items() if score is not None}


def candidate(
    row: Decided, bundle: str, items: set[str], unordered: set[str], capability: int | None = None
) -> Candidate:
    """One project as the rules of selection know it."""
    project = row.project
    return Candidate(
        key=str(project.pk),
        title=project.title,
        support=row.support,
        model=project.kind == Project.Kind.MODEL,
        area=project.area.rank if project.area is not None and project.priority_basis else None,
        trade=project.trade.rank if project.trade is not None and project.priority_basis else None,
        capability=capability,
        benefits={"counterpart": row.money.counterpart},
        bundle=bundle,
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


def items_of(positions: Sequence[SelectionPosition], on: date) -> list[Item]:
    """The chosen projects as the scatter index looks at them on that day; four SELECTs more.

    Declared is what stands in a sector on which the locality said in its request that it concentrates, and what
    has a place in the priorities of the law.
    """
    chosen = [each for each in positions if each.outcome == SelectionPosition.Outcome.CHOSEN]
    keys = [each.project_id for each in chosen]
    standing = standing_of(keys, on)
    declared = set(
        RegisteredProject.objects.filter(
            project__in=keys, dossier__priorities__sector__code=F("project__sector__code")
        ).values_list("project", flat=True)
    )
    return [
        Item(
            key=str(each.project_id),
            support=each.support,
            owner=standing[each.project_id].owner,
            product=each.project.sector.name if each.project.sector is not None else "",
            place=each.project.province.name,
            ties=standing[each.project_id].ties,
            toward=standing[each.project_id].toward,
            declared=each.project.priority or each.project_id in declared,
        )
        for each in chosen
    ]


def selection_of(found: SelectionList, positions: Sequence[SelectionPosition]) -> Selection:
    """A kept list as the rules know it, to ask it what it left and what those who wait lack; four SELECTs."""
    rows = told([each.project for each in positions], found.purse, found.year)
    known = {each.key: each for each in candidates_of(rows, localdate(found.created_at))}
    return Selection(
        ceiling=found.ceiling,
        set_aside=found.set_aside,
        taken=found.taken,
        taken_outside=found.taken_outside,
        positions=tuple(
            Position(
                number=each.number,
                candidate=replace(known[str(each.project_id)], support=each.support),
                outcome=Outcome(each.outcome),
                value=Fraction(0),
                left=0,
                reason=each.reason,
            )
            for each in positions
        ),
    )


def lists_seen_by(actor: Actor) -> QuerySet[SelectionList]:
    """The lists in her scope with all a page shows."""
    return SelectionList.objects.visible_to(actor).select_related("agency", "desk", "author")


def positions_of(found: SelectionList) -> list[SelectionPosition]:
    """A list's places in their order; one SELECT."""
    related = ("project__province", "project__sector", "project__agency", "project__area", "project__trade")
    return list(found.positions.select_related(*related))
