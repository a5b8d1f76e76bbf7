"""Which agencies, desks and people an administrator of accounts looks after, and what she asks about them.

She reads no dossiers, so this is a scope of its own: it rests on her permission, not on what her role reads.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, AgencyContact, Desk, Invitation, Seat, User
from khuyencong.organisations.queries import contacts_of, names_on
from khuyencong.organisations.roles import MACHINE, Permission, roles
from khuyencong.organisations.scope import below
from khuyencong.places.models import valid_on
from khuyencong.rules.text import fold, sort_key
from khuyencong.workflow.models import Task

MACHINE_ACCOUNT = "he-thong"
"""The server's own account; whoever else sat at its desk stays somebody to be looked after."""


def agencies_managed_by(actor: Actor) -> QuerySet[Agency]:
    """Her own agency, those below it and those it inherited; of the ministry's administrator all."""
    if not actor.may(Permission.ACCOUNTS_MANAGE) or actor.agency is None:
        return Agency.objects.none()
    if actor.agency.kind == Agency.Kind.MINISTRY:
        return Agency.objects.all()
    return Agency.objects.filter(pk__in=below(actor.agency))


def desks_managed_by(actor: Actor) -> QuerySet[Desk]:
    """The desks of those agencies."""
    return Desk.objects.filter(agency__in=agencies_managed_by(actor)).exclude(role=MACHINE)


def people_managed_by(actor: Actor) -> QuerySet[User]:
    """Who sits or once sat at one of those desks; of the ministry's administrator everybody with an account."""
    people = User.objects.exclude(username=MACHINE_ACCOUNT)
    if actor.agency is not None and actor.agency.kind == Agency.Kind.MINISTRY:
        return people if actor.may(Permission.ACCOUNTS_MANAGE) else people.none()
    return people.filter(Exists(Seat.objects.filter(user=OuterRef("pk"), desk__in=desks_managed_by(actor))))


def holds(text: str, words: str) -> bool:
    """Whether the text has each of the words, with or without marks."""
    folded = fold(text)
    return all(word in folded for word in fold(words).split())


def people_found(actor: Actor, words: str) -> list[int]:
    """The keys of the people whose name or account holds the words, with or without marks, by name."""
    rows = people_managed_by(actor).values_list("pk", "last_name", "first_name", "username")
    named = [(pk, f"{last} {first}".strip() or username, username) for pk, last, first, username in rows]
    found = [row for row in named if holds(f"{row[1]} {row[2]}", words)]
    return [pk for pk, *_ in sorted(found, key=lambda row: (sort_key(row[1]), row[0]))]


def people_of(keys: list[int], on: date) -> list[User]:
    """Those people in that order, each with `sitting`: her seats of that day; two SELECTs."""
    seats = Seat.objects.on(on).select_related("desk__agency").order_by("since", "pk")
    people = User.objects.filter(pk__in=keys).prefetch_related(Prefetch("seats", seats, to_attr="sitting"))
    found = {user.pk: user for user in people}
    return [found[key] for key in keys]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """A desk in the administrator's list; `seat` is who sits there on the day, None for nobody."""

    desk: Desk
    agency: str
    seat: Seat | None
    invited: bool


def desk_lines(actor: Actor, words: str, on: date, at: datetime) -> list[DeskLine]:
    """Her desks of that day, the empty ones first; three SELECTs."""
    waiting = Invitation.objects.filter(desk=OuterRef("pk"), state=Invitation.State.SENT, expires_at__gt=at)
    seats = Prefetch("seats", Seat.objects.on(on).select_related("user"), to_attr="taken")
    desks = desks_managed_by(actor).filter(valid_on(on)).annotate(invited=Exists(waiting))
    found = list(desks.select_related("agency").prefetch_related(seats))
    names = names_on((desk.agency for desk in found), on)
    lines = [
        DeskLine(
            desk=desk, agency=names[desk.agency_id], seat=next(iter(desk.taken), None), invited=desk.invited
        )
        for desk in found
    ]
    kept = [line for line in lines if holds(f"{line.desk.title} {line.agency} {line.desk.code}", words)]
    return sorted(kept, key=lambda line: (line.seat is not None, sort_key(line.agency), line.desk.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """An agency in the administrator's list, and how the public reaches it; None where nobody has told it."""

    agency: Agency
    name: str
    contact: AgencyContact | None


def contact_lines(actor: Actor, words: str, on: date) -> list[ContactLine]:
    """Her agencies of that day, those that nobody can call first, the largest place first; three SELECTs."""
    found = list(agencies_managed_by(actor).filter(valid_on(on)))
    names, contacts = names_on(found, on), contacts_of(found)
    lines = [
        ContactLine(agency=each, name=names[each.pk], contact=contacts.get(each.pk))
        for each in found
        if holds(f"{names[each.pk]} {each.code}", words)
    ]
    levels = list(Agency.Level)
    return sorted(
        lines,
        key=lambda line: (
            line.contact is not None,
            levels.index(Agency.Level(line.agency.level)),
            sort_key(line.name),
        ),
    )


def open_tasks_at(desk: Desk) -> int:
    """How much waits at the desk."""
    return Task.objects.filter(desk=desk.code, state=Task.State.OPEN).count()


def role_choices_at(agencies: QuerySet[Agency]) -> list[tuple[str, str]]:
    """The roles that a desk of one of those agencies may bear, the server's own apart."""
    levels = set(agencies.values_list("level", flat=True).distinct())
    return [
        (role.code, role.name) for role in roles().values() if role.levels & levels and role.code != MACHINE
    ]


def accounts_of(email: str) -> list[User]:
    """Every account of that address, closed ones too."""
    return list(User.objects.filter(email__iexact=email).order_by("pk")) if email else []
