"""Saying that one looked at numbers: the system's are confirmed, a leader's taken over, blanks are nought."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.actions.periodic.cells import How, Writing, locked, sum_up, tell
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.periodic import seats_that
from khuyencong.reporting.queries.periodic.sheet import Place, blank, changed_since, unconfirmed
from khuyencong.reporting.queries.periodic.words import writers_of
from khuyencong.rules.findings import BlockedError


@transaction.atomic
def confirm_all(
    report: PeriodicReturn, *, by: Actor, at: datetime, seen: int | None = None
) -> list[ReturnCell]:
    """She looked at every number the system made and says that they are right; the new rows.

    `seen` is the mark of the page she looked at; BlockedError where something was written since.
    """
    writing = locked(report, by, at)
    refuse_unseen(writing, seen)
    for place in unconfirmed(writing.form, writing.cells):
        old = writing.cells[place]
        writing.put(place, how=How.CONFIRMED, value=old.value, filled=old.filled, explanation=old.explanation)
    tell(writing, "periodic.confirm", "Xác nhận số hệ thống điền")
    return writing.rows


def refuse_unseen(writing: Writing, seen: int | None) -> None:
    """BlockedError where a number was written after the page was opened on which she looked at them."""
    if seen is not None and (found := changed_since(seen, writing.form, writing.cells)):
        raise BlockedError(*found)


@transaction.atomic
def adopt_cells(
    report: PeriodicReturn, *, by: Actor, at: datetime, seen: int | None = None
) -> list[ReturnCell]:
    """She looked at the numbers leaders wrote and takes them as hers: then one of them may sign; the new rows.

    `seen` as for confirming.
    """
    writing = locked(report, by, at)
    refuse_unseen(writing, seen)
    for place in of_signers(writing.report, by, at):
        old = writing.cells[place]
        words = {"reason": old.reason, "explanation": old.explanation}
        found_in = {"file": old.file, "location": old.location}
        writing.write(place, how=old.how, value=old.value, filled=old.filled, **words, **found_in)
    tell(writing, "periodic.adopt", "Nhận số lãnh đạo ghi")
    return writing.rows


def of_signers(report: PeriodicReturn, by: Actor, at: datetime) -> list[Place]:
    """The cells of the present revision whose number is another one's, who signs returns of the agency."""
    signers = seats_that(Permission.PERIODIC_SIGN, report.agency, localdate(at))
    others = {each.user_id for each in signers} - {by.account.pk}
    return [place for writer, places in writers_of(report).items() if writer in others for place in places]


@transaction.atomic
def zero_blanks(report: PeriodicReturn, *, by: Actor, at: datetime) -> list[ReturnCell]:
    """She says that nothing happened where no number stands; the new rows."""
    writing = locked(report, by, at)
    for place in blank(writing.form, writing.cells):
        if place[0] not in writing.form.totals:
            writing.put(place, how=How.TYPED, value=0, filled=None)
    sum_up(writing)
    tell(writing, "periodic.zero", "Ghi 0 vào ô trống")
    return writing.rows
