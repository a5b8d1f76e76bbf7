"""Which projects may stop, and why: from the register, earlier projects of the owners, and lateness."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from khuyencong.industry.models import YearFigures
from khuyencong.ledger.models import Balance
from khuyencong.ledger.queries.usual import rows_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Beneficiary, Contract, Line, ProgressReport, Project
from khuyencong.projects.models.states import AT_WORK, ENDED, RUNNING
from khuyencong.projects.queries.lists import day_of
from khuyencong.projects.queries.progress import dues_of
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.ledger import Stage
from khuyencong.rules.stopping_risk import Level, Risk, Seen, Sign, Signs, risk_of
from khuyencong.rules.validity import in_force

CARRIED = (*RUNNING, Project.State.ACCEPTED)
GIVEN_UP = (Project.State.WITHDRAWN, *ENDED)
OUT = (Stage.ADVANCED, Stage.PAID, Stage.SETTLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """A project and what may stop it."""

    project: Project
    risk: Risk


def signs_on(on: date) -> Signs:
    """The signs of that day with their weights: our own convention."""
    return {
        row["code"]: Sign(weight=int(row["weight"]), limit=int(row["limit"]))
        for row in rows_of("stopping_risks")
        if in_force(date.fromisoformat(row["since"]), day_of(row["until"]), on)
    }


def at_risk(actor: Actor, on: date) -> list[AtRisk]:
    """The projects under way that she sees and something speaks against, the gravest first."""
    rows = projects_seen_by(actor).filter(state__in=AT_WORK)
    found = [each for each in risks_of(rows, on) if each.risk.level is not Level.LOW]
    return sorted(found, key=lambda each: (-each.risk.weight, each.project.pk))


def risks_of(rows: QuerySet[Project], on: date) -> list[AtRisk]:
    """What may stop each of them; nine SELECTs however many."""
    projects = list(rows)
    keys, signs = [each.pk for each in projects], signs_on(on)
    told = Told(keys, on)
    return [AtRisk(project=each, risk=risk_of(told.seen(each), signs, on)) for each in projects]


class Told:
    """What is known of many projects, each thing read once."""

    def __init__(self, keys: Sequence[int], on: date) -> None:
        self.on = on
        self.owners, self.founded = owners_of(keys)
        every = {owner for owners in self.owners.values() for owner in owners}
        self.revenue = revenue_of(every)
        self.withdrawn, self.running = others_of(every)
        lines = Line.objects.filter(project__in=keys).order_by().values_list("project")
        self.counterpart = {key: int(total) for key, total in lines.annotate(total=Sum("counterpart"))}
        self.contracts = contracts_of(keys)
        self.done = done_of(keys)
        self.late = late_of(keys, on)
        out = Balance.objects.filter(book__project__in=keys, stage__in=OUT).order_by()
        self.out = dict(out.values_list("book__project").annotate(total=Sum("amount")))

    def seen(self, project: Project) -> Seen:
        """What the rules ask of one."""
        owners, contract = self.owners.get(project.pk, []), self.contracts.get(project.pk)
        revenues = [self.revenue[each] for each in owners if each in self.revenue]
        founded = [self.founded[each] for each in owners if each in self.founded]
        return Seen(
            counterpart=self.counterpart.get(project.pk, 0),
            owners=len(owners),
            revenue=sum(revenues) if owners and len(revenues) == len(owners) else None,
            months_old=min((months_between(each, self.on) for each in founded), default=None),
            withdrawn=sum(self.withdrawn.get(each, 0) for each in owners),
            running=max((self.running.get(each, 1) - 1 for each in owners), default=0),
            done=self.done.get(project.pk, 0),
            elapsed=elapsed_of(contract, self.on) if contract is not None else None,
            late_reports=self.late.get(project.pk, 0),
            signed=contract is not None,
            advanced=int(self.out.get(project.pk, 0)),
            year=contract.year if contract is not None else project.year,
        )


def owners_of(keys: Sequence[int]) -> tuple[dict[int, list[int]], dict[int, date]]:
    """The establishments of each project, and since when each exists; one SELECT."""
    owners, founded = defaultdict(list), {}
    rows = Beneficiary.objects.filter(project__in=keys).order_by("pk")
    for project, owner, since in rows.values_list("project", "establishment", "establishment__since"):
        owners[project].append(owner)
        if since is not None:
            founded[owner] = since
    return dict(owners), founded


def revenue_of(owners: Collection[int]) -> dict[int, int]:
    """The revenue of the latest year that each told; one SELECT."""
    rows = YearFigures.objects.filter(establishment__in=owners, revenue__isnull=False).order_by("year")
    return {owner: revenue for owner, revenue in rows.values_list("establishment", "revenue") if revenue}


def others_of(owners: Iterable[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many projects each withdrew from, and how many it has running; one SELECT."""
    rows = Beneficiary.objects.filter(establishment__in=list(owners)).order_by().values_list("establishment")
    gone = Count("project", filter=Q(project__state__in=GIVEN_UP))
    runs = Count("project", filter=Q(project__state__in=CARRIED))
    found = list(rows.annotate(gone=gone, runs=runs))
    return {owner: gone for owner, gone, _ in found}, {owner: runs for owner, _, runs in found}


def contracts_of(keys: Sequence[int]) -> dict[int, Contract]:
    """The paper with the unit that was signed last; one SELECT."""
    rows = Contract.objects.filter(project__in=keys, kind=Contract.Kind.UNIT, state=Contract.State.SIGNED)
    return {each.project_id: each for each in rows.order_by("year", "pk")}


def done_of(keys: Sequence[int]) -> dict[int, int]:
    """How far each is by its latest report; one SELECT."""
    sent = (ProgressReport.State.SENT, ProgressReport.State.SEEN)
    rows = ProgressReport.objects.filter(project__in=keys, state__in=sent).order_by("month")
    return dict(rows.values_list("project", "done"))


def late_of(keys: Sequence[int], on: date) -> dict[int, int]:
    """How many reports of each were late, or are due and not sent."""
    rows = ProgressReport.objects.filter(project__in=keys).exclude(state=ProgressReport.State.DROPPED)
    told = list(rows.values_list("project", "project__purse", "project__province", "month", "sent_on"))
    due = dues_of({(month, purse, province) for _, purse, province, month, _ in told})
    late: dict[int, int] = defaultdict(int)
    for project, purse, province, month, sent_on in told:
        limit = due[month, purse, province]
        if limit is not None and (sent_on or on) > limit.last:
            late[project] += 1
    return dict(late)


def elapsed_of(contract: Contract, on: date) -> int:
    """The share of the contract's days that has gone, in percent."""
    whole = max((contract.ends_on - contract.begins_on).days, 1)
    return max((on - contract.begins_on).days, 0) * 100 // whole


def months_between(since: date, on: date) -> int:
    """Whole months."""
    return max((on.year - since.year) * 12 + on.month - since.month - (on.day < since.day), 0)
