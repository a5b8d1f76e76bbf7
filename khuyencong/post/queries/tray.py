"""What waits at which desk, what hurts first on top: the in-tray, the head's overview, the badge."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from khuyencong.organisations.models import Agency, Desk, Seat, User
from khuyencong.organisations.queries import names_on
from khuyencong.post.models import Escalation
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules.urgency import Urgency, Waiting, by_what_hurts, weighed
from khuyencong.workflow.models import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayItem:
    """One open task: its dossier, since when it waits, and how urgent it is today."""

    key: int
    dossier_kind: str
    dossier_key: str
    title: str
    desk: str
    since: datetime
    stake: int
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLoad:
    """What is stuck at one desk: who sits there, what waits, and which of it the head was told of."""

    desk: Desk
    holder: User | None
    items: tuple[TrayItem, ...]
    told: frozenset[int]

    @property
    def late(self) -> int:
        """How many of them are past their deadline."""
        return sum(item.urgency.is_late for item in self.items)

    @property
    def longest(self) -> int:
        """Days that the one that waits longest has waited."""
        return max((item.urgency.waited for item in self.items), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A desk where a dossier waits, by name and agency, and how urgently; not who sits there."""

    desk: str
    agency: str
    urgency: Urgency


def lying_at(kind: str, key: str, today: date) -> list[Lying]:
    """Every desk where a dossier waits today, the one that waits longest first; four SELECTs."""
    waiting = Task.objects.filter(state=Task.State.OPEN, dossier_kind=kind, dossier_key=key)
    tasks = list(waiting.order_by("since", "pk"))
    codes = {task.desk for task in tasks}
    desks = {desk.code: desk for desk in Desk.objects.filter(code__in=codes).select_related("agency")}
    names, known = names_on([desk.agency for desk in desks.values()], today), working_days()
    return [
        Lying(
            desk=str(desks[task.desk]),
            agency=names[desks[task.desk].agency_id],
            urgency=weighed(_waiting(f"{task.pk:020d}", task), today, known),
        )
        for task in tasks
        if task.desk in desks
    ]


def desks_where(dossiers: Collection[tuple[str, str]], today: date) -> dict[tuple[str, str], str]:
    """The desk and agency where each of some dossiers has waited longest; four SELECTs however many."""
    wanted = set(dossiers)
    kinds, keys = {kind for kind, _ in wanted}, {key for _, key in wanted}
    rows = Task.objects.filter(state=Task.State.OPEN, dossier_kind__in=kinds, dossier_key__in=keys)
    tasks = [each for each in rows.order_by("-since", "-pk") if (each.dossier_kind, each.dossier_key) in wanted]
    desks = {each.code: each for each in Desk.objects.filter(code__in={task.desk for task in tasks})}
    names = names_on(Agency.objects.filter(pk__in={each.agency_id for each in desks.values()}), today)
    return {
        (task.dossier_kind, task.dossier_key): f"{desks[task.desk]}, {names[desks[task.desk].agency_id]}"
        for task in tasks
        if task.desk in desks
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A task at a desk of another agency than who began its dossier: what is to be done there, and where."""

    item: TrayItem
    where: str


def away(
    dossiers: Mapping[str, Collection[int]], own: Collection[str], today: date, most: int
) -> tuple[list[Away], int]:
    """What of some dossiers (their keys by kind) lies at other agencies than those of the codes `own`.

    The `most` that hurt most, and how many in all; four SELECTs however many.
    """
    of_them = Q(pk__in=[])
    for kind, keys in dossiers.items():
        of_them |= Q(dossier_kind=kind, dossier_key__in=[str(key) for key in keys])
    rows = Task.objects.filter(of_them, state=Task.State.OPEN).exclude(agency__in=list(own))
    tasks = {f"{task.pk:020d}": task for task in rows}
    ordered = by_what_hurts((_waiting(key, task) for key, task in tasks.items()), today, working_days())
    items = [_item(tasks[urgency.item.key], urgency) for urgency in ordered[:most]]
    rows_of_desks = Desk.objects.filter(code__in={each.desk for each in items}).select_related("agency")
    desks = {desk.code: desk for desk in rows_of_desks}
    names = names_on([desk.agency for desk in desks.values()], today)
    where = {code: f"{desk}, {names[desk.agency_id]}" for code, desk in desks.items()}
    return [Away(item=each, where=where.get(each.desk, each.desk)) for each in items], len(tasks)


def in_tray(desks: Collection[str], today: date) -> list[TrayItem]:
    """Open tasks of the desks of those codes, what hurts first on top; one SELECT."""
    tasks = {f"{task.pk:020d}": task for task in Task.objects.filter(state=Task.State.OPEN, desk__in=desks)}
    items = (_waiting(key, task) for key, task in tasks.items())
    ordered = by_what_hurts(items, today, working_days())
    return [_item(tasks[urgency.item.key], urgency) for urgency in ordered]


def count_in_tray(desk: str) -> int:
    """How many open tasks a desk has, for the badge of the rail; one SELECT."""
    return Task.objects.filter(state=Task.State.OPEN, desk=desk).count()


def loads_of(agency: Agency, today: date) -> list[DeskLoad]:
    """Every desk of the agency where something waits, the worst first; four SELECTs however many desks."""
    desks = {desk.code: desk for desk in Desk.objects.filter(agency=agency)}
    items = in_tray(list(desks), today)
    holders = holders_of([desk.pk for desk in desks.values()], today)
    told = set(
        Escalation.objects.filter(task__in=[item.key for item in items]).values_list("task_id", flat=True)
    )
    # The items come worst first, and so do the desks that first appear among them.
    order = dict.fromkeys(item.desk for item in items)
    return [
        DeskLoad(
            desk=desks[code],
            holder=holders.get(desks[code].pk),
            items=(mine := tuple(item for item in items if item.desk == code)),
            told=frozenset(item.key for item in mine if item.key in told),
        )
        for code in order
    ]


def holders_of(desks: Sequence[int], on: date) -> dict[int, User]:
    """Who sits at each of the desks on that day; one SELECT."""
    seats = Seat.objects.on(on).filter(desk__in=desks).select_related("user")
    return {seat.desk_id: seat.user for seat in seats}


def _waiting(key: str, task: Task) -> Waiting:
    return Waiting(
        key=key, since=localdate(task.since), due=task.due, due_source=task.due_source, stake=task.stake
    )


def _item(task: Task, urgency: Urgency) -> TrayItem:
    return TrayItem(
        key=task.pk,
        dossier_kind=task.dossier_kind,
        dossier_key=task.dossier_key,
        title=task.title,
        desk=task.desk,
        since=task.since,
        stake=task.stake,
        urgency=urgency,
    )
