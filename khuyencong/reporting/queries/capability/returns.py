"""Periodic returns: each that was owed and due, by the day on which it was first signed and sent."""

from collections.abc import Iterator

from django.utils.timezone import localdate

from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.capability.sending import Happened
from khuyencong.reporting.queries.capability.trail import Trail
from khuyencong.reporting.queries.periodic.known import owed_then
from khuyencong.rules.capability import Counts, Event
from khuyencong.rules.periods import Every, Period


def returns(trail: Trail) -> Iterator[Happened]:
    """One SELECT. What was let off, has no day or is not due yet is no event; one never sent is late."""
    columns = ("pk", "agency", "agency__kind", "title", "every", "year", "number", "due_on", "came")
    rows = owed_then(PeriodicReturn.objects.filter(due_on__isnull=False), trail.known).order_by("pk")
    for key, agency, kind, title, every, year, number, due, came_at in rows.values_list(*columns):
        sent = localdate(came_at) if came_at is not None else None
        if sent is None and due >= trail.day:
            continue
        period = Period(every=Every(every), year=year, number=number).label
        came = f"gửi ngày {sent:%d/%m/%Y}" if sent is not None else "chưa gửi"
        event = Event(
            key=f"periodic_return:{key}:sent",
            counts=Counts.RETURNS,
            on=due,
            value=int(sent is not None and sent <= due),
            words=f"{title}, {period}: {came}, hạn {due:%d/%m/%Y}",
        )
        department = kind == Agency.Kind.DEPARTMENT
        yield Happened(
            event=event, unit=None if department else agency, department=agency if department else None
        )
