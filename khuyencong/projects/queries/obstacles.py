"""Obstacles: who can be asked, what hurts most, at whose desk each lies and for how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, Seat
from khuyencong.organisations.queries import names_on
from khuyencong.places.models import valid_on
from khuyencong.post.queries.working_days import working_days
from khuyencong.projects.models import Obstacle, Project
from khuyencong.projects.queries.lists import day_of, rows_of
from khuyencong.rules.calendar import add_working_days
from khuyencong.rules.obstacles import Stuck
from khuyencong.rules.registration import Due
from khuyencong.rules.text import fold
from khuyencong.rules.urgency import Urgency, Waiting, by_what_hurts
from khuyencong.rules.validity import in_force
from khuyencong.workflow.models import Event, Task

Named = list[tuple[Agency, str]]
"""Agencies, each with its name."""

OPEN = (Obstacle.State.OPEN, Obstacle.State.ANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleKind:
    """A kind of obstacle and in how many working days it is to be answered; all of it our own convention."""

    code: str
    name: str
    example: str
    working_days: int
    since: date
    until: date | None
    source: str


@cache
def all_kinds() -> tuple[ObstacleKind, ...]:
    """Every kind of every date."""
    return tuple(
        ObstacleKind(
            code=row["code"],
            name=row["name"],
            example=row["example"],
            working_days=int(row["working_days"]),
            since=date.fromisoformat(row["since"]),
            until=day_of(row["until"]),
            source=row["source"],
        )
        for row in rows_of("obstacle_kinds")
    )


def kinds_on(on: date) -> list[ObstacleKind]:
    """The kinds one may choose from on that day."""
    return [each for each in all_kinds() if in_force(each.since, each.until, on)]


def kind_named(code: str) -> str:
    """What a kind is called, of whatever date; its code where no row has it."""
    return next((each.name for each in reversed(all_kinds()) if each.code == code), code)


def answer_due(kind: str, on: date) -> Due | None:
    """By when an obstacle of that kind raised on that day is to be answered; None for an unknown kind."""
    row = next((each for each in kinds_on(on) if each.code == kind), None)
    if row is None:
        return None
    last = add_working_days(on, row.working_days, working_days())
    return Due(last=last, law=f"{row.working_days} ngày làm việc, {row.source}", verified=True)


def addressees_of(project: Project, on: date) -> list[tuple[Agency, str]]:
    """Agencies above and around it that may be asked, each with its name of that day; three SELECTs.

    The ministry, departments and centres of its provinces, the offices of its beneficiaries' communes.
    """
    sites = project.beneficiaries.values_list("site__commune", "site__province")
    units = {key for pair in sites for key in pair if key is not None} | {project.province_id}
    around = Q(kind=Agency.Kind.MINISTRY) | Q(pk=project.department_id) | Q(unit__in=units)
    rows = list(Agency.objects.filter(around).filter(valid_on(on)).order_by("level", "code"))
    names = names_on(rows, on)
    order = list(Agency.Level)
    ranked = sorted(rows, key=lambda each: (-order.index(Agency.Level(each.level)), each.code))
    return [(each, names[each.pk]) for each in ranked]


def desks_at(agencies: Iterable[Agency], on: date, *, besides: Desk) -> dict[int, Desk]:
    """By agency the oldest held desk that does its work, else its head's; never the asking one. One SELECT."""
    seats = Seat.objects.on(on).filter(desk__agency__in=[each.pk for each in agencies])
    held: dict[int, list[Desk]] = {}
    for seat in seats.select_related("desk__agency").order_by("desk__since", "desk_id"):
        held.setdefault(seat.desk.agency_id, []).append(seat.desk)
    found = {}
    for agency, desks in held.items():
        heads = [each for each in desks if each.kind.leader]
        workers = [
            each
            for each in desks
            if each.pk != besides.pk
            and each.kind.reads_scope
            and not (each.kind.independent or each.kind.leader)
        ]
        drafting = [each for each in workers if each.role != "accountant"]
        if desk := next(iter(drafting or workers or heads), None):
            found[agency] = desk
    return found


def working_desk(agency: Agency, on: date, *, besides: Desk) -> Desk | None:
    """The same of one agency."""
    return desks_at([agency], on, besides=besides).get(agency.pk)


def receivers_of(project: Project, on: date, *, besides: Desk | None) -> tuple[Named, Named]:
    """Of those that may be asked, which can receive it, and at which nobody sits who could."""
    around = addressees_of(project, on)
    desks = desks_at([each for each, _ in around], on, besides=besides or project.desk)
    can = [each for each in around if each[0].pk in desks]
    return can, [each for each in around if each[0].pk not in desks]


