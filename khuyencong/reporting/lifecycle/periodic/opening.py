"""What is owed is put down by itself, and comes into the tray of who owes it on the day it opens."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate, now

from khuyencong.organisations.queries import operator
from khuyencong.post.actions.jobs import job
from khuyencong.reporting.actions.periodic import expect, fill_cells
from khuyencong.reporting.lifecycle.periodic.following import follow_register
from khuyencong.reporting.lifecycle.periodic.life import PERIODIC_RETURN
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic import duties
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.periods import Every, last_of_month, period_of
from khuyencong.workflow.lifecycle import Act


@transaction.atomic
def begin_return(report: PeriodicReturn, act: Act) -> PeriodicReturn:
    """Begin to prepare it: what the system knows is filled at once."""
    begun: PeriodicReturn = PERIODIC_RETURN.perform("periodic.begin", report, act)
    fill_cells(begun, by=act.by, at=act.at)
    return begun


@job(title="Ghi sổ và mở báo cáo định kỳ")
def open_returns(slot: str) -> int:
    """Put down what is owed and let wait what has opened; how many wait since today."""
    today = localdate(datetime.fromisoformat(slot))
    act = Act(by=operator(), at=now())
    owe_returns(since=owed_since(today), until=last_of_month(today.year, 12), on=today, act=act)
    return open_due(today, act)


def owe_returns(*, since: date, until: date, on: date, act: Act) -> int:
    """Put down what is owed for the periods that end in these days, and let what is there follow the register.

    How many are new. What is put down months ahead is owed as register and duties say it when it opens.
    """
    asked = duties()
    new = expect(asked, since=since, until=until, by=act.by, at=act.at)
    follow_register(asked, since=since, until=until, on=on, at=act.at)
    return new


def owed_since(today: date) -> date:
    """From when on the night puts down what is owed: the last month and quarter that ended before today.

    Earlier ones are put down on demand: a system set up today calls nobody in debt for what came before.
    """
    return min(period_of(every, today).previous.ends for every in (Every.MONTH, Every.QUARTER))


def open_due(on: date, act: Act) -> int:
    """Let every return that has opened wait at its desk; how many do now.

    Where nobody sits who could prepare it, it is owed all the same and waits for the first who will.
    """
    waiting = PeriodicReturn.objects.filter(
        state=PeriodicReturn.State.EXPECTED, opened_at__isnull=True, opens_on__lte=on
    )
    return sum(_opened(pk, act) for pk in waiting.order_by("due_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def _opened(pk: int, act: Act) -> bool:
    rows = PeriodicReturn.objects.select_for_update(of=("self",)).select_related("agency", "desk")
    report = rows.get(pk=pk)
    if report.state != PeriodicReturn.State.EXPECTED or report.opened_at is not None:
        return False
    try:
        with transaction.atomic():
            report.opened_at = act.at
            PERIODIC_RETURN.begin(report, act)
    except BlockedError:
        return False
    report.save(update_fields=["opened_at"])
    return True
