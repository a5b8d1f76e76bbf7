"""Making what is owed: register of agencies × duties in force × periods, each once."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from khuyencong.organisations.models import Agency
from khuyencong.post.queries.working_days import working_days
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic import Duty, above_of
from khuyencong.reporting.queries.periodic.sheet import province_of
from khuyencong.rules.periods import periods_ending
from khuyencong.rules.validity import in_force
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Actor


@transaction.atomic
def expect(
    duties: Iterable[Duty], *, since: date, until: date, by: Actor, at: datetime, made_up: bool = False
) -> int:
    """Put down every return owed for the periods that end from `since` to `until`; how many are new.

    Who owes it is who stands in the register on the period's last day; the heir of one that has ended answers
    for what the other owed. What is there already stays as it is, also when two do this at once.
    """
    wanted = list(owed(duties, since=since, until=until, at=at, made_up=made_up))
    held = PeriodicReturn.objects.filter(ends__range=(since, until))
    before = set(held.values_list("pk", flat=True))
    PeriodicReturn.objects.bulk_create(wanted, ignore_conflicts=True)
    new = held.exclude(pk__in=before).count() if before else held.count()
    if new:
        record(
            "periodic.expect",
            f"Ghi sổ {new} báo cáo định kỳ phải nộp",
            about=Dossier(kind="periodic_return"),
            by=by,
            at=at,
            after={"since": since, "until": until, "new": new},
        )
    return new


def owed(
    duties: Iterable[Duty], *, since: date, until: date, at: datetime, made_up: bool
) -> Iterator[PeriodicReturn]:
    """Every return that the duties ask for, unsaved."""
    register = list(Agency.objects.select_related("parent__parent").order_by("pk"))
    days = working_days()
    for duty in duties:
        for period in periods_ending(duty.every, since, until):
            if not duty.binds(period):
                continue
            due, opens = duty.term.due(period, days), duty.term.opens(period, days)
            for agency, above in owing(register, duty, period.ends):
                yield PeriodicReturn(
                    duty=duty.code,
                    form=duty.form,
                    title=duty.title[:300],
                    agency=agency,
                    to=above,
                    every=period.every.value,
                    year=period.year,
                    number=period.number,
                    starts=period.starts,
                    ends=period.ends,
                    opens_on=opens,
                    due_on=due,
                    due_source=duty.told[:300],
                    created_at=at,
                    made_up=made_up,
                )


def owing(register: list[Agency], duty: Duty, on: date) -> Iterator[tuple[Agency, Agency]]:
    """Who owes it on that day, and to whom; a kind of agency with nobody above it owes nothing."""
    highest = next((each for each in register if each.kind == Agency.Kind.MINISTRY), None)
    for agency in register:
        if agency.kind != duty.by or not in_force(agency.since, agency.until, on):
            continue
        if duty.province is not None and province_of(agency) != duty.province:
            continue
        above = above_of(agency, duty.to, on, highest)
        if above is not None and above.pk != agency.pk:
            yield agency, above
