"""Statements as the rules set them beside each other, and what the treasury signed."""

from django.db.models import QuerySet

from khuyencong.ledger.models import Reconciliation, SignedSheet, Statement, StatementLine
from khuyencong.rules.treasury.balances import Period
from khuyencong.rules.treasury.model import Row
from khuyencong.rules.treasury.reading import digits


def period_of(statement: Statement) -> Period:
    """A statement as the rules set it beside others."""
    names = ("name", "since", "until", "opening", "closing")
    return Period(**{name: getattr(statement, name) for name in names})


def standing_on(row: Reconciliation, account: str) -> tuple[list[Row], list[Period]]:
    """The lines and the statements of one account that stand, oldest first; two SELECTs."""
    files = [each for each in row.statements.defer("content") if digits(each.account) == account]
    lines = row.lines.filter(statement__in=[each.pk for each in files]).order_by("on", "pk")
    return [row_of(each) for each in lines], [period_of(each) for each in files]


def row_of(line: StatementLine) -> Row:
    """A line as it stood in its file."""
    same = {name: getattr(line, name) for name in ("on", "number", "debit", "credit", "balance", "cell")}
    return Row(content=line.told, **same)


def sheets_of(row: Reconciliation) -> QuerySet[SignedSheet]:
    """What the treasury signed of it, the latest first, without the files; one SELECT."""
    return row.sheets.defer("content").select_related("author")