def obstacles_seen_by(actor: Actor) -> QuerySet[Obstacle]:
    """The obstacles she sees with all a page shows."""
    return Obstacle.objects.visible_to(actor).select_related(
        *("project__agency", "project__department", "project__desk__agency", "project__province"),
        *("agency", "desk__agency", "author", "addressee", "report"),
    )


def obstacles_of(actor: Actor, project: Project) -> QuerySet[Obstacle]:
    """Those of a project, open ones first."""
    rows = obstacles_seen_by(actor).filter(project=project).exclude(state=Obstacle.State.WITHDRAWN)
    return rows.order_by("closed_on", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurting:
    """An open obstacle as the list shows it: where it lies, how urgent it is, and how many days it is open."""

    obstacle: Obstacle
    kind: str
    desk: str
    where: str
    days: int
    urgency: Urgency
    left: int | None = None

    @property
    def held(self) -> int:
        """What it holds back now: no more than is left to disburse of the project where that is known."""
        return self.obstacle.held if self.left is None else min(self.obstacle.held, self.left)

    @property
    def stuck(self) -> Stuck:
        """The same, as it is counted."""
        return Stuck(
            project=self.obstacle.project_id,
            where=self.where,
            held=self.held,
            days=self.days,
            late=self.urgency.is_late,
        )


def hurting(rows: Iterable[Obstacle], today: date, left: Mapping[int, int] | None = None) -> list[Hurting]:
    """Open obstacles, what hurts most first; four SELECTs besides that of the rows, however many there are.

    `left` is what is still to be disbursed of each project, told by a room above.
    """
    found = {str(each.pk): each for each in rows}
    tasks = {
        each.dossier_key: each
        for each in Task.objects.filter(
            state=Task.State.OPEN, dossier_kind="obstacle", dossier_key__in=list(found)
        )
    }
    desks = {each.code: each for each in desks_coded({each.desk for each in tasks.values()})}
    names = names_on([each.agency for each in desks.values()], today)
    waiting = [
        Waiting(
            key=f"{each.pk:020d}",
            since=each.raised_on,
            due=each.due,
            due_source=each.due_source,
            stake=min(each.held, left.get(each.project_id, each.held)) if left else each.held,
        )
        for each in found.values()
    ]
    told = []
    for urgency in by_what_hurts(waiting, today, working_days()):
        each = found[str(int(urgency.item.key))]
        task = tasks.get(str(each.pk))
        desk = desks.get(task.desk) if task is not None else None
        told.append(
            Hurting(
                obstacle=each,
                kind=kind_named(each.kind),
                desk=str(desk) if desk is not None else "",
                where=lies(each, names[desk.agency_id] if desk is not None else ""),
                days=urgency.waited,
                urgency=urgency,
                left=left.get(each.project_id) if left else None,
            )
        )
    return told


def lies(obstacle: Obstacle, agency: str) -> str:
    """Who has it now: the body outside while it is asked, else the agency of the desk."""
    return obstacle.body if obstacle.body and obstacle.state == Obstacle.State.OPEN else agency


def desks_coded(codes: Iterable[str]) -> QuerySet[Desk]:
    """The desks of those codes with their agencies."""
    return Desk.objects.filter(code__in=list(codes)).select_related("agency")


def search_obstacles(
    actor: Actor,
    *,
    words: str = "",
    kind: str = "",
    mine: bool = False,
    left: Mapping[int, int] | None = None,
) -> list[Hurting]:
    """The open obstacles she sees that hold every word; with `mine` only what lies at her own desk."""
    rows = obstacles_seen_by(actor).filter(state__in=OPEN)
    if kind:
        rows = rows.filter(kind=kind)
    wanted = fold(words).split()
    listed = [each for each in rows if holds(each, wanted)]
    found = hurting(listed, localdate(), left)
    if not mine or actor.desk is None:
        return found
    here = Task.objects.filter(state=Task.State.OPEN, dossier_kind="obstacle", desk=actor.desk_code)
    keys = set(here.values_list("dossier_key", flat=True))
    return [each for each in found if str(each.obstacle.pk) in keys]


def holds(obstacle: Obstacle, wanted: Sequence[str]) -> bool:
    """Whether its words hold each of those."""
    text = fold(f"{obstacle.title} {obstacle.project.title} {obstacle.body}")
    return all(word in text for word in wanted)


def said_about(obstacle: Obstacle) -> QuerySet[Event]:
    """What was said on it, in order: the trail keeps the words and lets nobody change them."""
    rows = Event.objects.filter(dossier_kind="obstacle", dossier_key=str(obstacle.pk)).exclude(reason="")
    return rows.exclude(name="task.escalate").order_by("sequence")
