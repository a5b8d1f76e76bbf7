"""Letting a finding stand: a row with reason, name and day, for exactly the numbers it was given for."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.periodic.cells import LONGEST_REASON, locked_by
from khuyencong.reporting.actions.periodic.heads import call_head
from khuyencong.reporting.models import CheckWaiver, PeriodicReturn
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic.checking import Judged, judged_of
from khuyencong.reporting.queries.periodic.sheet import Form, cells_of, form_of
from khuyencong.reporting.queries.periodic.words import hands_in, told_of
from khuyencong.rules.findings import BlockedError, Finding, Severity, error
from khuyencong.workflow.actions import Dossier, record

LONGEST_TOLD = CheckWaiver._meta.get_field("told").max_length or 0


@transaction.atomic
def waive(report: PeriodicReturn, fingerprint: str, reason: str, *, by: Actor, at: datetime) -> CheckWaiver:
    """Let one finding of a return that is being prepared stand. PermissionDenied or BlockedError.

    A warning may be let stand by who prepares; an error by a leader who neither prepared it
    nor put one of the numbers it is about.
    """
    row = locked_by(
        report, lambda one: permissions.prepares_return(by, one) or permissions.signs_return(by, one)
    )
    form, cells = form_of(row), cells_of(row)
    judged = judged_of(row, form, cells, Dossiers(row, at))
    found = next((each for each in judged if each.found.fingerprint == fingerprint), None)
    if found is None or found.waiver is not None:
        message = "Điều này không còn: số đã đổi, hoặc đã được bỏ qua."
        raise BlockedError(error("finding_gone", message, "Tải lại trang để xem như hiện nay."))
    if stopped := refusals(row, found, reason.strip(), by, form):
        raise BlockedError(*stopped)
    waiver = CheckWaiver(
        periodic_return=row,
        rule=found.found.rule,
        fingerprint=fingerprint,
        told=found.found.message[:LONGEST_TOLD],
        reason=reason.strip(),
        by=by.account,
        at=at,
        revision=row.revision,
    )
    try:
        with transaction.atomic():
            waiver.save(force_insert=True)
    except IntegrityError as caught:
        raise BlockedError(error("waived_already", "Điều này vừa được bỏ qua.", "Tải lại trang.")) from caught
    record(
        "periodic.waive",
        f"Bỏ qua có lý do “{found.found.rule}”: {row}",
        about=Dossier(kind="periodic_return", key=str(row.pk), agency=row.agency.code),
        by=by,
        at=at,
        after={"rule": found.found.rule, "told": waiver.told},
        reason=waiver.reason,
    )
    call_head(row, form, cells, by=by, at=at)
    return waiver


def refusals(report: PeriodicReturn, found: Judged, reason: str, by: Actor, form: Form) -> list[Finding]:
    """Why it may not be let stand so; PermissionDenied where she is not the one to."""
    if found.found.grade is Severity.ERROR:
        if not permissions.signs_return(by, report):
            raise PermissionDenied
        hands = hands_in(told_of(report), found.found.cells, form)
        if by.account.pk in {report.prepared_by_id, *hands}:
            message = "Người lập báo cáo, ghi số này không tự bỏ qua lỗi của số ấy."
            return [error("own_work", message, "Nhờ một lãnh đạo khác, hoặc sửa số.")]
    if not reason or len(reason) > LONGEST_REASON:
        message = f"Bỏ qua phải ghi lý do, dài không quá {LONGEST_REASON} ký tự."
        return [error("reason_missing", message, "Ghi vì sao số này đúng; lý do đi cùng báo cáo.", "Ô “Lý do”")]
    return []
