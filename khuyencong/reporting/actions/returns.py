"""Taking in a province's return: all of it or nothing, the same file twice changing nothing."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.figures import already_entered, withdrawn
from khuyencong.reporting.actions.rows import as_rows, insert_rows
from khuyencong.reporting.models import Figure, ReceivedFile, Source
from khuyencong.reporting.queries.returns import ReturnDiff, compare, scope_of
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.rules.returns import CheckedReturn
from khuyencong.workflow.actions import Dossier, record

LONGEST_REASON = Figure._meta.get_field("reason").max_length or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What an import did: the source it made (None when nothing changed) and how many figures of each kind."""

    source: Source | None
    new: int
    changed: int
    withdrawn: int
    same: int


def receive_file(*, name: str, content: bytes, by: Actor, at: datetime) -> ReceivedFile:
    """Keep a file as it came; the same bytes are kept once, under the first name."""
    digest = hashlib.sha256(content).hexdigest()
    file, _ = ReceivedFile.objects.get_or_create(
        digest=digest,
        defaults={"name": name[-255:], "content": content, "received_by": by.account, "received_at": at},
    )
    return file


def store_return(
    *, checked: CheckedReturn, file: ReceivedFile, by: Actor, at: datetime, reason: str = ""
) -> ImportOutcome:
    """Enter a checked return, all or nothing.

    Raises BlockedError with the findings when the return has errors, or when it changes figures entered before
    and gives no reason; PermissionDenied when the officer does not answer for that province.
    """
    if checked.refused:
        raise BlockedError(*checked.findings)
    with transaction.atomic():
        scope = scope_of(checked)
        agency = answering_agency(unit=scope.unit, on=scope.cut, by=by)
        diff = compare(checked, scope)
        if diff.corrects and not reason.strip():
            raise BlockedError(reason_missing(diff))
        if len(reason.strip()) > LONGEST_REASON:
            raise BlockedError(reason_too_long(reason))
        if diff.is_empty:
            return outcome(None, diff)
        source = Source.objects.create(
            kind=Source.Kind.RETURN,
            title=f"Báo cáo năm {scope.year} của {scope.place}, số liệu đến {scope.cut:%d/%m/%Y}",
            agency=agency,
            file=file,
        )
        write(diff, source=source, by=by, at=at, reason=reason.strip())
        entered = outcome(source, diff)
        record(
            "return.import",
            f"Nộp “{source.title}”",
            about=Dossier(kind="source", key=str(source.pk), agency=agency.code),
            by=by,
            at=at,
            after={"file": file.digest, "new": entered.new, "changed": entered.changed},
            reason=reason.strip(),
        )
    return outcome(source, diff)


def answering_agency(*, unit: int, on: date, by: Actor) -> Agency:
    """The department that answered for the place then, locked so that two imports queue; checks the right."""
    agency = department_of(unit, on, lock=True)
    if not permissions.may_import_for(by, agency):
        raise PermissionDenied
    return agency


def write(diff: ReturnDiff, *, source: Source, by: Actor, at: datetime, reason: str) -> None:
    """Insert what is new, and corrections for what changed or went."""
    entries = [*diff.new, *(entry for _, entry in diff.changed), *(withdrawn(old) for old in diff.gone)]
    replacing = {old.key: old.pk for old, _ in diff.changed} | {old.key: old.pk for old in diff.gone}
    rows = as_rows(entries, source=source, by=by, at=at, replacing=replacing, reason=reason)
    try:
        with transaction.atomic():
            insert_rows(rows)
    except IntegrityError as error:
        raise BlockedError(already_entered()) from error


def outcome(source: Source | None, diff: ReturnDiff) -> ImportOutcome:
    """The counts of a comparison."""
    return ImportOutcome(
        source=source, new=len(diff.new), changed=len(diff.changed), withdrawn=len(diff.gone), same=diff.same
    )


def reason_too_long(reason: str) -> Finding:
    """What an officer reads instead of finding her reason cut off later."""
    return Finding(
        code="reason_too_long",
        severity=Severity.ERROR,
        message=f"Lý do dài {len(reason.strip())} ký tự; tối đa {LONGEST_REASON} ký tự.",
        fix="Viết gọn lại, hoặc nêu số văn bản đã giải thích.",
    )


def reason_missing(diff: ReturnDiff) -> Finding:
    """What an officer reads when a second return changes figures without saying why."""
    return Finding(
        code="reason_missing",
        severity=Severity.ERROR,
        message=(
            f"Bản nộp này sửa {len(diff.changed)} số và rút {len(diff.gone)} số đã nộp trước đây; "
            "sửa số phải ghi lý do."
        ),
        fix="Ghi lý do sửa (ví dụ: “Đối chiếu lại với Kho bạc”) rồi xác nhận lại.",
    )
