"""What lies at a desk: open work, people met there, what its holder learned; who may take it; what waits."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from khuyencong.handover.models import HandedTask, Handover, LearnedUnit
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, Seat, User
from khuyencong.organisations.roles import roles
from khuyencong.organisations.scope import below
from khuyencong.workflow.models import Event, Task

UNDER_WAY = (Handover.State.DRAFT, Handover.State.GIVEN)
MOST_CONTACTS, MOST_EVENTS = 20, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who worked on the same dossiers: her name and desk as the trail wrote them."""

    name: str
    desk: str


def seen_by(actor: Actor) -> QuerySet[Handover]:
    """Hand-overs she may see, with all their pages show."""
    related = ("desk__agency", "agency", "giver", "taker", "ordered_by")
    return Handover.objects.visible_to(actor).select_related(*related)


def waiting_for(user: User) -> QuerySet[Handover]:
    """Hand-overs that wait for her signature as the one who takes; she may hold no desk yet."""
    return Handover.objects.filter(taker=user, state=Handover.State.GIVEN).select_related("desk", "giver")


def open_work(handover: Handover) -> QuerySet[Task]:
    """What waits at the desk, but for the hand-over itself."""
    waiting = Task.objects.filter(desk=handover.desk.code, state=Task.State.OPEN)
    return waiting.exclude(dossier_kind="handover", dossier_key=str(handover.pk)).order_by("due", "since", "pk")


def handed(handover: Handover) -> list[HandedTask]:
    """The list that was signed, the dated first."""
    rows = list(handover.tasks.all())
    return sorted(rows, key=lambda row: (row.due is None, row.due or date.max, row.since, row.pk))


def contacts_of(desk: Desk) -> list[Contact]:
    """Who else worked on the dossiers this desk touched last, the busiest first; two SELECTs."""
    touched = Event.objects.filter(desk=desk.code).exclude(dossier_key="").order_by("-sequence")
    dossiers = set(touched.values_list("dossier_kind", "dossier_key")[:MOST_EVENTS])
    if not dossiers:
        return []
    keys = {key for _, key in dossiers}
    others = Event.objects.filter(dossier_key__in=keys).exclude(desk=desk.code).exclude(person_name="")
    met: dict[Contact, int] = {}
    rows = others.order_by("-sequence").values_list("dossier_kind", "dossier_key", "person_name", "desk_title")
    for kind, key, name, title in rows[:MOST_EVENTS]:
        if (kind, key) in dossiers:
            contact = Contact(name=name, desk=title)
            met[contact] = met.get(contact, 0) + 1
    return sorted(met, key=lambda each: (-met[each], each.name))[:MOST_CONTACTS]


def holder_of(desk: Desk, on: date) -> User | None:
    """Who sits at the desk on that day; one SELECT."""
    seat = Seat.objects.on(on).filter(desk=desk).select_related("user").first()
    return seat.user if seat is not None else None


def last_holder_of(desk: Desk) -> User | None:
    """Who sits or last sat at the desk."""
    seat = Seat.objects.filter(desk=desk).select_related("user").order_by("-since", "-pk").first()
    return seat.user if seat is not None else None


def may_take(desk: Desk, on: date) -> QuerySet[User]:
    """Active people of the desk's agency, of those below it and of the one above; never its holder.

    Who sat in the agency before may come back (from a leave). Giving a desk gives rights, so somebody from
    elsewhere is first invited by the administrator.
    """
    near = Q(desk__agency__in=below(desk.agency)) | Q(desk__agency=desk.agency.parent_id)
    known = Q(pk__in=Seat.objects.on(on).filter(near).values("user"))
    before = Q(pk__in=Seat.objects.filter(desk__agency=desk.agency).values("user"))
    holding = Seat.objects.on(on).filter(desk=desk).values("user")
    return (
        User.objects.filter(known | before, is_active=True).exclude(pk__in=holding).order_by("last_name", "pk")
    )


def desks_to_order(actor: Actor, on: date) -> QuerySet[Desk]:
    """The desks of her agency but her own, for a head who hands over for somebody absent."""
    agency: Agency | None = actor.agency
    if agency is None or actor.desk is None:
        return Desk.objects.none()
    others = Desk.objects.on(on).filter(agency=agency).exclude(pk=actor.desk.pk)
    kept = [role.code for role in roles().values() if role.independent]
    return others.exclude(role__in=kept).order_by("title", "pk")


def learned_by(users: Collection[int], among: QuerySet[LearnedUnit]) -> dict[int, dict[str, LearnedUnit]]:
    """What each passed last of each unit, by account and code, `among` the rows that may be told; one SELECT.

    Without the answers: they are hers. Who passed nothing has an empty entry.
    """
    rows = among.filter(user__in=users).defer("answers").order_by("passed_at", "pk")
    found: dict[int, dict[str, LearnedUnit]] = defaultdict(dict)
    for row in rows:
        found[row.user_id][row.unit] = row
    return found
