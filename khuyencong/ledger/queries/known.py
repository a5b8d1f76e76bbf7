"""What the dossiers of many books say today, each read in one SELECT however many books there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.utils.timezone import localdate

from khuyencong.ledger.models import Acceptance, Balance, Book, Claim, ClaimPaper, Transfer
from khuyencong.ledger.queries.claims import TiersOfDay, tiers_of
from khuyencong.ledger.queries.rates import rates_by_plan
from khuyencong.norms.models import AdvanceTier
from khuyencong.norms.queries.lists import binding, seats_on
from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import Contract, Line, ProgressReport, Project
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.advances import Part, Tier
from khuyencong.rules.clock import Accepting, Agreed, Asked, Step, Work
from khuyencong.rules.ledger import Pots, Stage
from khuyencong.workflow.models import Task

AT = {
    Claim.State.DRAFT: Step.CLAIM,
    Claim.State.RETURNED: Step.CLAIM,
    Claim.State.SUBMITTED: Step.CONFIRM,
    Claim.State.CONFIRMED: Step.APPROVE,
    Claim.State.APPROVED: Step.PAY,
}
"""The step at which an open claim lies."""

PLAN = ("book__project", "book__purse", "book__plan_year")
LACKING = (ClaimPaper.State.MISSING, ClaimPaper.State.REFUSED)
Key = tuple[int, int]
"""A project and a year of its money."""
Plan = tuple[int, str, int]
"""A project, a purse and the plan year that gave the money, in whichever books it stands since."""


@dataclass
class Known:
    """What was read: by book, by project and year, by project."""

    given_on: Mapping[int, date]
    owed_since: Mapping[int, date]
    advanced: Mapping[Plan, int]
    pots: Mapping[Plan, Pots]
    agreed: dict[Key, Agreed] = field(default_factory=dict)
    claims: dict[Key, Asked] = field(default_factory=dict)
    accepting: dict[Key, Accepting] = field(default_factory=dict)
    final: set[Key] = field(default_factory=set)
    work: dict[int, Work] = field(default_factory=dict)
    parts: dict[Key, list[Part]] = field(default_factory=lambda: defaultdict(list))
    caps: dict[int, Tier | None] = field(default_factory=dict)
    laters: dict[int, Tier | None] = field(default_factory=dict)
    rates: dict[tuple[int, int], Tier] = field(default_factory=dict)
    desks: dict[int, str] = field(default_factory=dict)


def known_of(rows: QuerySet[Book], on: date) -> Known:
    """Everything the clock asks about these books."""
    keys, projects = rows.order_by().values("pk"), rows.order_by().values("project")
    told = Known(
        given_on=given_on(keys),
        owed_since=owed_since(keys),
        advanced=advanced(projects),
        pots=pots_of_plans(projects),
    )
    claims = list(open_claims(projects))
    contracts = list(
        Contract.objects.filter(project__in=projects, kind=Contract.Kind.UNIT)
        .exclude(state=Contract.State.DROPPED)
        .order_by("pk")
    )
    acceptances = list(
        Acceptance.objects.filter(project__in=projects)
        .filter(Q(state__in=("draft", "proposed")) | Q(state="recorded", final=True))
        .select_related("contract")
        .defer("content")
    )
    waiting = list(Project.objects.filter(pk__in=projects, state=Project.State.APPROVED).only("pk"))
    dossiers: Mapping[str, Iterable[Any]] = {
        "claim": claims,
        "contract": contracts,
        "acceptance": acceptances,
        "project": waiting,
    }
    lying = lying_of(dossiers, on)
    told.desks = {each.pk: lying[here][1] for each in waiting if (here := ("project", each.pk)) in lying}
    read_contracts(told, contracts, lying)
    read_claims(told, claims, lying)
    read_acceptances(told, acceptances, lying)
    read_work(told, projects)
    read_parts(told, projects, on)
    return told


def given_on(keys: QuerySet[Any]) -> dict[int, date]:
    """The day from which each book had money."""
    rows = Transfer.objects.filter(book__in=keys, into=Stage.ALLOCATED).order_by()
    return dict(rows.values_list("book").annotate(day=Min("posting__effective_on")))


def owed_since(keys: QuerySet[Any]) -> dict[int, date]:
    """The day on which volume was last accepted that nothing had been advanced for."""
    rows = Transfer.objects.filter(book__in=keys, into=Stage.ACCEPTED).order_by()
    return dict(rows.values_list("book").annotate(day=Max("posting__effective_on")))


def advanced(projects: QuerySet[Any]) -> dict[Plan, int]:
    """What was advanced of each plan's money in whichever year, less what was given back."""
    pair = Stage.COMMITTED.value, Stage.ADVANCED.value
    rows = Transfer.objects.filter(book__project__in=projects, out_of__in=pair, into__in=pair).order_by()
    out = Sum("amount", filter=Q(out_of=pair[0], into=pair[1]), default=0)
    back = Sum("amount", filter=Q(out_of=pair[1], into=pair[0]), default=0)
    summed = rows.values_list(*PLAN).annotate(gone=out, come=back)
    return {(project, purse, year): int(gone) - int(come) for project, purse, year, gone, come in summed}


def pots_of_plans(projects: QuerySet[Any]) -> dict[Plan, Pots]:
    """What stands in each stage of each plan's books together; what was carried over, where it stands now."""
    rows = Balance.objects.filter(book__project__in=projects).exclude(stage=Stage.CARRIED.value).order_by()
    found: dict[Plan, dict[Stage, int]] = defaultdict(dict)
    for project, purse, year, stage, total in rows.values_list(*PLAN, "stage").annotate(total=Sum("amount")):
        found[project, purse, year][Stage(stage)] = int(total)
    return dict(found)


