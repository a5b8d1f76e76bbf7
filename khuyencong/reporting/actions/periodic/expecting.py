"""Making what is owed: register of agencies × duties in force × periods, each once, and pinning it anew."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from khuyencong.organisations.models import Agency
from khuyencong.post.queries.working_days import working_days
from khuyencong.reporting.models import SETTLED, PeriodicReturn
from khuyencong.reporting.queries.periodic import Duty, above_of
from khuyencong.reporting.queries.periodic.sheet import province_of
from khuyencong.rules.periods import periods_ending
from khuyencong.rules.validity import in_force
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Actor


@transaction.atomic
def expect(
    duties: Iterable[Duty],
    *,
    since: date,
    until: date,
    by: Actor,
    at: datetime,
    made_up: bool = False,
    of: Agency | None = None,
) -> int:
    """Put down every return owed for the periods that end from `since` to `until`; how many are new.

    Who owes it is who stands in the register on the period's last day; the heir of one that has ended answers
    for what the other owed. What is there already stays as it is, also when two do this at once; only what had
    no day takes one that the list names by now. `of` narrows it to one agency.
    """
    duties = list(duties)
    wanted = list(owed(duties, since=since, until=until, at=at, made_up=made_up))
    if of is not None:
        wanted = [each for each in wanted if each.agency_id == of.pk]
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
    name_days(duties, by=by, at=at)
    return new


def name_days(duties: Sequence[Duty], *, by: Actor, at: datetime) -> int:
    """Give their day to returns that were put down when no duty named one and were not sent; how many.

    Without a day one can never be declared missing, and what it goes into never approved.
    """
    undated = PeriodicReturn.objects.filter(due_on=None, first_sent_at=None).exclude(state__in=SETTLED)
    rows = undated.select_for_update(of=("self",)).select_related("agency__parent").order_by("pk")
    named, days = 0, working_days()
    for report in rows:
        duty = next((each for each in duties if asks_for(each, report)), None)
        due = duty.term.due(report.period, days) if duty is not None else None
        if duty is None or due is None:
            continue
        report.due_on, report.due_source = due, duty.told[:300]
        report.save(update_fields=["due_on", "due_source"])
        record(
            "periodic.day",
            f"Ghi hạn nộp {due:%d/%m/%Y} theo danh mục: {report} của {report.agency.name_on(report.ends)}",
            about=Dossier(kind="periodic_return", key=str(report.pk), agency=report.agency.code),
            by=by,
            at=at,
            after={"due_on": due, "due_source": report.due_source},
        )
        named += 1
    return named


def asks_for(duty: Duty, report: PeriodicReturn) -> bool:
    """Whether the return is one that the duty asks for."""
    return (
        (duty.form, duty.every, duty.by) == (report.form, report.every, report.agency.kind)
        and duty.binds(report.period)
        and duty.province in (None, province_of(report.agency))
    )


PINNED = ("duty", "title", "to_id", "opens_on", "due_on", "due_source")
"""What duty and register say of a return; from the day it opens it keeps what it says, but for who is above."""
ABOVE = ("to_id",)


def apart(report: PeriodicReturn, asked: PeriodicReturn, names: Iterable[str]) -> list[str]:
    """In which of these the row says otherwise than what would be put down now."""
    return [each for each in names if getattr(report, each) != getattr(asked, each)]


def pin(
    report: PeriodicReturn, asked: PeriodicReturn, names: Iterable[str], *, by: Actor, at: datetime
) -> bool:
    """Let a row say in these what would be put down now, and tell the trail; whether it said otherwise."""
    changed = apart(report, asked, names)
    if not changed:
        return False
    before = {name: getattr(report, name) for name in changed}
    for name in changed:
        setattr(report, name, getattr(asked, name))
    report.save(update_fields=changed)
    record(
        "periodic.pin",
        f"Ghi lại theo danh mục, sổ đăng ký: {report} của {report.agency.name_on(report.ends)}",
        about=Dossier(kind="periodic_return", key=str(report.pk), agency=report.agency.code),
        by=by,
        at=at,
        before=before,
        after={name: getattr(report, name) for name in changed},
    )
    return True


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
                    title=duty.title_on(period.ends, province_of(agency))[:300],
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
