"""Questions about agencies and accounts."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, AgencyContact, AgencyName, Desk, Seat, User
from khuyencong.organisations.roles import Permission
from khuyencong.places.models import Unit, valid_on
from khuyencong.rules.text import fold


def department_of(unit: int, on: date, *, lock: bool = False) -> Agency:
    """The province's department (Sở) that answered for the place on that day; raises Agency.DoesNotExist.

    `lock` holds its row until the transaction ends, so that two who write for it queue.
    """
    agencies = Agency.objects.select_for_update() if lock else Agency.objects.all()
    return agencies.filter(Q(until__isnull=True) | Q(until__gt=on)).get(
        kind=Agency.Kind.DEPARTMENT, unit_id=unit, since__lte=on
    )


def ministry_department() -> Agency:
    """The ministry's department for the programme; raises Agency.DoesNotExist before the demo or set-up."""
    return Agency.objects.get(code="cuc")


def operator() -> Actor:
    """The server itself, in whose name commands and night jobs act; raises Seat.DoesNotExist before set-up."""
    seat = Seat.objects.select_related("user", "desk__agency").get(desk__code="may-chu", until__isnull=True)
    return Actor(user=seat.user, desk=seat.desk)


def inherited(agency: Agency) -> frozenset[int]:
    """The keys of an agency and of all it took over, however many mergers ago; one SELECT."""
    return with_forebears({agency.pk})


def with_forebears(agencies: Collection[int]) -> frozenset[int]:
    """These agencies and all they took over, by key; one SELECT."""
    heirs = list(Agency.objects.filter(successor__isnull=False).values_list("pk", "successor"))
    found = set(agencies)
    while more := {pk for pk, heir in heirs if heir in found} - found:
        found |= more
    return frozenset(found)


def desks_of(user: User, on: date) -> list[Desk]:
    """The desks she sits at on that day, each with its agency; one SELECT."""
    seats = Seat.objects.on(on).filter(user=user).select_related("desk__agency").order_by("since", "pk")
    return [seat.desk for seat in seats]


def seated(user: User, on: date, *, desk: str = "", origin: str = "") -> Actor:
    """She at the desk of that code, or at her oldest where she does not sit there (any more)."""
    desks = desks_of(user, on)
    chosen = next((one for one in desks if one.code == desk), desks[0] if desks else None)
    return Actor(user=user, desk=chosen, origin=origin)


def sits_at(user: User, desk: Desk, on: date) -> bool:
    """Whether she holds the desk on that day; one SELECT."""
    return Seat.objects.on(on).filter(user=user, desk=desk).exists()


def person_named(username: str) -> User | None:
    """The account of that name, in whatever case it was typed."""
    return User.objects.filter(username__iexact=username).first() if username else None


def people_with_email(email: str) -> list[User]:
    """The active accounts of that address; more than one where an office shares a mailbox."""
    return list(User.objects.filter(email__iexact=email, is_active=True).order_by("pk")) if email else []


def seats_from(day: date) -> QuerySet[Seat]:
    """Seats that last on that day or begin later."""
    return Seat.objects.exclude(until__lte=day)


def holder_from(desk: Desk, since: date) -> Seat | None:
    """Whoever sits at the desk on that day or later, so that nobody else can begin then."""
    return seats_from(since).filter(desk=desk).select_related("user").order_by("since").first()


def clashing(user: User, desk: Desk, since: date) -> Desk | None:
    """A desk of hers from that day on that goes not together with this one: who inspects does nothing else."""
    others = seats_from(since).filter(user=user).exclude(desk=desk).select_related("desk")
    return next((one.desk for one in others if desk.kind.independent or one.desk.kind.independent), None)


def names_on(agencies: Iterable[Agency], on: date) -> dict[int, str]:
    """What each agency is called on that day, by its key, as Agency.name_on says it; one SELECT for all."""
    wanted = {agency.pk: agency.code for agency in agencies}
    named = AgencyName.objects.filter(valid_on(on), agency__in=wanted).values_list("agency_id", "name")
    return wanted | dict(named)


def contact_of(agency: Agency) -> AgencyContact | None:
    """How the public reaches the agency; None where nobody has told it yet, or took it back."""
    return contacts_of([agency]).get(agency.pk)


def contacts_of(agencies: Iterable[Agency]) -> dict[int, AgencyContact]:
    """How the public reaches each of them, by its key: the row told last, if it says anything; one SELECT."""
    rows = AgencyContact.objects.filter(agency__in=[agency.pk for agency in agencies]).order_by("pk")
    latest = {row.agency_id: row for row in rows}
    return {key: row for key, row in latest.items() if row.told}


def desk_for(permission: Permission, unit: Unit, on: date) -> Desk | None:
    """The desk that does such a thing about a place: of the nearest agency that has one, an officer's first."""
    return first_desk(permission, (Q(desk__agency__unit=each) for each in unit.chain()), on)


def first_desk(permission: Permission, places: Iterable[Q], on: date) -> Desk | None:
    """The desk that does such a thing at the first of these places that has one; a SELECT a place asked."""
    for place in places:
        able = [each.desk for each in seats_able(permission, place, on)]
        if able:
            return min(able, key=lambda desk: desk.kind.leader)
    return None


def seats_able(permission: Permission, place: Q, on: date) -> list[Seat]:
    """Who sits there at a desk that may do such a thing, the oldest desk first; one SELECT."""
    seats = Seat.objects.on(on).filter(place).select_related("desk__agency", "user")
    found = seats.order_by("desk__since", "desk_id")
    return [each for each in found if permission in each.desk.kind.permissions]


def leader_desk(agency: Agency, on: date) -> Desk | None:
    """The desk of the agency's head: of its desks with a leading role the oldest that somebody holds."""
    held = (
        Seat.objects.on(on)
        .filter(desk__agency=agency)
        .select_related("desk")
        .order_by("desk__since", "desk_id")
    )
    return next((seat.desk for seat in held if seat.desk.kind.leader), None)


def seated_in(agency: str, on: date) -> list[Actor]:
    """Who sits at each desk of the agency on that day: officers before heads, the oldest desk first."""
    seats = Seat.objects.on(on).filter(desk__agency__code=agency).select_related("user", "desk__agency")
    held = [Actor(user=each.user, desk=each.desk) for each in seats.order_by("desk__since", "desk_id", "pk")]
    return sorted(held, key=lambda one: not one.learning)


def agencies_named(words: str, on: date) -> list[tuple[str, str]]:
    """(code, name) of the agencies of that day whose name holds the words, written with or without marks."""
    wanted = fold(words)
    named = AgencyName.objects.filter(valid_on(on), valid_on(on, "agency__")).select_related("agency")
    rows = named.order_by("agency__level", "agency__code")
    return [(row.agency.code, row.name) for row in rows if wanted in fold(row.name)]