def open_claims(projects: QuerySet[Any]) -> QuerySet[Claim]:
    """Claims for money that are on their way, with how many papers they lack."""
    rows = Claim.objects.filter(project__in=projects, state__in=AT).exclude(kind=Claim.Kind.SETTLEMENT)
    lacking = Count("papers", filter=Q(papers__state__in=LACKING))
    return rows.annotate(lacking=lacking).select_related("contract").order_by("pk")


Lying = Mapping[tuple[str, int], tuple[date, str]]
"""Kind and key of a dossier → since when it waits, and at whose desk in words."""


def lying_of(dossiers: Mapping[str, Iterable[Any]], on: date) -> Lying:
    """Where each of the open dossiers waits; three SELECTs."""
    keys = {kind: [str(each.pk) for each in rows] for kind, rows in dossiers.items()}
    asked = Q(pk__in=())
    for kind, mine in keys.items():
        asked |= Q(dossier_kind=kind, dossier_key__in=mine)
    tasks = list(Task.objects.filter(asked, state=Task.State.OPEN).order_by("-since"))
    desks = {
        desk.code: desk
        for desk in Desk.objects.filter(code__in={each.desk for each in tasks}).select_related("agency")
    }
    names = names_on({desk.agency for desk in desks.values()}, on)
    told = {code: f"{desk.title}, {names[desk.agency_id]}" for code, desk in desks.items()}
    return {
        (each.dossier_kind, int(each.dossier_key)): (localdate(each.since), told.get(each.desk, ""))
        for each in tasks
    }


def read_contracts(told: Known, contracts: Collection[Contract], lying: Lying) -> None:
    """The paper in force of each year, or the first that is not signed yet."""
    for each in contracts:
        key = each.project_id, each.year
        if each.state == Contract.State.SIGNED:
            before = told.agreed.get(key)
            first = before.since if before is not None and before.step is None else each.signed_on
            assert first is not None
            told.agreed[key] = Agreed(begins_on=each.begins_on, ends_on=each.ends_on, since=first)
        elif each.amends_id is None:
            since, desk = lying.get(("contract", each.pk), (localdate(each.created_at), ""))
            step = Step.SIGNING if each.state == Contract.State.PROPOSED else Step.CONTRACT
            told.agreed[key] = Agreed(
                begins_on=each.begins_on, ends_on=each.ends_on, since=since, step=step, desk=desk
            )


def read_claims(told: Known, claims: Iterable[Claim], lying: Lying) -> None:
    """The claim on its way of each contract."""
    for each in claims:
        since, desk = lying.get(("claim", each.pk), (localdate(each.created_at), ""))
        told.claims[each.project_id, each.contract.year] = Asked(
            advance=each.kind == Claim.Kind.ADVANCE,
            amount=each.amount,
            step=AT[Claim.State(each.state)],
            since=since,
            missing=getattr(each, "lacking", 0),
            desk=desk,
        )


def read_acceptances(told: Known, acceptances: Iterable[Acceptance], lying: Lying) -> None:
    """Acceptances being written down, and contracts accepted to the end."""
    for each in acceptances:
        key = each.project_id, each.contract.year
        if each.state == Acceptance.State.RECORDED:
            told.final.add(key)
        else:
            since, desk = lying.get(("acceptance", each.pk), (localdate(each.created_at), ""))
            told.accepting[key] = Accepting(since=since, final=each.final, desk=desk)


def read_work(told: Known, projects: QuerySet[Any]) -> None:
    """How far each project is by the latest report that was sent."""
    sent = (ProgressReport.State.SENT, ProgressReport.State.SEEN)
    rows = ProgressReport.objects.filter(project__in=projects, state__in=sent).order_by("month")
    for project, done, on in rows.values_list("project", "done", "sent_on"):
        told.work[project] = Work(done=done, on=on)


def law_of_places(projects: QuerySet[Any], on: date) -> dict[int, TiersOfDay]:
    """What may be advanced for each project by the law of that day where it lies; five SELECTs at most."""
    where = list(Project.objects.filter(pk__in=projects).values_list("pk", "purse", "province"))
    seats = seats_on({province for _, _, province in where if province is not None}, on)
    found: Any = AdvanceTier.objects.on(on)
    found = found.select_related("document").prefetch_related("items")
    rows: list[AdvanceTier] = list(found.order_by("position", F("province").asc(nulls_first=True)))
    local = Project.Purse.LOCAL
    places = {key: (purse, seats.get(at) if purse == local else None) for key, purse, at in where}
    law = {place: tiers_of(binding(rows, on, *place)) for place in set(places.values())}
    return {key: law[place] for key, place in places.items()}


def read_parts(told: Known, projects: QuerySet[Any], on: date) -> None:
    """The kinds of support of each estimate with the tier that lets them be advanced."""
    law = law_of_places(projects, on)
    rows = Line.objects.filter(project__in=projects).order_by("project", "year", "item")
    named = rows.values_list("project", "project__purse", "year", "item__code", "item__name")
    summed = named.annotate(national_asked=Sum("national"), local_asked=Sum("local"))
    told.caps |= {project: each.cap for project, each in law.items()}
    told.laters |= {project: each.later for project, each in law.items()}
    told.rates |= rates_by_plan(projects, on)
    for project, purse, year, code, name, *asked in summed:
        amount = int(dict(zip(("national", "local"), asked, strict=True))[asked_column(purse)])
        if amount:
            part = Part(name=name or "", amount=amount, tier=law[project].by_item.get(code or ""))
            told.parts[project, year].append(part)
