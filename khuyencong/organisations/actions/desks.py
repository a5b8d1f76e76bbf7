"""Opening desks, seating people at them, and taking desks along when an agency is merged into another."""

import secrets
from datetime import date
from itertools import count

from django.db import transaction
from django.db.models import Q

from khuyencong.organisations.models import Agency, Desk, DeskMove, Seat, User
from khuyencong.organisations.roles import roles


class RoleLevelError(ValueError):
    """No desk of that role at an agency of that level."""


def open_desk(*, code: str, agency: Agency, role: str, title: str, since: date) -> Desk:
    """The desk of that code, opened when there is none; RoleLevelError where the role does not belong there."""
    if agency.level not in roles()[role].levels:
        raise RoleLevelError(f"vai trò “{roles()[role].name}” không có ở cấp {agency.get_level_display()}")
    desk, _ = Desk.objects.get_or_create(
        code=code, defaults={"agency": agency, "role": role, "title": title, "since": since}
    )
    return desk


def seat(*, user: User, desk: Desk, since: date) -> Seat:
    """Seat her at the desk from that day; IntegrityError while another still sits there."""
    return Seat.objects.create(user=user, desk=desk, since=since)


def close_seats(*, user: User, on: date, desk: Desk | None = None) -> int:
    """End her seats (at that desk, or all) as of that day: from it on she has no right there."""
    seats = Seat.objects.filter(Q(until__isnull=True) | Q(until__gt=on), user=user)
    if desk is not None:
        seats = seats.filter(desk=desk)
    # A seat that would have begun later ends where it begins: it never lasts a day.
    ended = seats.filter(since__gt=on)
    return sum(Seat.objects.filter(pk=one.pk).update(until=one.since) for one in ended) + seats.filter(
        since__lte=on
    ).update(until=on)


def next_code(agency: Agency, role: str) -> str:
    """The first free code for a desk of that role: "sct-82-2025-department-officer-2"."""
    stem = f"{agency.code}-{role.replace('_', '-')}"
    taken = set(Desk.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    return next(code for code in (f"{stem}-{number}" for number in count(1)) if code not in taken)


@transaction.atomic
def add_officer(
    *,
    username: str,
    full_name: str,
    agency: Agency,
    role: str,
    since: date,
    password: str = "",
    email: str = "",
) -> tuple[User, str]:
    """An account at a new desk of its own, and its password, made here when none is given.

    An account that exists keeps its password and its desks.
    """
    chosen = password or secrets.token_urlsafe(12)
    user, made = User.objects.get_or_create(
        username=username, defaults={"last_name": full_name, "email": email}
    )
    if not made:
        return user, ""
    user.set_password(chosen)
    user.save(update_fields=["password"])
    desk = open_desk(
        code=next_code(agency, role), agency=agency, role=role, title=roles()[role].name, since=since
    )
    seat(user=user, desk=desk, since=since)
    return user, chosen


@transaction.atomic
def merge_agency(*, old: Agency, new: Agency, on: date, source: str) -> list[Desk]:
    """End an agency and take its desks into its heir: who sits there, what waits and what is due stays."""
    Agency.objects.filter(pk=old.pk).update(successor=new, until=on)
    desks = list(Desk.objects.select_for_update().on(on).filter(agency=old))
    DeskMove.objects.bulk_create(
        [DeskMove(desk=desk, left=old, entered=new, on=on, source=source) for desk in desks]
    )
    Desk.objects.filter(pk__in=[desk.pk for desk in desks]).update(agency=new)
    return desks
