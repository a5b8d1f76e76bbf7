"""Writing down what the treasury says: a file whole or not at all, each of its lines once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from khuyencong.ledger.actions.treasury import open_for, tell
from khuyencong.ledger.models import Reconciliation, Statement, StatementLine
from khuyencong.ledger.queries.statements import standing_on
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.treasury.balances import Period
from khuyencong.rules.treasury.beside import check_beside, new_in
from khuyencong.rules.treasury.model import CheckedStatement, Row


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
    standing = Statement.objects.defer("content").filter(reconciliation=found, sha256=digest).first()
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
    marks = set(row.lines.values_list("mark", flat=True))
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
