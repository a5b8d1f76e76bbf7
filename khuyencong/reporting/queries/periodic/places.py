"""Where a return stands: the desk it waits at, the agency above, the returns it is made of and goes into."""

from datetime import date

from django.db.models import Q, QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, Seat
from khuyencong.organisations.queries import seats_able
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.models import PeriodicReturn


def returns_seen_by(actor: Actor) -> QuerySet[PeriodicReturn]:
    """The returns in her scope with all a page shows."""
    return PeriodicReturn.objects.visible_to(actor).select_related("agency", "to", "desk", "prepared_by")


def desk_that(permission: Permission, agency: Agency, on: date, *, but: Desk | None = None) -> Desk | None:
    """The desk that does such a thing at the agency or its heir: an officer's before a leader's, the oldest.

    `but` is taken first where somebody still holds it. One SELECT a merger.
    """
    able = [each.desk for each in seats_that(permission, agency, on)]
    return min(able, key=lambda one: (one != but, one.kind.leader)) if able else None


def seats_that(permission: Permission, agency: Agency, on: date) -> list[Seat]:
    """Who may do such a thing at the agency, else at its heir; the oldest desk first. One SELECT a merger."""
    for heir in agency.heirs():
        if able := seats_able(permission, Q(desk__agency=heir), on):
            return able
    return []


def above_of(agency: Agency, kind: str, on: date, ministry: Agency | None = None) -> Agency | None:
    """The agency of that kind which one reports to: of those above it the nearest, else the ministry's own.

    What stands above everybody is asked for by its kind; a department names no parent. Who named one that has
    ended by that day reports to its heir.
    """
    above = agency.parent
    while above is not None and above.kind != kind:
        above = above.parent
    if above is not None:
        return standing_on(above, on)
    if kind != Agency.Kind.MINISTRY:
        return None
    return ministry or Agency.objects.filter(kind=kind, since__lte=on).order_by("pk").first()


def standing_on(agency: Agency, on: date) -> Agency:
    """The agency, or the first that took it over and had not ended by that day; one SELECT a merger."""
    last = agency
    for last in agency.heirs():
        if last.until is None or last.until > on:
            break
    return last


def same_period(report: PeriodicReturn) -> QuerySet[PeriodicReturn]:
    """Returns of the same form for the same period."""
    return PeriodicReturn.objects.filter(
        form=report.form, every=report.every, year=report.year, number=report.number
    )


def children_of(report: PeriodicReturn) -> QuerySet[PeriodicReturn]:
    """The returns that go into it: of the same form and period, owed to its agency."""
    return same_period(report).filter(to=report.agency_id).order_by("pk")


def parents_of(report: PeriodicReturn) -> QuerySet[PeriodicReturn]:
    """The return that it goes into, where the agency above owes one of the same form and period."""
    return same_period(report).filter(agency=report.to_id)
