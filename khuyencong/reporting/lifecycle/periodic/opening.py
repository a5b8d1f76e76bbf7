"""Returns come into the tray of who owes them on the day they open."""

from datetime import date

from django.db import transaction

from khuyencong.reporting.lifecycle.periodic.life import PERIODIC_RETURN
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act


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
            PERIODIC_RETURN.begin(report, act)
    except BlockedError:
        return False
    report.opened_at = act.at
    report.save(update_fields=["opened_at"])
    return True
