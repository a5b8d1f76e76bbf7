"""Writing down what the treasury says: a file whole or not at all, each of its lines once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.ledger.actions.treasury import open_for, tell
from khuyencong.ledger.models import (
    Match,
    MatchMember,
    Reconciliation,
    Statement,
    StatementLine,
    StatementRemoval,
)
from khuyencong.ledger.queries.statements import removal_findings, standing_on
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.treasury.balances import Period
from khuyencong.rules.treasury.beside import check_beside, new_in
from khuyencong.rules.treasury.model import CheckedStatement, Row
from khuyencong.workflow.actions import Dossier, record

LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a file brought: the statement, how many lines were new, whether the file was known already."""

    statement: Statement
    new: int
    known: bool


@transaction.atomic
def take_statement(
    row: Reconciliation,
    checked: CheckedStatement,
    *,
    name: str,
    media_type: str,
    content: bytes,
    by: Actor,
    at: datetime,
) -> Taken:
    """Keep a checked file and those of its lines that are new. PermissionDenied or BlockedError.

    The same file sent again is the statement that stands. A line that another file brought is not taken again.
    """
    found = open_for(row, by)
    digest = hashlib.sha256(content).hexdigest()
    standing = Statement.objects.standing().defer("content").filter(reconciliation=found, sha256=digest).first()
    if standing is not None:
        return Taken(statement=standing, new=0, known=True)
    if checked.refused or checked.since is None or checked.until is None:
        raise BlockedError(*checked.findings)
    new = new_beside(found, checked, name)
    made = Statement.objects.create(
        reconciliation=found,
        account=checked.account,
        since=checked.since,
        until=checked.until,
        opening=checked.opening,
        closing=checked.closing,
        count=len(checked.rows),
        name=name[:255],
        media_type=media_type[:100],
        sha256=digest,
        content=content,
        author=by.account,
        at=at,
    )
    StatementLine.objects.bulk_create(
        [
            StatementLine(
                reconciliation=found,
                statement=made,
                cell=each.cell[-60:],
                on=each.on,
                number=each.number,
                told=each.content,
                debit=each.debit,
                credit=each.credit,
                balance=each.balance,
                mark=mark,
            )
            for mark, each in new
        ],
        batch_size=500,
    )
    after = {"file": name, "sha256": digest, "lines": len(checked.rows), "new": len(new)}
    tell("reconciliation.statement", "Nhập sao kê", found, after, by=by, at=at)
    return Taken(statement=made, new=len(new), known=False)


def new_beside(row: Reconciliation, checked: CheckedStatement, name: str) -> list[tuple[str, Row]]:
    """The lines that are new, with their marks; BlockedError where the file contradicts one that stands."""
    assert checked.since is not None
    assert checked.until is not None
    standing, periods = standing_on(row, checked.account)
    marks = set(row.lines.standing().values_list("mark", flat=True))
    new = new_in(checked.account, checked.rows, standing, marks)
    mine = Period(
        name=name,
        since=checked.since,
        until=checked.until,
        opening=checked.opening,
        closing=checked.closing,
    )
    if found := check_beside(mine, checked.rows, [each for _, each in new], standing, periods):
        raise BlockedError(*found)
    return new


@transaction.atomic
def ask_removal(statement: Statement, *, reason: str, by: Actor, at: datetime) -> StatementRemoval:
    """Ask that a wrong statement be set aside. PermissionDenied or BlockedError."""
    found = open_for(statement.reconciliation, by)
    if by.desk is None or by.agency is None:
        raise PermissionDenied
    kept = found.statements.defer("content").get(pk=statement.pk)
    if kept.set_aside_at is not None:
        raise BlockedError(error("gone", "Sao kê này đã bỏ.", "Tải lại trang để xem như hiện nay.", kept.name))
    if blocked := removal_findings(kept):
        raise BlockedError(*blocked)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST:
        message = f"Ghi tệp sai ở đâu, nhiều nhất {LONGEST} ký tự."
        raise BlockedError(error("reason_missing", message, "Ghi lý do.", "Ô “Tệp sai ở đâu”"))
    try:
        with transaction.atomic():
            made = StatementRemoval.objects.create(
                reconciliation=found,
                statement=kept,
                reason=why,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
            )
    except IntegrityError as taken:
        message = "Sao kê này đang có đề nghị bỏ chờ quyết định."
        raise BlockedError(error("asked", message, "Mở đề nghị ấy.", kept.name)) from taken
    record(
        "statement_removal.begin",
        f"Đề nghị bỏ riêng sao kê: {kept.name}",
        about=Dossier(kind="statement_removal", key=str(made.pk), agency=found.unit.code),
        by=by,
        at=at,
        after={"statement": kept.pk, "sha256": kept.sha256, "lines": kept.lines.count()},
        reason=why,
    )
    return made


def set_aside(row: StatementRemoval, *, by: Actor, at: datetime) -> Mapping[str, object]:
    """Its lines count no more, what was matched with them is undone; file, lines and pairs stay as history."""
    statement = row.statement
    members = MatchMember.objects.filter(line__statement=statement, active=True)
    pairs = sorted(set(members.values_list("match", flat=True)))
    why = f"Bỏ riêng sao kê “{statement.name}”: {row.reason}"[:500]
    Match.objects.filter(pk__in=pairs).update(undone_by=by.account, undone_at=at, undone_why=why)
    MatchMember.objects.filter(match__in=pairs).update(active=False)
    statement.set_aside_at = at
    statement.save(update_fields=["set_aside_at"])
    lines = statement.lines.update(stands=False)
    return {"statement": statement.pk, "lines": lines, "matches": pairs}
